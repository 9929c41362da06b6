/**
 * A plan made on several threads: all claim senders from one counter and hand in drafts, this thread along
 * with the others. Workers share the forwarding tables and make the parts of the network again. The plan is
 * the same for any number of threads.
 */
import { availableParallelism } from 'node:os';
import { handOver, type Handover } from '../compile/handover.ts';
import type { InternetAddresses } from '../forward/start.ts';
import type { Workload } from '../model/scenario.ts';
import { poolOf } from '../threads/pool.ts';
import { Drafter, type Draft, type Pass } from './draft.ts';
import { partiesOf } from './parties.ts';
import { planInSteps, type PlannedRun, type PlanRequest } from './plan.ts';

/** What a worker starts out with. */
export interface PlanShare {
  /** The versions of the network, by epoch. */
  readonly nets: readonly Handover[];
  readonly workloads: readonly Workload[];
  readonly internet: InternetAddresses;
  /** Next task to be claimed. */
  readonly counter: Int32Array;
}

export interface PlanPoolOptions {
  /** 0: as many as the machine has. */
  readonly threads: number;
  /** With fewer trees for each, a thread more costs more than it saves. */
  readonly treesPerThread?: number;
}

const TREES_PER_THREAD = 500;

export async function planRunOnThreads(request: PlanRequest, options: PlanPoolOptions): Promise<PlannedRun> {
  const { epochs, workloads, internet } = request;
  const nets = epochs.map(({ net }) => net);
  const parties = workloads.map((workload) => partiesOf(nets[0]!, workload, internet));
  const drafter = new Drafter(nets, workloads, parties);
  const senders = parties.reduce((sum, known) => sum + (known?.ends.senders.length ?? 0), 0);
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const helpers = threadsFor(senders * epochs.length, options) - 1;
  const share = (): PlanShare => ({ nets: nets.map(handOver), workloads, internet, counter });
  const pool =
    helpers > 0
      ? poolOf({ worker: 'plan-worker', beside: import.meta.url, data: share(), threads: helpers })
      : undefined;
  try {
    const steps = planInSteps(request, parties);
    let step = steps.next();
    while (!step.done) {
      const passes = step.value;
      Atomics.store(counter, 0, 0);
      const others = Array.from({ length: helpers }, () => pool!.run(passes) as Promise<Draft>);
      step = steps.next(await Promise.all([draftHere(drafter, passes, counter), ...others]));
    }
    return step.value;
  } finally {
    await pool?.destroy();
  }
}

function threadsFor(trees: number, { threads, treesPerThread = TREES_PER_THREAD }: PlanPoolOptions): number {
  const most = threads === 0 ? availableParallelism() : threads;
  return Math.max(1, Math.min(most, Math.ceil(trees / treesPerThread)));
}

/** Looks at what else is to be done after each task: the others could not start otherwise. */
async function draftHere(drafter: Drafter, passes: readonly Pass[], counter: Int32Array): Promise<Draft> {
  const drafting = drafter.draft(passes, counter);
  for (;;) {
    const step = drafting.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
