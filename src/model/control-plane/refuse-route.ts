/**
 * Routes a provider would not take into a table.
 */
import { covers, formatPrefix, samePrefix, type Prefix } from '../../ip/prefix.ts';
import type { Network, Vpc } from '../network.ts';
import type { Profile } from '../profile/profile.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';
import type { Route, RouteTable } from '../route.ts';
import { rangesOf, subnetRanges } from './refuse-peering.ts';

/** Why a provider would not take a route into a table; `others` are the routes it has besides. */
export function refuseRoute(
  network: Network,
  table: RouteTable,
  route: Route,
  others: readonly Route[],
): Objection | undefined {
  if (table.owner.kind === 'site' || route.origin === 'propagated') return undefined;
  const vpc = network.vpcs.get(table.owner.vpc);
  if (!vpc || route.destination.kind !== 'prefix' || route.target.kind === 'local') return undefined;
  const { prefix } = route.destination;
  const profile = PROFILES[vpc.profile];
  const detail = `route ${formatPrefix(prefix)} of table ${table.id}`;
  if (profile.reservedDestinations.some((range) => covers(range, prefix))) {
    return { reason: 'route-refused-reserved', detail };
  }
  const twin = others.find(
    (other) =>
      other.origin === 'static' &&
      other.destination.kind === 'prefix' &&
      samePrefix(other.destination.prefix, prefix),
  );
  if (twin) return { reason: 'route-refused-duplicate', detail };
  const reason = refuseInsideLocal(network, profile, vpc, route, prefix);
  return reason && { reason, detail };
}

function refuseInsideLocal(
  network: Network,
  profile: Profile,
  vpc: Vpc,
  route: Route,
  prefix: Prefix,
): Objection['reason'] | undefined {
  const { granularity, insideLocal } = profile.local;
  if (insideLocal === 'ignored') return undefined;
  const locals = granularity === 'subnet' ? subnetRanges(network, vpc) : rangesOf(network, vpc);
  if (!locals.some((local) => covers(local, prefix))) return undefined;
  switch (insideLocal) {
    case 'refused':
      return 'route-refused-inside-local';
    case 'whole-subnet': {
      const subnets = subnetRanges(network, vpc);
      const isWhole = [...subnets, ...locals].some((whole) => samePrefix(whole, prefix));
      const link = route.target.kind === 'link' ? network.links.get(route.target.link) : undefined;
      const mayReplace = route.target.kind === 'eni' || link?.kind === 'nat' || link?.kind === 'gwlbe';
      return isWhole && mayReplace ? undefined : 'route-refused-more-specific-than-local';
    }
  }
}
