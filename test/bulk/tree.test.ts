/**
 * Trees of cache lines: their layout, and that every form of the look-up finds what a scan finds.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, JOB, JOB_BYTES, templateOf } from '../../src/bulk/job.ts';
import { lookUp, lookUpAll } from '../../src/bulk/look-up.ts';
import {
  DESTINATION_PORT,
  END,
  keyOf,
  levelOf,
  OFFSET,
  PLACE,
  SOURCE_PORT,
  treeValue,
  type TreeField,
} from '../../src/bulk/tree-layout.ts';
import { segmentsOf, TreePool, type Segments } from '../../src/bulk/tree-pool.ts';
import { instantiate } from '../../src/kernel/kernels.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import type { GeneratorPlan } from '../../src/workload/generator.ts';
import { Random } from '../../src/workload/random.ts';

function linesOf(pool: TreePool): Int32Array {
  const lines = new Int32Array(pool.sizeBytes / 4);
  pool.copyTo(lines);
  return lines;
}

function scan({ starts, values }: Segments, asked: number): number {
  return values[starts.findLastIndex((start) => start <= asked)]!;
}

/** Segments with starts below `bound`, a few or thousands. */
function segments(random: Random, count: number, bound: number, value: () => number): Segments {
  const starts = new Set([0]);
  while (starts.size < Math.min(count, bound)) starts.add(random.below(bound));
  const sorted = [...starts].sort((a, b) => a - b);
  return { starts: sorted, values: sorted.map(value) };
}

describe('a tree', () => {
  it('lies in lines as the layout says', () => {
    const pool = new TreePool();
    const ports = pool.add(DESTINATION_PORT, { starts: [0, 443, 444], values: [5, 4, 5] });
    expect(ports).toBe(treeValue(DESTINATION_PORT, 0, 0));
    expect(pool.add(PLACE, { starts: [0, 10, 20], values: [3, ports, 3] })).toBe(treeValue(PLACE, 0, 1));
    const separator = (value: number): number => keyOf(value - 1);
    const rest = [END, END, END, END, END, END];
    const lines = linesOf(pool);
    expect([...lines.subarray(0, 16)]).toEqual([
      separator(443),
      separator(444),
      ...rest,
      5,
      4,
      5,
      0,
      0,
      0,
      0,
      0,
    ]);
    expect([...lines.subarray(16)]).toEqual([
      separator(10),
      separator(20),
      ...rest,
      3,
      ports | 0,
      3,
      0,
      0,
      0,
      0,
      0,
    ]);
  });

  it('is stored once however often it is added', () => {
    const pool = new TreePool();
    const random = new Random(1);
    const wide = segments(random, 300, 1e6, () => random.below(9));
    const value = pool.add(PLACE, wide);
    const { sizeBytes } = pool;
    expect(pool.add(PLACE, wide)).toBe(value);
    expect(pool.add(OFFSET, wide)).not.toBe(value);
    expect(pool.sizeBytes).toBe(sizeBytes);
    expect(pool.treeCount).toBe(1);
  });

  it('answers at every boundary, at every level', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 2, 7, 8, 9, 136, 137, 500, 2313, 6000), (seed, count) => {
        const random = new Random(seed);
        const wanted = segments(random, count, 2 ** 32, () => random.below(1000));
        const pool = new TreePool();
        const tree = pool.add(PLACE, wanted);
        const lines = linesOf(pool);
        expect(segmentsOf(lines, tree)).toEqual(wanted);
        expect(levelOf(tree)).toBe(count <= 8 ? 0 : count <= 136 ? 1 : count <= 2312 ? 2 : 3);
        const every = Math.ceil(count / 200);
        for (const start of wanted.starts.filter((_, i) => i % every === 0)) {
          for (const asked of [start, (start - 1) >>> 0]) {
            expect(lookUp(lines, tree, asked)).toBe(scan(wanted, asked));
          }
        }
        expect(lookUp(lines, tree, 0xffffffff)).toBe(wanted.values.at(-1));
      }),
      { numRuns: 30 },
    );
  });
});

/** Trees over all fields hanging from each other, for some senders of unequal size. */
function forest(random: Random): {
  readonly pool: TreePool;
  readonly trees: Uint32Array;
  readonly offsets: number[];
} {
  const pool = new TreePool();
  const bounds: Readonly<Record<TreeField, number>> = {
    [PLACE]: 2 ** 32,
    [OFFSET]: 64,
    [DESTINATION_PORT]: 65_536,
    [SOURCE_PORT]: 65_536,
  };
  const grow = (field: TreeField, deepest: number): number => {
    const counts = field === PLACE ? [3, 40, 400, 2500] : [1, 2, 8, 30];
    const value = (): number =>
      field < deepest && random.below(8) === 0 ? grow((field + 1) as TreeField, deepest) : random.below(1000);
    return pool.add(field, segments(random, counts[random.below(4)]!, bounds[field], value));
  };
  const offsets = [0];
  // Every tree is made of trees over the next field, so few at the top are many below.
  const deepest = random.below(4);
  // Beside a sender of millions the guide to the small ones is not exact.
  const sizes = random.below(3) === 0 ? [1, 64, 1 << 24] : [1, 20, 64];
  const trees = Array.from({ length: 1 + random.below(40) }, () => {
    offsets.push(offsets.at(-1)! + sizes[random.below(3)]!);
    return grow(PLACE, deepest);
  });
  return { pool, trees: Uint32Array.from(trees), offsets };
}

function generatorOf(offsets: number[]): GeneratorPlan {
  const firstWords = Uint32Array.of(0);
  return {
    index: 0,
    family: 4,
    flowCount: 1,
    pick: 'uniform',
    senders: { firstWords, offsets: Float64Array.from(offsets), spreadBits: 0 },
    destinations: { firstWords, offsets: Float64Array.of(0, 2 ** 32), spreadBits: 0 },
    zipfWeights: new Float64Array(0),
    destinationPorts: Uint16Array.of(0, 65_535),
    sourcePortFirst: 0,
    sourcePortLast: 65_535,
    fromMs: 0,
    overMs: 0,
    process: 'even',
  };
}

describe('the kernel', () => {
  it('decides every flow as the plain form does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 3, 511, 512, 1537), (seed, count) => {
        const random = new Random(seed);
        const { pool, trees, offsets } = forest(random);
        const memory = new KernelMemory(pool.sizeBytes);
        const linesAt = memory.allocate(pool.sizeBytes);
        pool.copyTo(new Int32Array(memory.buffer, linesAt));
        const facts = { lines: linesAt, sizeBytes: random.below(2) * 1e9, fields: pool.fields };
        const template = templateOf(memory, facts, generatorOf(offsets), trees, new Map());
        const job = memory.allocate(JOB_BYTES);
        const block = memory.allocate(BLOCK_BYTES);
        const [senders, places, destinationPorts, sourcePorts, outcomes] = [4, 4, 2, 2, 4].map((bytes) =>
          memory.allocate(bytes * (count + 4)),
        );
        const words = new Uint32Array(memory.buffer);
        words.set(template, job / 4);
        words[job / 4 + JOB.block] = block;
        const lines = new Int32Array(memory.buffer, linesAt, pool.sizeBytes / 4);
        const columns = {
          sender: new Uint32Array(memory.buffer, senders, count),
          destinationPlace: new Uint32Array(memory.buffer, places, count),
          destinationPort: new Uint16Array(memory.buffer, destinationPorts, count),
          sourcePort: new Uint16Array(memory.buffer, sourcePorts, count),
          senderOffset: new Uint32Array(count),
        };
        const expected = new Uint32Array(count);
        const run = [1, 6, 50][random.below(3)]!;
        let entry = 0;
        for (let i = 0; i < count; i++) {
          if (random.below(run) === 0) entry = random.below(trees.length);
          columns.senderOffset[i] = random.below(offsets[entry + 1]! - offsets[entry]!);
          columns.sender[i] = offsets[entry]! + columns.senderOffset[i]!;
          columns.destinationPlace[i] = random.next();
          columns.destinationPort[i] = random.below(65_536);
          columns.sourcePort[i] = random.below(65_536);
          expected[i] = trees[entry]!;
        }
        lookUpAll(lines, columns, expected, count);
        instantiate(memory.memory)!.decideFlows(
          job,
          senders!,
          places!,
          destinationPorts!,
          sourcePorts!,
          outcomes!,
          count,
        );
        expect([...new Uint32Array(memory.buffer, outcomes, count)]).toEqual([...expected]);
      }),
      { numRuns: 60 },
    );
  });
});
