/**
 * Finds what a control plane would refuse, in a network as it was read or as a change would leave it.
 */
import { formatPrefix, overlaps, covers, samePrefix, type Prefix } from '../ip/prefix.ts';
import type { Peering } from './link.ts';
import { linksOf, type Network, type Vpc } from './network.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Profile } from './profile/profile.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import type { Route, RouteTable } from './route.ts';

/** Ranges that must not clash when two VPCs are peered: the VPC's own, or where there are none its subnets'. */
export function rangesOf(network: Network, vpc: Vpc): readonly Prefix[] {
  const { vpcRange } = PROFILES[vpc.profile];
  if (vpcRange === 'cidrs' || (vpcRange === 'cidrs-or-subnets' && vpc.cidrs.length > 0)) return vpc.cidrs;
  return [...network.subnets.values()].flatMap((subnet) => (subnet.vpc === vpc.id ? subnet.prefixes : []));
}

export function overlapOf(a: readonly Prefix[], b: readonly Prefix[]): readonly [Prefix, Prefix] | undefined {
  for (const near of a) {
    const far = b.find((candidate) => overlaps(near, candidate));
    if (far) return [near, far];
  }
  return undefined;
}

/** Why a provider would not create a peering between two VPCs, whatever else exists. */
export function refusePeeringOf(
  network: Network,
  a: Vpc,
  b: Vpc,
): { reason: RefusalReason; detail: string } | undefined {
  const profile = PROFILES[a.profile];
  if (a.id === b.id) return { reason: 'peering-refused-self', detail: `${a.id} with itself` };
  if (!profile.peering.otherRegion && a.region !== b.region) {
    return { reason: 'peering-refused-region', detail: `${a.id} is in ${a.region}, ${b.id} in ${b.region}` };
  }
  if (profile.peering.overlap === 'refused') {
    const clash = overlapOf(rangesOf(network, a), rangesOf(network, b));
    if (clash) {
      const [near, far] = clash.map(formatPrefix);
      return { reason: 'peering-refused-overlap', detail: `${near} of ${a.id} overlaps ${far} of ${b.id}` };
    }
  }
  return undefined;
}

interface RefusedPeering {
  readonly peering: Peering;
  readonly refusal: Refusal;
}

/** Peerings that could not exist as they are described; the first of two for one pair may stay. */
export function refusedPeerings(network: Network): RefusedPeering[] {
  const refused: RefusedPeering[] = [];
  const standing: Peering[] = [];
  for (const peering of linksOf(network, 'peering')) {
    const [a, b] = peering.halves.map((half) => network.vpcs.get(half.vpc));
    if (!a || !b) continue;
    const profile = PROFILES[a.profile];
    const found = refusePeeringOf(network, a, b) ?? refuseBeside(network, profile, peering, standing);
    if (found) {
      const detail = `peering ${peering.id}: ${found.detail}`;
      refused.push({ peering, refusal: { reason: found.reason, detail, source: peering.source } });
    } else if (!isOver(profile, peering)) {
      standing.push(peering);
    }
  }
  return refused;
}

/** A peering that has ended, or never came into being, stands in nobody's way. */
function isOver(profile: Profile, peering: Peering): boolean {
  return peering.halves.some((half) => {
    const state = profile.peering.states[half.state];
    return state !== undefined && !state.live && state.next.length === 0;
  });
}

function refuseBeside(
  network: Network,
  profile: Profile,
  peering: Peering,
  standing: readonly Peering[],
): { reason: RefusalReason; detail: string } | undefined {
  if (isOver(profile, peering)) return undefined;
  const pair = peering.halves.map((half) => half.vpc);
  const twin = standing.find((other) => other.halves.every((half) => pair.includes(half.vpc)));
  if (twin) {
    return { reason: 'peering-refused-duplicate', detail: `${pair.join(' and ')} are joined by ${twin.id}` };
  }
  if (profile.peering.peersMayOverlap) return undefined;
  for (const hub of pair) {
    const joining = network.vpcs.get(pair.find((vpc) => vpc !== hub) ?? hub);
    for (const other of standing) {
      const far = other.halves.find(
        (half) => half.vpc !== hub && other.halves.some((near) => near.vpc === hub),
      );
      const peer = far && network.vpcs.get(far.vpc);
      const clash = peer && joining && overlapOf(rangesOf(network, joining), rangesOf(network, peer));
      if (clash) {
        return {
          reason: 'peering-refused-overlap',
          detail: `${joining.id} overlaps ${peer.id}, another peer of ${hub}`,
        };
      }
    }
  }
  return undefined;
}

/** Why a provider would not take a route into a table; `others` are the routes it has besides. */
export function refuseRoute(
  network: Network,
  table: RouteTable,
  route: Route,
  others: readonly Route[],
): { reason: RefusalReason; detail: string } | undefined {
  if (table.owner.kind === 'site' || route.origin === 'propagated') return undefined;
  const vpc = network.vpcs.get(table.owner.vpc);
  if (!vpc || route.destination.kind !== 'prefix' || route.target.kind === 'local') return undefined;
  const { prefix } = route.destination;
  const profile = PROFILES[vpc.profile];
  const text = formatPrefix(prefix);
  if (profile.reservedDestinations.some((range) => overlaps(range, prefix) && covers(range, prefix))) {
    return { reason: 'route-refused-reserved', detail: text };
  }
  const twin = others.find(
    (other) =>
      other.origin === 'static' &&
      other.destination.kind === 'prefix' &&
      samePrefix(other.destination.prefix, prefix),
  );
  if (twin) return { reason: 'route-refused-duplicate', detail: text };
  return refuseInsideLocal(network, profile, vpc, route, prefix);
}

function refuseInsideLocal(
  network: Network,
  profile: Profile,
  vpc: Vpc,
  route: Route,
  prefix: Prefix,
): { reason: RefusalReason; detail: string } | undefined {
  const subnets = [...network.subnets.values()].flatMap((subnet) =>
    subnet.vpc === vpc.id ? subnet.prefixes : [],
  );
  const locals = profile.local.granularity === 'subnet' ? subnets : rangesOf(network, vpc);
  if (!locals.some((local) => covers(local, prefix))) return undefined;
  const detail = formatPrefix(prefix);
  switch (profile.local.insideLocal) {
    case 'ignored':
      return undefined;
    case 'refused':
      return { reason: 'route-refused-inside-local', detail };
    case 'whole-subnet': {
      const isWhole = [...subnets, ...locals].some((whole) => samePrefix(whole, prefix));
      const link = route.target.kind === 'link' ? network.links.get(route.target.link) : undefined;
      const mayReplace = route.target.kind === 'eni' || link?.kind === 'nat' || link?.kind === 'gwlbe';
      return isWhole && mayReplace ? undefined : { reason: 'route-refused-more-specific-than-local', detail };
    }
  }
}

/** Everything in a network that its providers would have refused. */
export function refusalsOf(network: Network): Refusal[] {
  const refusals = refusedPeerings(network).map((refused) => refused.refusal);
  for (const table of network.routeTables.values()) {
    for (const [i, route] of table.routes.entries()) {
      const found = refuseRoute(network, table, route, table.routes.slice(0, i));
      if (found) {
        const detail = `route ${found.detail} of table ${table.id}`;
        refusals.push({ reason: found.reason, detail, source: route.source });
      }
    }
  }
  return refusals;
}

/** The network without the peerings its providers would have refused: they are there, but carry nothing. */
export function withoutRefused(network: Network): Network {
  const refused = refusedPeerings(network);
  if (refused.length === 0) return network;
  const links = new Map(network.links);
  for (const { peering } of refused) {
    const vpc = network.vpcs.get(peering.halves[0].vpc);
    if (!vpc) continue;
    const { refused: state } = PROFILES[vpc.profile].peering;
    const [requester, accepter] = peering.halves;
    links.set(peering.id, {
      ...peering,
      halves: [
        { ...requester, state },
        { ...accepter, state },
      ],
    });
  }
  return { ...network, links };
}
