/**
 * A frozen set of tables with some of them replaced, without freezing the others again.
 *
 * New blocks are written behind what stands in the buffer already, and the new version has roots of its
 * own; nothing that an older view can see is touched, so every version stays readable for as long as
 * somebody holds it. A buffer without room is copied into a larger one, which serves every later version of
 * what is in it until that is full as well. A version is no buffer that could be handed over and attached
 * to: freeze the tables for that. Cost: the replaced tables, and the roots once.
 */
import type { Family } from '../ip/address.ts';
import { BlockPool } from './block-pool.ts';
import type { Fib } from './fib.ts';
import { TableBuffer, tableIntervals, type TableSource } from './freeze.ts';
import { BLOCK_ALIGNMENT_WORDS, HEADER_WORDS, ROOT_WORDS, rootSlot } from './layout.ts';

const FAMILIES: readonly Family[] = [4, 6];

/** First free word of buffers that were made here; others are full. */
const ends = new WeakMap<ArrayBufferLike, number>();

/** Larger copies of buffers that have no room of their own. */
const copies = new WeakMap<ArrayBufferLike, Uint32Array>();

/** `replaced` holds new tables by index; the others are those of `fib`. */
export function withTables(fib: Fib, replaced: ReadonlyMap<number, TableSource>): Fib {
  const pool = new BlockPool();
  const blocks = [...replaced].flatMap(([table, source]) =>
    FAMILIES.map((family) => ({
      slot: table * ROOT_WORDS + rootSlot(family),
      offset: pool.add(tableIntervals(source, family)),
    })),
  );
  const added = new Uint32Array(pool.wordCount);
  pool.copyTo(added);
  const { words, end } = withRoom(fib, added.length);
  words.set(added.subarray(HEADER_WORDS), end);
  const roots = fib.roots.slice();
  for (const { slot, offset } of blocks) roots[slot] = end + offset - HEADER_WORDS;
  ends.set(words.buffer, align(end + added.length - HEADER_WORDS));
  return { buffer: words.buffer, words, tableCount: fib.tableCount, roots };
}

function withRoom(fib: Fib, wordCount: number): { words: Uint32Array; end: number } {
  for (const words of [fib.words, copies.get(fib.buffer) ?? fib.words]) {
    const end = ends.get(words.buffer);
    if (end !== undefined && end + wordCount <= words.length) return { words, end };
  }
  const end = ends.get(fib.buffer) ?? align(fib.words.length);
  const words = new Uint32Array(new TableBuffer(4 * 2 * (end + wordCount)));
  words.set(fib.words);
  copies.set(fib.buffer, words);
  return { words, end };
}

function align(words: number): number {
  return Math.ceil(words / BLOCK_ALIGNMENT_WORDS) * BLOCK_ALIGNMENT_WORDS;
}
