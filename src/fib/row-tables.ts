/**
 * Rows: many small IPv4 tables, each in a handful of cache lines of which a lookup reads two.
 *
 * The root line has 16 separators: as many of them as an address reaches, as many leaf lines are skipped. A leaf
 * line has 10 separators and 11 codes. Equal tables are stored once; one with more than 187 intervals has no
 * row. Cost: two lines per lookup; building is linear in the intervals.
 */
import {
  HEAD_BYTES,
  LEAF_CODES_AT,
  LEAF_SEPARATORS,
  LINE_BYTES,
  ROOT_SEPARATORS,
  ROWS_COUNT,
  ROWS_ROOTS,
} from '../kernel/assembly/layout.ts';
import type { KernelMemory } from '../kernel/memory.ts';
import type { Intervals } from './intervals.ts';
import { NextHopCodes } from './next-hop-codes.ts';
import { viewsOf, type Views } from './views.ts';

const LEAF_CODES = LEAF_SEPARATORS + 1;
/** Intervals of the largest table that has a row. */
const ROW_INTERVALS_MAX = (ROOT_SEPARATORS + 1) * LEAF_CODES;
/** Above every address, as a signed comparison sees it. */
const NEVER = 0x7fffffff;

/** Tables in a kernel memory; plain data, as {@link BulkTable} is. */
export interface RowTables {
  readonly head: number;
  readonly tableCount: number;
  readonly sizeBytes: number;
  /** Next hop or NO_ROUTE by code, for all the tables. */
  readonly nextHops: Uint32Array;
}

/** The rows of IPv4 tables, or `undefined` when one is too large or they have too many next hops. */
export function rowTablesOf(tables: readonly Intervals[], memory: KernelMemory): RowTables | undefined {
  const hops = new NextHopCodes();
  const known = new Map<string, number>();
  const rows: Int32Array[] = [];
  const rowOf: number[] = [];
  for (const table of tables) {
    const codes = hops.of(table);
    if (!codes || codes.length > ROW_INTERVALS_MAX) return undefined;
    const row = rowWords(table.firsts, codes);
    const text = row.join();
    const number = known.get(text) ?? rows.push(row) - 1;
    known.set(text, number);
    rowOf.push(number);
  }
  const before = memory.usedBytes;
  const head = memory.allocate(HEAD_BYTES);
  const roots = memory.allocate(4 * tables.length);
  const places = rows.map((row) => memory.allocate(row.byteLength));
  const { words } = viewsOf(memory.buffer);
  rows.forEach((row, number) => {
    words.set(row, places[number]! / 4);
  });
  words.set(
    rowOf.map((number) => places[number]!),
    roots / 4,
  );
  words[(head + ROWS_ROOTS) / 4] = roots;
  words[(head + ROWS_COUNT) / 4] = tables.length;
  return {
    head,
    tableCount: tables.length,
    sizeBytes: memory.usedBytes - before,
    nextHops: hops.nextHops(),
  };
}

/** The lines of a row: the root, then the leaves. */
function rowWords(firsts: Uint32Array, codes: Uint16Array): Int32Array {
  const leafCount = Math.ceil(codes.length / LEAF_CODES);
  const lineWords = LINE_BYTES / 4;
  const words = new Int32Array((1 + leafCount) * lineWords);
  const halves = new Uint16Array(words.buffer);
  const separator = (interval: number): number =>
    interval < codes.length ? (firsts[interval]! - 1) ^ (1 << 31) : NEVER;
  for (let i = 0; i < ROOT_SEPARATORS; i++) words[i] = separator((i + 1) * LEAF_CODES);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const line = (1 + leaf) * lineWords;
    const first = leaf * LEAF_CODES;
    for (let i = 0; i < LEAF_SEPARATORS; i++) words[line + i] = separator(first + 1 + i);
    halves.set(codes.subarray(first, first + LEAF_CODES), 2 * line + LEAF_CODES_AT / 2);
  }
  return words;
}

/** The plain form of the kernel in assembly/rows.ts. */
export function lookupRows(
  { halves, words }: Views,
  head: number,
  tables: number,
  addresses: number,
  codes: number,
  count: number,
): void {
  const roots = words[(head + ROWS_ROOTS) / 4]! / 4;
  for (let i = 0; i < count; i++) {
    const root = words[roots + words[tables / 4 + i]!]! / 4;
    const key = words[addresses / 4 + i]! ^ (1 << 31);
    const leaf = root + (LINE_BYTES / 4) * (1 + rankOf(words, root, ROOT_SEPARATORS, key));
    halves[codes / 2 + i] = halves[2 * leaf + LEAF_CODES_AT / 2 + rankOf(words, leaf, LEAF_SEPARATORS, key)]!;
  }
}

/** How many separators a key is above: they ascend. */
function rankOf(words: Uint32Array, at: number, separatorCount: number, key: number): number {
  let rank = 0;
  while (rank < separatorCount && key > (words[at + rank]! | 0)) rank++;
  return rank;
}
