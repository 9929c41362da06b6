/**
 * The kernel against the plain form: the same tally for the same batches, whatever the workload.
 */
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../src/bulk/evaluate.ts';
import { planRun, type PlannedRun } from '../../src/bulk/plan.ts';
import { momentsOf } from '../../src/bulk/moments.ts';
import type { Tally } from '../../src/bulk/tally.ts';
import { kernelAbsence } from '../../src/kernel/module.ts';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { arbitraryWorkloads } from '../arbitrary/workloads.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const NETWORKS = Number(process.env['VPCSIM_NETWORKS'] ?? 24);
const SEED = Number(process.env['VPCSIM_SEED'] ?? 1);

function arbitraryRun(seed: number): PlannedRun {
  const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 2 }));
  const random = new Random(seed, 1);
  const steps = random.below(2) === 0 ? [] : scenario.steps;
  const flows = BATCH_FLOWS * random.below(6) + 1 + random.below(BATCH_FLOWS);
  // Some in so short a time that many start together, some as they come.
  const workloads = arbitraryWorkloads(scenario, random, flows).map((workload) => {
    const overMs = [0, 40, 4000, workload.arrival.overMs][random.below(4)]!;
    return { ...workload, arrival: { ...workload.arrival, overMs } };
  });
  return planRun(epochsOf(scenario.network, [], steps), workloads, seed, scenario.internet);
}

function columnsOf(tally: Tally): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tally).map(([name, column]) => [name, [...column]]));
}

describe('the kernel', () => {
  it('is there', () => {
    expect(kernelAbsence()).toBeUndefined();
  });

  it(`counts as the plain form does (${NETWORKS} networks, seed ${SEED})`, () => {
    let batches = 0;
    let together = 0;
    for (let seed = SEED; seed < SEED + NETWORKS; seed++) {
      const { plan } = arbitraryRun(seed);
      const all = Number.MAX_SAFE_INTEGER;
      const plain = new Evaluator({ ...plan, memory: undefined }).evaluate(0, all);
      expect(columnsOf(new Evaluator(plan).evaluate(0, all)), `seed ${seed}`).toEqual(columnsOf(plain));
      for (const workload of plan.workloads) {
        for (let first = 0; first < workload.flowCount; first += BATCH_FLOWS) {
          const count = Math.min(BATCH_FLOWS, workload.flowCount - first);
          batches++;
          if (momentsOf(plan, workload, first, count) && !workload.hasPoolsPerDestination) together++;
        }
      }
    }
    console.log(
      `kernel and plain form agree on ${batches} batches, ${together} of them counted by the kernel`,
    );
    expect(together).toBeGreaterThan(batches / 4);
    expect(together).toBeLessThan(batches);
  });

  it('adds up the same however the batches are handed out', () => {
    const { plan } = arbitraryRun(SEED + 3);
    const evaluator = new Evaluator(plan);
    const whole = evaluator.evaluate(0, Number.MAX_SAFE_INTEGER);
    const parts = [0, 1, 3, 4, 5, 9].map((first, i, firsts) =>
      evaluator.evaluate(first, firsts[i + 1] ?? 1e9),
    );
    const flows = parts.reduce(
      (sum, part) => sum.map((n, code) => n + part.flows[code]!),
      whole.flows.map(() => 0),
    );
    expect([...flows]).toEqual([...whole.flows]);
  });
});
