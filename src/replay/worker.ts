/**
 * A thread that helps with a replay: it compiles the networks once, does what it is given until there is
 * no more, and answers with what it all adds up to.
 */
import type { MessagePort } from 'node:worker_threads';
import { workerData } from 'piscina';
import { ReplayEvaluator, type ReplayJob } from './evaluator.ts';
import type { TallyParts } from './tally.ts';
import { perform, type ReplayTask } from './task.ts';

/** Each message is a task, and is answered when that is done; `undefined` comes last. */
export default ({ port }: { readonly port: MessagePort }): Promise<TallyParts> =>
  new Promise((resolve, reject) => {
    const evaluator = new ReplayEvaluator(workerData as ReplayJob);
    const take = async (task: ReplayTask | undefined): Promise<void> => {
      if (!task) return resolve(evaluator.tally.parts());
      await perform(evaluator, task);
      port.postMessage(undefined);
    };
    let work = Promise.resolve();
    port.on('message', (task: ReplayTask | undefined) => {
      work = work.then(() => take(task));
      work.catch(reject);
    });
  });
