/**
 * Reachability at scale, each size in a process of its own: the whole matrix from a cold start, and one
 * route changed and verified again, on the generated estate of `estate.ts`.
 *
 *     npm run bench -- --only reach            100 and 1,000 VPCs
 *     npm run bench -- --only reach --large    10,000 VPCs as well
 *     npx tsx bench/reach.ts 1000 1            1,000 VPCs on one thread
 *
 * Cold means that nothing is compiled and no code is warm. Wall time depends on who else uses the machine,
 * so the time the process itself had is printed beside it.
 */
import { availableParallelism } from 'node:os';
import { compile } from '../src/compile/compile.ts';
import type { Route } from '../src/model/route.ts';
import type { Network } from '../src/model/network.ts';
import { Ends } from '../src/reach/compare.ts';
import { endNamesOf } from '../src/reach/end.ts';
import { effectsOf } from '../src/reach/effect.ts';
import { reachMatrixOnThreads } from '../src/reach/matrix-pool.ts';
import { TileStore } from '../src/reach/tile-store.ts';
import { versionOf } from '../src/reach/version.ts';
import { Random } from '../src/workload/random.ts';
import { estateOf } from './estate.ts';

const CHANGES = 1000;
/** Tiles are kept for a network of this many VPCs at most. */
const LARGEST_STORE = 1000;
const SEED = 1;

async function benchReach(vpcCount: number, threads: number): Promise<void> {
  const { network } = estateOf(vpcCount);
  const names = endNamesOf(network, 'subnet');
  const routeCount = [...network.routeTables.values()].reduce((sum, table) => sum + table.routes.length, 0);
  const links = [...network.links.values()];
  const countOf = (kind: string): number => links.filter((link) => link.kind === kind).length;
  console.log(
    `${vpcCount} VPCs, ${names.length} subnets, ${routeCount} routes, ${countOf('peering')} peerings, ` +
      `${countOf('endpoint')} endpoints, ${network.enis.size} interfaces`,
  );
  const startedAt = performance.now();
  const startCpu = process.cpuUsage();
  const net = compile(network);
  const compiledAt = performance.now();
  const matrix = await reachMatrixOnThreads(net, names, { threads });
  const wall = performance.now() - startedAt;
  const used = process.cpuUsage(startCpu);
  const { reaches } = matrix.count();
  console.log(
    `  matrix from cold   ${seconds(wall)} on ${threads} threads (compiling ${seconds(compiledAt - startedAt)}), ` +
      `processor ${seconds((used.user + used.system) / 1000)}: ${names.length ** 2} pairs, ${reaches} reach each other`,
  );
  if (vpcCount <= LARGEST_STORE) benchChanges(network);
}

function benchChanges(network: Network): void {
  const net = compile(network);
  const startedAt = performance.now();
  const store = new TileStore(net);
  const memoryMb = process.memoryUsage().rss / 1e6;
  console.log(
    `  all tiles kept     ${seconds(performance.now() - startedAt)}, ${store.count} tiles, ${memoryMb.toFixed(0)} MB resident`,
  );
  const ends = new Ends(['subnet']);
  const random = new Random(SEED);
  const tables = [...network.routeTables.values()];
  const times: number[] = [];
  const effective: number[] = [];
  let affected = 0;
  for (let i = -CHANGES / 10; i < CHANGES; i++) {
    const table = tables[random.below(tables.length)]!;
    const routes = changedRoutes(table.routes, random);
    const at = performance.now();
    const after = {
      ...network,
      routeTables: new Map(network.routeTables).set(table.id, { ...table, routes }),
    };
    let changed = 0;
    for (const change of changesBetween(store, versionOf(net, after), ends)) {
      changed += effectsOf(change.before, change.after).length > 0 ? 1 : 0;
    }
    // The first ones only warm up.
    if (i < 0) continue;
    times.push(performance.now() - at);
    if (changed > 0) effective.push(times.at(-1)!);
    affected += changed;
  }
  console.log(`  one route changed  ${spread(times)}: ${CHANGES} random changes, seed ${SEED}`);
  console.log(
    `    with any effect  ${spread(effective)}: ${effective.length} of them, ` +
      `${(affected / effective.length).toFixed(0)} sets of flows differ each`,
  );
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(2)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, least ${at(0)}, most ${at(1)}`;
}

/** One route removed, or sent where another one goes. */
function changedRoutes(routes: readonly Route[], random: Random): Route[] {
  const at = random.below(routes.length);
  if (random.below(2) === 0) return routes.filter((_, i) => i !== at);
  const other = routes[random.below(routes.length)]!;
  return routes.map((route, i) => (i === at ? { ...route, target: other.target } : route));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

const [size = 100, threads = availableParallelism()] = process.argv.slice(2).map(Number);
await benchReach(size, threads);
