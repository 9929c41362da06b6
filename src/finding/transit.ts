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
import { beyond, EXIT_ORDER, exitKindOf } from '../forward/transit.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { ExitKind, TransitCell, TransitCondition } from '../model/profile/profile.ts';
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
  const asksMain = via.profile.peering.arrivalTable === 'main';
  if (asksMain && edge.kind !== 'peering') {
    return { overreach, claims: askTable(net, overreach, via.main), nowhere: RangeSet.empty };
  }
  const left = asksMain ? whatMainLeaves(net, overreach) : { claims: [], rest: overreach.ranges };
  const peers = askPeers(net, overreach, left.rest);
  const edges = askEdges(net, overreach, peers.rest);
  return { overreach, claims: [...left.claims, ...peers.claims, ...edges.claims], nowhere: edges.rest };
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

/** Carried on by the main table, or refused by a gateway it leads to; the rest is refused by name. */
function whatMainLeaves(net: CompiledNetwork, overreach: Overreach): Judged {
  const claims: Claim[] = [];
  let { ranges: rest } = overreach;
  for (const { hop, ranges } of shares(net, overreach, overreach.via.main, overreach.ranges)) {
    const exit = exitKindOf(hop);
    // Nothing is known about what an unmodelled target does.
    if (hop.kind === 'unmodelled') rest = rest.subtract(ranges);
    if (!exit || hop.dead) continue;
    rest = rest.subtract(carried(net, overreach, hop, exit, ranges));
    const refused = rest.intersect(ranges);
    if (hop.kind !== 'site' || !overreach.via.profile.siteGatewayLocalSubnets || refused.isEmpty) continue;
    claims.push(...claim(net, overreach, exit, hop, refused));
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
  const { via, family } = overreach;
  const found = ranges.isEmpty ? [] : via.tables.flatMap((table) => shares(net, overreach, table, ranges));
  const claims: Claim[] = [];
  let rest = ranges;
  let lost = RangeSet.empty;
  for (const exit of EXIT_ORDER) {
    for (const share of found) {
      if (exitKindOf(share.hop) !== exit) continue;
      const meant = share.ranges.intersect(rest);
      if (meant.isEmpty) continue;
      rest = rest.subtract(meant);
      const made = claim(net, overreach, exit, share.hop, meant);
      claims.push(...made);
      // It would be carried, but the table that is asked does not know the way.
      if (made.length === 0) lost = lost.union(meant);
    }
  }
  // The public address of a host is an edge of its own where it routes past tables.
  if (via.profile.publicAddress === 'policy-route' && via.igw) {
    const meant = rest.subtract(rangeSetOf(net.privateRanges[family]));
    rest = rest.subtract(meant);
    const hop = { kind: 'igw', igw: via.igw, dead: undefined, nondeterministic: false } as const;
    if (!meant.isEmpty) claims.push(...claim(net, overreach, 'igw', hop, meant));
  }
  return { claims, rest: rest.union(lost) };
}

function shares(
  net: CompiledNetwork,
  { family }: Overreach,
  table: CompiledTable,
  ranges: RangeSet,
): readonly Share[] {
  return routingOf(net, table.index, family).towards(ranges);
}

function cellOf({ edge, via }: Overreach, exit: ExitKind): TransitCell {
  return via.profile.transit[edge.kind][exit];
}

/** The part of some destinations that the matrix carries on to a next hop. */
function carried(
  net: CompiledNetwork,
  overreach: Overreach,
  hop: NextHop,
  exit: ExitKind,
  ranges: RangeSet,
): RangeSet {
  const cell = cellOf(overreach, exit);
  if (cell === 'carry') return ranges;
  if ('drop' in cell) return RangeSet.empty;
  const { edge, family } = overreach;
  if (cell.carryIf === 'gateway-lists-range' && hop.kind !== 'site') {
    return 'gateway' in edge
      ? ranges.intersect(rangeSetOf(edge.gateway.localSubnets[family]))
      : RangeSet.empty;
  }
  return holds(net, overreach, hop, cell.carryIf) ? ranges : RangeSet.empty;
}

function holds(
  net: CompiledNetwork,
  overreach: Overreach,
  hop: NextHop,
  condition: TransitCondition,
): boolean {
  const { edge, via, family, sources } = overreach;
  const lists = (map: Parameters<typeof rangeSetOf>[0]): boolean => sources.subtract(rangeSetOf(map)).isEmpty;
  switch (condition) {
    case 'gateway-lists-range':
      return hop.kind === 'site' && lists(hop.gateway.localSubnets[family]);
    case 'snat-rule':
      return hop.kind === 'nat' && lists(hop.nat.snatSources[family]);
    case 'nat-over-peering':
      return net.network.flags.natOverPeering === true;
    case 'gateway-transit':
    case 'custom-routes-exchanged': {
      const peering =
        edge.kind === 'peering' ? edge.peering : hop.kind === 'peering' ? hop.peering : undefined;
      if (!peering) return false;
      const { nearHalf, farHalf } = sideOf(peering, via);
      return condition === 'gateway-transit'
        ? nearHalf.allowGatewayTransit && farHalf.useRemoteGateways
        : nearHalf.exportCustomRoutes && farHalf.importCustomRoutes;
    }
  }
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
      .some((share) => isBack(share.hop));
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
