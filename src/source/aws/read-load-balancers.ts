/**
 * Network load balancers with their listeners and targets; other types are noted as unmodelled.
 *
 * Targets are instances or addresses and become interfaces here. Health is what the export says, and
 * counts for the balancer as a whole. "Elastic Load Balancing API Reference".
 */
import { parseAddress } from '../../ip/address.ts';
import type { LoadBalancer, NlbListener } from '../../model/link.ts';
import { TCP, UDP } from '../../model/protocol.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';

const PROTOCOLS: ReadonlyMap<string, readonly number[]> = new Map([
  ['TCP', [TCP]],
  ['TLS', [TCP]],
  ['UDP', [UDP]],
  ['TCP_UDP', [TCP, UDP]],
]);

export function readLoadBalancers(reading: ExportReading): void {
  const listeners = listenersByBalancer(reading);
  const targets = new TargetGroups(reading);
  const interfaces = interfacesByBalancer(reading);
  for (const [id, item] of reading.inventory.all('LoadBalancers')) {
    const { source } = item;
    const vpc = item.ref('VpcId');
    const type = item.text('Type') ?? 'application';
    if (type !== 'network' || vpc === undefined) {
      const why = `load balancers of type ${type} are not modelled`;
      reading.doubt({ id, kind: 'LoadBalancer', why, source, vpc });
      continue;
    }
    const unhealthy = new Set<string>();
    const rows = listeners.of(id).flatMap((listener) => targets.rowsOf(listener, unhealthy));
    const name = item.text('LoadBalancerName');
    const balancer: LoadBalancer = {
      kind: 'nlb',
      id,
      ...(name !== undefined && { name }),
      vpc: reading.vpc(vpc, item),
      enis: [...interfaces.of(id)],
      listeners: rows,
      unhealthy: [...unhealthy],
      crossZone: attribute(reading, id, 'load_balancing.cross_zone.enabled') === 'true',
      preserveClientIp: targets.preserveClientIp(listeners.of(id)),
      source,
    };
    reading.draft.links.set(id, balancer);
    if (!listeners.has(id)) {
      reading.doubt({ id, kind: 'LoadBalancer', why: 'no file lists its listeners', source, vpc });
    }
  }
}

function attribute(reading: ExportReading, balancer: string, key: string): string | undefined {
  const attributes = reading.inventory.get('LoadBalancerAttributes', balancer)?.items('Attributes') ?? [];
  return attributes.find((candidate) => candidate.text('Key') === key)?.text('Value');
}

/** Listeners as `describe-listeners` gives them, or grouped by their load balancer. */
function listenersByBalancer(reading: ExportReading): Grouping<Item> {
  const { inventory } = reading;
  const byBalancer = new Grouping<Item>();
  for (const [id, group] of inventory.all('LoadBalancerListeners')) {
    for (const listener of group.itemsOfAll('Listeners')) byBalancer.add(id, listener);
  }
  for (const listener of inventory.all('Listeners').values()) {
    const id = listener.ref('LoadBalancerArn');
    if (id !== undefined && !inventory.get('LoadBalancerListeners', id)) byBalancer.add(id, listener);
  }
  return byBalancer;
}

function interfacesByBalancer(reading: ExportReading): Grouping<string> {
  const byBalancer = new Grouping<string>();
  for (const { id, owner } of reading.draft.enis.values()) {
    if (owner.kind === 'load-balancer') byBalancer.add(owner.link, id);
  }
  return byBalancer;
}

class TargetGroups {
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
  rowsOf(listener: Item, unhealthy: Set<string>): NlbListener[] {
    const port = listener.integer('Port');
    if (port === undefined) return [];
    const protocols = PROTOCOLS.get(listener.text('Protocol') ?? 'TCP') ?? [];
    return groupsOf(listener).flatMap((arn) => {
      const group = this.reading.inventory.get('TargetGroups', arn);
      const targets = this.targetsOf(arn, group, unhealthy);
      const targetPort = group?.integer('Port') ?? port;
      return protocols.map((protocol) => ({ protocol, port, targetPort, targets, source: listener.source }));
    });
  }

  /** "Client IP preservation": on for instances, off for addresses that are reached over TCP. */
  preserveClientIp(listeners: readonly Item[]): boolean {
    const groups = listeners.flatMap(groupsOf).flatMap((arn) => {
      const group = this.reading.inventory.get('TargetGroups', arn);
      return group ? [group] : [];
    });
    return groups.length > 0 && groups.every((group) => group.text('TargetType') === 'instance');
  }

  private targetsOf(arn: string, group: Item | undefined, unhealthy: Set<string>): string[] {
    const health = this.reading.inventory.get('LoadBalancerTargetHealth', arn);
    const vpc = group?.ref('VpcId');
    return (health?.itemsOfAll('TargetHealthDescriptions') ?? []).flatMap((description) => {
      const id = description.inner('Target')?.ref('Id');
      const eni = id === undefined ? undefined : this.interfaceOf(id, vpc);
      if (eni === undefined) {
        const why = `its target ${id ?? 'without an id'} is no interface that the export describes`;
        this.reading.doubt({ id: arn, kind: 'TargetGroup', why, source: description.source, vpc });
        return [];
      }
      if (description.inner('TargetHealth')?.text('State') !== 'healthy') unhealthy.add(eni);
      return [eni];
    });
  }

  private interfaceOf(target: string, vpc: string | undefined): string | undefined {
    const address = parseAddress(target);
    if (address === undefined) return this.reading.enisByInstance.of(target)[0];
    return this.owners.get(`${vpc} ${address}`);
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
