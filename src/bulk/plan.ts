/**
 * Everything the bulk engine needs, in shared memory: a table per sender, workload and epoch, and what it
 * takes to generate the flows. Made once; threads attach to it and get nothing but batch numbers.
 */
import { freeze, type IntervalTable } from '../fib/freeze.ts';
import type { InternetAddresses } from '../forward/start.ts';
import type { Workload } from '../model/scenario.ts';
import { describeChanges, type Epoch } from '../timeline/epochs.ts';
import { endsOf, type Ends } from '../workload/places.ts';
import { Classifiers } from './flow-table.ts';
import { Outcomes, type BulkOutcome } from './outcomes.ts';
import { planWorkload, type WorkloadPlan } from './plan-workload.ts';

/** Plain data and shared buffers only: it is cloned into every thread. */
export interface BulkPlan {
  readonly seed: number;
  readonly fib: ArrayBufferLike;
  readonly rules: Uint32Array;
  readonly ruleStarts: Uint32Array;
  readonly workloads: readonly WorkloadPlan[];
  /** First millisecond of each epoch. */
  readonly epochStartsMs: Float64Array;
  readonly outcomeCount: number;
  /** 1 for outcomes that deliver. */
  readonly deliveredByCode: Uint8Array;
  /** Flows whose outcomes have the same number here go on undisturbed from one epoch to the next. */
  readonly continuity: Uint32Array;
  /** Outcome of flows that an epoch's changes interrupt; 0xffffffff for the first epoch. */
  readonly interruptedCode: Uint32Array;
  readonly windowMs: number;
  readonly windowCount: number;
}

export interface PlannedRun {
  readonly plan: BulkPlan;
  readonly outcomes: readonly BulkOutcome[];
  /** Workloads whose ends have no address family in common. */
  readonly impossible: readonly Workload[];
  readonly ends: readonly Ends[];
  readonly workloads: readonly Workload[];
  readonly tableCount: number;
}

/** Most windows a report has. */
const WINDOW_COUNT = 60;

export function planRun(
  epochs: readonly Epoch[],
  workloads: readonly Workload[],
  seed: number,
  internet: InternetAddresses,
): PlannedRun {
  const outcomes = new Outcomes();
  const classifiers = new Classifiers();
  const tables: IntervalTable[] = [];
  const impossible: Workload[] = [];
  const planned: { workload: Workload; ends: Ends; plan: WorkloadPlan }[] = [];
  const first = epochs[0];
  if (!first) throw new Error('a run has at least one epoch');
  for (const workload of workloads) {
    const ends = endsOf(first.net, workload, internet);
    if (!ends) {
      impossible.push(workload);
      continue;
    }
    const plan = planWorkload(epochs, workload, planned.length, ends, { outcomes, classifiers, tables });
    planned.push({ workload, ends, plan });
  }
  const interrupted = epochs.map((epoch, i) =>
    i === 0
      ? 0xffffffff
      : outcomes.intern({
          delivered: false,
          leg: 'forward',
          reason: 'flow-interrupted',
          hop: `event:${describeChanges(epoch.changes)}`,
          transit: undefined,
          notes: [],
          conditional: [],
          devices: [],
        }),
  );
  const windowMs = windowOf(epochs, workloads);
  const columns = classifiers.freeze();
  return {
    plan: {
      seed,
      fib: freeze(tables).buffer,
      rules: columns.rules,
      ruleStarts: columns.starts,
      workloads: planned.map((entry) => entry.plan),
      epochStartsMs: Float64Array.from(epochs, (epoch) => epoch.fromMs),
      outcomeCount: outcomes.list.length,
      deliveredByCode: Uint8Array.from(outcomes.list, (outcome) => (outcome.delivered ? 1 : 0)),
      continuity: continuityOf(outcomes.list),
      interruptedCode: Uint32Array.from(interrupted),
      windowMs,
      windowCount: WINDOW_COUNT,
    },
    outcomes: outcomes.list,
    impossible,
    ends: planned.map((entry) => entry.ends),
    workloads: planned.map((entry) => entry.workload),
    tableCount: tables.length,
  };
}

/** Delivered by the same devices counts as the same; every way to fail is one of its own. */
function continuityOf(outcomes: readonly BulkOutcome[]): Uint32Array {
  const keys = outcomes.map((outcome, code) =>
    outcome.delivered ? outcome.devices.join(' ') : `drop ${code}`,
  );
  return Uint32Array.from(keys, (key) => keys.indexOf(key));
}

/** Length of a window in whole seconds, such that all of them together span everything that happens. */
function windowOf(epochs: readonly Epoch[], workloads: readonly Workload[]): number {
  const ends = workloads.map(({ arrival, durationMs }) => arrival.fromMs + arrival.overMs + durationMs);
  const horizonMs = Math.max(1, ...ends, ...epochs.map((epoch) => epoch.fromMs + 1));
  return Math.max(1000, Math.ceil(horizonMs / WINDOW_COUNT / 1000) * 1000);
}
