/**
 * The hot path: flows of a batch generated, looked up and counted.
 *
 * A flow costs one lookup by destination in its sender's table, which already answers for both legs.
 * Where ports matter besides, a short list of disjoint rules decides. Each pass over a batch is a
 * function of typed arrays (`passes.ts`) that allocates nothing; all scratch space is one batch, made
 * once per thread.
 */
import { attach, type Fib } from '../fib/fib.ts';
import { lookupInto } from '../fib/lookup.ts';
import { FlowColumns, generateFlows } from '../workload/generator.ts';
import {
  addDuration,
  assignEpochs,
  countDelivered,
  countOutcomes,
  cutFlows,
  flowsCrossing,
  resolveClassifiers,
  selectTables,
} from './passes.ts';
import type { BulkPlan } from './plan.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import { emptyTally, type Tally } from './tally.ts';

/** Flows of a batch: enough to make the work outweigh its administration, few enough to stay in cache. */
export const BATCH_FLOWS = 16_384;

/** Batches of all workloads, numbered through; each belongs to one workload. */
export function batchCount(plan: BulkPlan): number {
  return plan.workloads.reduce((sum, workload) => sum + Math.ceil(workload.flowCount / BATCH_FLOWS), 0);
}

export class Evaluator {
  private readonly plan: BulkPlan;
  private readonly fib: Fib;
  private readonly columns = new FlowColumns(BATCH_FLOWS);
  private readonly tables = new Uint32Array(BATCH_FLOWS);
  private readonly epochs = new Uint32Array(BATCH_FLOWS);
  /** Outcome with which a flow opened, and with which it ended. */
  private readonly opened = new Uint32Array(BATCH_FLOWS);
  private readonly ended = new Uint32Array(BATCH_FLOWS);
  private readonly endsMs = new Float64Array(BATCH_FLOWS);
  private readonly later = new Uint32Array(BATCH_FLOWS);

  constructor(plan: BulkPlan) {
    this.plan = plan;
    this.fib = attach(plan.fib);
  }

  /** Counts all flows of batches `first` … `last` − 1. */
  evaluate(first: number, last: number): Tally {
    const tally = emptyTally(this.plan.outcomeCount, this.plan.windowCount);
    let batch = 0;
    for (const [index, workload] of this.plan.workloads.entries()) {
      const count = Math.ceil(workload.flowCount / BATCH_FLOWS);
      const until = Math.min(last, batch + count);
      for (let b = Math.max(first, batch); b < until; b++) {
        this.evaluateBatch(index, workload, (b - batch) * BATCH_FLOWS, tally);
      }
      batch += count;
    }
    return tally;
  }

  private evaluateBatch(index: number, workload: WorkloadPlan, firstFlow: number, tally: Tally): void {
    const { plan, columns, epochs, opened, ended, endsMs } = this;
    const { durationMs } = workload;
    const count = Math.min(BATCH_FLOWS, workload.flowCount - firstFlow);
    generateFlows(workload.generator, plan.seed, firstFlow, count, columns);
    assignEpochs(plan.epochStartsMs, columns.startMs, epochs, count);
    this.lookUp(workload, count, 0, opened);
    if (durationMs > 0 && plan.epochStartsMs.length > 1) {
      this.liveThroughEpochs(workload, count);
      countOutcomes(plan, tally, index, firstFlow, workload, columns.startMs, endsMs, opened, ended, count);
    } else {
      countDelivered(plan, tally, index, firstFlow, workload, columns.startMs, opened, count);
    }
  }

  /** Outcome of each flow in its epoch; with `established` as of a flow that was open before. */
  private lookUp(workload: WorkloadPlan, count: number, established: 0 | 1, out: Uint32Array): void {
    const { plan, columns, tables } = this;
    selectTables(
      workload,
      established * plan.epochStartsMs.length,
      this.epochs,
      columns.destination,
      columns.sender,
      tables,
      count,
    );
    lookupInto(this.fib, workload.generator.family, tables, columns.destinationWords, out, count);
    resolveClassifiers(
      plan.rules,
      plan.ruleStarts,
      columns.senderOffset,
      columns.sourcePort,
      columns.destinationPort,
      out,
      count,
    );
  }

  /** Each flow lives on through the epochs it spans until the changes of one of them cut it. */
  private liveThroughEpochs(workload: WorkloadPlan, count: number): void {
    const { plan, columns, epochs, opened, ended, endsMs, later } = this;
    const { epochStartsMs } = plan;
    ended.set(opened);
    addDuration(columns.startMs, workload.durationMs, endsMs, count);
    for (let epoch = 1; epoch < epochStartsMs.length; epoch++) {
      const cutMs = epochStartsMs[epoch]!;
      if (flowsCrossing(plan.deliveredByCode, ended, columns.startMs, endsMs, cutMs, count) === 0) continue;
      epochs.fill(epoch, 0, count);
      this.lookUp(workload, count, 1, later);
      cutFlows(plan, epoch, columns.startMs, endsMs, opened, later, ended, count);
    }
  }
}
