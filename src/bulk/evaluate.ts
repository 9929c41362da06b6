/**
 * The hot path: flows of a batch generated, looked up and counted.
 *
 * A flow costs one lookup by destination in its sender's table, which already answers for both legs.
 * Where ports matter besides, a short list of disjoint rules decides. Each pass over a batch is a
 * function of typed arrays (`passes.ts`) that allocates nothing; all scratch space is one batch, made
 * once per thread.
 */
import { BATCH_FLOWS } from '../workload/batch.ts';
import { FlowColumns, flowsStartingIn, generateFlows } from '../workload/generator.ts';
import {
  addDuration,
  assignEpochs,
  countConnections,
  countFlows,
  cutFlows,
  flowsCrossing,
  refuseFlows,
  replaceUntracked,
  selectTrees,
  type LivingBatch,
} from './passes.ts';
import { lookUpAll } from './look-up.ts';
import { Crowd, type CrowdColumns } from './crowd.ts';
import type { BulkPlan } from './plan.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import { Quartet } from './quartet.ts';
import { emptyTally, type Tally } from './tally.ts';

/** Batches of all workloads, numbered through; each belongs to one workload. */
export function batchCount(plan: BulkPlan): number {
  return plan.workloads.reduce((sum, workload) => sum + Math.ceil(workload.flowCount / BATCH_FLOWS), 0);
}

/** Batches `first` … `last` − 1. */
export interface BatchRange {
  readonly first: number;
  readonly last: number;
}

/** Batches that may hold flows which start in a window, per workload. */
export function batchesStartingIn({ workloads, time }: BulkPlan, window: number): BatchRange[] {
  const fromMs = window * time.windowMs;
  const untilMs = window === time.windowCount - 1 ? Infinity : fromMs + time.windowMs;
  let before = 0;
  return workloads.flatMap(({ generator, flowCount }) => {
    const count = Math.ceil(flowCount / BATCH_FLOWS);
    const offset = before;
    before += count;
    const flows = flowsStartingIn(generator, fromMs, untilMs);
    const first = Math.floor(flows.first / BATCH_FLOWS);
    const last = Math.ceil(flows.last / BATCH_FLOWS);
    return first < last ? [{ first: offset + first, last: offset + last }] : [];
  });
}

/** Which of the batches `first` … `last` − 1 are a workload's, as it numbers them. */
function* shares(
  { workloads }: BulkPlan,
  first: number,
  last: number,
): Generator<{ readonly index: number; readonly from: number; readonly until: number }> {
  let before = 0;
  for (const [index, { flowCount }] of workloads.entries()) {
    const count = Math.ceil(flowCount / BATCH_FLOWS);
    const from = Math.max(0, first - before);
    const until = Math.min(count, last - before);
    if (from < until) yield { index, from, until };
    before += count;
  }
}

/**
 * Per workload and flow: 0, or which pool of its way refuses it, counted from 1. Empty where nothing of a
 * workload is refused.
 */
export type Refusals = readonly Uint8Array[];

export class Evaluator {
  private readonly plan: BulkPlan;
  private readonly quartet: Quartet | undefined;
  private readonly columns = new FlowColumns(BATCH_FLOWS);
  private readonly epochs = new Uint32Array(BATCH_FLOWS);
  private readonly opened = new Uint32Array(BATCH_FLOWS);
  private readonly ended = new Uint32Array(BATCH_FLOWS);
  private readonly carrying = new Uint32Array(BATCH_FLOWS);
  private readonly later = new Uint32Array(BATCH_FLOWS);
  private readonly laterUntracked = new Uint32Array(BATCH_FLOWS);
  private readonly sinceMs = new Float64Array(BATCH_FLOWS);
  private readonly endsMs = new Float64Array(BATCH_FLOWS);

  constructor(plan: BulkPlan) {
    this.plan = plan;
    this.quartet = Quartet.of(plan);
  }

  /** Counts all flows of batches `first` … `last` − 1, of which some may be refused. */
  evaluate(first: number, last: number, refusals: Refusals = []): Tally {
    const tally = emptyTally(this.plan);
    for (const { index, from, until } of shares(this.plan, first, last)) {
      const mayBeRefused = (refusals[index]?.length ?? 0) > 0;
      let batch = from;
      while (batch < until) {
        if (!mayBeRefused && this.quartet) batch = this.quartet.count(tally, index, batch, until);
        if (batch < until) this.count(tally, index, batch++ * BATCH_FLOWS, refusals);
      }
    }
    this.quartet?.flush();
    return tally;
  }

  /** Counts the flows of one batch one by one. */
  private count(tally: Tally, index: number, firstFlow: number, refusals: Refusals): void {
    const batch = this.follow(tally, index, firstFlow, refusals[index]);
    countFlows(batch);
    if (tally.occupancy.length > 0 && refusals.length === 0) {
      countConnections(batch, this.columns.destinationWords, this.columns.destinationPort);
    }
  }

  /** Of the flows that start in a window, those that draw on a crowded pool while it is crowded. */
  crowd(first: number, last: number, window: number, crowded: Uint8Array): CrowdColumns {
    const { plan, columns } = this;
    const found = new Crowd(plan, window, crowded);
    // What the flows carry meanwhile is nobody's business here.
    const unread = emptyTally(plan);
    for (const { index, from, until } of shares(plan, first, last)) {
      for (let batch = from; batch < until; batch++) {
        found.add(
          this.follow(unread, index, batch * BATCH_FLOWS, undefined),
          columns.destinationWords,
          columns.destinationPort,
        );
      }
    }
    return found.columns();
  }

  /** Generates a batch and follows its flows from their opening to their end. */
  private follow(
    tally: Tally,
    workloadIndex: number,
    firstFlow: number,
    refusedBy: Uint8Array | undefined,
  ): LivingBatch {
    const { plan, columns, epochs, opened, ended, carrying, sinceMs, endsMs } = this;
    const { startMs } = columns;
    const workload = plan.workloads[workloadIndex]!;
    const count = Math.min(BATCH_FLOWS, workload.flowCount - firstFlow);
    generateFlows(workload.generator, plan.seed, firstFlow, count, columns);
    assignEpochs(plan.time.epochStartsMs, startMs, epochs, count);
    this.lookUp(workload, count, 0, opened);
    if (refusedBy && refusedBy.length > 0) refuseFlows(plan.loads, refusedBy, firstFlow, opened, count);
    addDuration(startMs, workload.durationMs, endsMs, count);
    const facts = { plan, tally, workloadIndex, workload, firstFlow, count, startMs, endsMs, opened };
    // A flow that nothing can happen to ends as it opened.
    if (workload.durationMs === 0 || plan.time.epochStartsMs.length === 1) {
      return { ...facts, ended: opened, carrying: opened, sinceMs: startMs };
    }
    ended.set(opened);
    carrying.set(opened);
    sinceMs.set(startMs);
    const batch = { ...facts, ended, carrying, sinceMs };
    this.liveThroughEpochs(batch);
    return batch;
  }

  /** Outcome of each flow in its epoch: as it opens, or of one that is open already, tracked or not. */
  private lookUp(workload: WorkloadPlan, count: number, established: 0 | 1 | 2, out: Uint32Array): void {
    const { plan, columns } = this;
    const epochOffset = established * plan.time.epochStartsMs.length;
    selectTrees(workload, epochOffset, this.epochs, columns.sender, out, count);
    lookUpAll(plan.lines, columns, out, count);
  }

  /** Each flow lives on through the epochs it spans until the changes of one of them cut it. */
  private liveThroughEpochs(batch: LivingBatch): void {
    const { plan, epochs, later, laterUntracked } = this;
    const { workload, startMs, endsMs, opened, ended, count } = batch;
    const { epochStartsMs } = plan.time;
    for (let epoch = 1; epoch < epochStartsMs.length; epoch++) {
      const cutMs = epochStartsMs[epoch]!;
      if (flowsCrossing(plan.deliveredByCode, ended, startMs, endsMs, cutMs, count) === 0) continue;
      epochs.fill(epoch, 0, count);
      this.lookUp(workload, count, 1, later);
      if (workload.hasUntracked) {
        this.lookUp(workload, count, 2, laterUntracked);
        replaceUntracked(plan.untrackedByCode, opened, laterUntracked, later, count);
      }
      cutFlows(batch, epoch, later);
    }
  }
}
