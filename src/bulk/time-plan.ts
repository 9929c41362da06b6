/**
 * Time as reports and links see it: windows of equal length, cut into slots where an epoch begins inside
 * one. In a slot the network is one version, so what flows share is shared slot by slot.
 */
import type { Workload } from '../model/scenario.ts';
import type { Epoch } from '../timeline/epochs.ts';

export interface TimePlan {
  /** First millisecond of each epoch. */
  readonly epochStartsMs: Float64Array;
  readonly windowMs: number;
  readonly windowCount: number;
  /** First millisecond of each slot; one element more than there are slots, the end of the last window. */
  readonly slotStartsMs: Float64Array;
  /** First slot of each window; one element more than there are windows. */
  readonly slotOfWindow: Uint32Array;
}

/** Most windows a report has. */
const WINDOW_COUNT = 60;

export function planTime(epochs: readonly Epoch[], workloads: readonly Workload[]): TimePlan {
  const epochStartsMs = Float64Array.from(epochs, (epoch) => epoch.fromMs);
  const windowMs = windowOf(epochs, workloads);
  const windowStarts = Array.from({ length: WINDOW_COUNT + 1 }, (_, window) => window * windowMs);
  const endMs = WINDOW_COUNT * windowMs;
  const inside = [...epochStartsMs].filter((ms) => ms < endMs);
  const slotStartsMs = Float64Array.from(new Set([...windowStarts, ...inside])).toSorted();
  const slotOfWindow = Uint32Array.from(windowStarts, (ms) => slotStartsMs.indexOf(ms));
  return { epochStartsMs, windowMs, windowCount: WINDOW_COUNT, slotStartsMs, slotOfWindow };
}

export function slotCountOf({ slotStartsMs }: TimePlan): number {
  return slotStartsMs.length - 1;
}

/** What happens behind the last window counts in it. */
export function windowAt({ windowMs, windowCount }: TimePlan, atMs: number): number {
  return Math.min(windowCount - 1, Math.floor(atMs / windowMs));
}

export function slotAt(time: TimePlan, atMs: number): number {
  const { slotStartsMs, slotOfWindow } = time;
  const window = windowAt(time, atMs);
  const end = slotOfWindow[window + 1]!;
  let slot = slotOfWindow[window]!;
  while (slot + 1 < end && slotStartsMs[slot + 1]! <= atMs) slot++;
  return slot;
}

/** Length of a window in whole seconds, such that all of them together span everything that happens. */
function windowOf(epochs: readonly Epoch[], workloads: readonly Workload[]): number {
  const ends = workloads.map(({ arrival, durationMs }) => arrival.fromMs + arrival.overMs + durationMs);
  const horizonMs = Math.max(1, ...ends, ...epochs.map((epoch) => epoch.fromMs + 1));
  return Math.max(1000, Math.ceil(horizonMs / WINDOW_COUNT / 1000) * 1000);
}
