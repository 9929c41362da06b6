/**
 * What the kernel of src/kernel/assembly/flows.ts is told about a workload: words at fixed places, and the columns
 * they lead to. Columns stand in the memory of the plan, once for all threads; jobs belong to a thread.
 */
import type { KernelMemory } from '../kernel/memory.ts';
import type { GeneratorPlan } from '../workload/generator.ts';
import * as tree from './tree-layout.ts';

/** Words of a job; addresses are in bytes. */
export const JOB = {
  lines: 0,
  /** Of each sender's tree where its look-up begins, ROOT_WORDS each; see `rootsOf`. */
  roots: 1,
  /** Sender of the first place of every 2^guideShift; senders' first places, one element more than senders. */
  guide: 2,
  guideShift: 3,
  starts: 4,
  /** Places; 0 stands for 2³². */
  senders: 5,
  destinations: 6,
  pick: 7,
  sourcePortFirst: 8,
  sourcePortCount: 9,
  /** Pairs: first port, how many. */
  portRanges: 10,
  portRangeCount: 11,
  /** Which fields some tree asks for: the bits of `ASKS`. */
  asked: 12,
  /** 1: each flow takes a random number for its start. */
  drawsTime: 13,
  /** Level of the highest tree in which a look-up begins. */
  levels: 14,
  /** 1: the lines are too many for the caches next to the core. */
  touches: 15,
  /** Cumulative weights (f64), their number, and for the upper 16 bits of a draw the first rank it may mean (u16). */
  weights: 16,
  weightCount: 17,
  weightGuide: 18,
  /** Columns of a block. */
  block: 19,
  /** Outcomes of the plan. */
  codes: 20,
  /** 1: no 2^guideShift places hold the first places of two senders. */
  guideExact: 21,
  /** From one child of a root to the next, in bytes. */
  childBytes: 22,
  /** Per lane: its tally, and the number of its flow in row 0. */
  lanes: 24,
  firstFlows: 28,
  /** Words of the random state, a vector of lanes each. */
  state: 32,
  /** Sender and place of the next row, a vector of lanes each, where senders take turns. */
  round: 48,
} as const;

export const JOB_BYTES = 256;
export const BLOCK_BYTES = 8 * 2048 + 7 * 2048;
/** A tally: how many outcomes are in its list (a u32); then cells of two u32, count and first flow; then the list. */
export const TALLY_HEAD_BYTES = 64;

const PICKS = { uniform: 0, zipf: 1, roundRobin: 2 } as const;

const ASKS: Readonly<Record<tree.TreeField, number>> = {
  [tree.PLACE]: 0,
  [tree.OFFSET]: 1,
  [tree.DESTINATION_PORT]: 2,
  [tree.SOURCE_PORT]: 4,
};

/** Words that are the same in every thread, for one workload. */
export type JobTemplate = Uint32Array;

/** What a job says of the trees of all workloads. */
export interface TreeFacts {
  readonly lines: number;
  readonly sizeBytes: number;
  readonly fields: ReadonlySet<tree.TreeField>;
}

/** Lines that fit a core's second cache beside everything else. */
const NEAR_BYTES = 1 << 19;

/** Weights by their number: workloads with as many places share them. */
export type WeightColumns = Map<number, { readonly weights: number; readonly guide: number }>;

/** Writes the columns of a workload; its template is about the first epoch. */
export function templateOf(
  memory: KernelMemory,
  facts: TreeFacts,
  generator: GeneratorPlan,
  trees: Uint32Array,
  ranked: WeightColumns,
): JobTemplate {
  const words = new Uint32Array(JOB_BYTES / Uint32Array.BYTES_PER_ELEMENT);
  const { senders, destinations, destinationPorts: ports, zipfWeights: weights } = generator;
  const guide = guideOf(senders.offsets);
  words[JOB.lines] = facts.lines;
  const roots = rootsOf(new Int32Array(memory.buffer), facts.lines, trees);
  words[JOB.roots] = place(memory, roots.words);
  words[JOB.childBytes] = roots.childBytes;
  words[JOB.guide] = place(memory, guide.entries);
  words[JOB.guideShift] = guide.shift;
  words[JOB.guideExact] = guide.isExact ? 1 : 0;
  words[JOB.starts] = place(memory, Uint32Array.from(senders.offsets));
  words[JOB.senders] = senders.offsets.at(-1)!;
  words[JOB.destinations] = destinations.offsets.at(-1)!;
  words[JOB.pick] = PICKS[generator.pick];
  words[JOB.sourcePortFirst] = generator.sourcePortFirst;
  words[JOB.sourcePortCount] = generator.sourcePortLast - generator.sourcePortFirst + 1;
  words[JOB.portRanges] = place(memory, portRangesOf(ports));
  words[JOB.portRangeCount] = ports.length / 2;
  for (const field of facts.fields) words[JOB.asked]! |= ASKS[field];
  words[JOB.drawsTime] = generator.process === 'poisson' && generator.overMs > 0 ? 1 : 0;
  words[JOB.levels] = roots.levels;
  words[JOB.touches] = facts.sizeBytes > NEAR_BYTES ? 1 : 0;
  if (generator.pick === 'zipf') {
    const columns = ranked.get(weights.length) ?? {
      weights: place(memory, weights),
      guide: place(memory, weightGuide(weights)),
    };
    ranked.set(weights.length, columns);
    words[JOB.weights] = columns.weights;
    words[JOB.weightCount] = weights.length;
    words[JOB.weightGuide] = columns.guide;
  }
  return words;
}

/** A root: three separators and a line. */
export const ROOT_WORDS = 4;
const ROOT_SEPARATORS = 3;

interface Roots {
  readonly words: Uint32Array;
  readonly levels: number;
  readonly childBytes: number;
}

/**
 * Where the look-up in a sender's tree begins: an address, and in its low bits the level of the tree there. That is
 * the first child where a tree of the highest level has four children at most, and their separators stand in front of
 * the address: a look-up there costs a line less. Elsewhere it is the tree itself, behind END three times.
 */
function rootsOf(memory: Int32Array, linesAt: number, trees: Uint32Array): Roots {
  const highest = trees.reduce((level, value) => Math.max(level, tree.levelOf(value)), 0);
  const childBytes = highest === 0 ? 0 : tree.FULL_LINES[highest - 1]! * tree.LINE_BYTES;
  const words = new Uint32Array(trees.length * ROOT_WORDS).fill(tree.END);
  let levels = 0;
  for (const [i, value] of trees.entries()) {
    const at = linesAt + tree.lineOf(value) * tree.LINE_BYTES;
    const first = at / Int32Array.BYTES_PER_ELEMENT;
    const level = tree.levelOf(value);
    const isSmall = level === highest && level > 0 && memory[first + ROOT_SEPARATORS] === tree.END;
    const begun = isSmall ? level - 1 : level;
    if (isSmall) words.set(memory.subarray(first, first + ROOT_SEPARATORS), i * ROOT_WORDS);
    words[i * ROOT_WORDS + ROOT_SEPARATORS] = (isSmall ? at + tree.LINE_BYTES : at) + begun;
    levels = Math.max(levels, begun);
  }
  return { words, levels, childBytes };
}

/** First and last port alternating → first port and how many. */
function portRangesOf(ports: Uint16Array): Uint32Array {
  return Uint32Array.from(ports, (port, i) => (i % 2 === 0 ? port : port - ports[i - 1]! + 1));
}

/** Copies a column into the memory. */
function place(memory: KernelMemory, column: Uint32Array | Uint16Array | Float64Array): number {
  const at = memory.allocate(column.byteLength);
  new Uint8Array(memory.buffer, at, column.byteLength).set(
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
  );
  return at;
}

/** Entries of a guide: fewer keep it near, more may make it exact. */
const NEAR_ENTRIES = 1 << 14;
const ENTRIES_MAX = 1 << 17;

interface Guide {
  readonly entries: Uint32Array;
  readonly shift: number;
  readonly isExact: boolean;
}

/** For every 2^shift places the entry of the first of them. */
function guideOf(offsets: Float64Array): Guide {
  const total = offsets.at(-1)!;
  let shift = 0;
  while (total / 2 ** shift > NEAR_ENTRIES) shift++;
  const near = shift;
  while (!isExact(offsets, shift) && total / 2 ** (shift - 1) <= ENTRIES_MAX) shift--;
  if (!isExact(offsets, shift)) shift = near;
  const entries = new Uint32Array(Math.ceil(total / 2 ** shift));
  let entry = 0;
  for (let i = 0; i < entries.length; i++) {
    while (offsets[entry + 1]! <= i * 2 ** shift) entry++;
    entries[i] = entry;
  }
  return { entries, shift, isExact: isExact(offsets, shift) };
}

/** Whether every 2^shift places hold the first place of one sender at most, which is not their own first. */
function isExact(offsets: Float64Array, shift: number): boolean {
  const blockOf = (place: number): number => Math.floor((place - 1) / 2 ** shift);
  return offsets.every((first, i) => i < 2 || blockOf(first) !== blockOf(offsets[i - 1]!));
}

/** For each value of the upper 16 bits of a draw: the lowest rank that a draw with them may mean. */
function weightGuide(weights: Float64Array): Uint16Array {
  const total = weights.at(-1)!;
  let rank = 0;
  return Uint16Array.from({ length: 0x10000 }, (_, upper) => {
    const share = ((upper * 0x10000) / 0x100000000) * total;
    while (rank < weights.length - 1 && weights[rank]! <= share) rank++;
    return rank;
  });
}
