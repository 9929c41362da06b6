/**
 * The poptrie of IPv6 (Asai and Ohara, SIGCOMM 2015): a trie of 64-way nodes whose children are counted, not stored.
 *
 * The first 16 bits of an address lead to a leaf or a node, 6 more to each node below. A node has a bit for every
 * child that is a node, and one where a run of equal leaves begins; how many such bits stand up to a child is
 * where it lies behind the first. A full Internet table of 160,000 prefixes has 3 MB.
 * Cost: a read per 6 bits and two more; building is linear in the nodes.
 */
import {
  HEAD_BYTES,
  NODE,
  NODE_BYTES,
  NODE_INNER,
  NODE_LEAVES,
  NODE_NODES,
  NODE_STARTS,
  POPTRIE_LEAVES,
  POPTRIE_NODES,
  POPTRIE_TOP,
  POPTRIE_TOP_BITS,
} from '../kernel/assembly/layout.ts';
import type { KernelMemory } from '../kernel/memory.ts';
import type { Intervals } from './intervals.ts';
import { viewsOf, type Views } from './views.ts';

const STEP = 6;
const BITS = 128;
const NODE_WORDS = NODE_BYTES / 4;

/** The poptrie of IPv6 intervals; `codes` are theirs, below `codeCount`. */
export function poptrieOf(
  intervals: Intervals,
  codes: Uint16Array,
  codeCount: number,
  memory: KernelMemory,
): { form: 'poptrie'; head: number } {
  const { top, nodes, leaves } = new Builder(intervals.firsts, codes, codeCount).build();
  const head = memory.allocate(HEAD_BYTES);
  const topAt = memory.allocate(top.byteLength);
  const nodesAt = memory.allocate(4 * nodes.length);
  const leavesAt = memory.allocate(2 * leaves.length);
  const { halves, words } = viewsOf(memory.buffer);
  words.set(top, topAt / 4);
  words.set(nodes, nodesAt / 4);
  halves.set(leaves, leavesAt / 2);
  words[(head + POPTRIE_TOP) / 4] = topAt;
  words[(head + POPTRIE_NODES) / 4] = nodesAt;
  words[(head + POPTRIE_LEAVES) / 4] = leavesAt;
  return { form: 'poptrie', head };
}

/** A stretch of addresses below one prefix that has more than one code: the intervals from `from` to `to`. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

class Builder {
  private readonly firsts: Uint32Array;
  private readonly codes: Uint16Array;
  private readonly top = new Uint32Array(2 ** POPTRIE_TOP_BITS);
  private readonly nodes: number[] = [];
  private readonly leaves: number[];

  constructor(firsts: Uint32Array, codes: Uint16Array, codeCount: number) {
    this.firsts = firsts;
    this.codes = codes;
    // Leaf i below the number of codes is code i, for entries of the top.
    this.leaves = Array.from({ length: codeCount }, (_, code) => code);
  }

  build(): { top: Uint32Array; nodes: readonly number[]; leaves: readonly number[] } {
    const all = { from: 0, to: this.codes.length - 1 };
    this.eachChild(all, 0, POPTRIE_TOP_BITS, (child, stretch) => {
      if (typeof stretch === 'number') {
        this.top[child] = stretch;
        return;
      }
      const node = this.reserve(1);
      this.top[child] = (NODE | node) >>> 0;
      this.fill(node, stretch, POPTRIE_TOP_BITS);
    });
    return { top: this.top, nodes: this.nodes, leaves: this.leaves };
  }

  /** Gives the children of a prefix of `depth` bits, in order: a code, or the stretch of a node. */
  private eachChild(
    { from, to }: Stretch,
    depth: number,
    width: number,
    give: (child: number, content: number | Stretch) => void,
  ): void {
    const childOf = (interval: number): number =>
      interval <= to ? bitsAt(this.firsts, 4 * interval, depth, width) : -1;
    let current = from;
    let nextChild = childOf(from + 1);
    for (let child = 0; child < 2 ** width; child++) {
      if (nextChild === child && this.isZeroFrom(current + 1, depth + width)) {
        nextChild = childOf(++current + 1);
      }
      const first = current;
      while (nextChild === child) nextChild = childOf(++current + 1);
      give(child, first === current ? this.codes[current]! : { from: first, to: current });
    }
  }

  private fill(node: number, stretch: Stretch, depth: number): void {
    const width = Math.min(STEP, BITS - depth);
    // At the last, shorter step every child stands for all the bits that are not there.
    const copies = 2 ** (STEP - width);
    const inner = [0, 0];
    const starts = [0, 0];
    const firstLeaf = this.leaves.length;
    const below: Stretch[] = [];
    let lastCode = -1;
    this.eachChild(stretch, depth, width, (child, content) => {
      const slot = child * copies;
      if (typeof content !== 'number') {
        inner[slot >>> 5]! |= 1 << (slot & 31);
        below.push(content);
      } else if (content !== lastCode) {
        starts[slot >>> 5]! |= 1 << (slot & 31);
        this.leaves.push(content);
        lastCode = content;
      }
    });
    const firstNode = this.reserve(below.length);
    const at = node * NODE_WORDS;
    this.nodes[at + NODE_INNER / 4] = inner[0]! >>> 0;
    this.nodes[at + NODE_INNER / 4 + 1] = inner[1]! >>> 0;
    this.nodes[at + NODE_STARTS / 4] = starts[0]! >>> 0;
    this.nodes[at + NODE_STARTS / 4 + 1] = starts[1]! >>> 0;
    this.nodes[at + NODE_LEAVES / 4] = firstLeaf - 1;
    this.nodes[at + NODE_NODES / 4] = firstNode;
    below.forEach((content, i) => {
      this.fill(firstNode + i, content, depth + width);
    });
  }

  /** The number of the first of `count` new nodes. */
  private reserve(count: number): number {
    const first = this.nodes.length / NODE_WORDS;
    for (let i = 0; i < count * NODE_WORDS; i++) this.nodes.push(0);
    return first;
  }

  private isZeroFrom(interval: number, depth: number): boolean {
    for (let word = depth >>> 5; word < 4; word++) {
      const value = this.firsts[4 * interval + word]!;
      if ((word === depth >>> 5 ? value << (depth & 31) : value) !== 0) return false;
    }
    return true;
  }
}

/** `width` bits of an address of four words from bit `depth` on; zeros stand behind its end. */
function bitsAt(words: Uint32Array, at: number, depth: number, width: number): number {
  const word = at + (depth >>> 5);
  const shift = 32 - (depth & 31) - width;
  if (shift >= 0) return (words[word]! >>> shift) & (2 ** width - 1);
  const behind = (depth >>> 5) + 1 < 4 ? words[word + 1]! >>> (32 + shift) : 0;
  return ((words[word]! << -shift) | behind) & (2 ** width - 1);
}

/**
 * Answers addresses one by one with their codes: the plain form of the kernel in assembly/poptrie.ts. An address
 * is four words, from an index on.
 */
export function poptrieReader(
  { halves, words }: Views,
  head: number,
): (address: Uint32Array, at: number) => number {
  const nodes = words[(head + POPTRIE_NODES) >>> 2]! >>> 2;
  const top = words[(head + POPTRIE_TOP) >>> 2]! >>> 2;
  const leaves = words[(head + POPTRIE_LEAVES) >>> 2]! >>> 1;
  return (address, at) => {
    let entry = words[top + (address[at]! >>> (32 - POPTRIE_TOP_BITS))]!;
    for (let depth = POPTRIE_TOP_BITS; entry >= NODE; depth += STEP) {
      const node = nodes + (entry - NODE) * NODE_WORDS;
      const slot = bitsAt(address, at, depth, STEP);
      const inner = node + NODE_INNER / 4;
      if ((words[inner + (slot >>> 5)]! >>> (slot & 31)) & 1) {
        entry = NODE + words[node + NODE_NODES / 4]! + bitsUpTo(words, inner, slot) - 1;
      } else {
        entry = words[node + NODE_LEAVES / 4]! + bitsUpTo(words, node + NODE_STARTS / 4, slot);
      }
    }
    return halves[leaves + entry]!;
  };
}

/** How many of the 64 bits in two words, the lower word first, are set up to and including `bit`. */
function bitsUpTo(words: Uint32Array, at: number, bit: number): number {
  if (bit < 32) return bitCount(words[at]! & upTo(bit));
  return bitCount(words[at]!) + bitCount(words[at + 1]! & upTo(bit - 32));
}

/** Ones from bit 0 to `bit`. */
function upTo(bit: number): number {
  return -1 >>> (31 - bit);
}

function bitCount(word: number): number {
  let pairs = word - ((word >>> 1) & 0x55555555);
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
