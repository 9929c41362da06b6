/**
 * Batches shared out to threads, and their tallies added up.
 *
 * Small runs stay in this thread: starting others costs more than it saves. The result is the same
 * either way. Where connection pools may run out, the flows are gone through twice more: to see who
 * meets a crowded pool, window by window, and to count again without those who are refused.
 */
import { availableParallelism } from 'node:os';
import { poolOf } from '../threads/pool.ts';
import { Admission } from './admission.ts';
import type { CrowdColumns } from './crowd.ts';
import { batchCount, batchesStartingIn, Evaluator, type BatchRange, type Refusals } from './evaluate.ts';
import type { BulkPlan } from './plan.ts';
import { crowdedCells, emptyTally, mergeInto, type Tally } from './tally.ts';
import { answer, type Task } from './task.ts';

export interface BulkOptions {
  /** 0: as many as the machine has. */
  readonly threads: number;
  /** Batches of one hand-out; absent: some tens of milliseconds of work. */
  readonly batchesPerTask?: number;
  /** Called now and then with the share of batches that are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the batches under way; the tally then lacks the rest. */
  readonly signal?: AbortSignal;
}

export interface BulkResult {
  readonly tally: Tally;
  readonly batchCount: number;
  /** Fewer than there are when the run was stopped. */
  readonly evaluatedBatches: number;
  readonly threads: number;
}

/** Batches of a hand-out, at least and at most, and hand-outs per thread in between. */
const BATCHES_MIN = 32;
const BATCHES_MAX = 256;
const TASKS_PER_THREAD = 16;

/** Below this many hand-outs the run stays in this thread. */
const TASKS_WORTH_A_THREAD = 2;

function batchesPerTask(total: number, options: BulkOptions): number {
  const share = Math.ceil(total / (threadsOf(options) * TASKS_PER_THREAD));
  return options.batchesPerTask ?? Math.min(BATCHES_MAX, Math.max(BATCHES_MIN, share));
}

function threadsOf({ threads }: BulkOptions): number {
  return threads === 0 ? availableParallelism() : threads;
}

export async function evaluateAll(plan: BulkPlan, options: BulkOptions): Promise<BulkResult> {
  const total = batchCount(plan);
  const crew = crewFor(plan, total, options);
  try {
    const first = await count(plan, crew, [], options);
    const crowded = crowdedCells(plan, first.tally);
    const isStopped = first.evaluatedBatches < total;
    const result = crowded && !isStopped ? await recount(plan, crew, crowded, options) : first;
    return { ...result, batchCount: total, threads: crew.threads };
  } finally {
    await crew.dismiss();
  }
}

type Counted = Pick<BulkResult, 'tally' | 'evaluatedBatches'>;

async function count(plan: BulkPlan, crew: Crew, refusals: Refusals, options: BulkOptions): Promise<Counted> {
  const total = batchCount(plan);
  const tally = emptyTally(plan);
  let evaluatedBatches = 0;
  const size = batchesPerTask(total, options);
  const tasks = tasksOf([{ first: 0, last: total }], size).map((range) => ({ ...range, refusals }));
  await crew.work(tasks, options.signal, (part, { first, last }) => {
    mergeInto(tally, part as Tally);
    evaluatedBatches += last - first;
    options.onProgress?.(evaluatedBatches, total);
  });
  return { tally, evaluatedBatches };
}

/** Window by window, because what is open at its start was decided in those before. */
async function recount(
  plan: BulkPlan,
  crew: Crew,
  crowded: Uint8Array,
  options: BulkOptions,
): Promise<Counted> {
  const admission = new Admission(plan);
  const size = batchesPerTask(batchCount(plan), options);
  for (let window = 0; window < plan.time.windowCount; window++) {
    const crowds: CrowdColumns[] = [];
    const tasks = tasksOf(batchesStartingIn(plan, window), size).map((range) => ({
      ...range,
      window,
      crowded,
    }));
    await crew.work(tasks, undefined, (part) => crowds.push(part as CrowdColumns));
    admission.admit(crowds);
  }
  return count(plan, crew, admission.refusals, options);
}

/** Ranges cut into hand-outs. */
function tasksOf(ranges: readonly BatchRange[], size: number): BatchRange[] {
  return ranges.flatMap(({ first, last }) =>
    Array.from({ length: Math.ceil((last - first) / size) }, (_, i) => ({
      first: first + i * size,
      last: Math.min(last, first + (i + 1) * size),
    })),
  );
}

/** Those who do the work: this thread, or a pool of them. */
interface Crew {
  readonly threads: number;
  work<T extends Task>(
    tasks: readonly T[],
    signal: AbortSignal | undefined,
    onDone: (part: Tally | CrowdColumns, task: T) => void,
  ): Promise<void>;
  dismiss(): Promise<void>;
}

function crewFor(plan: BulkPlan, total: number, options: BulkOptions): Crew {
  const tasks = Math.ceil(total / batchesPerTask(total, options));
  const threads = Math.max(1, Math.min(threadsOf(options), tasks));
  return threads === 1 || tasks <= TASKS_WORTH_A_THREAD ? alone(plan) : together(plan, threads);
}

function alone(plan: BulkPlan): Crew {
  const evaluator = new Evaluator(plan);
  return {
    threads: 1,
    async work(tasks, signal, onDone) {
      for (const task of tasks) {
        if (signal?.aborted) return;
        onDone(answer(evaluator, task), task);
        // Lets signals and the progress line through.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    dismiss: () => Promise.resolve(),
  };
}

function together(plan: BulkPlan, threads: number): Crew {
  const pool = poolOf({ worker: 'worker', beside: import.meta.url, data: plan, threads });
  return {
    threads,
    async work(tasks, signal, onDone) {
      let next = 0;
      const isOver = (): boolean => next >= tasks.length || signal?.aborted === true;
      const runOne = async (): Promise<void> => {
        while (!isOver()) {
          const task = tasks[next++]!;
          onDone((await pool.run(task)) as Tally | CrowdColumns, task);
        }
      };
      // Two hand-outs per thread, so that none waits for the next.
      await Promise.all(Array.from({ length: threads * 2 }, runOne));
    },
    dismiss: () => pool.destroy(),
  };
}
