/**
 * Connections and bandwidth in quantity: who is refused is decided by start and number alone, and reports
 * are the same however the work is shared out.
 */
import { describe, expect, it } from 'vitest';
import { evaluateAll } from '../../src/bulk/pool.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { planRun, type PlannedRun } from '../../src/bulk/plan.ts';
import { shareLinks } from '../../src/bulk/share-links.ts';
import { slotAt } from '../../src/bulk/time-plan.ts';
import { readWords } from '../../src/ip/address.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { runJson, toJson } from '../../src/report/json.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { FlowColumns, generateFlows } from '../../src/workload/generator.ts';
import { Random } from '../../src/workload/random.ts';
import { readScenarioFile, readScenarioValue } from '../read-scenario-file.ts';

const scenarios = new URL('../../scenarios/', import.meta.url).pathname;

/** Two endpoints of 3000 connections each, and two crowds of clients that come and go. */
function crowdedEndpoints(random: Random): Scenario {
  const workload = (name: string, from: string): object => ({
    name,
    from,
    to: ['near', 'far'],
    dport: 443,
    flows: 12_000 + random.below(30_000),
    pick: ['uniform', 'zipf', 'roundRobin'][random.below(3)],
    bytes: 1000,
    arrive: {
      from: random.below(4000),
      over: [0, 500, 20_000][random.below(3)],
      process: ['even', 'poisson'][random.below(2)],
    },
    duration: [0, 700, 5000][random.below(3)],
  });
  return readScenarioValue({
    profile: 'otc',
    vpcs: {
      C: {
        cidrs: ['10.0.0.0/16'],
        subnets: { c: '10.0.0.0/19' },
        hosts: { a: '10.0.4.0-10.0.4.99', b: '10.0.5.0-10.0.6.9' },
      },
      P: { cidrs: ['10.9.0.0/16'], subnets: { p: '10.9.0.0/24' }, hosts: { service: '10.9.0.10' } },
    },
    links: {
      near: { type: 'endpoint', vpc: 'C', ip: '10.0.0.50', service: 'service' },
      far: { type: 'endpoint', vpc: 'C', ip: '10.0.0.51', service: 'service' },
    },
    workloads: [workload('first', 'a'), workload('second', 'b')],
  });
}

/** Refused flows per endpoint address, connection by connection. */
function refusedOneByOne({ plan }: PlannedRun, limit: number): Map<number, number> {
  const flows = plan.workloads.flatMap(({ generator, flowCount, durationMs }, workload) => {
    const columns = new FlowColumns(BATCH_FLOWS);
    const rows: { workload: number; flow: number; start: number; end: number; to: number }[] = [];
    for (let first = 0; first < flowCount; first += BATCH_FLOWS) {
      const count = Math.min(BATCH_FLOWS, flowCount - first);
      generateFlows(generator, plan.seed, first, count, columns);
      for (let i = 0; i < count; i++) {
        const start = columns.startMs[i]!;
        const to = Number(readWords(4, columns.destinationWords, i));
        rows.push({ workload, flow: first + i, start, end: start + durationMs, to });
      }
    }
    return rows;
  });
  flows.sort((a, b) => a.start - b.start || a.workload - b.workload || a.flow - b.flow);
  const refused = new Map<number, number>();
  const open = new Map<number, number[]>();
  for (const { to, start, end } of flows) {
    const ends = (open.get(to) ?? []).filter((other) => other > start);
    if (ends.length < limit) {
      if (end > start) ends.push(end);
    } else {
      refused.set(to, (refused.get(to) ?? 0) + 1);
    }
    open.set(to, ends);
  }
  return refused;
}

describe('connections', () => {
  it('are refused as if they came one by one', async () => {
    let refusedFlows = 0;
    for (let seed = 1; seed <= 3; seed++) {
      const scenario = crowdedEndpoints(new Random(seed));
      const epochs = epochsOf(scenario.network, [], []);
      const planned = planRun(epochs, scenario.workloads, seed, scenario.internet);
      const { tally } = await evaluateAll(planned.plan, { threads: 1 });
      const counted = planned.outcomes.flatMap(({ reason, hop }, code) =>
        reason === 'endpoint-connection-limit' && tally.flows[code]! > 0
          ? [[hop === 'endpoint:near' ? 0x0a000032 : 0x0a000033, tally.flows[code]!] as const]
          : [],
      );
      const expected = refusedOneByOne(planned, 3000);
      expect(new Map(counted), `seed ${seed}`).toEqual(expected);
      for (const count of expected.values()) refusedFlows += count;
    }
    expect(refusedFlows).toBeGreaterThan(400);
  });
});

describe('a run with limits', () => {
  const scenario = readScenarioFile(`${scenarios}rush-hour.yaml`);

  it('gives the same bytes on 1, 2 and 3 threads, whatever the hand-outs', async () => {
    const reports = new Set<string>();
    for (const [threads, batchesPerTask] of [
      [1, 32],
      [1, 1],
      [2, 3],
      [3, 1],
      [3, 5],
    ] as const) {
      const { result } = await runScenario(scenario, { threads, batchesPerTask, seed: 7 });
      expect(result.traffic?.drops.map(({ reason }) => reason)).toEqual(['nat-port-exhausted']);
      expect(result.traffic?.refusedBytes).toBeGreaterThan(0);
      reports.add(toJson(runJson(result, (source) => source.path.join('.'))));
    }
    expect(reports.size).toBe(1);
  });

  it('carries what is offered but for what full links refuse, in every window', async () => {
    const epochs = epochsOf(scenario.network, [], scenario.steps);
    const planned = planRun(epochs, scenario.workloads, 3, scenario.internet);
    const { tally } = await evaluateAll(planned.plan, { threads: 1 });
    const { carriedBytes, refusedBytes, links } = shareLinks(planned, tally);
    const slotCount = carriedBytes.length;
    for (const [slot, carried] of carriedBytes.entries()) {
      let offered = 0;
      for (let i = slot; i < tally.offered.length; i += slotCount) offered += tally.offered[i]!;
      expect(carried + refusedBytes[slot]!).toBe(offered);
    }
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(sum(links.map((link) => link.refusedBytes))).toBe(sum(refusedBytes));
    // The tunnel is full from the tenth second on, and carries exactly what it can.
    const slot = slotAt(planned.plan.time, 20_000);
    const before = links.find(({ carrier, bps }) => carrier === 'vpn' && bps === 1_250_000_000)!;
    expect(refusedBytes[slot]).toBeGreaterThan(0);
    expect(before.peakBps).toBeGreaterThan(1_250_000_000);
  });
});
