/**
 * Workloads evaluated, and what came of them: flows by outcome, bit/s over time, links that were full.
 */
import { evaluateAll, type BulkOptions } from '../bulk/pool.ts';
import type { PlannedRun } from '../bulk/plan.ts';
import { planRunOnThreads } from '../bulk/plan-pool.ts';
import { shareLinks, type LinkLoad, type SharedTime } from '../bulk/share-links.ts';
import { sampleOf, type Tally } from '../bulk/tally.ts';
import { groupBy } from '../compile/assembly.ts';
import type { InternetAddresses } from '../forward/start.ts';
import type { Cause } from '../forward/outcome.ts';
import { explain, isTransitViolation, type DropReason } from '../model/drop-reason.ts';
import type { Workload } from '../model/scenario.ts';
import type { Epoch } from '../timeline/epochs.ts';
import { SampleFlows } from './sample-flows.ts';
import { talkersOf, type Talkers } from './talkers.ts';

/** Flows that fared the same, by reason and hop. */
export interface DropCount {
  readonly reason: DropReason;
  readonly leg: 'forward' | 'return';
  readonly hop: string;
  readonly flows: number;
  readonly bytes: number;
  readonly meaning: string;
  /** The first such flow, and the line that decided about it. */
  readonly sample: string;
  readonly cause: Cause | undefined;
}

export interface TransitCount {
  readonly kind: DropReason;
  readonly from: string;
  readonly via: string;
  readonly to: string;
  readonly flows: number;
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly deliveredBps: number;
  /** What full links stopped of flows that are otherwise delivered. */
  readonly refusedBps: number;
  readonly droppedFlows: number;
  /** Flows that start in the window and are dropped, or are cut in it; reasons without any are left out. */
  readonly drops: Readonly<Partial<Record<DropReason, number>>>;
}

export interface TrafficResult {
  readonly flows: number;
  readonly delivered: number;
  readonly dropped: number;
  /** What was carried, by flows that were cut later as well. */
  readonly deliveredBytes: number;
  /** What full links stopped. */
  readonly refusedBytes: number;
  readonly drops: readonly DropCount[];
  readonly violations: readonly TransitCount[];
  /** Links with a limit that carried something; the fullest first. */
  readonly links: readonly LinkLoad[];
  readonly windows: readonly Window[];
  /** Average over the time in which anything was carried. */
  readonly throughputBps: number;
  readonly peakBps: number;
  /** Workloads whose ends have no address family in common. */
  readonly impossible: readonly string[];
  /** False when the run was stopped before the last batch. */
  readonly isComplete: boolean;
  /** Flows whose verdict depends on an object that is not modelled. */
  readonly conditionalFlows: number;
  /** Present where it was asked for. */
  readonly talkers?: Talkers;
}

/** How long the parts of a run took; kept apart, because results must not depend on it. */
export interface RunTimings {
  readonly planMs: number;
  readonly evaluateMs: number;
  readonly flowsPerSecond: number;
  readonly threads: number;
  readonly trees: number;
}

export interface TrafficOptions extends BulkOptions {
  readonly seed: number;
  /** Count who asks for most, too. */
  readonly talkers?: boolean;
}

export async function runWorkloads(
  epochs: readonly Epoch[],
  workloads: readonly Workload[],
  internet: InternetAddresses,
  options: TrafficOptions,
): Promise<{ result: TrafficResult; timings: RunTimings }> {
  const startedAt = performance.now();
  const planned = await planRunOnThreads({ epochs, workloads, seed: options.seed, internet }, options);
  const plannedAt = performance.now();
  const { tally, batchCount, evaluatedBatches, threads } = await evaluateAll(planned.plan, options);
  const evaluateMs = performance.now() - plannedAt;
  const time = shareLinks(planned, tally);
  const windows = windowsOf(planned, tally, time);
  const flows = sum(tally.flows);
  const delivered = sum(tally.flows.filter((_, code) => planned.outcomes[code]!.delivered));
  const deliveredBytes = sum(time.carriedBytes);
  const spanMs = windows.length * planned.plan.time.windowMs;
  return {
    result: {
      flows,
      delivered,
      dropped: flows - delivered,
      deliveredBytes,
      refusedBytes: sum(time.refusedBytes),
      drops: dropsOf(planned, epochs, tally),
      violations: violationsOf(planned, tally),
      links: time.links.toSorted(
        (a, b) => b.peakBps / b.bps - a.peakBps / a.bps || (a.carrier < b.carrier ? -1 : 1),
      ),
      windows,
      throughputBps: spanMs === 0 ? 0 : Math.round((deliveredBytes * 8000) / spanMs),
      peakBps: Math.max(0, ...windows.map((window) => window.deliveredBps)),
      impossible: planned.impossible.map((workload) => workload.name),
      isComplete: evaluatedBatches === batchCount,
      conditionalFlows: sum(tally.flows.filter((_, code) => planned.outcomes[code]!.conditional.length > 0)),
      ...(options.talkers === true && { talkers: talkersOf(planned) }),
    },
    timings: {
      planMs: plannedAt - startedAt,
      evaluateMs,
      flowsPerSecond: evaluateMs === 0 ? 0 : (flows * 1000) / evaluateMs,
      threads,
      trees: planned.treeCount,
    },
  };
}

function sum(values: Float64Array | readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function dropsOf(planned: PlannedRun, epochs: readonly Epoch[], tally: Tally): DropCount[] {
  const samples = new SampleFlows(planned);
  return planned.outcomes
    .flatMap(({ reason, leg, hop }, code): DropCount[] => {
      const flows = tally.flows[code]!;
      if (reason === undefined || leg === undefined || hop === undefined || flows === 0) return [];
      const sample = sampleOf(tally, code);
      return [
        {
          reason,
          leg,
          hop,
          flows,
          bytes: tally.bytes[code]!,
          meaning: explain(reason).meaning,
          sample: sample ? samples.describe(sample) : '',
          cause: sample && samples.causeOf(epochs, sample, { reason, hop }),
        },
      ];
    })
    .sort((a, b) => b.flows - a.flows || (a.reason + a.hop < b.reason + b.hop ? -1 : 1));
}

function violationsOf(planned: PlannedRun, tally: Tally): TransitCount[] {
  const violations = new Map<string, TransitCount>();
  for (const [code, { reason, transit }] of planned.outcomes.entries()) {
    const flows = tally.flows[code]!;
    if (flows === 0 || !transit || reason === undefined || !isTransitViolation(reason)) continue;
    const key = JSON.stringify([reason, transit]);
    const known = violations.get(key)?.flows ?? 0;
    violations.set(key, { kind: reason, ...transit, flows: known + flows });
  }
  return [...violations.values()].sort((a, b) => b.flows - a.flows);
}

/** Windows up to the last in which anything happened. */
function windowsOf({ plan, reasons }: PlannedRun, { windowDrops }: Tally, shared: SharedTime): Window[] {
  const { windowMs, windowCount, slotOfWindow } = plan.time;
  const bps = (bytes: readonly number[], window: number): number => {
    const inside = bytes.slice(slotOfWindow[window], slotOfWindow[window + 1]);
    return Math.round((sum(inside) * 8000) / windowMs);
  };
  const windows = Array.from({ length: windowCount }, (_, i): Window => {
    const drops = reasons.flatMap((reason, row) => {
      const flows = windowDrops[row * windowCount + i]!;
      return flows === 0 ? [] : [[reason, flows] as const];
    });
    return {
      fromMs: i * windowMs,
      toMs: (i + 1) * windowMs,
      deliveredBps: bps(shared.carriedBytes, i),
      refusedBps: bps(shared.refusedBytes, i),
      droppedFlows: sum(drops.map(([, flows]) => flows)),
      drops: Object.fromEntries(drops.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    };
  });
  const last = windows.findLastIndex(
    ({ deliveredBps, refusedBps, droppedFlows }) => deliveredBps + refusedBps + droppedFlows > 0,
  );
  return windows.slice(0, last + 1);
}

/** A hop and everything it stops. */
export interface Blocker {
  readonly hop: string;
  readonly flows: number;
  readonly reasons: readonly DropReason[];
}

/** Hops by the flows they stop, most first. */
export function blockersOf({ drops }: TrafficResult): Blocker[] {
  return [...groupBy(drops, (drop) => drop.hop)]
    .map(([hop, rows]) => ({
      hop,
      flows: sum(rows.map((row) => row.flows)),
      reasons: [...new Set(rows.map((row) => row.reason))],
    }))
    .sort((a, b) => b.flows - a.flows || (a.hop < b.hop ? -1 : 1));
}
