/**
 * The passes over a batch of flows, each a plain loop over columns. They are functions of their own
 * because the engine compiles each loop by itself then, and because they are easiest to read alone.
 *
 * All columns hold `count` rows; nothing is allocated.
 */
import type { BulkPlan } from './plan.ts';
import type { LoadPlan } from './plan-loads.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import { POOL_CELLS, sample, type Tally } from './tally.ts';
import { slotAt, slotCountOf, windowAt, type TimePlan } from './time-plan.ts';

/** Last epoch that starts at or before the start of each flow; there are few. */
export function assignEpochs(
  epochStartsMs: Float64Array,
  startMs: Float64Array,
  epochs: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    let epoch = 0;
    while (epoch + 1 < epochStartsMs.length && epochStartsMs[epoch + 1]! <= startMs[i]!) epoch++;
    epochs[i] = epoch;
  }
}

/** End of each flow that nothing cuts. */
export function addDuration(
  startMs: Float64Array,
  durationMs: number,
  endsMs: Float64Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) endsMs[i] = startMs[i]! + durationMs;
}

/** Tree of each flow: by epoch and sender. */
export function selectTrees(
  { trees, senderCount }: WorkloadPlan,
  epochOffset: number,
  epochs: Uint32Array,
  sender: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) out[i] = trees[(epochOffset + epochs[i]!) * senderCount + sender[i]!]!;
}

/** How many flows are open at an instant. */
export function flowsCrossing(
  deliveredByCode: Uint8Array,
  codes: Uint32Array,
  startMs: Float64Array,
  endsMs: Float64Array,
  cutMs: number,
  count: number,
): number {
  let crossing = 0;
  for (let i = 0; i < count; i++) {
    if (startMs[i]! < cutMs && cutMs < endsMs[i]! && deliveredByCode[codes[i]!] === 1) crossing++;
  }
  return crossing;
}

/** What becomes of flows that nobody keeps state of is what would become of new ones. */
export function replaceUntracked(
  untrackedByCode: Uint8Array,
  opened: Uint32Array,
  untracked: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    if (untrackedByCode[opened[i]!] === 1) out[i] = untracked[i]!;
  }
}

/**
 * Ends the flows that are open when an epoch begins and that it does not carry on as they were. Of those
 * that go on another way, what they carried on the way so far is counted.
 */
export function cutFlows(batch: LivingBatch, epoch: number, later: Uint32Array): void {
  const { plan, tally, workload, startMs, sinceMs, endsMs, opened, ended, carrying, count } = batch;
  const { deliveredByCode, continuity, interruptedCode, time, loads } = plan;
  const cutMs = time.epochStartsMs[epoch]!;
  for (let i = 0; i < count; i++) {
    const isOpen = startMs[i]! < cutMs && cutMs < endsMs[i]! && deliveredByCode[ended[i]!] === 1;
    if (!isOpen) continue;
    if (continuity[later[i]!] !== continuity[opened[i]!]) {
      ended[i] = interruptedCode[epoch]!;
      endsMs[i] = cutMs;
    } else if (carrying[i] !== later[i]) {
      const row = batch.workloadIndex * loads.sharingRowCount + loads.sharingRow[carrying[i]!]!;
      const column = row * slotCountOf(time);
      carry(time, tally.offered, column, workload, startMs[i]!, sinceMs[i]!, cutMs);
      carrying[i] = later[i]!;
      sinceMs[i] = cutMs;
    }
  }
}

/** Flows of a batch as their lives are followed. */
export interface LivingBatch {
  readonly plan: BulkPlan;
  readonly tally: Tally;
  readonly workloadIndex: number;
  readonly workload: WorkloadPlan;
  readonly firstFlow: number;
  readonly count: number;
  readonly startMs: Float64Array;
  /** End of each flow; early where it is cut. */
  readonly endsMs: Float64Array;
  /** Outcome with which a flow opened, and with which it ended. */
  readonly opened: Uint32Array;
  readonly ended: Uint32Array;
  /** Outcome under which it carries now, and since when. */
  readonly carrying: Uint32Array;
  readonly sinceMs: Float64Array;
}

/** Replaces the outcome of flows that a connection pool refuses. */
export function refuseFlows(
  { poolStarts, pools, refusalCode }: LoadPlan,
  refusedBy: Uint8Array,
  firstFlow: number,
  codes: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const place = refusedBy[firstFlow + i]!;
    if (place > 0) codes[i] = refusalCode[pools[poolStarts[codes[i]!]! + place - 1]!]!;
  }
}

/** Counts flows by how they ended; those that opened carried something until then. */
export function countFlows(batch: LivingBatch): void {
  const { plan, tally, workload, workloadIndex, firstFlow, count } = batch;
  const { startMs, sinceMs, endsMs, opened, ended, carrying } = batch;
  const { deliveredByCode, reasonOfCode, time } = plan;
  const { flows, bytes, offered, windowDrops } = tally;
  const { sharingRow, sharingRowCount } = plan.loads;
  const slotCount = slotCountOf(time);
  const firstRow = workloadIndex * sharingRowCount;
  for (let i = 0; i < count; i++) {
    const code = ended[i]!;
    flows[code]! += 1;
    bytes[code]! += workload.bytes;
    sample(tally, code, workloadIndex, firstFlow + i);
    const hasOpened = deliveredByCode[opened[i]!] === 1;
    if (hasOpened) {
      const column = (firstRow + sharingRow[carrying[i]!]!) * slotCount;
      carry(time, offered, column, workload, startMs[i]!, sinceMs[i]!, endsMs[i]!);
    }
    if (deliveredByCode[code] !== 1) {
      const window = windowAt(time, hasOpened ? endsMs[i]! : startMs[i]!);
      windowDrops[reasonOfCode[code]! * time.windowCount + window]! += 1;
    }
  }
}

/** Flows of one workload and one outcome that start in one moment and that nothing cuts. */
export interface AlikeFlows {
  readonly code: number;
  readonly flows: number;
  readonly firstFlow: number;
}

/** Counts flows that fare alike at once; `startMs` is the moment in which they start. */
export function countAlike(
  {
    plan,
    tally,
    workloadIndex,
    startMs,
  }: Pick<LivingBatch, 'plan' | 'tally' | 'workloadIndex'> & {
    readonly startMs: number;
  },
  { code, flows, firstFlow }: AlikeFlows,
): void {
  const { time, loads } = plan;
  const workload = plan.workloads[workloadIndex]!;
  const endMs = startMs + workload.durationMs;
  tally.flows[code]! += flows;
  tally.bytes[code]! += flows * workload.bytes;
  sample(tally, code, workloadIndex, firstFlow);
  if (plan.deliveredByCode[code] === 1) {
    const row = workloadIndex * loads.sharingRowCount + loads.sharingRow[code]!;
    const column = row * slotCountOf(time);
    carry(time, tally.offered, column, workload, startMs, startMs, endMs, flows);
  } else {
    tally.windowDrops[plan.reasonOfCode[code]! * time.windowCount + windowAt(time, startMs)]! += flows;
  }
  if (tally.occupancy.length === 0) return;
  for (let entry = loads.poolStarts[code]!; entry < loads.poolStarts[code + 1]!; entry++) {
    const cell = poolCell(loads, loads.pools[entry]!, 0, 0) * time.windowCount;
    const last = windowAt(time, endMs);
    for (let window = windowAt(time, startMs); window <= last; window++) {
      tally.occupancy[cell + window]! += flows;
    }
  }
}

/** Counts open connections per window, in the cells of the pools they draw on. */
export function countConnections(batch: LivingBatch, destination: Uint32Array, port: Uint16Array): void {
  const { plan, tally, opened, startMs, endsMs, count } = batch;
  const { poolStarts, pools } = plan.loads;
  const { windowCount } = plan.time;
  for (let i = 0; i < count; i++) {
    const code = opened[i]!;
    const end = poolStarts[code + 1]!;
    for (let entry = poolStarts[code]!; entry < end; entry++) {
      const cell = poolCell(plan.loads, pools[entry]!, destination[i]!, port[i]!) * windowCount;
      const last = windowAt(plan.time, endsMs[i]!);
      for (let window = windowAt(plan.time, startMs[i]!); window <= last; window++) {
        tally.occupancy[cell + window]! += 1;
      }
    }
  }
}

/** Cell of a pool, or of the one for a destination; pools per destination are of IPv4 only. */
export function poolCell(
  { isPerDestination }: LoadPlan,
  pool: number,
  destination: number,
  port: number,
): number {
  let hash = Math.imul(pool + 1, 0x9e3779b1);
  if (isPerDestination[pool] === 1) hash ^= Math.imul(destination ^ Math.imul(port, 0x85ebca6b), 0xc2b2ae35);
  return ((hash ^ (hash >>> 15)) >>> 0) % POOL_CELLS;
}

/**
 * Adds what flows of one start carry from `sinceMs` to `untilMs`, to the slots in which it does. Shares of slots are
 * differences of whole bytes, so sums do not depend on the order of addition.
 */
function carry(
  time: TimePlan,
  offered: Float64Array,
  column: number,
  { bytes, durationMs }: WorkloadPlan,
  startMs: number,
  sinceMs: number,
  untilMs: number,
  flows = 1,
): void {
  const first = slotAt(time, sinceMs);
  if (durationMs === 0) {
    offered[column + first]! += bytes * flows;
    return;
  }
  const last = slotAt(time, untilMs);
  let before = sinceMs === startMs ? 0 : Math.floor((bytes * (sinceMs - startMs)) / durationMs);
  for (let slot = first; slot <= last; slot++) {
    const endMs = slot === last ? untilMs : time.slotStartsMs[slot + 1]!;
    const carried = Math.floor((bytes * (endMs - startMs)) / durationMs);
    offered[column + slot]! += (carried - before) * flows;
    before = carried;
  }
}
