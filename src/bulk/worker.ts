/**
 * A thread of the pool. It attaches to the plan once and then gets nothing but batch numbers.
 */
import { workerData } from 'piscina';
import type { CrowdColumns } from './crowd.ts';
import { Evaluator } from './evaluate.ts';
import type { BulkPlan } from './plan.ts';
import type { Tally } from './tally.ts';
import { answer, type Task } from './task.ts';

const evaluator = new Evaluator(workerData as BulkPlan);

export default (task: Task): Tally | CrowdColumns => answer(evaluator, task);
