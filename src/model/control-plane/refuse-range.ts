/**
 * Ranges a provider would not give to a VPC or subnet: of the wrong size, reserved, overlapping what is
 * there already or what a peer has, or in the way of routes and requests.
 */
import { covers, formatPrefix, overlaps, prefixFamily, samePrefix, type Prefix } from '../../ip/prefix.ts';
import { linksOf, type Network, type Subnet, type Vpc } from '../network.ts';
import { isPending } from '../peering-life.ts';
import type { PrefixLengths, Profile, RangeRestriction } from '../profile/profile.ts';
import { PROFILES } from '../profile/profiles.ts';
import type { Objection } from '../refusal.ts';
import { overlapOf, peersOf, rangesOf, standingPeerings } from './refuse-peering.ts';

/** Why a VPC with the ranges `held` would not get another one, whatever else exists. */
export function refuseVpcRange(
  profile: Profile,
  vpc: string,
  held: readonly Prefix[],
  range: Prefix,
): Objection | undefined {
  const { ranges } = profile;
  const text = `${formatPrefix(range)} of ${vpc}`;
  const clash = held.find((other) => overlaps(other, range));
  if (clash) return { reason: 'cidr-refused-overlap', detail: `${text} overlaps its ${formatPrefix(clash)}` };
  const sized = refuseLength(ranges.vpcLengths?.[prefixFamily(range)], range, text);
  if (sized) return sized;
  if (prefixFamily(range) === 6) return undefined;
  if (ranges.within && !ranges.within.some((allowed) => covers(allowed, range))) {
    const allowed = ranges.within.map(formatPrefix).join(', ');
    return { reason: 'cidr-refused-restricted-range', detail: `${text} lies outside ${allowed}` };
  }
  for (const restriction of ranges.restrictions) {
    const refused = restriction.refused.find((reserved) => overlaps(reserved, range));
    if (!refused || !applies(ranges.restrictions, restriction, held)) continue;
    const beside =
      (restriction.primaryIn ?? restriction.anyIn) ? `, beside ${held.map(formatPrefix).join(', ')}` : '';
    const detail = `${text} lies in ${formatPrefix(refused)}${beside}`;
    return { reason: 'cidr-refused-restricted-range', detail };
  }
  return undefined;
}

function applies(
  rows: readonly RangeRestriction[],
  { primaryIn, anyIn }: RangeRestriction,
  held: readonly Prefix[],
): boolean {
  const held4 = held.filter((range) => prefixFamily(range) === 4);
  const [primary] = held4;
  if (anyIn) return held4.some((range) => overlaps(anyIn, range));
  if (primaryIn === undefined) return true;
  if (!primary) return false;
  if (primaryIn !== 'other') return overlaps(primaryIn, primary);
  return !rows.some((row) => typeof row.primaryIn === 'object' && overlaps(row.primaryIn, primary));
}

function refuseLength(
  lengths: PrefixLengths | undefined,
  range: Prefix,
  text: string,
): Objection | undefined {
  if (!lengths || (range.length >= lengths.shortest && range.length <= lengths.longest)) return undefined;
  const detail = `${text} is not between /${lengths.shortest} and /${lengths.longest}`;
  return { reason: 'cidr-refused-length', detail };
}

/** Why a VPC would not get a subnet with these ranges, whatever other subnets there are. */
export function refuseSubnet(network: Network, subnet: Subnet): Objection | undefined {
  const vpc = network.vpcs.get(subnet.vpc);
  if (!vpc) return undefined;
  const profile = PROFILES[vpc.profile];
  for (const range of subnet.prefixes) {
    const text = `${formatPrefix(range)} of subnet ${subnet.id}`;
    const sized = refuseLength(profile.ranges.subnetLengths?.[prefixFamily(range)], range, text);
    if (sized) return sized;
    const home = vpc.cidrs.filter((cidr) => prefixFamily(cidr) === prefixFamily(range));
    if (profile.vpcRange !== 'subnets' && home.length > 0 && !home.some((cidr) => covers(cidr, range))) {
      return {
        reason: 'cidr-refused-outside-vpc',
        detail: `${text} is not in ${home.map(formatPrefix).join(', ')}`,
      };
    }
  }
  return undefined;
}

/** Why a subnet would not be created beside the others of its VPC. */
export function refuseBesideSiblings(network: Network, subnet: Subnet): Objection | undefined {
  for (const sibling of network.subnets.values()) {
    if (sibling.vpc !== subnet.vpc || sibling.id === subnet.id) continue;
    const clash = overlapOf(subnet.prefixes, sibling.prefixes);
    if (!clash) continue;
    const [near, far] = clash.map(formatPrefix);
    const detail = `${near} of subnet ${subnet.id} overlaps ${far} of subnet ${sibling.id}`;
    return { reason: 'cidr-refused-overlap', detail };
  }
  return undefined;
}

/** Ranges a VPC has after a change and did not have before; a new VPC is not in `before`. */
function addedRanges(before: Network, after: Network, vpc: Vpc): readonly Prefix[] {
  const old = before.vpcs.get(vpc.id);
  const held = old ? rangesOf(before, old) : [];
  return rangesOf(after, vpc).filter((range) => !held.some((other) => samePrefix(other, range)));
}

/** Why a VPC would not get the ranges and subnets a change adds to it. */
export function refuseGrowth(before: Network, after: Network, vpc: Vpc): Objection | undefined {
  const profile = PROFILES[vpc.profile];
  const old = before.vpcs.get(vpc.id)?.cidrs ?? [];
  for (const [i, range] of vpc.cidrs.entries()) {
    const held = old[i];
    if (held && samePrefix(held, range)) continue;
    const found = refuseVpcRange(profile, vpc.id, vpc.cidrs.slice(0, i), range);
    if (found) return found;
  }
  const added = addedRanges(before, after, vpc);
  if (added.length === 0) return undefined;
  return (
    refuseWhilePending(before, profile, vpc) ??
    refuseOverRoutes(before, profile, vpc, added) ??
    refuseOverPeers(before, after, vpc, added)
  );
}

/** "VPC peering connection lifecycle": the requester waits with new ranges until it has an answer. */
function refuseWhilePending(network: Network, profile: Profile, vpc: Vpc): Objection | undefined {
  if (!profile.ranges.frozenWhilePending) return undefined;
  const request = linksOf(network, 'peering').find(
    (peering) => peering.halves[0].vpc === vpc.id && isPending(profile, peering),
  );
  return (
    request && {
      reason: 'cidr-refused-pending-peering',
      detail: `${vpc.id} has the request ${request.id} pending`,
    }
  );
}

function refuseOverRoutes(
  network: Network,
  profile: Profile,
  vpc: Vpc,
  added: readonly Prefix[],
): Objection | undefined {
  if (profile.ranges.mayCoverRoutes) return undefined;
  for (const table of network.routeTables.values()) {
    if (table.owner.kind !== 'vpc' || table.owner.vpc !== vpc.id) continue;
    for (const { destination, target } of table.routes) {
      if (destination.kind !== 'prefix' || target.kind === 'local') continue;
      const range = added.find((candidate) => covers(candidate, destination.prefix));
      if (!range) continue;
      const detail = `${formatPrefix(range)} covers the route ${formatPrefix(destination.prefix)} of table ${table.id}`;
      return { reason: 'cidr-refused-covers-route', detail };
    }
  }
  return undefined;
}

function refuseOverPeers(
  before: Network,
  after: Network,
  vpc: Vpc,
  added: readonly Prefix[],
): Objection | undefined {
  const profile = PROFILES[vpc.profile];
  if (profile.peering.overlap === 'accepted') return undefined;
  const joined = standingPeerings(before).filter((peering) => !isPending(profile, peering));
  const peers = peersOf(after, joined, vpc.id);
  const further = profile.peering.peersMayOverlap
    ? []
    : peers.flatMap((peer) => peersOf(after, joined, peer.id).filter((other) => other.id !== vpc.id));
  for (const peer of [...peers, ...further]) {
    const clash = overlapOf(added, rangesOf(after, peer));
    if (!clash) continue;
    const [near, far] = clash.map(formatPrefix);
    return {
      reason: 'cidr-refused-overlap',
      detail: `${near} of ${vpc.id} overlaps ${far} of its peer ${peer.id}`,
    };
  }
  return undefined;
}

/** Requests that fail because the VPC they ask took a range the requester has. */
export function requestsThatFail(network: Network, vpc: Vpc): readonly string[] {
  const profile = PROFILES[vpc.profile];
  if (profile.peering.overlap === 'accepted') return [];
  return linksOf(network, 'peering').flatMap((peering) => {
    const [requester, accepter] = peering.halves;
    const asking = network.vpcs.get(requester.vpc);
    if (accepter.vpc !== vpc.id || !asking || !isPending(profile, peering)) return [];
    return overlapOf(rangesOf(network, asking), rangesOf(network, vpc)) ? [peering.id] : [];
  });
}
