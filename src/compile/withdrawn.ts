/**
 * Routes that are written down and yet not there.
 */
import { isDeletedState } from '../model/peering-life.ts';
import type { Profile } from '../model/profile/profile.ts';
import type { Route } from '../model/route.ts';
import type { Assembly } from './assembly.ts';

/**
 * Routes that are not there at all, so that lookups fall through: propagated ones whose gateway has no
 * live path, those of a deleted gateway endpoint, and with some providers those of a deleted peering.
 */
export function isWithdrawn(assembly: Assembly, profile: Profile | undefined, route: Route): boolean {
  if (route.target.kind !== 'link') return false;
  const link = assembly.network.links.get(route.target.link);
  if (!link) return false;
  switch (link.kind) {
    case 'vgw':
    case 'dx':
    case 'vpn': {
      const gateway = assembly.siteGateways.get(link.id)!;
      return route.origin === 'propagated' && (!gateway.attached || gateway.pathDown);
    }
    case 'peering': {
      const peering = profile?.peering;
      if (peering?.routesOnDeletion !== 'withdrawn') return false;
      return link.halves.some((half) => isDeletedState(peering, half.state));
    }
    case 'gateway-endpoint':
      return link.state.toLowerCase() === 'deleted';
    default:
      return false;
  }
}
