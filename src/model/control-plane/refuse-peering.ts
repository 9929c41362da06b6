/**
 * Peerings a provider would not create: of a VPC with itself, across regions, between overlapping
 * ranges, a second one for a pair, or one whose VPC overlaps another peer of the hub.
 */
import { formatPrefix, overlaps, type Prefix } from '../../ip/prefix.ts';
import type { Peering } from '../link.ts';
import { linksOf, type Network, type Vpc } from '../network.ts';
import { isFinal, isOver } from '../peering-life.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection, Refusal } from '../refusal.ts';

/** Ranges that must not clash when two VPCs are peered: the VPC's own, or where there are none its subnets'. */
export function rangesOf(network: Network, vpc: Vpc): readonly Prefix[] {
  const { vpcRange } = PROFILES[vpc.profile];
  if (vpcRange === 'cidrs' || (vpcRange === 'cidrs-or-subnets' && vpc.cidrs.length > 0)) return vpc.cidrs;
  return subnetRanges(network, vpc);
}

export function subnetRanges(network: Network, vpc: Vpc): readonly Prefix[] {
  const ranges: Prefix[] = [];
  for (const subnet of network.subnets.values()) if (subnet.vpc === vpc.id) ranges.push(...subnet.prefixes);
  return ranges;
}

export function overlapOf(a: readonly Prefix[], b: readonly Prefix[]): readonly [Prefix, Prefix] | undefined {
  for (const near of a) {
    const far = b.find((candidate) => overlaps(near, candidate));
    if (far) return [near, far];
  }
  return undefined;
}

/** Why a provider would not create a peering between two VPCs, whatever else exists. */
export function refusePeeringOf(network: Network, a: Vpc, b: Vpc): Objection | undefined {
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

/** Peerings that are in somebody's way: all but those that ended or were refused. */
export function standingPeerings(network: Network): Peering[] {
  return linksOf(network, 'peering').filter((peering) => {
    const vpc = network.vpcs.get(peering.halves[0].vpc);
    return vpc && peering.refused === undefined && !isOver(PROFILES[vpc.profile], peering);
  });
}

/** The VPCs a VPC is peered with, by the peerings given. */
export function peersOf(network: Network, peerings: readonly Peering[], vpc: string): Vpc[] {
  return peerings.flatMap(({ halves }) => {
    if (!halves.some((half) => half.vpc === vpc)) return [];
    return halves.flatMap((half) => (half.vpc === vpc ? [] : (network.vpcs.get(half.vpc) ?? [])));
  });
}

/** Why a provider would not create this peering beside the ones that stand. */
export function refusePeering(
  network: Network,
  peering: Peering,
  standing: readonly Peering[],
): Objection | undefined {
  const [a, b] = peering.halves.map((half) => network.vpcs.get(half.vpc));
  if (!a || !b) return undefined;
  const found =
    refusePeeringOf(network, a, b) ??
    (isOver(PROFILES[a.profile], peering)
      ? undefined
      : (refuseTwin(a, b, standing) ?? refuseBesidePeers(network, a, b, standing)));
  return found && { reason: found.reason, detail: `peering ${peering.id}: ${found.detail}` };
}

function refuseTwin(a: Vpc, b: Vpc, standing: readonly Peering[]): Objection | undefined {
  const pair = [a.id, b.id];
  const twin = standing.find((other) => other.halves.every((half) => pair.includes(half.vpc)));
  return (
    twin && { reason: 'peering-refused-duplicate', detail: `${pair.join(' and ')} are joined by ${twin.id}` }
  );
}

function refuseBesidePeers(
  network: Network,
  a: Vpc,
  b: Vpc,
  standing: readonly Peering[],
): Objection | undefined {
  if (PROFILES[a.profile].peering.peersMayOverlap) return undefined;
  for (const [hub, joining] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const peer of peersOf(network, standing, hub.id)) {
      if (!overlapOf(rangesOf(network, joining), rangesOf(network, peer))) continue;
      const detail = `${joining.id} overlaps ${peer.id}, another peer of ${hub.id}`;
      return { reason: 'peering-refused-overlap', detail };
    }
  }
  return undefined;
}

interface RefusedPeering {
  readonly peering: Peering;
  readonly refusal: Refusal;
}

/**
 * Peerings that could not exist as they are described; the first of two for one pair may stay. What has
 * ended is history and not judged, except where its state says that it was refused.
 */
export function refusedPeerings(network: Network): RefusedPeering[] {
  const refused: RefusedPeering[] = [];
  const standing: Peering[] = [];
  for (const peering of linksOf(network, 'peering')) {
    const vpc = network.vpcs.get(peering.halves[0].vpc);
    if (!vpc || peering.refused !== undefined) continue;
    const profile = PROFILES[vpc.profile];
    const isRefused = peering.halves.some((half) => half.state === profile.peering.refused);
    if (isFinal(profile, peering) && !isRefused) continue;
    const found = refusePeering(network, peering, standing);
    if (found) refused.push({ peering, refusal: { ...found, source: peering.source } });
    else if (!isOver(profile, peering)) standing.push(peering);
  }
  return refused;
}
