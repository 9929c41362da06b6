/**
 * A compiled network for another thread: the forwarding tables, which threads share as they are, and names
 * for what they lead to. The other thread makes the parts again, which takes a fraction of compiling, and
 * never sees a route.
 */
import type { Fib } from '../fib/fib.ts';
import type { Network } from '../model/network.ts';
import { Assembly } from './assembly.ts';
import type { CompiledNetwork, NextHop } from './compiled-network.ts';
import { assembled, partsOf } from './compile.ts';
import { nextHopName, NextHops } from './next-hop.ts';
import { addTable, assignTables } from './tables.ts';

/** Plain data in which only the tables' buffer is shared. */
export interface Handover {
  /** Without the routes of its tables. */
  readonly network: Network;
  readonly fib: Fib;
  readonly nextHops: readonly NamedHop[];
  /** Hop names of all tables, in the order of their indices. */
  readonly tables: readonly string[];
}

interface NamedHop {
  readonly kind: NextHop['kind'];
  readonly dead: NextHop['dead'];
  readonly nondeterministic: boolean;
  readonly id: string;
  /** Transit gateway of an attachment. */
  readonly tgw: string | undefined;
  /** What a table may not use. */
  readonly target: Extract<NextHop, { kind: 'invalid' }>['target'] | undefined;
}

export function handOver({ network, fib, nextHops, tables }: CompiledNetwork): Handover {
  const bare = [...network.routeTables].map(([id, table]) => [id, { ...table, routes: [] }] as const);
  return {
    network: { ...network, routeTables: new Map(bare) },
    fib,
    nextHops: nextHops.map(named),
    tables: [...tables.keys()],
  };
}

function named(hop: NextHop): NamedHop {
  const { kind, dead, nondeterministic } = hop;
  return {
    kind,
    dead,
    nondeterministic,
    id: nextHopName(hop),
    tgw: kind === 'attachment' ? hop.attachment.tgw.record.id : undefined,
    target: kind === 'invalid' ? hop.target : undefined,
  };
}

/** The network as it was handed over, for walks that keep no record: nothing can say which route decided. */
export function takeOver({ network, fib, nextHops, tables }: Handover): CompiledNetwork {
  const assembly = partsOf(network);
  const hops = new NextHops();
  for (const hop of tables) addTable(assembly, hops, hop, [], []);
  assignTables(assembly);
  return assembled(
    assembly,
    fib,
    nextHops.map((hop) => found(assembly, hop)),
  );
}

function found(assembly: Assembly, { kind, dead, nondeterministic, id, tgw, target }: NamedHop): NextHop {
  const same = { dead, nondeterministic };
  const must = <T>(parts: ReadonlyMap<string, T>): T => Assembly.must(parts.get(id), kind, id);
  switch (kind) {
    case 'local':
    case 'platform':
    case 'blackhole':
      return { ...same, kind };
    case 'peering':
      return { ...same, kind, peering: must(assembly.peerings) };
    case 'igw':
      return { ...same, kind, igw: must(assembly.igws) };
    case 'eigw':
      return { ...same, kind, eigw: must(assembly.eigws) };
    case 'nat':
      return { ...same, kind, nat: must(assembly.nats) };
    case 'site':
      return { ...same, kind, gateway: must(assembly.siteGateways) };
    case 'tgw':
      return { ...same, kind, tgw: must(assembly.tgws) };
    case 'gateway-endpoint':
      return { ...same, kind, endpoint: must(assembly.gatewayEndpoints) };
    case 'gwlbe':
      return { ...same, kind, endpoint: must(assembly.gwlbes) };
    case 'eni':
      return { ...same, kind, eni: must(assembly.enis) };
    case 'attachment': {
      const gateway = Assembly.must(assembly.tgws.get(tgw ?? ''), 'transit gateway', tgw ?? '');
      return { ...same, kind, attachment: must(gateway.attachments) };
    }
    case 'unmodelled':
      return { ...same, kind, id, object: assembly.network.unmodelled.get(id) };
    case 'invalid':
      if (target === undefined) throw new Error('a next hop of no use was handed over without its target');
      return { ...same, kind, target };
  }
}
