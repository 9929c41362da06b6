/**
 * The blocks of a buffer that is being frozen: equal ones stand in it once.
 *
 * A block is position-independent, so it is written behind the others first, and taken back when a
 * block with the same words is already there. Knows the layout, not what a table is.
 * Cost: linear in the words of a block; the pool doubles when it is full.
 */
import type { Family } from '../ip/address.ts';
import type { Intervals } from './intervals.ts';
import {
  BLOCK_ALIGNMENT_WORDS,
  BLOCK_FIRSTS,
  BLOCK_INDEX,
  BLOCK_INDEX_SHIFT,
  BLOCK_INTERVAL_COUNT,
  BLOCK_KIND,
  blockKind,
  blockWords,
  BLOCK_NEXT_HOPS,
  firstsOffset,
  HEADER_WORDS,
  nextHopsOffset,
  wordsPerAddress,
} from './layout.ts';

/**
 * A smaller block has no index. Measured: routes all over the address space gain 1.5x at this size and
 * 1.3x at half of it, routes within 10.0.0.0/8 gain from about 1,000 intervals on, and an index makes
 * a block up to a half longer.
 */
const INDEX_FROM_INTERVALS = 256;
const INDEX_BITS_MAX = 20;
/** Offsets into the buffer are kept as signed 32-bit integers. */
const POOL_WORDS_MAX = 2 ** 31 - 1;

export class BlockPool {
  /** Number of distinct blocks. */
  blockCount = 0;
  /** Header and blocks, as they will stand in the buffer; the header is left to its owner. */
  private words = new Uint32Array(1024);
  private end = HEADER_WORDS;
  /** Block offsets by hash of their words. */
  private readonly known = new Map<number, number[]>();

  /** Words of header and blocks together. */
  get wordCount(): number {
    return this.end;
  }

  copyTo(target: Uint32Array): void {
    target.set(this.words.subarray(0, this.end));
  }

  /** Stores a block for these intervals, which were checked; answers with its word offset. */
  add(intervals: Intervals): number {
    const { family, nextHops } = intervals;
    const indexBits = indexBitsFor(nextHops.length);
    const length = blockWords(family, nextHops.length, indexBits);
    const block = this.end;
    this.reserve(align(length));
    this.write(block, intervals, indexBits);

    const hash = hashOf(this.words, block, length);
    const candidates = this.known.get(hash);
    const twin = candidates?.find((other) => sameWords(this.words, other, block, length));
    if (twin !== undefined) {
      this.words.fill(0, block, block + length);
      return twin;
    }
    if (candidates === undefined) this.known.set(hash, [block]);
    else candidates.push(block);
    this.end += align(length);
    this.blockCount++;
    return block;
  }

  private write(block: number, { family, firsts, nextHops }: Intervals, indexBits: number): void {
    const { words } = this;
    words[block + BLOCK_KIND] = blockKind(family);
    words[block + BLOCK_INTERVAL_COUNT] = nextHops.length;
    words[block + BLOCK_INDEX_SHIFT] = 31 - indexBits;
    words[block + BLOCK_FIRSTS] = firstsOffset(indexBits);
    words[block + BLOCK_NEXT_HOPS] = nextHopsOffset(family, nextHops.length, indexBits);
    writeIndex(words, block + BLOCK_INDEX, family, firsts, nextHops.length, indexBits);
    words.set(firsts, block + words[block + BLOCK_FIRSTS]!);
    words.set(nextHops, block + words[block + BLOCK_NEXT_HOPS]!);
  }

  private reserve(wordCount: number): void {
    const needed = this.end + wordCount;
    if (needed > POOL_WORDS_MAX) {
      throw new RangeError(
        `The frozen tables need ${needed} words; at most ${POOL_WORDS_MAX} can be addressed.`,
      );
    }
    if (needed <= this.words.length) return;
    const words = new Uint32Array(Math.min(POOL_WORDS_MAX, Math.max(needed, 2 * this.words.length)));
    words.set(this.words.subarray(0, this.end));
    this.words = words;
  }
}

/** Bits of the index of a block: about one index word per interval, or none for a small block. */
function indexBitsFor(intervalCount: number): number {
  if (intervalCount < INDEX_FROM_INTERVALS) return 0;
  return Math.min(INDEX_BITS_MAX, 31 - Math.clz32(intervalCount));
}

/** Word i: the interval that holds the first address whose leading bits are i; behind them count − 1. */
function writeIndex(
  words: Uint32Array,
  at: number,
  family: Family,
  firsts: Uint32Array,
  intervalCount: number,
  indexBits: number,
): void {
  const width = wordsPerAddress(family);
  const bucketSize = 2 ** (32 - indexBits);
  let interval = 0;
  for (let i = 0; i < 2 ** indexBits; i++) {
    while (interval + 1 < intervalCount && startsBy(firsts, (interval + 1) * width, width, i * bucketSize)) {
      interval++;
    }
    words[at + i] = interval;
  }
  words[at + 2 ** indexBits] = intervalCount - 1;
}

/** True when an interval starts at or before the address of this first word and zeros behind it. */
function startsBy(firsts: Uint32Array, at: number, width: number, firstWord: number): boolean {
  if (firsts[at]! !== firstWord) return firsts[at]! < firstWord;
  for (let i = 1; i < width; i++) if (firsts[at + i] !== 0) return false;
  return true;
}

function align(wordCount: number): number {
  return Math.ceil(wordCount / BLOCK_ALIGNMENT_WORDS) * BLOCK_ALIGNMENT_WORDS;
}

/** FNV-1a over words in place of bytes. */
function hashOf(words: Uint32Array, at: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = at; i < at + length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** The block length stands in its first words, so equal words mean equal lengths. */
function sameWords(words: Uint32Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (words[a + i] !== words[b + i]) return false;
  return true;
}
