/**
 * What a thread is asked: to count batches, or to say who of them meets a crowded pool.
 */
import type { CrowdColumns } from './crowd.ts';
import type { BatchRange, Evaluator, Refusals } from './evaluate.ts';
import type { Tally } from './tally.ts';

export type Task = BatchRange &
  ({ readonly refusals: Refusals } | { readonly window: number; readonly crowded: Uint8Array });

export function answer(evaluator: Evaluator, task: Task): Tally | CrowdColumns {
  const { first, last } = task;
  return 'refusals' in task
    ? evaluator.evaluate(first, last, task.refusals)
    : evaluator.crowd(first, last, task.window, task.crowded);
}
