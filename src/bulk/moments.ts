/**
 * A batch cut into runs of flows that time does not tell apart: they start in one slot, or where it matters
 * when exactly they end, in one millisecond.
 */
import { startOfEvenFlow, type GeneratorPlan } from '../workload/generator.ts';
import type { BulkPlan } from './plan.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import { slotAt, type TimePlan } from './time-plan.ts';

/** Runs of a batch: flows up to `until`, exclusive, start as one that starts at `startMs` would. */
export interface Moment {
  readonly until: number;
  readonly startMs: number;
}

/** With more runs than this in a batch, flow by flow is no slower. */
const MOMENTS_MAX = 128;

/** The runs of a batch, or `undefined` where its flows have to be looked at one by one. */
export function momentsOf(
  { time }: Pick<BulkPlan, 'time'>,
  { generator, durationMs }: WorkloadPlan,
  firstFlow: number,
  count: number,
): Moment[] | undefined {
  const lastFlow = firstFlow + count - 1;
  // The start of a slot stands for all of it.
  const keyAt = (ms: number): number => (durationMs === 0 ? time.slotStartsMs[slotAt(time, ms)]! : ms);
  if (isScattered(generator)) {
    const startMs = startOfEvenFlow(generator, firstFlow);
    // Rounding may carry the last of them to the first millisecond behind the batch.
    const isOne = keyAt(startMs) === keyAt(startOfEvenFlow(generator, lastFlow + 1));
    return isOne && !isDisturbed(time, startMs, startMs + durationMs)
      ? [{ until: lastFlow + 1, startMs: keyAt(startMs) }]
      : undefined;
  }
  if (
    isDisturbed(
      time,
      startOfEvenFlow(generator, firstFlow),
      startOfEvenFlow(generator, lastFlow) + durationMs,
    )
  )
    return undefined;
  const moments: Moment[] = [];
  for (let flow = firstFlow; flow <= lastFlow; flow = moments.at(-1)!.until) {
    if (moments.length === MOMENTS_MAX) return undefined;
    const startMs = keyAt(startOfEvenFlow(generator, flow));
    let low = flow + 1;
    let high = lastFlow + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (keyAt(startOfEvenFlow(generator, middle)) === startMs) low = middle + 1;
      else high = middle;
    }
    moments.push({ until: low, startMs });
  }
  return moments;
}

/** Whether flows of a batch start in no order. */
function isScattered({ process, overMs }: GeneratorPlan): boolean {
  return process === 'poisson' && overMs > 0;
}

/** Whether an epoch begins in a span of time. */
function isDisturbed({ epochStartsMs }: TimePlan, fromMs: number, untilMs: number): boolean {
  return epochStartsMs.some((ms) => fromMs < ms && ms <= untilMs);
}
