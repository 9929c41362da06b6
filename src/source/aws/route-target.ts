/**
 * What a route of a VPC leads to.
 *
 * A route says more than its target: one that is active proves that the gateway behind it is attached,
 * even when no file describes the gateway; one that is a blackhole proves that the target is gone.
 * "Route" (Amazon EC2 API Reference), "Configure route tables" (Amazon VPC User Guide).
 */
import { isLiveState } from '../../model/link-state.ts';
import type { Link } from '../../model/link.ts';
import type { Target } from '../../model/route.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { TARGET_KEYS, type TargetKey } from './route-names.ts';

export function targetOf(reading: ExportReading, route: Item, vpc: string): Target {
  if (route.text('GatewayId') === 'local') return { kind: 'local' };
  for (const key of TARGET_KEYS) {
    const id = route.ref(key);
    if (id !== undefined)
      return knownTarget(reading, route, vpc, key, id) ?? strange(reading, route, key, id);
  }
  for (const key of route.keys()) {
    const isTarget = /(?:Id|Arn)$/.test(key) && !/^(?:Destination|InstanceOwner)/.test(key);
    const id = isTarget ? route.ref(key) : undefined;
    if (id !== undefined) return strange(reading, route, key, id);
  }
  return { kind: 'blackhole' };
}

function isBlackhole(route: Item): boolean {
  return route.text('State') === 'blackhole';
}

/** A target that is not among the records. */
function strange(reading: ExportReading, route: Item, key: string, id: string): Target {
  if (isBlackhole(route)) return { kind: 'blackhole', gone: id };
  const kind = key === 'GatewayId' ? kindOfGateway(id) : key.replace(/(?:Id|Arn)$/, '');
  const why = 'a route leads to it, but no file describes it';
  if (!reading.draft.unmodelled.has(id)) reading.doubt({ id, kind, why, source: route.source });
  return { kind: 'unmodelled', id };
}

/** The provider's name for what an id of a gateway stands for. */
function kindOfGateway(id: string): string {
  if (id.startsWith('igw-')) return 'InternetGateway';
  if (id.startsWith('vgw-')) return 'VpnGateway';
  return id.startsWith('vpce-') ? 'VpcEndpoint' : 'Gateway';
}

function knownTarget(
  reading: ExportReading,
  route: Item,
  vpc: string,
  key: TargetKey,
  id: string,
): Target | undefined {
  const { enis, links } = reading.draft;
  const eni = enis.get(key === 'InstanceId' ? (reading.enisByInstance.of(id)[0] ?? '') : id);
  if (eni) {
    if (isBlackhole(route) && eni.state === 'up') return { kind: 'blackhole', gone: id };
    return { kind: 'eni', eni: eni.id };
  }
  const link = links.get(id) ?? impliedLink(reading, route, vpc, id);
  if (!link) return undefined;
  if (isBlackhole(route) && isLiveFor(link, vpc)) return { kind: 'blackhole', gone: id };
  return { kind: 'link', link: id };
}

/** The gateway that an active route proves to exist; what has more to it than that stays unknown. */
function impliedLink(reading: ExportReading, route: Item, vpc: string, id: string): Link | undefined {
  const link = isBlackhole(route) ? detached(reading, route, vpc, id) : impliedBy(route, vpc, id);
  if (!link) return undefined;
  reading.draft.links.set(id, link);
  if (link.kind === 'gateway-endpoint') {
    const why = 'no file describes it; that it exists is known from a route, its policy is not';
    reading.doubt({ id, kind: 'VpcEndpoint', why, source: route.source, vpc });
  }
  return link;
}

/** A gateway that exists, but is attached to no VPC. */
function detached(reading: ExportReading, route: Item, vpc: string, id: string): Link | undefined {
  const { inventory } = reading;
  const { source } = route;
  const state = 'detached';
  if (inventory.get('InternetGateways', id)) return { kind: 'igw', id, vpc, state, source };
  if (inventory.get('EgressOnlyInternetGateways', id)) return { kind: 'eigw', id, vpc, state, source };
  return undefined;
}

function impliedBy(route: Item, vpc: string, id: string): Link | undefined {
  const { source } = route;
  if (id.startsWith('igw-')) return { kind: 'igw', id, vpc, state: 'attached', source };
  if (id.startsWith('eigw-')) return { kind: 'eigw', id, vpc, state: 'attached', source };
  const prefixList = route.ref('DestinationPrefixListId');
  if (!id.startsWith('vpce-') || prefixList === undefined) return undefined;
  return { kind: 'gateway-endpoint', id, vpc, prefixList, policy: 'allow', state: 'available', source };
}

/** Would the link carry traffic of the VPC, from what its own record says? */
function isLiveFor(link: Link, vpc: string): boolean {
  switch (link.kind) {
    case 'peering':
      return link.halves.every((half) => half.state === 'active');
    case 'tgw':
      return [...link.attachments.values()].some(
        ({ attached, state }) =>
          attached.kind === 'vpc' && attached.vpc === vpc && isLiveState('attachment', state),
      );
    case 'nlb':
      return true;
    default:
      return isLiveState(link.kind, link.state);
  }
}
