/**
 * What a thread is asked: to evaluate the lines in a shared slot, or rows of a file.
 */
import type { Layout } from '../source/flow-log/layout.ts';
import type { RowRange } from '../source/flow-log/parquet.ts';
import type { BlockTally } from './block-tally.ts';
import type { ReplayEvaluator } from './evaluator.ts';

export type ReplayTask =
  | { readonly kind: 'lines'; readonly bytes: Uint8Array; readonly length: number; readonly layout: Layout }
  | { readonly kind: 'rows'; readonly path: string; readonly range: RowRange };

export function answer(evaluator: ReplayEvaluator, task: ReplayTask): BlockTally | Promise<BlockTally> {
  return task.kind === 'lines'
    ? evaluator.lines(task.bytes, task.length, task.layout)
    : evaluator.range(task.path, task.range);
}
