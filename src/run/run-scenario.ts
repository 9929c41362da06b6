/**
 * One run: expectations judged, workloads evaluated, findings collected. Plain data comes out; nothing
 * here prints.
 */
import { evaluateAll, type BulkOptions } from '../bulk/pool.ts';
import { planRun } from '../bulk/plan.ts';
import { sampleOf } from '../bulk/tally.ts';
import { checkNetwork } from '../finding/check.ts';
import type { Finding } from '../finding/finding.ts';
import { explain, isTransitViolation, type DropReason } from '../model/drop-reason.ts';
import type { Refusal } from '../model/refusal.ts';
import { refusalsOf } from '../model/refusals.ts';
import type { Scenario, Workload } from '../model/scenario.ts';
import type { Unmodelled } from '../model/network.ts';
import { describeChanges, epochsOf } from '../timeline/epochs.ts';
import {
  judgeAttempts,
  judgeChecks,
  judgeFindings,
  judgeFlows,
  judgeRefusals,
  type Judgement,
} from './expectations.ts';
import { describeSample } from './sample-flow.ts';

export interface RunOptions extends Omit<BulkOptions, 'onProgress'> {
  readonly seed: number;
  /** Flows of all workloads together, shared out in proportion; absent: as the scenario says. */
  readonly flows?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Flows that fared the same, by reason and hop. */
export interface DropCount {
  readonly reason: DropReason;
  readonly leg: 'forward' | 'return';
  readonly hop: string;
  readonly flows: number;
  readonly bytes: number;
  readonly meaning: string;
  /** The first such flow. */
  readonly sample: string;
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
  readonly droppedFlows: number;
}

export interface TrafficResult {
  readonly flows: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly deliveredBytes: number;
  readonly drops: readonly DropCount[];
  readonly violations: readonly TransitCount[];
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
}

export interface EpochResult {
  readonly fromMs: number;
  readonly changes: string;
  readonly refusals: readonly Refusal[];
}

export interface RunResult {
  readonly id: string;
  readonly title: string;
  readonly judgements: readonly Judgement[];
  readonly refusals: readonly Refusal[];
  readonly epochs: readonly EpochResult[];
  readonly findings: readonly Finding[];
  readonly traffic: TrafficResult | undefined;
  readonly unmodelled: readonly Unmodelled[];
}

/** How long the parts of a run took; kept apart, because results must not depend on it. */
export interface RunTimings {
  readonly planMs: number;
  readonly evaluateMs: number;
  readonly flowsPerSecond: number;
  readonly threads: number;
  readonly tables: number;
}

export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<{ result: RunResult; timings: RunTimings | undefined }> {
  const epochs = epochsOf(scenario.network, scenario.expectations, scenario.steps);
  const start = epochs[0]!;
  const refusals = refusalsOf(scenario.network);
  const findings = checkNetwork(start.net, refusals);
  const flows = judgeFlows(epochs, scenario.internet);
  const judgements = [
    ...flows,
    ...judgeRefusals(scenario),
    ...judgeAttempts(scenario, start.network),
    ...judgeFindings(scenario, findings),
    ...judgeChecks(scenario, start.net, flows),
  ];
  const traffic =
    scenario.workloads.length === 0
      ? undefined
      : await runWorkloads(scenario, epochs, scaled(scenario.workloads, options.flows), options);
  return {
    result: {
      id: scenario.id,
      title: scenario.title,
      judgements,
      refusals,
      epochs: epochs.map((epoch) => ({
        fromMs: epoch.fromMs,
        changes: describeChanges(epoch.changes),
        refusals: epoch.refusals,
      })),
      findings,
      traffic: traffic?.result,
      unmodelled: [...scenario.network.unmodelled.values()],
    },
    timings: traffic?.timings,
  };
}

/** Workloads with their flow counts scaled so that they add up to `flows`. */
function scaled(workloads: readonly Workload[], flows: number | undefined): readonly Workload[] {
  if (flows === undefined) return workloads;
  const total = workloads.reduce((sum, workload) => sum + workload.flowCount, 0);
  let shared = 0;
  let before = 0;
  return workloads.map((workload) => {
    before += workload.flowCount;
    const until = total === 0 ? 0 : Math.round((before / total) * flows);
    const flowCount = until - shared;
    shared = until;
    return { ...workload, flowCount };
  });
}

async function runWorkloads(
  scenario: Scenario,
  epochs: ReturnType<typeof epochsOf>,
  workloads: readonly Workload[],
  options: RunOptions,
): Promise<{ result: TrafficResult; timings: RunTimings }> {
  const startedAt = performance.now();
  const planned = planRun(epochs, workloads, options.seed, scenario.internet);
  const plannedAt = performance.now();
  const { tally, batchCount, evaluatedBatches, threads } = await evaluateAll(planned.plan, options);
  const evaluateMs = performance.now() - plannedAt;
  const flows = tally.flows.reduce((sum, count) => sum + count, 0);
  const drops: DropCount[] = [];
  const violations = new Map<string, TransitCount>();
  let delivered = 0;
  let deliveredBytes = 0;
  let conditionalFlows = 0;
  for (const [code, outcome] of planned.outcomes.entries()) {
    const count = tally.flows[code]!;
    if (count === 0) continue;
    if (outcome.conditional.length > 0) conditionalFlows += count;
    if (outcome.delivered) {
      delivered += count;
      deliveredBytes += tally.bytes[code]!;
      continue;
    }
    const { reason, leg, hop, transit } = outcome;
    if (reason === undefined || leg === undefined || hop === undefined)
      throw new Error('a drop has a reason');
    const sample = sampleOf(tally, code);
    drops.push({
      reason,
      leg,
      hop,
      flows: count,
      bytes: tally.bytes[code]!,
      meaning: explain(reason).meaning,
      sample: sample ? describeSample(planned, sample) : '',
    });
    if (transit && isTransitViolation(reason)) {
      const key = JSON.stringify([reason, transit]);
      const known = violations.get(key);
      violations.set(key, { kind: reason, ...transit, flows: (known?.flows ?? 0) + count });
    }
  }
  drops.sort((a, b) => b.flows - a.flows || (a.reason + a.hop < b.reason + b.hop ? -1 : 1));
  const { windowMs } = planned.plan;
  const windows = windowsOf(tally.windowBytes, tally.windowDrops, windowMs);
  const spanMs = windows.length * windowMs;
  return {
    result: {
      flows,
      delivered,
      dropped: flows - delivered,
      deliveredBytes,
      drops,
      violations: [...violations.values()].sort((a, b) => b.flows - a.flows),
      windows,
      throughputBps:
        spanMs === 0
          ? 0
          : Math.round((windows.reduce((sum, w) => sum + w.deliveredBps, 0) * windowMs) / spanMs),
      peakBps: Math.max(0, ...windows.map((window) => window.deliveredBps)),
      impossible: planned.impossible.map((workload) => workload.name),
      isComplete: evaluatedBatches === batchCount,
      conditionalFlows,
    },
    timings: {
      planMs: plannedAt - startedAt,
      evaluateMs,
      flowsPerSecond: evaluateMs === 0 ? 0 : (flows * 1000) / evaluateMs,
      threads,
      tables: planned.tableCount,
    },
  };
}

/** Windows up to the last in which anything happened. */
function windowsOf(bytes: Float64Array, drops: Float64Array, windowMs: number): Window[] {
  let count = bytes.length;
  while (count > 0 && bytes[count - 1] === 0 && drops[count - 1] === 0) count--;
  return Array.from({ length: count }, (_, i) => ({
    fromMs: i * windowMs,
    toMs: (i + 1) * windowMs,
    deliveredBps: Math.round((bytes[i]! * 8000) / windowMs),
    droppedFlows: drops[i]!,
  }));
}
