/**
 * What a thread is asked: to evaluate the lines of a block, or rows of a file.
 */
import type { Layout } from '../source/flow-log/layout.ts';
import type { RowRange } from '../source/flow-log/parquet.ts';
import type { ReplayEvaluator } from './evaluator.ts';
import type { BlockPlace } from './tally.ts';

export type ReplayTask = { readonly place: BlockPlace } & (
  | { readonly kind: 'lines'; readonly bytes: Uint8Array; readonly length: number; readonly layout: Layout }
  | { readonly kind: 'rows'; readonly path: string; readonly range: RowRange }
);

export async function perform(evaluator: ReplayEvaluator, task: ReplayTask): Promise<void> {
  if (task.kind === 'lines') evaluator.lines(task.place, task.bytes, task.length, task.layout);
  else await evaluator.range(task.place, task.path, task.range);
}
