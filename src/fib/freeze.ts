/**
 * Freezing: many tables, mutable or given as intervals, into one buffer that threads can share.
 *
 * A table is its number in the order given. What a table means, and where its intervals come from, is
 * not known here: a route table and a row of precomputed answers freeze alike. Equal blocks are stored
 * once, and the same tables in the same order give the same bytes, however they came about.
 * Cost: linear in routes, intervals and index words; the tables are taken one at a time, so an iterable
 * that makes them on the way never holds more than one.
 */
import type { Family } from '../ip/address.ts';
import { BlockPool } from './block-pool.ts';
import { attach, type Fib } from './fib.ts';
import { checkIntervals, intervalsFrom, intervalsOf, type Intervals } from './intervals.ts';
import {
  HEADER_BLOCK_COUNT,
  HEADER_MAGIC,
  HEADER_ROOTS,
  HEADER_ROUTE_COUNT,
  HEADER_TABLE_COUNT,
  HEADER_TOTAL_WORDS,
  HEADER_VERSION,
  MAGIC,
  ROOT_WORDS,
  rootSlot,
  VERSION,
} from './layout.ts';
import { Rib } from './rib.ts';

/** A table given as intervals; a family left out has no route anywhere. */
export interface IntervalTable {
  readonly ipv4?: Intervals;
  readonly ipv6?: Intervals;
}

export type TableSource = Rib | IntervalTable;

/** `SharedArrayBuffer`, `ArrayBuffer`, or a class of the caller's that makes either. */
export type BufferConstructor = new (sizeBytes: number) => ArrayBufferLike;

/** What tables are frozen into: shared, except in pages that are not isolated, which have no such thing. */
export const TableBuffer: BufferConstructor =
  typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer;

const noRoutes = { 4: intervalsFrom(4, []), 6: intervalsFrom(6, []) };

/**
 * Freezes tables; table i of the result is the i-th given. Throws a RangeError when the intervals of
 * a table are not as {@link Intervals} promises.
 */
export function freeze(
  tables: Iterable<TableSource>,
  bufferConstructor: BufferConstructor = TableBuffer,
): Fib {
  const pool = new BlockPool();
  const roots: number[] = [];
  let tableCount = 0;
  let routeCount = 0;
  for (const table of tables) {
    for (const family of [4, 6] as const) {
      roots[tableCount * ROOT_WORDS + rootSlot(family)] = pool.add(tableIntervals(table, family));
    }
    tableCount++;
    if (table instanceof Rib) routeCount += table.size;
  }

  const rootsAt = pool.wordCount;
  const totalWords = rootsAt + roots.length;
  const buffer = new bufferConstructor(totalWords * Uint32Array.BYTES_PER_ELEMENT);
  const words = new Uint32Array(buffer);
  pool.copyTo(words);
  words[HEADER_MAGIC] = MAGIC;
  words[HEADER_VERSION] = VERSION;
  words[HEADER_TOTAL_WORDS] = totalWords;
  words[HEADER_TABLE_COUNT] = tableCount;
  words[HEADER_BLOCK_COUNT] = pool.blockCount;
  words[HEADER_ROUTE_COUNT] = routeCount;
  words[HEADER_ROOTS] = rootsAt;
  words.set(roots, rootsAt);
  return attach(buffer);
}

export function tableIntervals(table: TableSource, family: Family): Intervals {
  if (table instanceof Rib) return intervalsOf(table, family);
  const intervals = family === 4 ? table.ipv4 : table.ipv6;
  if (intervals === undefined) return noRoutes[family];
  if (intervals.family !== family) {
    throw new RangeError(`IPv${intervals.family} intervals were given as the IPv${family} half of a table.`);
  }
  checkIntervals(intervals);
  return intervals;
}
