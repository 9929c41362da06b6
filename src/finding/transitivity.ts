/**
 * Transitivity violations: routes that count on a VPC to carry packets onward which it will not carry.
 *
 * For every table and every peering it routes to, what is sent there beyond the peer's own ranges either
 * lies at another peer of that VPC, or behind one of its edges, or nowhere (`dead-range`). Where the
 * provider's matrix carries the traffic, there is nothing to find. ("VPC peering basics" and
 * "Unsupported VPC peering configurations", Amazon VPC Peering Guide; their counterparts elsewhere.)
 */
import type { Family } from '../ip/address.ts';
import { rangeToPrefixes } from '../ip/range.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledNetwork,
  CompiledPeering,
  CompiledTable,
  CompiledVpc,
  NextHop,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import { exitKindOf } from '../forward/transit.ts';
import { explain, type DropReason } from '../model/drop-reason.ts';
import type { ExitKind, TransitCell } from '../model/profile/profile.ts';
import type { Finding, Rule } from './finding.ts';
import { rangeSetOf, routedRanges } from './routed-ranges.ts';

const FAMILIES: readonly Family[] = [4, 6];

/** Edges in the order in which a drop names them. */
const EDGE_ORDER: readonly ExitKind[] = ['gateway-endpoint', 'vpn', 'dx', 'tgw', 'nat', 'igw'];

/** What one table sends into one peering beyond the peer itself. */
interface Overreach {
  readonly vpc: CompiledVpc;
  readonly table: CompiledTable;
  readonly peering: CompiledPeering;
  readonly far: CompiledVpc;
  readonly family: Family;
  readonly ranges: RangeSet;
}

function overreaches(net: CompiledNetwork): Overreach[] {
  const found: Overreach[] = [];
  for (const vpc of net.vpcs.values()) {
    for (const table of vpc.tables) {
      for (const family of FAMILIES) {
        for (const [hop, routed] of routedRanges(net, table, family)) {
          if (hop.kind !== 'peering' || hop.dead) continue;
          const { far } = sideOf(hop.peering, vpc);
          const ranges = routed.subtract(rangeSetOf(far.range[family]));
          if (!ranges.isEmpty) found.push({ vpc, table, peering: hop.peering, far, family, ranges });
        }
      }
    }
  }
  return found;
}

export const transitivity: Rule = {
  id: 'transitivity',
  title: 'A route counts on transit that no provider carries',
  check: (net) => {
    const findings = new Map<string, Finding>();
    for (const overreach of overreaches(net)) {
      for (const finding of [...throughToPeers(net, overreach), ...throughToEdges(net, overreach)]) {
        const { violation } = finding;
        const key = violation ? `${violation.kind} ${violation.from} ${violation.via} ${violation.to}` : '';
        const known = findings.get(key);
        // One of several tables may lack the partner that another one has.
        if (!known || (known.violation?.severity === 'half-open' && violation?.severity === 'confirmed')) {
          findings.set(key, finding);
        }
      }
    }
    return [...findings.values()];
  },
};

export const deadRange: Rule = {
  id: 'dead-range',
  title: 'A route into a peering covers addresses that exist nowhere behind it',
  check: (net) =>
    overreaches(net).flatMap((overreach) => {
      const { vpc, table, peering, far } = overreach;
      const rest = beyondPeersAndEdges(net, overreach);
      if (rest.isEmpty) return [];
      const route = routeInto(table, peering);
      return [
        {
          rule: 'dead-range',
          level: 'warning',
          message: `${table.hop} of ${vpc.record.id} sends ${sampleOf(rest)} into ${peering.record.id}, but ${far.record.id} has no such addresses and nothing behind it does`,
          fix: "narrow the route to the peer's ranges",
          objects: [table.hop, peering.record.id],
          source: route?.route?.source ?? peering.record.source,
        },
      ];
    }),
};

function routeInto(table: CompiledTable, peering: CompiledPeering) {
  return table.routes.find((route) => route.nextHop.kind === 'peering' && route.nextHop.peering === peering);
}

/** First prefix of a set, and how many more there are. */
function sampleOf(ranges: RangeSet): string {
  const [first] = rangeToPrefixes(ranges.ranges[0]!);
  const more = ranges.ranges.length > 1 || rangeToPrefixes(ranges.ranges[0]!).length > 1;
  return `${formatPrefix(first!)}${more ? ' and more' : ''}`;
}

/** Live peers of the far VPC besides the one the packets come from. */
function otherPeers(overreach: Overreach): { peering: CompiledPeering; peer: CompiledVpc }[] {
  const { vpc, far } = overreach;
  return far.peerings.flatMap((peering) => {
    const peer = sideOf(peering, far).far;
    return peering.live && peer !== vpc ? [{ peering, peer }] : [];
  });
}

function throughToPeers(net: CompiledNetwork, overreach: Overreach): Finding[] {
  return otherPeers(overreach).flatMap(({ peering, peer }) => {
    const meant = overreach.ranges.intersect(rangeSetOf(peer.range[overreach.family]));
    if (meant.isEmpty) return [];
    const isConfirmed = peer.tables.some((table) =>
      sends(net, table, overreach, (hop) => hop.kind === 'peering' && hop.peering === peering),
    );
    return [violationOf(overreach, 'transitive-peering', peer.record.id, isConfirmed)];
  });
}

/** Does a table send any of the first VPC's addresses to a certain next hop? */
function sends(
  net: CompiledNetwork,
  table: CompiledTable,
  { vpc, family }: Overreach,
  isBack: (hop: NextHop) => boolean,
): boolean {
  const own = rangeSetOf(vpc.range[family]);
  for (const [hop, ranges] of routedRanges(net, table, family)) {
    if (isBack(hop) && !ranges.intersect(own).isEmpty) return true;
  }
  return false;
}

/** What remains when other peers of the far VPC are taken out. */
function beyondPeers(overreach: Overreach): RangeSet {
  return otherPeers(overreach).reduce(
    (rest, { peer }) => rest.subtract(rangeSetOf(peer.range[overreach.family])),
    overreach.ranges,
  );
}

interface Edge {
  readonly exit: ExitKind;
  readonly to: string;
  readonly hop: NextHop | undefined;
  readonly ranges: RangeSet;
}

/** Edges of the far VPC that its tables would send the rest to, in the order of precedence. */
function edgesFor(net: CompiledNetwork, overreach: Overreach, rest: RangeSet): Edge[] {
  const { far, family } = overreach;
  const edges: Edge[] = [];
  for (const table of far.tables) {
    for (const [hop, ranges] of routedRanges(net, table, family)) {
      const exit = exitKindOf(hop);
      if (!exit || exit === 'peering' || exit === 'appliance') continue;
      const meant = ranges.intersect(rest);
      if (!meant.isEmpty) edges.push({ exit, to: farEndOf(hop), hop, ranges: meant });
    }
  }
  if (far.profile.publicAddress === 'policy-route' && far.igw) {
    const meant = rest.subtract(rangeSetOf(net.privateRanges[family]));
    if (!meant.isEmpty) edges.push({ exit: 'igw', to: 'internet', hop: undefined, ranges: meant });
  }
  return edges.sort((a, b) => EDGE_ORDER.indexOf(a.exit) - EDGE_ORDER.indexOf(b.exit));
}

function farEndOf(hop: NextHop): string {
  switch (hop.kind) {
    case 'site':
      return hop.gateway.site.record.id;
    case 'tgw':
      return hop.tgw.record.id;
    case 'gateway-endpoint':
      return hop.endpoint.record.id;
    default:
      return 'internet';
  }
}

function throughToEdges(net: CompiledNetwork, overreach: Overreach): Finding[] {
  let rest = beyondPeers(overreach);
  const findings: Finding[] = [];
  for (const edge of edgesFor(net, overreach, rest)) {
    const meant = edge.ranges.intersect(rest);
    if (meant.isEmpty) continue;
    rest = rest.subtract(meant);
    const refusal = refusalOf(net, overreach, edge);
    if (refusal) findings.push(violationOf(overreach, refusal, edge.to, hasRouteBack(net, overreach, edge)));
  }
  return findings;
}

function beyondPeersAndEdges(net: CompiledNetwork, overreach: Overreach): RangeSet {
  const rest = beyondPeers(overreach);
  return edgesFor(net, overreach, rest).reduce((left, edge) => left.subtract(edge.ranges), rest);
}

/** The matrix' refusal of an edge to this peer; nothing where the provider carries it. */
function refusalOf(net: CompiledNetwork, overreach: Overreach, { exit, hop }: Edge): DropReason | undefined {
  const cell: TransitCell = overreach.far.profile.transit.peering[exit];
  if (cell === 'carry') return undefined;
  if ('drop' in cell) return cell.drop;
  const { nearHalf, farHalf } = sideOf(overreach.peering, overreach.far);
  switch (cell.carryIf) {
    case 'gateway-lists-range': {
      if (hop?.kind !== 'site') return cell.otherwise;
      const listed = rangeSetOf(hop.gateway.localSubnets[overreach.family]);
      const subnets = [...overreach.vpc.subnets[overreach.family].entries()].map((entry) => entry.range);
      return RangeSet.of(subnets).subtract(listed).isEmpty ? undefined : 'edge-to-edge-vpn';
    }
    case 'gateway-transit':
      return nearHalf.allowGatewayTransit && farHalf.useRemoteGateways ? undefined : cell.otherwise;
    case 'custom-routes-exchanged':
      return nearHalf.exportCustomRoutes && farHalf.importCustomRoutes ? undefined : cell.otherwise;
    case 'nat-over-peering':
      return net.network.flags.natOverPeering ? undefined : cell.otherwise;
    case 'snat-rule':
      return cell.otherwise;
  }
}

/** The internet has no route to a private address; a site or transit gateway may well have one. */
function hasRouteBack(net: CompiledNetwork, overreach: Overreach, { hop }: Edge): boolean {
  if (hop?.kind === 'site') {
    const { gateway } = hop;
    return sends(
      net,
      gateway.site.table,
      overreach,
      (back) => back.kind === 'site' && back.gateway === gateway,
    );
  }
  if (hop?.kind === 'tgw') {
    const tables = [...hop.tgw.attachments.values()].flatMap((attachment) => attachment.table ?? []);
    return tables.some((table) =>
      sends(
        net,
        table,
        overreach,
        (back) => back.kind === 'attachment' && back.attachment.vpc === overreach.far,
      ),
    );
  }
  return false;
}

function violationOf(overreach: Overreach, kind: DropReason, to: string, isConfirmed: boolean): Finding {
  const { vpc, far, peering, table } = overreach;
  const severity = isConfirmed ? 'confirmed' : 'half-open';
  const route = routeInto(table, peering);
  return {
    rule: 'transitivity',
    level: isConfirmed ? 'error' : 'warning',
    message: `${table.hop} counts on ${far.record.id} to carry traffic from ${vpc.record.id} to ${to}, which it does not (${kind})`,
    fix: explain(kind).fix,
    objects: [table.hop, peering.record.id, far.record.id, to],
    source: route?.route?.source ?? peering.record.source,
    violation: { kind, from: vpc.record.id, via: far.record.id, to, severity },
  };
}
