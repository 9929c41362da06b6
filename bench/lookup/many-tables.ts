/**
 * The question about many small tables: every lookup in another one.
 */
import { batchOf, BulkLookup } from '../../src/fib/bulk-table.ts';
import { freeze } from '../../src/fib/freeze.ts';
import { intervalsOf } from '../../src/fib/intervals.ts';
import { lookupInto } from '../../src/fib/lookup.ts';
import { rowTablesOf } from '../../src/fib/row-tables.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { Random } from '../../src/workload/random.ts';
import type { Contestant, Question } from '../harness.ts';
import { mapPerLength, scan, sortedArray, type Lookup } from './baselines.ts';
import { ribOf, vpcRoutes, type Routes } from './routes.ts';
import { hopOf } from './single-table.ts';

const CHUNK = 16_384;
const LOOKUPS = 1 << 21;

export function manyTables(tableCount: number, goalToSortedArray: number): Question {
  const tables = vpcRoutes(tableCount);
  const ribs = tables.map(ribOf);
  const memory = new KernelMemory(1 << 25);
  const rows = rowTablesOf(
    ribs.map((rib) => intervalsOf(rib, 4)),
    memory,
  )!;
  const batch = batchOf(memory, 4, LOOKUPS);
  const tableOf = new Uint32Array(memory.buffer, batch.tables, LOOKUPS);
  const addresses = new Uint32Array(memory.buffer, batch.addresses, LOOKUPS);
  const codes = new Uint16Array(memory.buffer, batch.codes, CHUNK);
  fill(tableOf, addresses, tables);
  const kernel = new BulkLookup(memory);
  const plain = new BulkLookup({ buffer: memory.buffer, memory: undefined });
  const eachChunk = (lookup: BulkLookup, count: number, take: (size: number) => void): number => {
    for (let i = 0; i < count; i += CHUNK) {
      const size = Math.min(CHUNK, count - i);
      const part = { ...batch, tables: batch.tables + 4 * i, addresses: batch.addresses + 4 * i };
      lookup.lookupRowsInto(rows, part, size);
      take(size);
    }
    return codes[0]!;
  };
  const inBulk = (name: string, lookup: BulkLookup, operations: number): Contestant => ({
    name,
    operations,
    run: (count) => eachChunk(lookup, count, () => {}),
    answer: (count) => {
      let sum = 0;
      eachChunk(lookup, count, (size) => {
        for (let i = 0; i < size; i++) sum = (sum + hopOf(rows.nextHops[codes[i]!]!)) | 0;
      });
      return sum;
    },
  });
  const oneByOne = (name: string, make: (routes: Routes) => Lookup, operations: number): Contestant => {
    const lookups = tables.map(make);
    return {
      name,
      operations,
      run: (count) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum = (sum + lookups[tableOf[i]!]!(addresses, i)) | 0;
        return sum;
      },
    };
  };
  const fib = freeze(ribs);
  const out = new Uint32Array(LOOKUPS);
  const routeCount = tables.reduce((sum, { lengths }) => sum + lengths.length, 0);
  return {
    operations: LOOKUPS,
    unit: 'lookups',
    crossCheck: true,
    contestants: [
      inBulk('rows, kernel', kernel, LOOKUPS),
      { ...oneByOne('sorted array', sortedArray, LOOKUPS / 16), goal: goalToSortedArray },
      inBulk('rows, plain TypeScript', plain, LOOKUPS / 8),
      {
        name: 'frozen intervals, in bulk',
        operations: LOOKUPS / 8,
        run: (count) => {
          lookupInto(fib, 4, tableOf, addresses, out, count);
          let sum = 0;
          for (let i = 0; i < count; i++) sum = (sum + hopOf(out[i]!)) | 0;
          return sum;
        },
      },
      oneByOne('map per length', mapPerLength, LOOKUPS / 64),
      oneByOne('scan', scan, LOOKUPS / 64),
    ],
    facts: [{ name: 'tables', value: rows.sizeBytes / routeCount, unit: 'bytes/route' }],
  };
}

/** Nine addresses in ten inside a route of their table. */
function fill(tableOf: Uint32Array, addresses: Uint32Array, tables: readonly Routes[]): void {
  const random = new Random(10);
  for (let i = 0; i < addresses.length; i++) {
    tableOf[i] = random.below(tables.length);
    const routes = tables[tableOf[i]!]!;
    const route = random.below(routes.lengths.length);
    const inside =
      random.next() & (routes.lengths[route] === 0 ? -1 : ~(-1 << (32 - routes.lengths[route]!)));
    addresses[i] = random.below(10) === 0 ? random.next() : routes.addresses[route]! | inside;
  }
}
