/**
 * A route table's stay: one lookup, and what follows from the target it gives.
 */
import { familyOf, formatAddress } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledTable, EffectiveRoute, NextHop } from '../compile/compiled-network.ts';
import { nextHopName } from '../compile/next-hop.ts';
import { DESTINATION, SOURCE } from './box.ts';
import type { RouteTable } from '../model/route.ts';
import { drop, type Cause } from './outcome.ts';
import { checkTransit } from './transit.ts';
import type { Next, Place } from './place.ts';
import type { Walk } from './walk.ts';

type TablePlace = Extract<Place, { at: 'table' }>;

export function route(walk: Walk, place: TablePlace): Next {
  const { packet, net } = walk;
  const { table, vpc } = place;
  if (net.network.unmodelled.size > 0) walk.dependOn(table.hop.slice('table:'.length));
  walk.ttl--;
  if (walk.ttl <= 0) return drop('ttl-exceeded', table.hop);
  if (walk.isLoop(table)) return drop('routing-loop', table.hop);
  if (packet.inSet(DESTINATION, vpc.reserved)) return drop('reserved-destination', table.hop);

  const shortcut = throughPublicAddress(walk, place);
  if (shortcut) return shortcut;

  const index = packet.lookup(net.fib, table.index);
  doubtLearned(walk, table, table.hop.slice('table:'.length));
  if (index === NO_ROUTE) {
    doubtLists(walk, table);
    return withoutRoute(walk, place);
  }
  const hop = net.nextHops[index]!;
  if (hop.kind !== 'local') doubtLists(walk, table);
  const cause = walk.recording ? causeOf(net.tables.get(table.hop)!, packet.low(DESTINATION)) : undefined;
  if (hop.dead) {
    if (net.network.unmodelled.size > 0) walk.dependOn(nextHopName(hop), table.hop);
    if (walk.recording) walk.record(table.hop, 'the best route leads nowhere', cause);
    return drop(hop.dead.reason, table.hop, { detail: hop.dead.detail, cause });
  }
  if (hop.nondeterministic) walk.note('nondeterministic-route');
  if (walk.recording) walk.record(table.hop, 'longest match', cause);
  const refusal = checkTransit(walk, place, hop);
  return refusal ?? handOver(walk, place, hop, cause);
}

/** Routes to lists of unknown ranges could be meant for every packet that is not for the VPC itself. */
function doubtLists(walk: Walk, table: CompiledTable): void {
  const { unmodelled, routeTables } = walk.net.network;
  if (unmodelled.size === 0) return;
  const record = routeTables.get(table.hop.slice('table:'.length));
  for (const list of record ? listsNamedBy(record) : []) {
    if (unmodelled.has(list)) walk.doubts.about(list, table.hop);
  }
}

/**
 * Routes that a table learns and that are in no file could be meant for every packet that none of its
 * routes is for, or only the default route.
 */
export function doubtLearned(walk: Walk, table: CompiledTable, id: string): void {
  const { network, fib } = walk.net;
  if (network.unmodelled.size === 0) return;
  const learned = `${id}/learned`;
  if (!network.unmodelled.has(learned)) return;
  if (walk.packet.lookup(fib, table.specificIndex) === NO_ROUTE) walk.doubts.about(learned, table.hop);
}

const listsOfTables = new WeakMap<RouteTable, readonly string[]>();

function listsNamedBy(table: RouteTable): readonly string[] {
  const known = listsOfTables.get(table);
  if (known) return known;
  const lists = table.routes.flatMap(({ destination }) =>
    destination.kind === 'prefix-list' ? [destination.list] : [],
  );
  listsOfTables.set(table, lists);
  return lists;
}

/** The route that decided, found again for a message. */
export function causeOf(table: CompiledTable, address: number | bigint): Cause | undefined {
  const match = table.rib.longestMatch(address);
  if (!match) return undefined;
  const effective = table.routes.find(
    (candidate) =>
      candidate.prefix.length === match.prefix.length &&
      candidate.prefix.address === match.prefix.address &&
      familyOf(candidate.prefix.address) === familyOf(address),
  );
  return effective && { text: describeRoute(effective), source: effective.route?.source };
}

function describeRoute(route: EffectiveRoute): string {
  const origin = route.implied ?? (route.route?.origin === 'propagated' ? 'propagated' : '');
  const target = targetName(route.nextHop);
  return `${formatPrefix(route.prefix)} → ${target}${origin === '' || origin === target ? '' : ` (${origin})`}`;
}

function targetName(hop: NextHop): string {
  return hop.kind === 'eni' ? `eni:${hop.eni.record.id}` : nextHopName(hop);
}

/**
 * Ways out that a public address of the sender opens past the table. Open Telekom Cloud: the address
 * acts as a policy route of its server when nothing longer than the default route matches ("What Are
 * the Priorities of the Custom Route and EIP If Both Are Configured for an ECS"). JD Cloud: replies to
 * what came in through it leave through it.
 */
function throughPublicAddress(walk: Walk, place: TablePlace): Next | undefined {
  const { packet, net } = walk;
  const { vpc, table, subnet } = place;
  const { igw } = vpc;
  if (!igw || walk.isForeign || !subnet || packet.family === 6) return undefined;
  switch (vpc.profile.publicAddress) {
    case 'table':
      return undefined;
    case 'replies':
      if (walk.leg === 'forward' || !walk.lastTranslation('igw-in', igw.record.id)) return undefined;
      return { at: 'igw', igw };
    case 'policy-route': {
      if (packet.lookup(net.fib, table.specificIndex) !== NO_ROUTE) return undefined;
      const { emitter } = walk;
      if (!emitter || !packet.inSet(SOURCE, emitter.addresses)) return undefined;
      if (packet.find(SOURCE, vpc.publicOf) === undefined) return undefined;
      if (!igw.live) return drop('igw-not-attached', table.hop);
      if (walk.recording) walk.record(table.hop, 'the public address of the sender is the way out');
      return { at: 'igw', igw };
    }
  }
}

/**
 * A reply to a NAT gateway's address across a peering needs a route like any other packet. A lab
 * (Reversec Labs, "Unexpected Routing Behaviour in AWS with VPC Peering and NAT Gateway") saw it arrive
 * without one; a flag follows the lab.
 */
function withoutRoute(walk: Walk, { table, vpc }: TablePlace): Next {
  const { natCrossing } = walk;
  const peering = walk.net.peerings.get(natCrossing?.peering ?? '');
  if (
    walk.net.network.flags.natReturnWithoutRoute &&
    walk.leg === 'return' &&
    walk.translations.at(-1) === natCrossing?.nat &&
    peering?.live &&
    peering.ends.includes(vpc)
  ) {
    walk.note('undocumented-behaviour');
    return { at: 'peering', peering, from: vpc };
  }
  return drop(
    'no-route',
    table.hop,
    walk.recording ? { detail: formatAddress(walk.packet.low(DESTINATION)) } : {},
  );
}

function handOver(walk: Walk, place: TablePlace, hop: NextHop, cause: Cause | undefined): Next {
  const { vpc, subnet, table } = place;
  switch (hop.kind) {
    case 'local':
      return { at: 'vpc', vpc, from: subnet };
    case 'platform':
      return toPlatformRange(walk, place);
    case 'peering':
      return { at: 'peering', peering: hop.peering, from: vpc };
    case 'igw':
      return { at: 'igw', igw: hop.igw };
    case 'eigw':
      return { at: 'eigw', eigw: hop.eigw };
    case 'nat':
      return { at: 'nat', nat: hop.nat, from: subnet };
    case 'site':
      return { at: 'site-gateway', gateway: hop.gateway };
    case 'tgw':
      return { at: 'tgw-door', tgw: hop.tgw, vpc, subnet };
    case 'gateway-endpoint':
      return { at: 'gateway-endpoint', endpoint: hop.endpoint };
    case 'gwlbe':
      return { at: 'gwlbe', endpoint: hop.endpoint, from: subnet };
    case 'eni':
      return { at: 'appliance', eni: hop.eni, vpc, from: subnet };
    case 'unmodelled':
      walk.doubts.about(hop.id, table.hop);
      return drop('route-target-unavailable', table.hop, {
        detail: `the route leads to ${hop.id} (${hop.object?.kind ?? 'unknown'}), which is not modelled`,
        cause,
      });
    case 'blackhole':
    case 'invalid':
    case 'attachment':
      throw new Error(`a route to ${hop.kind} cannot be handed over`);
  }
}

/**
 * Ranges of the platform. The only ones a host of the VPC could mean are those endpoints translate
 * consumers into, and a service cannot open a flow towards a consumer ("What Are the Differences
 * Between VPC Endpoints and VPC Peering Connections?", Open Telekom Cloud).
 */
function toPlatformRange(walk: Walk, { vpc }: TablePlace): Next {
  const { servedEndpoints: served } = vpc;
  const sender = walk.identity?.eni;
  const endpoint =
    served.find(({ service }) => service.kind === 'eni' && service.eni === sender) ?? served[0];
  if (endpoint && walk.packet.inSet(DESTINATION, endpoint.translatedRange)) {
    return drop('endpoint-reverse-initiation', `endpoint:${endpoint.record.id}`);
  }
  return drop('dst-not-in-any-subnet', `vpc:${vpc.record.id}`, {
    detail: 'a range of the platform, whose services are not modelled',
  });
}
