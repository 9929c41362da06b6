/**
 * Where the words of a table stand: read by the kernels, and by the TypeScript that fills the tables.
 *
 * A table is known by the address of its head, one cache line of words; all else is found from there. The names
 * are offsets in bytes from the head. Plain numbers only: this file is TypeScript and AssemblyScript at once.
 */

/** Addresses are answered in blocks of this many, so that the reads of a block overlap. */
export const BLOCK = 256;
/** What a batch of answers needs beside its columns, in bytes. */
export const SCRATCH_BYTES = 12 * BLOCK;
export const HEAD_BYTES = 64;

/** Paged table, IPv4: a u16 page number per leading bits, pages of one code (u8) per /24. */
export const PAGED_TOP = 0;
export const PAGED_PAGES = 4;
/** 32 less the leading bits that lead to a page. */
export const PAGED_SHIFT = 8;
/** Open hash table of the /24 that are divided: pairs of the 24 bits and the address of 256 codes (u8). */
export const PAGED_DIVIDED = 12;
/** 32 less the bits of its size in pairs. */
export const PAGED_DIVIDED_SHIFT = 16;
/** Code of a /24 that is divided, and key of an empty pair. */
export const DIVIDED = 255;
export const EMPTY = 0xffffffff;
/** Multiplier of the hash: 2³² divided by the golden ratio. */
export const HASH = 0x9e3779b1;

/** Direct table, IPv4: a u16 entry per /24, which is a code or the number of the first of 16 cells, u16 as well. */
export const DIRECT_ENTRIES = 0;
/** Cell i < the number of codes holds i; an entry or a cell from there on leads to 16 others. */
export const DIRECT_CELLS = 4;
export const DIRECT_CODES = 8;

/** Poptrie, IPv6: a u32 per leading bits, the number of a leaf (u16), or of a node with NODE set. */
export const POPTRIE_TOP = 0;
export const POPTRIE_NODES = 4;
export const POPTRIE_LEAVES = 8;
/** Leading bits, at most 32, and congruent to 64 modulo 6: no step may straddle the halves of an address. */
export const POPTRIE_TOP_BITS = 16;
export const NODE = 0x80000000;
/** A node: which of 64 children are nodes, where a leaf begins (both u64), first leaf less 1, first node. */
export const NODE_BYTES = 24;
export const NODE_INNER = 0;
export const NODE_STARTS = 8;
export const NODE_LEAVES = 16;
export const NODE_NODES = 20;

/**
 * Rows, IPv4: many small tables. A u32 address of a root line per table; the root line holds 16 separators, the
 * leaf lines behind it 10 separators and 11 codes (u16). Separators are the first address behind one less, with
 * the sign bit turned, so that a signed comparison answers.
 */
export const ROWS_ROOTS = 0;
export const ROWS_COUNT = 4;
export const ROOT_SEPARATORS = 16;
export const LEAF_SEPARATORS = 10;
export const LEAF_CODES_AT = 40;
export const LINE_BYTES = 64;
