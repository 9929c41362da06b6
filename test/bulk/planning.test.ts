/**
 * A plan does not depend on how it came about: senders walked one by one or alike ones once, again after
 * each event or only when it matters, in one draft or many, here or in other threads.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Drafter, type Draft, type Pass } from '../../src/bulk/draft.ts';
import { Outcomes } from '../../src/bulk/outcomes.ts';
import { partiesOf } from '../../src/bulk/parties.ts';
import { planInSteps, planRun, type PlannedRun, type PlanRequest } from '../../src/bulk/plan.ts';
import { planRunOnThreads } from '../../src/bulk/plan-pool.ts';
import { SenderWalks } from '../../src/bulk/sender-walks.ts';
import { TreePool } from '../../src/bulk/tree-pool.ts';
import { handOver, takeOver } from '../../src/compile/handover.ts';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { Random } from '../../src/workload/random.ts';
import { levelled } from '../arbitrary/levelled.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { arbitraryWorkloads } from '../arbitrary/workloads.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const NETWORKS = Number(process.env['VPCSIM_NETWORKS'] ?? 40);
const SEED = Number(process.env['VPCSIM_SEED'] ?? 1);
const SEEDS = Array.from({ length: NETWORKS }, (_, i) => SEED + i);

function requestOf(seed: number): PlanRequest {
  const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 2 }));
  const random = new Random(seed, 2);
  const network = seed % 3 === 0 ? scenario.network : levelled(scenario.network, random);
  const steps = random.below(2) === 0 ? [] : scenario.steps;
  return {
    epochs: epochsOf(network, [], steps),
    workloads: arbitraryWorkloads(scenario, random, 100),
    seed,
    internet: scenario.internet,
  };
}

const plannedHere = ({ epochs, workloads, seed, internet }: PlanRequest, sharing = true): PlannedRun =>
  planRun(epochs, workloads, seed, internet, { sharing });

/** Everything that flows are decided by. */
function fingerprint({ plan, outcomes }: PlannedRun): string {
  const hash = createHash('sha1').update(plan.lines).update(JSON.stringify(outcomes));
  for (const { trees, hasUntracked } of plan.workloads) hash.update(trees).update(String(hasUntracked));
  return hash.digest('hex');
}

/** Walks that were spared in the first epoch. */
function sparedIn({ epochs, workloads, internet }: PlanRequest): number {
  const { net } = epochs[0]!;
  let spared = 0;
  for (const workload of workloads) {
    const parties = partiesOf(net, workload, internet);
    if (!parties) continue;
    const sinks = { outcomes: new Outcomes(), trees: new TreePool() };
    const walks = new SenderWalks({ net, workload, established: 'no', remembering: false }, parties, sinks);
    walks.treesOf([...parties.ends.senders.keys()]);
    spared += walks.spared;
  }
  return spared;
}

/** Drafts by several threads that take turns as chance has it, all but the first with a network handed over. */
function plannedByMany(request: PlanRequest, random: Random): { planned: PlannedRun; kept: number } {
  const { epochs, workloads, internet } = request;
  const own = epochs.map(({ net }) => net);
  const partiesIn = (nets: typeof own) => workloads.map((each) => partiesOf(nets[0]!, each, internet));
  const drafters = Array.from({ length: 1 + random.below(4) }, (_, i) => {
    const nets = i === 0 ? own : structuredClone(own.map(handOver)).map(takeOver);
    return new Drafter(nets, workloads, partiesIn(nets));
  });
  const steps = planInSteps(request, partiesIn(own));
  let step = steps.next();
  while (!step.done) step = steps.next(inTurns(drafters, step.value, random));
  return { planned: step.value, kept: drafters.reduce((sum, { kept }) => sum + kept, 0) };
}

function inTurns(drafters: readonly Drafter[], passes: readonly Pass[], random: Random): Draft[] {
  const counter = new Int32Array(1);
  const drafts: Draft[] = [];
  const busy = drafters.map((drafter, i) => ({ i, drafting: drafter.draft(passes, counter) }));
  while (busy.length > 0) {
    const at = random.below(busy.length);
    const { i, drafting } = busy[at]!;
    const step = drafting.next();
    if (!step.done) continue;
    drafts[i] = step.value;
    busy.splice(at, 1);
  }
  return drafts;
}

describe('a plan', () => {
  it(`is the same whether or not senders that are alike are walked once (${NETWORKS} networks, seed ${SEED})`, () => {
    let spared = 0;
    for (const seed of SEEDS) {
      const request = requestOf(seed);
      const apart = plannedHere(request, false);
      expect(fingerprint(plannedHere(request)), `seed ${seed}`).toBe(fingerprint(apart));
      spared += sparedIn(request);
    }
    console.log(`${spared} walks spared over ${NETWORKS} networks`);
    expect(spared).toBeGreaterThan(NETWORKS);
  });

  it('is the same however many drafts it is merged from, and whatever events leave as it was', () => {
    let keptTrees = 0;
    for (const seed of SEEDS) {
      const request = requestOf(seed);
      const { planned, kept } = plannedByMany(request, new Random(seed, 3));
      expect(fingerprint(planned), `seed ${seed}`).toBe(fingerprint(plannedHere(request, false)));
      keptTrees += kept;
    }
    console.log(`${keptTrees} trees outlived an event over ${NETWORKS} networks`);
    expect(keptTrees).toBeGreaterThan(NETWORKS);
  });

  it('is the same on several threads', async () => {
    const request = requestOf(SEED);
    const planned = await planRunOnThreads(request, { threads: 3, treesPerThread: 1 });
    expect(fingerprint(planned)).toBe(fingerprint(plannedHere(request)));
  });
});
