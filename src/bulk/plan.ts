/**
 * Everything the bulk engine needs, in shared memory: a tree per sender, workload and epoch, and what it
 * takes to generate the flows. Made once; threads attach to it and get nothing but batch numbers.
 */
import type { InternetAddresses } from '../forward/start.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Workload } from '../model/scenario.ts';
import { describeChanges, type Epoch } from '../timeline/epochs.ts';
import { endsOf, type Ends } from '../workload/places.ts';
import type { Bottleneck } from './limits.ts';
import { dropOutcome, Outcomes, type BulkOutcome } from './outcomes.ts';
import { freeze, type FrozenTrees } from './freeze.ts';
import { hasPoolPerDestination, planLoads, type LoadPlan } from './plan-loads.ts';
import { planWorkload, type WorkloadPlan } from './plan-workload.ts';
import { planTime, type TimePlan } from './time-plan.ts';
import { TreePool } from './tree-pool.ts';

/** Plain data and shared buffers only: it is cloned into every thread. */
export interface BulkPlan {
  readonly seed: number;
  readonly lines: FrozenTrees['lines'];
  readonly memory: FrozenTrees['memory'];
  readonly workloads: readonly WorkloadPlan[];
  readonly time: TimePlan;
  readonly outcomeCount: number;
  /** 1 for outcomes that deliver. */
  readonly deliveredByCode: Uint8Array;
  /** Row of each dropping outcome in the count of drops per window: outcomes of one reason share it. */
  readonly reasonOfCode: Uint16Array;
  readonly reasonCount: number;
  /** Flows whose outcomes have the same number here go on undisturbed from one epoch to the next. */
  readonly continuity: Uint32Array;
  /** 1 for outcomes whose flows no filter keeps state of. */
  readonly untrackedByCode: Uint8Array;
  /** Outcome of flows that an epoch's changes interrupt; 0xffffffff for the first epoch. */
  readonly interruptedCode: Uint32Array;
  readonly loads: LoadPlan;
}

export interface PlannedRun {
  readonly plan: BulkPlan;
  readonly outcomes: readonly BulkOutcome[];
  /** Bottlenecks of each row of outcomes that share bandwidth, but for the first, which shares none. */
  readonly ways: readonly (readonly Bottleneck[])[];
  /** Reasons as the count of drops per window numbers them. */
  readonly reasons: readonly DropReason[];
  /** Workloads whose ends have no address family in common. */
  readonly impossible: readonly Workload[];
  readonly ends: readonly Ends[];
  readonly workloads: readonly Workload[];
  readonly treeCount: number;
}

export function planRun(
  epochs: readonly Epoch[],
  workloads: readonly Workload[],
  seed: number,
  internet: InternetAddresses,
): PlannedRun {
  const outcomes = new Outcomes();
  const trees = new TreePool();
  const impossible: Workload[] = [];
  const planned: { workload: Workload; ends: Ends; draft: ReturnType<typeof planWorkload> }[] = [];
  const first = epochs[0];
  if (!first) throw new Error('a run has at least one epoch');
  for (const workload of workloads) {
    const ends = endsOf(first.net, workload, internet);
    if (!ends) {
      impossible.push(workload);
      continue;
    }
    const draft = planWorkload(epochs, workload, planned.length, ends, { outcomes, trees });
    planned.push({ workload, ends, draft });
  }
  const interrupted = epochs.map(({ changes }, i) =>
    i === 0
      ? 0xffffffff
      : outcomes.intern(dropOutcome('flow-interrupted', `event:${describeChanges(changes)}`)),
  );
  const { loads, ways } = planLoads(outcomes);
  const reasons = [...new Set(outcomes.list.flatMap(({ reason }) => reason ?? []))];
  const frozen = freeze(
    trees,
    planned.map(({ draft }) => draft),
  );
  return {
    plan: {
      seed,
      lines: frozen.lines,
      memory: frozen.memory,
      workloads: planned.map(({ draft: { codes, ...draft } }, i) => ({
        ...draft,
        job: frozen.jobs?.[i],
        hasPoolsPerDestination: [...codes].some((code) => hasPoolPerDestination(loads, code)),
      })),
      time: planTime(epochs, workloads),
      outcomeCount: outcomes.list.length,
      deliveredByCode: Uint8Array.from(outcomes.list, (outcome) => (outcome.delivered ? 1 : 0)),
      reasonOfCode: Uint16Array.from(outcomes.list, ({ reason }) => (reason ? reasons.indexOf(reason) : 0)),
      reasonCount: reasons.length,
      continuity: continuityOf(outcomes.list),
      untrackedByCode: Uint8Array.from(outcomes.list, ({ isUntracked }) => (isUntracked ? 1 : 0)),
      interruptedCode: Uint32Array.from(interrupted),
      loads,
    },
    outcomes: outcomes.list,
    ways,
    reasons,
    impossible,
    ends: planned.map((entry) => entry.ends),
    workloads: planned.map((entry) => entry.workload),
    treeCount: trees.treeCount,
  };
}

/** Delivered by the same devices counts as the same; every way to fail is one of its own. */
function continuityOf(outcomes: readonly BulkOutcome[]): Uint32Array {
  const keys = outcomes.map((outcome, code) =>
    outcome.delivered ? outcome.devices.join(' ') : `drop ${code}`,
  );
  const first = new Map<string, number>();
  for (const [code, key] of keys.entries()) if (!first.has(key)) first.set(key, code);
  return Uint32Array.from(keys, (key) => first.get(key)!);
}
