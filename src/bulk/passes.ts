/**
 * The passes over a batch of flows, each a plain loop over columns. They are functions of their own
 * because the engine compiles each loop by itself then, and because they are easiest to read alone.
 *
 * All columns hold `count` rows; nothing is allocated.
 */
import { NO_ROUTE } from '../fib/layout.ts';
import { FIRST_CLASSIFIER, RULE_WORDS } from './flow-table.ts';
import type { BulkPlan } from './plan.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import { sample, type Tally } from './tally.ts';

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

/** Table of each flow: by epoch, group of the destination, and sender. */
export function selectTables(
  { tables, senderCount, groupCount, groupOf }: WorkloadPlan,
  epochOffset: number,
  epochs: Uint32Array,
  destination: Uint32Array,
  sender: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const group = groupCount === 1 ? 0 : groupOf[destination[i]!]!;
    const row = ((epochOffset + epochs[i]!) * groupCount + group) * senderCount;
    out[i] = tables[row + sender[i]!]!;
  }
}

/** Replaces classifiers by the outcome of the one rule that holds the flow. */
export function resolveClassifiers(
  rules: Uint32Array,
  ruleStarts: Uint32Array,
  senderOffset: Uint32Array,
  sourcePort: Uint16Array,
  destinationPort: Uint16Array,
  codes: Uint32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = codes[i]!;
    if (value < FIRST_CLASSIFIER) continue;
    if (value === NO_ROUTE) throw new Error(`row ${i} has a destination that was never planned for`);
    const classifier = value - FIRST_CLASSIFIER;
    const end = ruleStarts[classifier + 1]! * RULE_WORDS;
    let rule = ruleStarts[classifier]! * RULE_WORDS;
    while (
      rule < end &&
      !(
        rules[rule]! <= senderOffset[i]! &&
        senderOffset[i]! <= rules[rule + 1]! &&
        rules[rule + 2]! <= sourcePort[i]! &&
        sourcePort[i]! <= rules[rule + 3]! &&
        rules[rule + 4]! <= destinationPort[i]! &&
        destinationPort[i]! <= rules[rule + 5]!
      )
    ) {
      rule += RULE_WORDS;
    }
    if (rule >= end) throw new Error(`no rule of classifier ${classifier} holds row ${i}`);
    codes[i] = rules[rule + 6]!;
  }
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

/** Ends the flows that are open when an epoch begins and that it does not carry on as they were. */
export function cutFlows(
  { deliveredByCode, continuity, interruptedCode, epochStartsMs }: BulkPlan,
  epoch: number,
  startMs: Float64Array,
  endsMs: Float64Array,
  opened: Uint32Array,
  later: Uint32Array,
  ended: Uint32Array,
  count: number,
): void {
  const cutMs = epochStartsMs[epoch]!;
  for (let i = 0; i < count; i++) {
    const isOpen = startMs[i]! < cutMs && cutMs < endsMs[i]! && deliveredByCode[ended[i]!] === 1;
    if (isOpen && continuity[later[i]!] !== continuity[opened[i]!]) {
      ended[i] = interruptedCode[epoch]!;
      endsMs[i] = cutMs;
    }
  }
}

/** Counts flows that nothing cuts. */
export function countDelivered(
  plan: BulkPlan,
  tally: Tally,
  workloadIndex: number,
  firstFlow: number,
  { bytes, durationMs }: WorkloadPlan,
  startMs: Float64Array,
  codes: Uint32Array,
  count: number,
): void {
  const { deliveredByCode } = plan;
  const { flows, bytes: bytesByCode, windowDrops } = tally;
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    flows[code]! += 1;
    bytesByCode[code]! += bytes;
    sample(tally, code, workloadIndex, firstFlow + i);
    const start = startMs[i]!;
    if (deliveredByCode[code] === 1) carry(plan, tally, start, start + durationMs, bytes, durationMs);
    else windowDrops[windowAt(plan, start)]! += 1;
  }
}

/** Counts flows by how they ended; those that opened carried something until then. */
export function countOutcomes(
  plan: BulkPlan,
  tally: Tally,
  workloadIndex: number,
  firstFlow: number,
  { bytes, durationMs }: WorkloadPlan,
  startMs: Float64Array,
  endsMs: Float64Array,
  opened: Uint32Array,
  ended: Uint32Array,
  count: number,
): void {
  const { deliveredByCode } = plan;
  const { flows, bytes: bytesByCode, windowDrops } = tally;
  for (let i = 0; i < count; i++) {
    const code = ended[i]!;
    flows[code]! += 1;
    bytesByCode[code]! += bytes;
    sample(tally, code, workloadIndex, firstFlow + i);
    const hasOpened = deliveredByCode[opened[i]!] === 1;
    if (hasOpened) carry(plan, tally, startMs[i]!, endsMs[i]!, bytes, durationMs);
    if (deliveredByCode[code] !== 1) windowDrops[windowAt(plan, hasOpened ? endsMs[i]! : startMs[i]!)]! += 1;
  }
}

function windowAt(plan: BulkPlan, atMs: number): number {
  return Math.min(plan.windowCount - 1, Math.floor(atMs / plan.windowMs));
}

/**
 * Adds what a flow carries from its start to its end, which comes early when it was cut. Shares of
 * windows are differences of whole bytes, so sums do not depend on the order of addition.
 */
function carry(
  plan: BulkPlan,
  tally: Tally,
  startMs: number,
  endMs: number,
  bytes: number,
  durationMs: number,
): void {
  const first = windowAt(plan, startMs);
  if (durationMs === 0) {
    tally.windowBytes[first]! += bytes;
    return;
  }
  const last = windowAt(plan, endMs);
  let before = 0;
  for (let window = first; window <= last; window++) {
    const untilMs = window === last ? endMs : (window + 1) * plan.windowMs;
    const carried = Math.floor((bytes * (untilMs - startMs)) / durationMs);
    tally.windowBytes[window]! += carried - before;
    before = carried;
  }
}
