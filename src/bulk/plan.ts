/**
 * Everything the bulk engine needs, in shared memory: a tree per sender, workload and epoch, and what it
 * takes to generate the flows. Made once; threads attach to it and get nothing but batch numbers.
 */
import type { InternetAddresses } from '../forward/start.ts';
import type { Established } from '../forward/walk.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Workload } from '../model/scenario.ts';
import { describeChanges, type Epoch } from '../timeline/epochs.ts';
import type { Ends } from '../workload/places.ts';
import { drafted, Drafter, type Draft, type DraftOptions, type Pass } from './draft.ts';
import { freeze, type FrozenTrees } from './freeze.ts';
import type { Bottleneck } from './limits.ts';
import { MergedDraft } from './merge-trees.ts';
import { dropOutcome, Outcomes, type BulkOutcome } from './outcomes.ts';
import { partiesOf, type Parties } from './parties.ts';
import { hasPoolPerDestination, planLoads, type LoadPlan } from './plan-loads.ts';
import { planWorkload, type WorkloadPlan } from './plan-workload.ts';
import type { Sinks } from './sender-walks.ts';
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

/** Everything a plan is made from. */
export interface PlanRequest {
  readonly epochs: readonly Epoch[];
  readonly workloads: readonly Workload[];
  readonly seed: number;
  readonly internet: InternetAddresses;
}

/** A plan made in this thread; plan-pool.ts has others help. */
export function planRun(
  epochs: readonly Epoch[],
  workloads: readonly Workload[],
  seed: number,
  internet: InternetAddresses,
  options: DraftOptions = {},
): PlannedRun {
  const parties = workloads.map((workload) => partiesOf(firstOf(epochs).net, workload, internet));
  const nets = epochs.map(({ net }) => net);
  const drafter = new Drafter(nets, workloads, parties, options);
  const steps = planInSteps({ epochs, workloads, seed, internet }, parties);
  let step = steps.next();
  while (!step.done) step = steps.next([drafted(drafter.draft(step.value, new Int32Array(1)))]);
  return step.value;
}

function firstOf(epochs: readonly Epoch[]): Epoch {
  const [first] = epochs;
  if (!first) throw new Error('a run has at least one epoch');
  return first;
}

/** Asks for drafts of passes, whoever makes them, and puts the plan together. `parties`: of each workload. */
export function* planInSteps(
  { epochs, workloads, seed }: PlanRequest,
  parties: readonly (Parties | undefined)[],
): Generator<readonly Pass[], PlannedRun, readonly Draft[]> {
  const sinks: Sinks = { outcomes: new Outcomes(), trees: new TreePool() };
  const planned = workloads.flatMap((workload, i): Planned[] =>
    parties[i] ? [{ workload, parties: parties[i], position: i, trees: [], codes: new Set() }] : [],
  );
  const passes = planned.flatMap((entry) => passesOf(entry, epochs.length > 1));
  mergePasses(planned, passes, yield passes, sinks);
  const isUntracked = ({ codes }: Planned): boolean =>
    [...codes].some((code) => sinks.outcomes.list[code]!.isUntracked);
  const untracked = new Set(planned.filter(isUntracked));
  const more = [...untracked].map(({ position }): Pass => ({ workload: position, established: 'untracked' }));
  if (more.length > 0) mergePasses(planned, more, yield more, sinks);
  return finish({ epochs, workloads, seed }, sinks, planned, untracked);
}

/** A workload whose ends have an address family in common. */
interface Planned {
  readonly workload: Workload;
  readonly parties: Parties;
  /** Position among all workloads. */
  readonly position: number;
  readonly trees: (readonly number[])[];
  readonly codes: Set<number>;
}

/** For flows that open in an epoch, and where events can find flows open, for those. */
function passesOf({ workload, position }: Planned, hasEvents: boolean): Pass[] {
  const canBeFoundOpen = workload.durationMs > 0 && hasEvents;
  const kinds: readonly Established[] = canBeFoundOpen ? ['watched', 'tracked'] : ['no'];
  return kinds.map((established) => ({ workload: position, established }));
}

/** Adds the trees of some passes to those of their workloads, sender by sender. */
function mergePasses(
  planned: readonly Planned[],
  passes: readonly Pass[],
  drafts: readonly Draft[],
  sinks: Sinks,
): void {
  const made = passes.map((): { draft: number; trees: number[] }[] => []);
  for (const [draft, { parts }] of drafts.entries()) {
    for (const { pass, senders, trees } of parts) {
      for (const [i, sender] of senders.entries()) {
        made[pass]![sender] = { draft, trees: trees.map((epoch) => epoch[i]!) };
      }
    }
  }
  for (const { position, trees, codes } of planned) {
    const merged = drafts.map((draft) => new MergedDraft(draft, sinks));
    for (const [i, { workload }] of passes.entries()) {
      if (workload !== position) continue;
      for (const epoch of made[i]![0]!.trees.keys()) {
        trees.push(made[i]!.map((each) => merged[each.draft]!.valueOf(each.trees[epoch]!)));
      }
    }
    for (const draft of merged) for (const code of draft.codes) codes.add(code);
  }
}

function finish(
  { epochs, workloads, seed }: Omit<PlanRequest, 'internet'>,
  { outcomes, trees }: Sinks,
  planned: readonly Planned[],
  untracked: ReadonlySet<Planned>,
): PlannedRun {
  const drafts = planned.map((entry, index) =>
    planWorkload(entry.workload, index, entry.parties, {
      trees: entry.trees,
      hasUntracked: untracked.has(entry),
    }),
  );
  const interrupted = epochs.map(({ changes }, i) =>
    i === 0
      ? 0xffffffff
      : outcomes.intern(dropOutcome('flow-interrupted', `event:${describeChanges(changes)}`)),
  );
  const { loads, ways } = planLoads(outcomes);
  const reasons = [...new Set(outcomes.list.flatMap(({ reason }) => reason ?? []))];
  const frozen = freeze(trees, drafts);
  return {
    plan: {
      seed,
      lines: frozen.lines,
      memory: frozen.memory,
      workloads: drafts.map((draft, i) => ({
        ...draft,
        job: frozen.jobs?.[i],
        hasPoolsPerDestination: [...planned[i]!.codes].some((code) => hasPoolPerDestination(loads, code)),
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
    impossible: workloads.filter((workload) => !planned.some((entry) => entry.workload === workload)),
    ends: planned.map(({ parties }) => parties.ends),
    workloads: planned.map(({ workload }) => workload),
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
