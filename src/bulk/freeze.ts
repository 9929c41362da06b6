/**
 * Trees and what leads to them, in one memory that threads and kernels share.
 */
import { KernelMemory } from '../kernel/memory.ts';
import { templateOf, type JobTemplate, type WeightColumns } from './job.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import type { TreePool } from './tree-pool.ts';

/** Places that 32 bits can count; a kernel does not take more senders. */
const SENDERS_MAX = 2 ** 32 - 1;

export interface FrozenTrees {
  /** Lines of all trees; see tree-layout.ts. */
  readonly lines: Int32Array;
  /** The memory they stand in, for kernels; `undefined` where the plain form has to do. */
  readonly memory: KernelMemory['memory'];
  /** One per workload. */
  readonly jobs: readonly (JobTemplate | undefined)[] | undefined;
}

export function freeze(
  trees: TreePool,
  workloads: readonly Pick<WorkloadPlan, 'generator' | 'trees'>[],
): FrozenTrees {
  const memory = new KernelMemory(trees.sizeBytes);
  const at = memory.allocate(trees.sizeBytes);
  trees.copyTo(new Int32Array(memory.buffer, at));
  const facts = { lines: at, sizeBytes: trees.sizeBytes, fields: trees.fields };
  const ranked: WeightColumns = new Map();
  const jobs =
    memory.memory &&
    workloads.map(({ generator, trees: values }) =>
      generator.senders.offsets.at(-1)! > SENDERS_MAX
        ? undefined
        : templateOf(memory, facts, generator, values, ranked),
    );
  const lines = new Int32Array(memory.buffer, at, trees.sizeBytes / Int32Array.BYTES_PER_ELEMENT);
  return { lines, memory: memory.memory, jobs };
}
