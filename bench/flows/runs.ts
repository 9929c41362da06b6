/**
 * Whole flows in runs: on two threads, end to end, by the billion, and the planning before them.
 */
import { Evaluator } from '../../src/bulk/evaluate.ts';
import { planRunOnThreads } from '../../src/bulk/plan-pool.ts';
import { evaluateAll } from '../../src/bulk/pool.ts';
import { runWorkloads } from '../../src/run/traffic.ts';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { estateOf } from '../estate.ts';
import type { Question } from '../harness.ts';
import { withFilters } from './estate-variants.ts';
import { everyoneToEverything, flowLab, INTERNET, MINUTE, ONE_PORT } from './lab.ts';

const FLOWS = 1 << 20;
const SECOND_FLOWS = 1 << 26;
const BILLION = 1e9;

export function threads(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const options = { destinationPorts: ONE_PORT, flowCount: 2 * SECOND_FLOWS, arrival: MINUTE };
  const lab = flowLab(network, everyoneToEverything(network, options), BATCH_FLOWS);
  const on = async (count: number): Promise<number> =>
    (await evaluateAll(lab.planned.plan, { threads: count })).tally.flows.reduce((sum, n) => sum + n, 0);
  return {
    operations: 2 * SECOND_FLOWS,
    unit: 'flows',
    contestants: [
      { name: 'two threads', run: () => on(2) },
      { name: 'one thread', run: () => on(1), goal: 1.9 },
    ],
  };
}

export function endToEnd(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const options = { destinationPorts: ONE_PORT, flowCount: SECOND_FLOWS, arrival: MINUTE };
  const workload = everyoneToEverything(network, options);
  const lab = flowLab(network, workload, FLOWS, 'generated');
  const { planned, epochs } = lab;
  const evaluator = new Evaluator(planned.plan);
  return {
    operations: SECOND_FLOWS,
    unit: 'flows',
    contestants: [
      {
        name: 'run on one thread, planning left out',
        run: () => 0,
        time: async () => {
          const { timings } = await runWorkloads(epochs, [workload], INTERNET, { threads: 1, seed: 1 });
          return timings.evaluateMs;
        },
        doesLess: true,
      },
      {
        name: 'the same flows in a loop',
        run: (flows) => evaluator.evaluate(0, flows / BATCH_FLOWS).flows[0]!,
        doesLess: true,
        goal: 0.8,
      },
    ],
  };
}

/** All of a run but reading its files: compiling, planning, flows by the billion. */
export function billions(vpcs: number): {
  readonly inLoop: () => Question;
  readonly onThreads: () => Question;
} {
  const options = { destinationPorts: ONE_PORT, flowCount: BILLION, arrival: MINUTE };
  const network = withFilters(estateOf(vpcs).network, 'none');
  const workload = everyoneToEverything(network, options);
  const on = async (threads: number): Promise<number> => {
    const epochs = epochsOf(network, [], []);
    const { result } = await runWorkloads(epochs, [workload], INTERNET, { threads, seed: 1 });
    return result.delivered;
  };
  const question = { operations: BILLION, unit: 'flows', fewRounds: 3 };
  return {
    inLoop: () => {
      const evaluator = new Evaluator(flowLab(network, workload, BATCH_FLOWS, 'generated').planned.plan);
      const loop = (flows: number): number => evaluator.evaluate(0, Math.ceil(flows / BATCH_FLOWS)).flows[0]!;
      return {
        ...question,
        contestants: [
          { name: 'run on one thread', run: () => on(1) },
          { name: 'the same flows in a loop', run: loop, doesLess: true, goal: 0.8 },
        ],
      };
    },
    onThreads: () => ({
      ...question,
      contestants: [
        { name: 'run on two threads', run: () => on(2) },
        { name: 'run on one thread', run: () => on(1), goal: 1.9 },
      ],
    }),
  };
}

/** Walks, trees and all, by as many threads; this one is among them. */
export function planning(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const workload = everyoneToEverything(network, { destinationPorts: ONE_PORT });
  const request = { epochs: epochsOf(network, [], []), workloads: [workload], seed: 1, internet: INTERNET };
  const on = async (threads: number): Promise<number> => {
    const { plan } = await planRunOnThreads(request, { threads, treesPerThread: 1 });
    return plan.workloads[0]!.trees.reduce((sum, tree) => (Math.imul(sum, 31) + tree) | 0, plan.lines.length);
  };
  return {
    operations: [...network.enis.values()].filter(({ owner }) => owner.kind === 'host').length,
    unit: 'senders',
    ...(vpcs === 1000 && { fewRounds: 3 }),
    contestants: [
      { name: 'two threads', run: () => on(2) },
      { name: 'one thread', run: () => on(1), ...(vpcs === 1000 && { goal: 1.9 }) },
    ],
  };
}
