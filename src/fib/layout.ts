/**
 * The frozen form: where every word of a forwarding table's buffer stands.
 *
 * Many tables, both families, in one buffer of 32-bit words in the byte order of the machine: a
 * header, then blocks, then the roots. A block holds the intervals of one family of one table and is
 * position-independent, so equal blocks are stored once; a table is an index into the roots. Next
 * hops are opaque. Knows names and numbers only; freeze.ts writes them, fib.ts checks them.
 *
 *     header   16 words, named HEADER_… below
 *     blocks   each starts at a multiple of 16 words, which is a cache line:
 *                kind, interval count n, index shift, offsets of firsts and next hops; index; firsts; next hops
 *     roots    per table 2 words: word offset of its IPv4 block and of its IPv6 block
 *
 * The index of b bits has 2^b + 1 words. Word i is the interval that holds the first address whose
 * leading b bits are i, and the last word is n−1; so an address with leading bits i lies in one of
 * the intervals index[i] … index[i+1]. Firsts are 1 word (IPv4) or 4 (IPv6, most significant first).
 *
 * Worked example, one table with 10.0.0.0/8 → 7 and 10.1.0.0/16 → 9 (test/fib/layout.test.ts):
 *
 *     word  0   MAGIC  VERSION  66 words  1 table  2 blocks  2 routes  roots at 64  0 …
 *     word 16   1 (IPv4)  5 intervals  shift 31  firsts at +7  next hops at +12  index 0 4
 *     word 23   0.0.0.0   10.0.0.0  10.1.0.0  10.2.0.0  11.0.0.0
 *     word 28   NO_ROUTE  7         9         7         NO_ROUTE
 *     word 48   2 (IPv6)  1 interval   shift 31  firsts at +7  next hops at +11  index 0 0
 *     word 55   0 0 0 0   NO_ROUTE
 *     word 64   16 48
 */
import type { Family } from '../ip/address.ts';

/** Next hop of an address that no route holds; a route's own next hop is below it. */
export const NO_ROUTE = 0xffffffff;

/** "vfib" in little-endian bytes; on a machine of the other byte order it reads as another number. */
export const MAGIC = 0x62696676;
export const VERSION = 1;

export const HEADER_MAGIC = 0;
export const HEADER_VERSION = 1;
/** Length of the whole buffer in words. */
export const HEADER_TOTAL_WORDS = 2;
export const HEADER_TABLE_COUNT = 3;
/** Distinct blocks stored. */
export const HEADER_BLOCK_COUNT = 4;
/** Routes of all tables frozen from a Rib, those of tables stored once counted each time. */
export const HEADER_ROUTE_COUNT = 5;
/** Word offset of the roots. */
export const HEADER_ROOTS = 6;
export const HEADER_WORDS = 16;

/** Words per root, and which of them leads to the block of a family. */
export const ROOT_WORDS = 2;
export const ROOT_IPV4 = 0;
export const ROOT_IPV6 = 1;

/** How a block is to be read, its family included. Further structures get further numbers. */
export const BLOCK_KIND = 0;
const KIND_IPV4_INTERVALS = 1;
const KIND_IPV6_INTERVALS = 2;
export const BLOCK_INTERVAL_COUNT = 1;
/** 31 − b for an index of b bits: `(firstWord >>> 1) >>> shift` are the leading b bits, also for b = 0. */
export const BLOCK_INDEX_SHIFT = 2;
/** Offsets of the firsts and of the next hops from the start of the block. */
export const BLOCK_FIRSTS = 3;
export const BLOCK_NEXT_HOPS = 4;
export const BLOCK_INDEX = 5;
/** Blocks start at multiples of this many words. */
export const BLOCK_ALIGNMENT_WORDS = 16;

/** Words per address of a family. */
export function wordsPerAddress(family: Family): number {
  return family === 4 ? 1 : 4;
}

export function rootSlot(family: Family): number {
  return family === 4 ? ROOT_IPV4 : ROOT_IPV6;
}

export function blockKind(family: Family): number {
  return family === 4 ? KIND_IPV4_INTERVALS : KIND_IPV6_INTERVALS;
}

/** Offset of the firsts from the start of a block: behind an index of `indexBits` bits. */
export function firstsOffset(indexBits: number): number {
  return BLOCK_INDEX + 2 ** indexBits + 1;
}

/** Offset of the next hops from the start of a block: behind the firsts. */
export function nextHopsOffset(family: Family, intervalCount: number, indexBits: number): number {
  return firstsOffset(indexBits) + intervalCount * wordsPerAddress(family);
}

/** Words of a block without the padding up to the next. */
export function blockWords(family: Family, intervalCount: number, indexBits: number): number {
  return nextHopsOffset(family, intervalCount, indexBits) + intervalCount;
}
