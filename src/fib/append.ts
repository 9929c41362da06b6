/**
 * A frozen set of tables with some of them replaced, without freezing the others again.
 *
 * New blocks and a new list of roots are written behind what stands in the buffer already; nothing that an
 * older view can see is touched, so every version stays readable for as long as somebody holds it. The
 * buffer is copied only when it is full. Cost: the replaced tables and the roots (2 words per table).
 */
import type { Family } from '../ip/address.ts';
import { BlockPool } from './block-pool.ts';
import type { Fib } from './fib.ts';
import { tableIntervals, type TableSource } from './freeze.ts';
import { BLOCK_ALIGNMENT_WORDS, HEADER_WORDS, ROOT_WORDS, rootSlot } from './layout.ts';

const FAMILIES: readonly Family[] = [4, 6];

/** First free word of buffers that were made here; older ones are full. */
const ends = new WeakMap<ArrayBufferLike, number>();

/** `replaced` holds new tables by index; the others are those of `fib`. */
export function withTables(fib: Fib, replaced: ReadonlyMap<number, TableSource>): Fib {
  const pool = new BlockPool();
  const blocks = [...replaced].flatMap(([table, source]) =>
    FAMILIES.map((family) => ({ table, family, offset: pool.add(tableIntervals(source, family)) })),
  );
  const added = new Uint32Array(pool.wordCount);
  pool.copyTo(added);
  const rootWords = fib.tableCount * ROOT_WORDS;
  const { words, end } = withRoom(fib, added.length + rootWords + 2 * BLOCK_ALIGNMENT_WORDS);
  words.set(added.subarray(HEADER_WORDS), end);
  const rootsAt = align(end + added.length - HEADER_WORDS);
  words.copyWithin(rootsAt, fib.rootsAt, fib.rootsAt + rootWords);
  for (const { table, family, offset } of blocks) {
    words[rootsAt + table * ROOT_WORDS + rootSlot(family)] = end + offset - HEADER_WORDS;
  }
  ends.set(words.buffer, align(rootsAt + rootWords));
  return { buffer: words.buffer, words, tableCount: fib.tableCount, rootsAt };
}

function withRoom(fib: Fib, wordCount: number): { words: Uint32Array; end: number } {
  const { words } = fib;
  const end = ends.get(fib.buffer) ?? words.length;
  if (ends.has(fib.buffer) && end + wordCount <= words.length) return { words, end };
  const start = align(end);
  const grown = new Uint32Array(new SharedArrayBuffer(4 * 2 * (start + wordCount)));
  grown.set(words.subarray(0, end));
  return { words: grown, end: start };
}

function align(words: number): number {
  return Math.ceil(words / BLOCK_ALIGNMENT_WORDS) * BLOCK_ALIGNMENT_WORDS;
}
