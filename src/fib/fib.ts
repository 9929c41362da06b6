/**
 * A frozen set of forwarding tables: a view of a buffer whose layout was checked.
 *
 * `attach` is the only door. It checks everything that says where words are (magic, version, sizes,
 * roots, block headers), so lookups need no checks of their own; what the words say is not checked.
 * Any number of threads may attach to one SharedArrayBuffer: nothing is ever written to it again.
 * Cost: attaching is linear in the tables and touches one cache line of each distinct block.
 */
import type { Family } from '../ip/address.ts';
import type { Intervals } from './intervals.ts';
import {
  BLOCK_ALIGNMENT_WORDS,
  BLOCK_FIRSTS,
  BLOCK_INDEX_SHIFT,
  BLOCK_INTERVAL_COUNT,
  BLOCK_KIND,
  BLOCK_NEXT_HOPS,
  blockKind,
  blockWords,
  firstsOffset,
  HEADER_MAGIC,
  HEADER_ROOTS,
  HEADER_ROUTE_COUNT,
  HEADER_TABLE_COUNT,
  HEADER_TOTAL_WORDS,
  HEADER_VERSION,
  HEADER_WORDS,
  MAGIC,
  nextHopsOffset,
  ROOT_WORDS,
  rootSlot,
  VERSION,
} from './layout.ts';

export interface Fib {
  readonly buffer: ArrayBufferLike;
  /** The whole buffer; layout.ts says what stands where. */
  readonly words: Uint32Array;
  readonly tableCount: number;
  /** Word offsets of blocks, {@link ROOT_WORDS} per table. */
  readonly roots: Uint32Array;
}

/** A view of a buffer that `freeze` filled. Throws an Error with one plain sentence for any other. */
export function attach(buffer: ArrayBufferLike): Fib {
  if (buffer.byteLength % Uint32Array.BYTES_PER_ELEMENT !== 0) {
    throw new Error(`A frozen table is made of whole words, but the buffer has ${buffer.byteLength} bytes.`);
  }
  const words = new Uint32Array(buffer);
  if (words.length < HEADER_WORDS) {
    throw new Error(`A frozen table has at least ${HEADER_WORDS} words, the buffer only ${words.length}.`);
  }
  if (words[HEADER_MAGIC] !== MAGIC) {
    throw new Error(`A frozen table starts with the word ${MAGIC}, the buffer with ${words[HEADER_MAGIC]}.`);
  }
  if (words[HEADER_VERSION] !== VERSION) {
    throw new Error(`The frozen table has version ${words[HEADER_VERSION]}, this reader version ${VERSION}.`);
  }
  if (words[HEADER_TOTAL_WORDS] !== words.length) {
    throw new Error(`The frozen table has ${words[HEADER_TOTAL_WORDS]} words, the buffer ${words.length}.`);
  }
  const tableCount = words[HEADER_TABLE_COUNT]!;
  const rootsAt = words[HEADER_ROOTS]!;
  if (rootsAt < HEADER_WORDS || rootsAt + tableCount * ROOT_WORDS !== words.length) {
    throw new Error(`${tableCount} roots do not fit from word ${rootsAt} of ${words.length}.`);
  }
  const checked = { 4: new Set<number>(), 6: new Set<number>() };
  for (let table = 0; table < tableCount; table++) {
    for (const family of [4, 6] as const) {
      const block = words[rootsAt + table * ROOT_WORDS + rootSlot(family)]!;
      if (checked[family].has(block)) continue;
      checkBlock(words, block, family, rootsAt, table);
      checked[family].add(block);
    }
  }
  return { buffer, words, tableCount, roots: words.subarray(rootsAt) };
}

function checkBlock(words: Uint32Array, block: number, family: Family, end: number, table: number): void {
  const where = `The IPv${family} block of table ${table}`;
  if (block < HEADER_WORDS || block % BLOCK_ALIGNMENT_WORDS !== 0 || block + BLOCK_ALIGNMENT_WORDS > end) {
    throw new Error(`${where} cannot start at word ${block}.`);
  }
  if (words[block + BLOCK_KIND] !== blockKind(family)) {
    throw new Error(`${where} is of kind ${words[block + BLOCK_KIND]}, not ${blockKind(family)}.`);
  }
  const intervalCount = words[block + BLOCK_INTERVAL_COUNT]!;
  const indexBits = 31 - words[block + BLOCK_INDEX_SHIFT]!;
  if (
    intervalCount === 0 ||
    indexBits < 0 ||
    words[block + BLOCK_FIRSTS] !== firstsOffset(indexBits) ||
    words[block + BLOCK_NEXT_HOPS] !== nextHopsOffset(family, intervalCount, indexBits) ||
    block + blockWords(family, intervalCount, indexBits) > end
  ) {
    throw new Error(`${where} does not fit: ${intervalCount} intervals, ${indexBits} index bits.`);
  }
}

/** Word offset of the block of a table. Throws a RangeError when there is no such table. */
export function blockOf(fib: Fib, table: number, family: Family): number {
  if (table >>> 0 !== table || table >= fib.tableCount) {
    throw new RangeError(`There is no table ${table}; the frozen form has ${fib.tableCount}.`);
  }
  return fib.roots[table * ROOT_WORDS + rootSlot(family)]!;
}

/** The columns of a table as views, not copies; they can be frozen again as they are. */
export function frozenIntervals(fib: Fib, table: number, family: Family): Intervals {
  const block = blockOf(fib, table, family);
  const firstsAt = block + fib.words[block + BLOCK_FIRSTS]!;
  const nextHopsAt = block + fib.words[block + BLOCK_NEXT_HOPS]!;
  const end = nextHopsAt + fib.words[block + BLOCK_INTERVAL_COUNT]!;
  return {
    family,
    firsts: fib.words.subarray(firstsAt, nextHopsAt),
    nextHops: fib.words.subarray(nextHopsAt, end),
  };
}

/** Size of the whole frozen form, header and roots included. */
export function sizeBytes(fib: Fib): number {
  return fib.buffer.byteLength;
}

/**
 * Bytes of the frozen form per route of the tables it was frozen from, a table stored once counted as
 * often as it was given; `undefined` when no routes were, as with tables given as intervals.
 */
export function bytesPerRoute(fib: Fib): number | undefined {
  const routeCount = fib.words[HEADER_ROUTE_COUNT]!;
  return routeCount === 0 ? undefined : sizeBytes(fib) / routeCount;
}
