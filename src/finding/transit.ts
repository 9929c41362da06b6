/**
 * What becomes of an overreach: carried on by the provider's matrix, refused by name, or led nowhere.
 *
 * Mirrors how a packet that is not for the VPC it entered is judged (`forward/peering.ts`, `site.ts`,
 * `transit.ts`), over sets of destinations: where a provider asks a table, that table decides; where it
 * asks none, the packet is refused by the name of what its sender hoped for, another peer first, then
 * the edges in a fixed order. Nothing is claimed about destinations the provider carries on.
 */
import { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledNetwork,
  CompiledPeering,
  CompiledTable,
  NextHop,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import { beyond, EXIT_ORDER, exitKindOf, hasPublicHost } from '../forward/transit.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { ExitKind } from '../model/profile/profile.ts';
import { carried, cellOf, holds } from './carriage.ts';
import { overreachesOf, type Overreach } from './overreach.ts';
import { rangeSetOf, routingOf, type Share } from './routing.ts';

/** Destinations that somebody counts on a VPC to carry on, and by which name they are refused. */
export interface Claim {
  readonly overreach: Overreach;
  readonly reason: DropReason;
  /** Id of the far end, or `internet`. */
  readonly to: string;
  readonly ranges: RangeSet;
  /** The far end sends answers the same way. */
  readonly hasWayBack: boolean;
}

export interface Account {
  readonly overreach: Overreach;
  readonly claims: readonly Claim[];
  /** Destinations that nobody behind the VPC has or knows. */
  readonly nowhere: RangeSet;
}

const accounts = new WeakMap<CompiledNetwork, readonly Account[]>();

export function accountsOf(net: CompiledNetwork): readonly Account[] {
  let known = accounts.get(net);
  if (!known) accounts.set(net, (known = overreachesOf(net).map((overreach) => account(net, overreach))));
  return known;
}

function account(net: CompiledNetwork, overreach: Overreach): Account {
  const { edge, via } = overreach;
  if (edge.kind === 'tgw') {
    const tables = new Set(edge.attachment.subnets.map((subnet) => subnet.table));
    return {
      overreach,
      claims: [...tables].flatMap((table) => askTable(net, overreach, table)),
      nowhere: RangeSet.empty,
    };
  }
  if (edge.kind !== 'peering' && via.profile.siteArrival === 'main') {
    return { overreach, claims: askTable(net, overreach, via.main), nowhere: RangeSet.empty };
  }
  const left = whatArrivalLeaves(net, overreach);
  const peers = askPeers(net, overreach, left.rest);
  const edges = askEdges(net, overreach, peers.rest);
  return {
    overreach,
    claims: [...left.claims, ...peers.claims, ...edges.claims],
    nowhere: edges.rest,
  };
}

interface Judged {
  readonly claims: Claim[];
  readonly rest: RangeSet;
}

/** A table is asked, and the matrix stands beside it. A dead route is a fault of its own. */
function askTable(net: CompiledNetwork, overreach: Overreach, table: CompiledTable): Claim[] {
  return shares(net, overreach, table, overreach.ranges).flatMap(({ hop, ranges }) => {
    const exit = exitKindOf(hop);
    if (!exit || hop.dead) return [];
    const refused = ranges.subtract(carried(net, overreach, hop, exit, ranges));
    return refused.isEmpty ? [] : claim(net, overreach, exit, hop, refused);
  });
}

/** What a provider carries on from a peering, or refuses by a table, comes off; the rest is refused by name. */
function whatArrivalLeaves(net: CompiledNetwork, overreach: Overreach): Judged {
  const { edge, via, family, ranges } = overreach;
  if (edge.kind !== 'peering') return { claims: [], rest: ranges };
  switch (via.profile.peering.arrival) {
    case 'none':
      return { claims: [], rest: ranges };
    case 'gateway': {
      const { nearHalf, farHalf } = sideOf(edge.peering, via);
      const isShared = nearHalf.allowGatewayTransit && farHalf.useRemoteGateways;
      const gateways = isShared ? via.siteGateways.filter(({ attached }) => attached) : [];
      const rest = gateways.reduce(
        (left, { prefixes }) => left.subtract(rangeSetOf(prefixes[family])),
        ranges,
      );
      return { claims: [], rest };
    }
    case 'main':
      return whatMainLeaves(net, overreach);
  }
}

/** A dead target that would be carried to is a fault of its own, and named where its route is. */
function whatMainLeaves(net: CompiledNetwork, overreach: Overreach): Judged {
  const { via } = overreach;
  const claims: Claim[] = [];
  let { ranges: rest } = overreach;
  for (const { hop, ranges } of shares(net, overreach, via.main, overreach.ranges)) {
    const exit = exitKindOf(hop);
    // Nothing is known about what an unmodelled target does.
    if (hop.kind === 'unmodelled') rest = rest.subtract(ranges);
    if (!exit) continue;
    rest = rest.subtract(carried(net, overreach, hop, exit, ranges));
    const refused = rest.intersect(ranges);
    const isGateway = exit === 'vpn' || exit === 'dx';
    if (!isGateway || !via.profile.siteGatewayLocalSubnets || refused.isEmpty) continue;
    if (!hop.dead) claims.push(...claim(net, overreach, exit, hop, refused));
    rest = rest.subtract(refused);
  }
  return { claims, rest };
}

/** Other VPCs that a live peering joins to the one in the middle. */
function askPeers(net: CompiledNetwork, overreach: Overreach, ranges: RangeSet): Judged {
  const { edge, via, family } = overreach;
  const claims: Claim[] = [];
  let rest = ranges;
  for (const peering of via.peerings) {
    if (rest.isEmpty) break;
    const peer = sideOf(peering, via).far;
    if (!peering.live || (edge.kind === 'peering' && peer === edge.sender)) continue;
    const meant = ranges.intersect(rangeSetOf(peer.range[family]));
    if (meant.isEmpty) continue;
    rest = rest.subtract(meant);
    claims.push(...claim(net, overreach, 'peering', hopOver(peering), meant));
  }
  return { claims, rest };
}

function hopOver(peering: CompiledPeering): NextHop {
  return { kind: 'peering', peering, dead: undefined, nondeterministic: false };
}

/** Edges of the VPC, by the best match over every subnet table, in the order in which a drop names them. */
function askEdges(net: CompiledNetwork, overreach: Overreach, ranges: RangeSet): Judged {
  const { via } = overreach;
  const found = via.tables
    .flatMap((table) => shares(net, overreach, table, ranges))
    .filter(({ hop }) => hop.kind !== 'invalid');
  const claims: Claim[] = [];
  let rest = ranges;
  let lost = RangeSet.empty;
  for (const exit of EXIT_ORDER) {
    for (const { hop, ranges: sent } of found) {
      const meant = exitKindOf(hop) === exit ? sent.intersect(rest) : RangeSet.empty;
      if (meant.isEmpty) continue;
      rest = rest.subtract(meant);
      const made = claim(net, overreach, exit, hop, meant);
      const judged =
        made.length > 0 ? { claims: made, rest: RangeSet.empty } : askMainInstead(net, overreach, hop, meant);
      claims.push(...judged.claims);
      lost = lost.union(judged.rest);
    }
  }
  const own = pastTables(net, overreach, rest);
  if (via.igw && !own.isEmpty) {
    const hop = { kind: 'igw', igw: via.igw, dead: undefined, nondeterministic: false } as const;
    claims.push(...claim(net, overreach, 'igw', hop, own));
  }
  return { claims, rest: rest.subtract(own).union(lost) };
}

/** A gateway would carry it, but the table that is asked does not lead there: it refuses, or has no route. */
function askMainInstead(
  net: CompiledNetwork,
  overreach: Overreach,
  gateway: NextHop,
  ranges: RangeSet,
): Judged {
  const claims: Claim[] = [];
  let rest = ranges;
  for (const share of shares(net, overreach, overreach.via.main, ranges)) {
    const exit = exitKindOf(share.hop);
    const made = exit ? claim(net, overreach, exit, share.hop, share.ranges) : [];
    if (made.length > 0) rest = rest.subtract(share.ranges);
    claims.push(...made.map((one) => ({ ...one, to: beyond(overreach.via, gateway) })));
  }
  return { claims, rest };
}

/** The public address of a host is an edge of its own where it routes past tables that know nothing longer. */
function pastTables(net: CompiledNetwork, { via, family }: Overreach, ranges: RangeSet): RangeSet {
  if (ranges.isEmpty || via.profile.publicAddress !== 'policy-route' || !via.igw || !hasPublicHost(via)) {
    return RangeSet.empty;
  }
  const outside = ranges.subtract(rangeSetOf(net.privateRanges[family]));
  return via.tables.reduce((own, table) => {
    const known = routingOf(net, table.specificIndex, family).towards(outside);
    const unknown = known.reduce((left, share) => left.subtract(share.ranges), outside);
    return own.union(unknown);
  }, RangeSet.empty);
}

function shares(
  net: CompiledNetwork,
  { family }: Overreach,
  table: CompiledTable,
  ranges: RangeSet,
): readonly Share[] {
  return routingOf(net, table.index, family).towards(ranges);
}

function claim(
  net: CompiledNetwork,
  overreach: Overreach,
  exit: ExitKind,
  hop: NextHop,
  ranges: RangeSet,
): Claim[] {
  const cell = cellOf(overreach, exit);
  if (cell === 'carry') return [];
  const reason = 'drop' in cell ? cell.drop : cell.otherwise;
  // A gateway that lists the range would carry it, if only the table asked knew the way.
  const isListed =
    'carryIf' in cell && cell.carryIf === 'gateway-lists-range' && holds(net, overreach, hop, cell.carryIf);
  if (isListed) return [];
  const to = beyond(overreach.via, hop);
  return [{ overreach, reason, to, ranges, hasWayBack: hasWayBack(net, overreach, hop) }];
}

/** The internet has no route to a private address; a peer, site or transit gateway may well have one. */
function hasWayBack(net: CompiledNetwork, overreach: Overreach, hop: NextHop): boolean {
  const { via, family, fromRanges } = overreach;
  const sends = (table: CompiledTable, isBack: (hop: NextHop) => boolean): boolean =>
    routingOf(net, table.index, family)
      .towards(fromRanges)
      .some((share) => !share.hop.dead && isBack(share.hop));
  switch (hop.kind) {
    case 'peering': {
      const { peering } = hop;
      return sideOf(peering, via).far.tables.some((table) =>
        sends(table, (back) => back.kind === 'peering' && back.peering === peering),
      );
    }
    case 'site': {
      const { gateway } = hop;
      return sends(gateway.site.table, (back) => back.kind === 'site' && back.gateway === gateway);
    }
    case 'tgw':
      return [...hop.tgw.attachments.values()].some(
        ({ table, vpc }) =>
          table !== undefined &&
          vpc !== via &&
          sends(table, (back) => back.kind === 'attachment' && back.attachment.vpc === via),
      );
    default:
      return false;
  }
}
