/**
 * Whose interface an interface is.
 *
 * Types are those of "NetworkInterface" (Amazon EC2 API Reference). Links are named here before they are
 * read; an owner that turns out not to exist is replaced when everything is (`fill-gaps.ts`).
 */
import { PLAIN_HOST, type EniOwner } from '../../model/eni.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { managedHostOf } from './managed-hosts.ts';

/** Types whose machine ends conversations like any host. */
const HOST_TYPES = new Set(['interface', 'efa', 'efa-only', 'trunk', 'branch']);

/** Names of classic load balancers are unique within an account and region, so within a VPC too. */
function classicKey(vpc: string | undefined, name: string): string {
  return `${vpc} ${name}`;
}

export class EniOwners {
  private readonly reading: ExportReading;
  private readonly claims = new Map<string, EniOwner>();
  /** Transit gateway of each attachment. */
  private readonly attachments: ReadonlyMap<string, string>;
  /** Load balancers by the end of their ARN, which descriptions of interfaces repeat; classic ones by name. */
  private readonly balancers: ReadonlyMap<string, string>;

  constructor(reading: ExportReading) {
    this.reading = reading;
    const { inventory } = reading;
    for (const [link, nat] of inventory.all('NatGateways')) {
      for (const address of nat.items('NatGatewayAddresses')) {
        const eni = address.ref('NetworkInterfaceId');
        if (eni !== undefined) this.claims.set(eni, { kind: 'nat', link });
      }
    }
    for (const [link, endpoint] of inventory.all('VpcEndpoints')) {
      const isBalanced = endpoint.text('VpcEndpointType') === 'GatewayLoadBalancer';
      for (const eni of endpoint.refs('NetworkInterfaceIds')) {
        this.claims.set(eni, { kind: isBalanced ? 'gwlbe' : 'endpoint', link });
      }
    }
    for (const [link, balancer] of [
      ...inventory.all('LoadBalancers'),
      ...inventory.all('LoadBalancerDescriptions'),
    ]) {
      for (const eni of balancer.refs('NetworkInterfaceIds')) {
        this.claims.set(eni, { kind: 'load-balancer', link });
      }
    }
    this.attachments = new Map(
      (['TransitGatewayVpcAttachments', 'TransitGatewayAttachments'] as const).flatMap((kind) =>
        [...inventory.all(kind).values()].flatMap((item) => {
          const attachment = item.text('TransitGatewayAttachmentId');
          const tgw = item.ref('TransitGatewayId');
          return attachment === undefined || tgw === undefined ? [] : [[attachment, tgw] as const];
        }),
      ),
    );
    this.balancers = new Map([
      ...[...inventory.all('LoadBalancers').keys()].map(
        (arn) => [arn.replace(/^.*:loadbalancer\//, ''), arn] as const,
      ),
      ...[...inventory.all('LoadBalancerDescriptions')].map(
        ([id, item]) => [classicKey(item.ref('VPCId'), item.text('LoadBalancerName') ?? ''), id] as const,
      ),
    ]);
  }

  of(id: string, item: Item): EniOwner {
    const claim = this.claims.get(id);
    if (claim) return claim;
    const description = item.text('Description') ?? '';
    const named = (pattern: RegExp): string | undefined => {
      const name = pattern.exec(description)?.[0];
      return name === undefined ? undefined : item.idOf(name);
    };
    const type = item.text('InterfaceType') ?? 'interface';
    switch (type) {
      case 'nat_gateway':
      case 'natGateway':
        return { kind: 'nat', link: named(/nat-\w+/) ?? id };
      case 'vpc_endpoint':
        return { kind: 'endpoint', link: named(/vpce-\w+/) ?? id };
      case 'gateway_load_balancer_endpoint':
        return { kind: 'gwlbe', link: named(/vpce-\w+/) ?? id };
      case 'transit_gateway': {
        const attachment = named(/tgw-attach-\w+/);
        const tgw = attachment === undefined ? undefined : this.attachments.get(attachment);
        return { kind: 'tgw', link: tgw ?? attachment ?? id };
      }
      default:
        break;
    }
    // "ELB net/name/id" stands for .../loadbalancer/net/name/id.
    const balancer = /^ELB (?:(net|app|gwy)\/\S+|\S+)/.exec(description);
    if (balancer) return this.ofBalancer(balancer[0].slice('ELB '.length), item);
    const managed = managedHostOf(item);
    if (managed) return { kind: 'host', host: managed.host };
    if (HOST_TYPES.has(type)) return this.ofHost(id, item);
    const why = `interfaces of type ${type} are not modelled`;
    this.reading.doubt({ id, kind: 'NetworkInterface', why, source: item.source, vpc: item.ref('VpcId') });
    return { kind: 'unmodelled', id };
  }

  private ofBalancer(name: string, item: Item): EniOwner {
    const link = this.balancers.get(name) ?? this.balancers.get(classicKey(item.ref('VpcId'), name));
    if (link !== undefined) return { kind: 'load-balancer', link };
    const why = 'no file describes the load balancer';
    this.reading.doubt({ id: name, kind: 'LoadBalancer', why, source: item.source, vpc: item.ref('VpcId') });
    return { kind: 'unmodelled', id: name };
  }

  private ofHost(id: string, item: Item): EniOwner {
    const instance = item.inner('Attachment')?.ref('InstanceId');
    const forwards = item.flag('SourceDestCheck') === false;
    const { routeNames } = this.reading;
    if (forwards && (routeNames.has(id) || (instance !== undefined && routeNames.has(instance)))) {
      const why = 'what it does with the packets it forwards is in no file';
      this.reading.doubt({ id, kind: 'Appliance', why, source: item.source, vpc: item.ref('VpcId') });
    }
    return {
      kind: 'host',
      ...(instance !== undefined && { instance }),
      host: forwards ? { ...PLAIN_HOST, forwards } : PLAIN_HOST,
    };
  }
}
