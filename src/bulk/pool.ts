/**
 * Batches shared out to threads, and their tallies added up.
 *
 * Small runs stay in this thread: starting others costs more than it saves. The result is the same
 * either way.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { batchCount, Evaluator } from './evaluate.ts';
import type { BulkPlan } from './plan.ts';
import { emptyTally, mergeInto, type Tally } from './tally.ts';

export interface BulkOptions {
  /** 0: as many as the machine has. */
  readonly threads: number;
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

/** Batches of one hand-out: some tens of milliseconds of work. */
const BATCHES_PER_TASK = 32;

/** Below this many hand-outs the run stays in this thread. */
const TASKS_WORTH_A_THREAD = 2;

export async function evaluateAll(plan: BulkPlan, options: BulkOptions): Promise<BulkResult> {
  const total = batchCount(plan);
  const tasks = Math.ceil(total / BATCHES_PER_TASK);
  const wanted = options.threads === 0 ? availableParallelism() : options.threads;
  const threads = Math.max(1, Math.min(wanted, tasks));
  const tally = emptyTally(plan.outcomeCount, plan.windowCount);
  const isLocal = threads === 1 || tasks <= TASKS_WORTH_A_THREAD;
  const evaluatedBatches = isLocal
    ? await evaluateHere(plan, total, tally, options)
    : await evaluateInThreads(plan, total, threads, tally, options);
  return { tally, batchCount: total, evaluatedBatches, threads: isLocal ? 1 : threads };
}

function rangeOf(task: number, total: number): { first: number; last: number } {
  return { first: task * BATCHES_PER_TASK, last: Math.min(total, (task + 1) * BATCHES_PER_TASK) };
}

async function evaluateHere(
  plan: BulkPlan,
  total: number,
  tally: Tally,
  options: BulkOptions,
): Promise<number> {
  const evaluator = new Evaluator(plan);
  let done = 0;
  for (let task = 0; done < total; task++) {
    if (options.signal?.aborted) return done;
    const { first, last } = rangeOf(task, total);
    mergeInto(tally, evaluator.evaluate(first, last));
    done = last;
    options.onProgress?.(done, total);
    // Lets signals and the progress line through.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}

async function evaluateInThreads(
  plan: BulkPlan,
  total: number,
  threads: number,
  tally: Tally,
  options: BulkOptions,
): Promise<number> {
  const pool = makePool(plan, threads);
  try {
    let done = 0;
    let nextTask = 0;
    const taskCount = Math.ceil(total / BATCHES_PER_TASK);
    const runOne = async (): Promise<void> => {
      while (nextTask < taskCount && !options.signal?.aborted) {
        const range = rangeOf(nextTask++, total);
        const part = (await pool.run(range)) as Tally;
        mergeInto(tally, part);
        done += range.last - range.first;
        options.onProgress?.(done, total);
      }
    };
    // Two hand-outs per thread, so that none waits for the next.
    await Promise.all(Array.from({ length: threads * 2 }, runOne));
    return done;
  } finally {
    await pool.destroy();
  }
}

/**
 * The worker runs from source or from the build. From source it needs a loader on versions of Node that
 * do not strip types by themselves.
 */
function makePool(plan: BulkPlan, threads: number): Piscina {
  const fromSource = import.meta.url.endsWith('.ts');
  const stripsTypes = Boolean((process.features as { typescript?: unknown }).typescript);
  const loader = fromSource && !stripsTypes ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {};
  return new Piscina({
    filename: new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: plan,
    ...loader,
  });
}
