/**
 * Target groups: the interfaces behind a listener, and how they are.
 *
 * A target is an instance, an address, or another load balancer. Health is what the export says, and
 * counts for the balancer as a whole. What is not known of a group is noted at the balancer, whose
 * verdicts depend on it. "Target groups" (Elastic Load Balancing).
 */
import { parseAddress } from '../../ip/address.ts';
import type { NlbListener } from '../../model/link.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

/** The balancer that a listener is read for. */
export interface Balanced {
  readonly id: string;
  readonly unhealthy: Set<string>;
}

export class TargetGroups {
  private readonly reading: ExportReading;
  /** Interfaces by VPC and address. */
  private readonly owners = new Map<string, string>();

  constructor(reading: ExportReading) {
    this.reading = reading;
    for (const eni of reading.draft.enis.values()) {
      for (const { first } of eni.addresses) this.owners.set(`${eni.vpc} ${first}`, eni.id);
    }
  }

  /** The listener once per protocol and target group. */
  rowsOf(listener: Item, protocols: readonly number[], balancer: Balanced): NlbListener[] {
    const port = listener.integer('Port');
    if (port === undefined) return [];
    return groupsOf(listener).flatMap((arn) => {
      const group = this.reading.inventory.get('TargetGroups', arn);
      const targets = this.targetsOf(arn, group, listener, balancer);
      const targetPort = group?.integer('Port') ?? port;
      return protocols.map((protocol) => ({ protocol, port, targetPort, targets, source: listener.source }));
    });
  }

  /** "Client IP preservation": on for instances, off for addresses that are reached over TCP, unless set. */
  preserveClientIp(listeners: readonly Item[]): boolean {
    const groups = listeners.flatMap(groupsOf).flatMap((arn) => {
      const group = this.reading.inventory.get('TargetGroups', arn);
      return group ? [{ arn, group }] : [];
    });
    return (
      groups.length > 0 &&
      groups.every(({ arn, group }) => {
        const chosen = this.attributeOf(arn, 'preserve_client_ip.enabled');
        return chosen === undefined ? group.text('TargetType') === 'instance' : chosen === 'true';
      })
    );
  }

  /** `cross_zone.enabled` of the groups behind some listeners, where they all say the same. */
  crossZone(listeners: readonly Item[]): boolean | undefined {
    const key = 'load_balancing.cross_zone.enabled';
    const chosen = new Set(listeners.flatMap(groupsOf).map((arn) => this.attributeOf(arn, key)));
    const [only] = chosen;
    return chosen.size === 1 && (only === 'true' || only === 'false') ? only === 'true' : undefined;
  }

  private attributeOf(arn: string, key: string): string | undefined {
    const attributes = this.reading.inventory.get('TargetGroupAttributes', arn)?.items('Attributes') ?? [];
    return attributes.find((candidate) => candidate.text('Key') === key)?.text('Value');
  }

  private targetsOf(arn: string, group: Item | undefined, listener: Item, balancer: Balanced): string[] {
    const health = this.reading.inventory.get('LoadBalancerTargetHealth', arn);
    const vpc = group?.ref('VpcId');
    if (!health) this.doubt(balancer.id, `no file lists the targets of its group ${arn}`, listener, vpc);
    return (health?.itemsOfAll('TargetHealthDescriptions') ?? []).flatMap((description) => {
      const id = description.inner('Target')?.ref('Id');
      const eni = id === undefined ? undefined : this.interfaceOf(id, vpc);
      if (eni === undefined) {
        const why = `its target ${id ?? 'without an id'} is no interface that the export describes`;
        this.doubt(balancer.id, why, description, vpc);
        return [];
      }
      if (description.inner('TargetHealth')?.text('State') !== 'healthy') balancer.unhealthy.add(eni);
      return [eni];
    });
  }

  private interfaceOf(target: string, vpc: string | undefined): string | undefined {
    const { reading } = this;
    const address = parseAddress(target);
    if (address !== undefined) return this.owners.get(`${vpc} ${address}`);
    return reading.enisByInstance.of(target)[0] ?? reading.enisByBalancer.of(target)[0];
  }

  private doubt(id: string, why: string, { source }: Item, vpc: string | undefined): void {
    this.reading.doubt({ id, kind: 'LoadBalancer', why, source, vpc });
  }
}

/** Target groups a listener forwards to. */
function groupsOf(listener: Item): string[] {
  const arns = listener.items('DefaultActions').flatMap((action) => {
    const forward = action.inner('ForwardConfig')?.items('TargetGroups') ?? [];
    const several = forward.flatMap((group) => group.ref('TargetGroupArn') ?? []);
    return several.length > 0 ? several : (action.ref('TargetGroupArn') ?? []);
  });
  return [...new Set(arns)];
}
