/**
 * The paged table: IPv4 with at most 255 codes, a byte for every /24, in pages of which equal ones are stored once.
 *
 * The first 18 bits of an address lead to the number of a page, 6 more to the code in it. Blocks of the address
 * space look alike often enough that a full Internet table with a million intervals fits 4.5 MB, which is what a
 * core can keep close; a table with an entry per /24 has 16 to 64 MB and waits for memory. A /24 with more than one
 * code is rare in such a table and found through a hash table.
 * Cost: two reads per lookup; building is linear in the intervals and the 16 million /24.
 */
import {
  DIVIDED,
  EMPTY,
  HASH,
  HEAD_BYTES,
  PAGED_DIVIDED,
  PAGED_DIVIDED_SHIFT,
  PAGED_PAGES,
  PAGED_SHIFT,
  PAGED_TOP,
} from '../kernel/assembly/layout.ts';
import type { KernelMemory } from '../kernel/memory.ts';
import { DistinctBlocks } from './distinct-blocks.ts';
import type { Intervals } from './intervals.ts';
import { visitSlash24s } from './slash24.ts';
import { viewsOf, type Views } from './views.ts';

/** Page numbers are u16. */
const PAGES_MAX = 65_536;
const TOP_BITS_MAX = 18;

/** `undefined` when the table has too many codes for a byte. */
export function pagedTableOf(
  intervals: Intervals,
  codes: Uint16Array,
  codeCount: number,
  memory: KernelMemory,
): { form: 'paged'; head: number } | undefined {
  if (codeCount > DIVIDED) return undefined;
  const divided = new Map<number, Uint8Array>();
  const { shift, top, pages } = pagesOf(intervals, codes, divided);
  const head = memory.allocate(HEAD_BYTES);
  const topAt = memory.allocate(top.byteLength);
  const pagesAt = memory.allocate(pages.length);
  const dividedAt = writeDivided(divided, memory);
  const { bytes, halves, words } = viewsOf(memory.buffer);
  halves.set(top, topAt / 2);
  bytes.set(pages, pagesAt);
  words[(head + PAGED_TOP) / 4] = topAt;
  words[(head + PAGED_PAGES) / 4] = pagesAt;
  words[(head + PAGED_SHIFT) / 4] = shift;
  words[(head + PAGED_DIVIDED) / 4] = dividedAt.pairs;
  words[(head + PAGED_DIVIDED_SHIFT) / 4] = dividedAt.shift;
  return { form: 'paged', head };
}

interface Pages {
  readonly shift: number;
  /** Page numbers. */
  readonly top: Uint16Array;
  readonly pages: Uint8Array;
}

/** Pages of a cache line, or of two or four when there are too many; four are always few enough. */
function pagesOf(intervals: Intervals, codes: Uint16Array, divided: Map<number, Uint8Array>): Pages {
  for (let topBits = TOP_BITS_MAX; ; topBits--) {
    const pages = new PageWriter(topBits);
    visitSlash24s(intervals, codes, {
      whole: (from, to, code) => {
        pages.append(code, to - from);
      },
      divided: (slash24, within) => {
        pages.append(DIVIDED, 1);
        divided.set(slash24, Uint8Array.from(within));
      },
    });
    if (pages.distinct.count <= PAGES_MAX) {
      return { shift: 32 - topBits, top: pages.top, pages: pages.distinct.bytes };
    }
  }
}

/** Fills pages in order, with as many equal codes at a time as there are. */
class PageWriter {
  readonly top: Uint16Array;
  readonly distinct: DistinctBlocks;
  private readonly page: Uint8Array<ArrayBuffer>;
  private readonly pageWords: Uint32Array;
  /** Full pages so far, and codes in the one that is not. */
  private pageCount = 0;
  private filled = 0;

  constructor(topBits: number) {
    this.top = new Uint16Array(2 ** topBits);
    this.page = new Uint8Array(2 ** (24 - topBits));
    this.pageWords = new Uint32Array(this.page.buffer);
    this.distinct = new DistinctBlocks(this.page.length);
  }

  append(code: number, count: number): void {
    for (let left = count; left > 0;) {
      const pageBytes = this.page.length;
      const size = Math.min(left, pageBytes - this.filled);
      this.page.fill(code, this.filled, this.filled + size);
      this.filled += size;
      left -= size;
      if (this.filled < pageBytes) return;
      // A page of one code is followed by as many more of them as the rest fills.
      const copies = size === pageBytes ? 1 + Math.floor(left / pageBytes) : 1;
      this.top.fill(this.distinct.add(this.pageWords), this.pageCount, this.pageCount + copies);
      this.pageCount += copies;
      this.filled = 0;
      left -= (copies - 1) * pageBytes;
    }
  }
}

/** The hash table, at most half full, and the codes of the divided /24. */
function writeDivided(
  divided: ReadonlyMap<number, Uint8Array>,
  memory: KernelMemory,
): { pairs: number; shift: number } {
  const bits = Math.max(1, Math.ceil(Math.log2(2 * divided.size + 1)));
  const shift = 32 - bits;
  const pairs = memory.allocate(8 * 2 ** bits);
  const codesAt = memory.allocate(256 * divided.size);
  const { bytes, words } = viewsOf(memory.buffer);
  words.fill(EMPTY, pairs / 4, pairs / 4 + 2 * 2 ** bits);
  let place = codesAt;
  for (const [slash24, codes] of divided) {
    const pair = pairOf(words, pairs, shift, slash24);
    words[pair] = slash24;
    words[pair + 1] = place;
    bytes.set(codes, place);
    place += 256;
  }
  return { pairs, shift };
}

/** Index in words of the pair of a /24, or of the empty one where it belongs. */
function pairOf(words: Uint32Array, pairs: number, shift: number, slash24: number): number {
  const mask = 2 ** (32 - shift) - 1;
  let slot = Math.imul(slash24, HASH) >>> shift;
  for (;;) {
    const pair = pairs / 4 + 2 * slot;
    if (words[pair] === slash24 || words[pair] === EMPTY) return pair;
    slot = (slot + 1) & mask;
  }
}

/** Answers addresses one by one with their codes: the plain form of the kernel in assembly/paged.ts. */
export function pagedReader({ bytes, halves, words }: Views, head: number): (address: number) => number {
  const shift = words[(head + PAGED_SHIFT) >>> 2]!;
  const top = words[(head + PAGED_TOP) >>> 2]! >>> 1;
  const pages = words[(head + PAGED_PAGES) >>> 2]!;
  const mask = (1 << (shift - 8)) - 1;
  const pairs = words[(head + PAGED_DIVIDED) >>> 2]!;
  const pairShift = words[(head + PAGED_DIVIDED_SHIFT) >>> 2]!;
  return (address) => {
    const page = halves[top + (address >>> shift)]!;
    const code = bytes[pages + ((page << (shift - 8)) | ((address >>> 8) & mask))]!;
    if (code !== DIVIDED) return code;
    const pair = pairOf(words, pairs, pairShift, address >>> 8);
    return bytes[words[pair + 1]! + (address & 255)]!;
  };
}
