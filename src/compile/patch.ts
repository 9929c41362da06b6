/**
 * A network in which nothing but routes changed, compiled in the time of the changed tables.
 *
 * The patched network shares every part with the one it came from. Its forwarding tables and its map of
 * tables are its own; parts that refer to a changed table (a subnet, a VPC) still hold the older record,
 * of which walks use the name and the index only. So a walk of it is exact, while rules that read whole
 * tables through those parts want {@link compile}.
 */
import { withTables } from '../fib/append.ts';
import type { Rib } from '../fib/rib.ts';
import type { Network } from '../model/network.ts';
import { withValue } from '../model/replaced-map.ts';
import type { RouteTable } from '../model/route.ts';
import type { Assembly } from './assembly.ts';
import type { CompiledNetwork, CompiledTable } from './compiled-network.ts';
import type { NextHops } from './next-hop.ts';
import { forwardingTables, ribOf, routesOf } from './tables.ts';

interface Workshop {
  readonly assembly: Assembly;
  readonly hops: NextHops;
}

/** What each network was made from, for as long as somebody holds the network. */
const workshops = new WeakMap<CompiledNetwork, Workshop>();

export function rememberAssembly(net: CompiledNetwork, assembly: Assembly, hops: NextHops): void {
  workshops.set(net, { assembly, hops });
}

/**
 * The network with some of its route tables changed, or nothing when more than that may differ: where a
 * provider writes the routes of one table into another.
 */
export function patchTables(
  net: CompiledNetwork,
  network: Network,
  changed: readonly RouteTable[],
): CompiledNetwork | undefined {
  const workshop = workshops.get(net);
  if (!workshop || changed.some((table) => !standsAlone(workshop.assembly, net, table))) return undefined;
  const { assembly, hops } = workshop;
  let { tables } = net;
  const frozen = new Map<number, Rib>();
  for (const record of changed) {
    const known = net.tables.get(`table:${record.id}`)!;
    const { routes, shadowed } = routesOf(assembly, hops, record);
    const table: CompiledTable = { ...known, rib: ribOf(routes, hops), routes, shadowed };
    const [whole, specific] = forwardingTables(table, hops);
    frozen.set(table.index, whole!).set(table.specificIndex, specific!);
    tables = withValue(tables, table.hop, table);
  }
  const patched: CompiledNetwork = { ...net, network, fib: withTables(net.fib, frozen), tables };
  workshops.set(patched, workshop);
  origins.set(patched, { base: net, hops: changed.map(({ id }) => `table:${id}`) });
  return patched;
}

interface Origin {
  readonly base: CompiledNetwork;
  readonly hops: readonly string[];
}

const origins = new WeakMap<CompiledNetwork, Origin>();

/** Hop names of the tables in which a network can differ from one it was patched from, in however many steps. */
export function patchedTables(base: CompiledNetwork, net: CompiledNetwork): readonly string[] | undefined {
  const hops = new Set<string>();
  for (let at = net; at !== base;) {
    const origin = origins.get(at);
    if (!origin) return undefined;
    for (const hop of origin.hops) hops.add(hop);
    at = origin.base;
  }
  return [...hops];
}

/** Is the table there already, with the same owner, and read by no other table? */
function standsAlone(assembly: Assembly, net: CompiledNetwork, table: RouteTable): boolean {
  const before = net.network.routeTables.get(table.id);
  if (!before || JSON.stringify(before.owner) !== JSON.stringify(table.owner)) return false;
  const profile = assembly.profileOfTable(table);
  return profile === undefined || profile.peering.routes === 'manual';
}
