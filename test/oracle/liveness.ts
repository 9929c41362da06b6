// Whether the target of a route is alive, and under which reason the route is a blackhole when it is not.
// A dead target keeps its route in the table: it still wins by prefix length and drops, it never falls
// through ("NAT gateways", blackhole routes; "Delete a VPC peering connection").
// Some routes do vanish instead: propagated ones whose path is lost, those of a deleted gateway endpoint,
// and on Open Telekom Cloud those of a deleted peering ("Deleting a VPC Peering Connection").
import { covers } from './address.ts';
import type { Link, Route, Target, Vpc, World } from './model.ts';
import { livePeering } from './peerings.ts';

export const INVALID = 'route-target-invalid';

function linkDead(link: Link, vpc: Vpc): string | undefined {
  if (link.type === 'peering') {
    if (link.ends.length === 2 && !link.ends.includes(vpc)) return INVALID;
    return link.live ? undefined : 'peering-not-active';
  }
  if (link.type === 'tgw') {
    return link.attachments.get(vpc.id)?.live === true ? undefined : 'tgw-attachment-unavailable';
  }
  if (link.type === 'endpoint' || link.type === 'nlb') return INVALID;
  if (link.vpc !== undefined && link.vpc !== vpc) return INVALID;
  switch (link.type) {
    case 'igw':
    case 'eigw':
      return link.attached ? undefined : 'igw-not-attached';
    case 'nat':
      return link.state === 'available' ? undefined : 'route-target-unavailable';
    case 'vgw':
    case 'dx':
    case 'vpn':
      return link.attached ? undefined : 'route-target-unavailable';
    default:
      return link.state === 'available' ? undefined : 'endpoint-not-available';
  }
}

export function deadReason(world: World, target: Target, vpc: Vpc): string | undefined {
  switch (target.kind) {
    case 'local':
    case 'translated':
      return undefined;
    case 'blackhole':
    case 'missing':
      return 'route-blackhole';
    case 'link':
      return linkDead(target.link, vpc);
    default: {
      const { host } = target;
      if (host?.vpc === undefined || host.gone) return 'route-target-unavailable';
      if (host.vpc !== vpc) {
        // A user-defined route may name the address of an appliance in a peered network ("Virtual
        // network traffic routing"); no other provider resolves a next hop across a peering.
        if (world.profile !== 'azure' || !livePeering(world, vpc, host.vpc)) return INVALID;
      }
      return host.running ? undefined : 'route-target-unavailable';
    }
  }
}

/** True where the route is not in the table at all, so that the lookup falls through. */
export function vanished(world: World, route: Route): boolean {
  if (route.target.kind !== 'link') return false;
  const link = route.target.link;
  const gone = link.state.toLowerCase() === 'deleted';
  switch (link.type) {
    case 'peering':
      return world.profile === 'otc' && gone;
    case 'gateway-endpoint':
      return gone;
    case 'vgw':
    case 'dx':
    case 'vpn':
      return (
        route.origin === 'propagated' &&
        !(link.attached && link.pathUp && link.prefixes.some((known) => covers(known, route.prefix)))
      );
    default:
      return false;
  }
}
