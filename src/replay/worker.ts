/**
 * A thread of a replay: it compiles the networks once and then gets blocks.
 */
import { workerData } from 'piscina';
import type { BlockTally } from './block-tally.ts';
import { ReplayEvaluator, type ReplayJob } from './evaluator.ts';
import { answer, type ReplayTask } from './task.ts';

const evaluator = new ReplayEvaluator(workerData as ReplayJob);

export default (task: ReplayTask): BlockTally | Promise<BlockTally> => answer(evaluator, task);
