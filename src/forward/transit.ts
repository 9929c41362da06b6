/**
 * May a packet that came into a VPC over one edge leave it over another? The profile's matrix says; this
 * file evaluates its conditions, and names what was hoped for when nobody carries the packet.
 */
import { NO_ROUTE } from '../fib/layout.ts';
import type {
  CompiledPeering,
  CompiledSiteGateway,
  CompiledVpc,
  NextHop,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { LinkKind } from '../model/link.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { ExitKind, TransitCell, TransitCondition } from '../model/profile/profile.ts';
import { DESTINATION, SOURCE } from './box.ts';
import { drop, type Drop } from './outcome.ts';
import type { Entry, Place } from './place.ts';
import type { Walk } from './walk.ts';

type TablePlace = Extract<Place, { at: 'table' }>;

/** Column of the matrix a next hop stands in; nothing for what stays inside the VPC. */
export function exitKindOf(hop: NextHop): ExitKind | undefined {
  if (hop.kind === 'invalid') return exitKindOfTarget(hop.target);
  return exitKindOfTarget(hop.kind === 'site' ? hop.gateway.record.kind : hop.kind);
}

function exitKindOfTarget(
  kind: Exclude<NextHop['kind'], 'invalid' | 'site'> | LinkKind,
): ExitKind | undefined {
  switch (kind) {
    case 'peering':
    case 'nat':
    case 'tgw':
    case 'gateway-endpoint':
    case 'dx':
      return kind;
    case 'igw':
    case 'eigw':
      return 'igw';
    case 'vgw':
    case 'vpn':
      return 'vpn';
    case 'gwlbe':
    case 'eni':
      return 'appliance';
    case 'local':
    case 'platform':
    case 'blackhole':
    case 'attachment':
    case 'unmodelled':
    case 'endpoint':
    case 'nlb':
      return undefined;
  }
}

/** Name of the far end of a next hop, for the account of a violation. */
export function beyond(vpc: CompiledVpc, hop: NextHop): string {
  switch (hop.kind) {
    case 'peering':
      return sideOf(hop.peering, vpc).far.record.id;
    case 'site':
      return hop.gateway.site.record.id;
    case 'gateway-endpoint':
      return hop.endpoint.record.id;
    case 'tgw':
      return hop.tgw.record.id;
    default:
      return 'internet';
  }
}

/** Where a packet came from before it entered the VPC. */
export function originOf(entry: Entry): string {
  switch (entry.edge) {
    case 'peering':
      return entry.from.record.id;
    case 'igw':
      return 'internet';
    case 'tgw':
      return entry.attachment.tgw.record.id;
    case 'vgw':
    case 'vpn':
    case 'dx':
      return entry.gateway.site.record.id;
  }
}

/** The matrix at a route table: refuses, or says nothing. */
export function checkTransit(walk: Walk, place: TablePlace, hop: NextHop): Drop | undefined {
  const { entry } = walk;
  const exit = exitKindOf(hop);
  if (!entry || !exit) return undefined;
  const cell = place.vpc.profile.transit[entry.edge][exit];
  const refusal = refusalOf(walk, place.vpc, entry, hop, cell);
  if (!refusal) return undefined;
  return drop(refusal, hopOfEntry(entry, place.table.hop, refusal, hop), {
    transit: { from: originOf(entry), via: place.vpc.record.id, to: beyond(place.vpc, hop) },
  });
}

/** Who reports: the edge it came in by, except behind a transit gateway, where a table was asked. */
function hopOfEntry(entry: Entry, tableHop: string, refusal: DropReason, hop: NextHop): string {
  if (refusal === 'gateway-local-subnet-missing') return gatewayHop(hop, entry) ?? tableHop;
  switch (entry.edge) {
    case 'peering':
      return `peering:${entry.peering.record.id}`;
    case 'vgw':
    case 'vpn':
    case 'dx':
      return `${entry.edge}:${entry.gateway.record.id}`;
    case 'igw':
      return `igw:${entry.igw.record.id}`;
    case 'tgw':
      return tableHop;
  }
}

function gatewayHop(hop: NextHop, entry: Entry): string | undefined {
  if (hop.kind === 'site') return `${hop.gateway.record.kind}:${hop.gateway.record.id}`;
  return 'gateway' in entry ? `${entry.edge}:${entry.gateway.record.id}` : undefined;
}

function refusalOf(
  walk: Walk,
  vpc: CompiledVpc,
  entry: Entry,
  hop: NextHop,
  cell: TransitCell,
): DropReason | undefined {
  if (cell === 'carry') return undefined;
  if ('drop' in cell) return cell.drop;
  return holds(walk, vpc, entry, hop, cell.carryIf) ? undefined : cell.otherwise;
}

function holds(
  walk: Walk,
  vpc: CompiledVpc,
  entry: Entry,
  hop: NextHop,
  condition: TransitCondition,
): boolean {
  switch (condition) {
    case 'gateway-lists-range':
      if (hop.kind === 'site') return walk.packet.inSet(SOURCE, hop.gateway.localSubnets);
      return 'gateway' in entry && walk.packet.inSet(DESTINATION, entry.gateway.localSubnets);
    case 'nat-over-peering':
      return walk.net.network.flags.natOverPeering === true;
    case 'snat-rule':
      return hop.kind === 'nat' && walk.packet.inSet(SOURCE, hop.nat.snatSources);
    case 'gateway-transit': {
      const peering = peeringOf(entry, hop);
      if (!peering) return false;
      const { nearHalf, farHalf } = sideOf(peering, vpc);
      return nearHalf.allowGatewayTransit && farHalf.useRemoteGateways;
    }
    case 'custom-routes-exchanged': {
      const peering = peeringOf(entry, hop);
      if (!peering) return false;
      const { nearHalf, farHalf } = sideOf(peering, vpc);
      return nearHalf.exportCustomRoutes && farHalf.importCustomRoutes;
    }
  }
}

/** The peering among the two edges. */
function peeringOf(entry: Entry, hop: NextHop): CompiledPeering | undefined {
  if (entry.edge === 'peering') return entry.peering;
  return hop.kind === 'peering' ? hop.peering : undefined;
}

/** Does the matrix carry a packet that was looked up in a VPC's arrival table? */
export function isCarried(walk: Walk, vpc: CompiledVpc, entry: Entry, hop: NextHop): boolean {
  const exit = exitKindOf(hop);
  if (!exit) return false;
  return refusalOf(walk, vpc, entry, hop, vpc.profile.transit[entry.edge][exit]) === undefined;
}

/** What stands behind a VPC, in the order in which it names a hope. */
export const EXIT_ORDER: readonly ExitKind[] = ['gateway-endpoint', 'vpn', 'dx', 'tgw', 'nat', 'igw'];

export interface Hope {
  readonly exit: ExitKind;
  readonly to: string;
  /** The gateway it would have left by, where that leads to a site. */
  readonly gateway?: CompiledSiteGateway | undefined;
}

/**
 * Where the sender of a packet that a VPC will not carry hoped it would go: to another peer of the VPC,
 * or to one of its edges by the best match over every subnet table. First hope of a fixed order.
 */
export function classify(walk: Walk, vpc: CompiledVpc, exclude: CompiledVpc | undefined): Hope | undefined {
  for (const peering of vpc.peerings) {
    if (!peering.live) continue;
    const { far } = sideOf(peering, vpc);
    if (far === exclude) continue;
    if (walk.packet.inSet(DESTINATION, far.range)) return { exit: 'peering', to: far.record.id };
  }
  const hopes = new Map<ExitKind, Hope>();
  // The public address of a host is an edge of its own where it routes past tables.
  const hasOwnEdge =
    walk.packet.family === 4 &&
    vpc.profile.publicAddress === 'policy-route' &&
    vpc.igw !== undefined &&
    hasPublicHost(vpc) &&
    !walk.packet.inSet(DESTINATION, walk.net.privateRanges);
  for (const table of vpc.tables) {
    if (hasOwnEdge && walk.packet.lookup(walk.net.fib, table.specificIndex) === NO_ROUTE) {
      hopes.set('igw', { exit: 'igw', to: 'internet' });
    }
    const index = walk.packet.lookup(walk.net.fib, table.index);
    if (index === NO_ROUTE) continue;
    const hop = walk.net.nextHops[index]!;
    const exit = hop.kind === 'invalid' ? undefined : exitKindOf(hop);
    if (!exit || hopes.has(exit)) continue;
    hopes.set(exit, {
      exit,
      to: beyond(vpc, hop),
      gateway: hop.kind === 'site' ? hop.gateway : undefined,
    });
  }
  const first = EXIT_ORDER.find((exit) => hopes.has(exit));
  return first && hopes.get(first);
}

export function hasPublicHost(vpc: CompiledVpc): boolean {
  return [...vpc.publicOf[4].entries()].some(
    ({ range }) => vpc.owners[4].get(range.first)?.owner.kind === 'host',
  );
}
