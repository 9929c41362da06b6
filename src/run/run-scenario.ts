/**
 * One run: expectations judged, workloads evaluated, findings collected. Plain data comes out; nothing
 * here prints.
 */
import { checkNetwork } from '../finding/check.ts';
import type { Finding } from '../finding/finding.ts';
import type { Refusal } from '../model/refusal.ts';
import { refusalsOf } from '../model/refusals.ts';
import type { Scenario, Workload } from '../model/scenario.ts';
import type { Unmodelled } from '../model/network.ts';
import { describeChanges, epochsOf } from '../timeline/epochs.ts';
import { judgeCapacity } from './capacity.ts';
import {
  judgeAttempts,
  judgeChecks,
  judgeEvents,
  judgeFindings,
  judgeFlows,
  judgeRefusals,
  type Judgement,
} from './expectations.ts';
import { runWorkloads, type RunTimings, type TrafficOptions, type TrafficResult } from './traffic.ts';

export interface RunOptions extends TrafficOptions {
  /** Flows of all workloads together, shared out in proportion; absent: as the scenario says. */
  readonly flows?: number;
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
    ...judgeEvents(epochs),
    ...judgeAttempts(scenario, start.network),
    ...judgeFindings(scenario, findings),
    ...judgeChecks(scenario, start.net, flows),
    ...(await judgeCapacity(scenario, start)),
  ];
  const traffic =
    scenario.workloads.length === 0
      ? undefined
      : await runWorkloads(epochs, scaled(scenario.workloads, options.flows), scenario.internet, options);
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
