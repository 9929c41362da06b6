/**
 * Counters of a run. Merged by addition and by the lowest flow number, both of which forget the order:
 * the result is the same however the batches were shared out.
 */
import type { BulkPlan } from './plan.ts';
import { slotCountOf } from './time-plan.ts';

/** No flow has this number. */
const NO_SAMPLE = Number.MAX_SAFE_INTEGER;

export interface Tally {
  /** Flows per outcome; exact up to 2⁵³. */
  readonly flows: Float64Array;
  /** Bytes per outcome: carried where it delivers, wanted where it drops. */
  readonly bytes: Float64Array;
  /**
   * Bytes that flows would carry if they had every link to themselves: per workload, row of outcomes that
   * share bandwidth, and slot of time, in this order of significance.
   */
  readonly offered: Float64Array;
  /** Flows that start per window and are dropped, or are cut in it, per reason. */
  readonly windowDrops: Float64Array;
  /** Connections that are open in a window, per cell of their pools; empty where there are no pools. */
  readonly occupancy: Float64Array;
  /** Lowest flow per outcome, first by workload. */
  readonly sampleFlow: Float64Array;
  readonly sampleWorkload: Uint32Array;
}

/**
 * Cells that connection pools are spread over by a hash, to find those that may run out of connections:
 * a cell counts at least what each of its pools does.
 */
export const POOL_CELLS = 1024;

export function emptyTally({ outcomeCount, reasonCount, workloads, loads, time }: BulkPlan): Tally {
  const { windowCount } = time;
  return {
    flows: new Float64Array(outcomeCount),
    bytes: new Float64Array(outcomeCount),
    offered: new Float64Array(workloads.length * loads.sharingRowCount * slotCountOf(time)),
    windowDrops: new Float64Array(reasonCount * windowCount),
    occupancy: new Float64Array(loads.refusalCode.length === 0 ? 0 : POOL_CELLS * windowCount),
    sampleFlow: new Float64Array(outcomeCount).fill(NO_SAMPLE),
    sampleWorkload: new Uint32Array(outcomeCount),
  };
}

/** Keeps a flow as the sample of an outcome if no earlier one is known: by workload, then by number. */
export function sample(tally: Tally, code: number, workload: number, flow: number): void {
  const known = tally.sampleFlow[code]!;
  const knownWorkload = tally.sampleWorkload[code]!;
  if (known !== NO_SAMPLE && (workload > knownWorkload || (workload === knownWorkload && flow >= known)))
    return;
  tally.sampleFlow[code] = flow;
  tally.sampleWorkload[code] = workload;
}

/** Adds one tally to another. */
export function mergeInto(total: Tally, part: Tally): void {
  for (const column of ['flows', 'bytes', 'offered', 'windowDrops', 'occupancy'] as const) {
    const sum = total[column];
    const addend = part[column];
    for (let i = 0; i < addend.length; i++) sum[i]! += addend[i]!;
  }
  for (let code = 0; code < part.sampleFlow.length; code++) {
    if (part.sampleFlow[code] !== NO_SAMPLE) {
      sample(total, code, part.sampleWorkload[code]!, part.sampleFlow[code]!);
    }
  }
}

/** The lowest flow of an outcome, or `undefined` when it has none. */
export function sampleOf(tally: Tally, code: number): { workload: number; flow: number } | undefined {
  const flow = tally.sampleFlow[code];
  if (flow === undefined || flow === NO_SAMPLE) return undefined;
  return { workload: tally.sampleWorkload[code]!, flow };
}

/**
 * 1 for each cell and window in which more connections are open than the smallest pool takes; `undefined`
 * when there is none, so that no pool can be used up.
 */
export function crowdedCells({ loads }: BulkPlan, tally: Tally): Uint8Array | undefined {
  const smallest = loads.poolLimits.reduce((least, limit) => Math.min(least, limit), Infinity);
  const crowded = Uint8Array.from(tally.occupancy, (open) => (open > smallest ? 1 : 0));
  return crowded.includes(1) ? crowded : undefined;
}
