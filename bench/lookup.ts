/**
 * Longest-prefix match: the frozen table against the radix tree it was frozen from, a scan of all routes,
 * and a map per prefix length, on one table of 10,000 routes and on 1,000 tables of 20.
 */
import { Rib } from '../src/fib/rib.ts';
import { freeze } from '../src/fib/freeze.ts';
import { lookup, lookupInto } from '../src/fib/lookup.ts';
import { NO_ROUTE } from '../src/fib/layout.ts';
import { lastOf, prefixOf, type Prefix } from '../src/ip/prefix.ts';
import { Random } from '../src/workload/random.ts';
import type { Question } from './harness.ts';

const LOOKUPS = 1 << 17;

interface Route {
  readonly prefix: Prefix;
  readonly nextHop: number;
}

/** Routes with the mix of lengths of a cloud estate: mostly /24 and /16, some hosts and defaults. */
function randomRoutes(random: Random, count: number): Route[] {
  const lengths = [8, 12, 16, 16, 20, 22, 24, 24, 24, 28, 32];
  const routes = new Map<string, Route>();
  while (routes.size < count) {
    const prefix = prefixOf(random.next(), lengths[random.below(lengths.length)]!);
    routes.set(`${prefix.address}/${prefix.length}`, { prefix, nextHop: random.below(64) });
  }
  return [...routes.values()];
}

function linearLookup(routes: readonly Route[], address: number): number {
  let best = NO_ROUTE;
  let length = -1;
  for (const { prefix, nextHop } of routes) {
    if (prefix.length > length && prefix.address <= address && address <= lastOf(prefix)) {
      best = nextHop;
      length = prefix.length;
    }
  }
  return best;
}

function mapsPerLength(routes: readonly Route[]): Map<number, number>[] {
  const maps: Map<number, number>[] = [];
  for (const { prefix, nextHop } of routes)
    (maps[prefix.length] ??= new Map()).set(Number(prefix.address), nextHop);
  return maps;
}

function mapLookup(maps: readonly (Map<number, number> | undefined)[], address: number): number {
  for (let length = 32; length >= 0; length--) {
    const map = maps[length];
    if (!map) continue;
    const hop = map.get(length === 0 ? 0 : (address & (-1 << (32 - length))) >>> 0);
    if (hop !== undefined) return hop;
  }
  return NO_ROUTE;
}

function question(name: string, tableCount: number, routesPerTable: number, withScan: boolean): Question {
  const random = new Random(1, tableCount, routesPerTable);
  const tables = Array.from({ length: tableCount }, () => randomRoutes(random, routesPerTable));
  const ribs = tables.map((routes) => Rib.of(routes));
  const maps = tables.map(mapsPerLength);
  const fib = freeze(ribs);
  const tableOf = Uint32Array.from({ length: LOOKUPS }, () => random.below(tableCount));
  // Half of the addresses inside a random route, half anywhere.
  const addresses = Uint32Array.from({ length: LOOKUPS }, (_, i) => {
    if (i % 2 === 0) return random.next();
    const { prefix } = tables[tableOf[i]!]![random.below(routesPerTable)]!;
    return Number(prefix.address) + Math.floor((random.next() / 2 ** 32) * 2 ** (32 - prefix.length));
  });
  const out = new Uint32Array(LOOKUPS);
  const sumOf = (answer: (table: number, address: number) => number) => (): number => {
    let sum = 0;
    for (let i = 0; i < LOOKUPS; i++) sum = (sum + answer(tableOf[i]!, addresses[i]!)) | 0;
    return sum;
  };
  return {
    name,
    operations: LOOKUPS,
    unit: 'lookups',
    contestants: [
      {
        name: 'frozen, in bulk',
        run: () => {
          lookupInto(fib, 4, tableOf, addresses, out, LOOKUPS);
          let sum = 0;
          for (let i = 0; i < LOOKUPS; i++) sum = (sum + out[i]!) | 0;
          return sum;
        },
      },
      { name: 'frozen, one by one', run: sumOf((table, address) => lookup(fib, table, address)) },
      {
        name: 'radix tree',
        run: sumOf((table, address) => ribs[table]!.longestMatch(address)?.nextHop ?? NO_ROUTE),
      },
      { name: 'map per length', run: sumOf((table, address) => mapLookup(maps[table]!, address)) },
      ...(withScan
        ? [{ name: 'scan', run: sumOf((table, address) => linearLookup(tables[table]!, address)) }]
        : []),
    ],
  };
}

export const lookupQuestions: readonly (() => Question)[] = [
  () => question('1,000 tables of 20 routes', 1000, 20, true),
  () => question('one table of 10,000 routes', 1, 10_000, false),
];
