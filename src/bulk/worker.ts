/**
 * A thread of the pool. It attaches to the plan once and then gets nothing but batch numbers.
 */
import { workerData } from 'piscina';
import { Evaluator } from './evaluate.ts';
import type { BulkPlan } from './plan.ts';
import type { Tally } from './tally.ts';

const evaluator = new Evaluator(workerData as BulkPlan);

export default ({ first, last }: { first: number; last: number }): Tally => evaluator.evaluate(first, last);
