/**
 * The bulk engine against the trace: flows in quantity fare as each of them does alone. And the report
 * does not depend on how many threads made it.
 */
import { describe, expect, it } from 'vitest';
import { evaluateAll } from '../../src/bulk/pool.ts';
import { BATCH_FLOWS, Evaluator } from '../../src/bulk/evaluate.ts';
import { Outcomes } from '../../src/bulk/outcomes.ts';
import { planRun, type PlannedRun } from '../../src/bulk/plan.ts';
import { walkFlow } from '../../src/forward/legs.ts';
import { pointOf } from '../../src/forward/box.ts';
import { plus, readWords } from '../../src/ip/address.ts';
import { epochsOf, type Epoch } from '../../src/timeline/epochs.ts';
import { FlowColumns, generateFlows } from '../../src/workload/generator.ts';
import { Random } from '../../src/workload/random.ts';
import { toJson, runJson } from '../../src/report/json.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { arbitraryWorkloads } from '../arbitrary/workloads.ts';
import { readScenarioFile, readScenarioValue } from '../read-scenario-file.ts';

/** How many networks and flows; the environment asks for more (`npm run agreement`). */
const NETWORKS = Number(process.env['VPCSIM_NETWORKS'] ?? 60);
const FLOWS = Number(process.env['VPCSIM_FLOWS'] ?? 600);
const SEED = Number(process.env['VPCSIM_SEED'] ?? 1);

/** Outcomes of the flows of one workload, each walked alone in the epoch it starts in. */
function traced(planned: PlannedRun, epochs: readonly Epoch[], index: number): Float64Array {
  const { plan, ends, workloads, outcomes } = planned;
  const { generator, flowCount, groupOf } = plan.workloads[index]!;
  const { senders, destinations } = ends[index]!;
  const counts = new Float64Array(plan.outcomeCount);
  const columns = new FlowColumns(BATCH_FLOWS);
  const keys = outcomes.map((outcome) => JSON.stringify(outcome));
  for (let first = 0; first < flowCount; first += BATCH_FLOWS) {
    const count = Math.min(BATCH_FLOWS, flowCount - first);
    generateFlows(generator, plan.seed, first, count, columns);
    for (let i = 0; i < count; i++) {
      const epoch = epochs.findLast((candidate) => candidate.fromMs <= columns.startMs[i]!)!;
      const sender = senders[columns.sender[i]!]!;
      const destination = destinations[columns.destination[i]!]!;
      const group = groupOf[columns.destination[i]!];
      const meant = destinations.flatMap(({ eni }, k) => {
        const known = eni && groupOf[k] === group ? epoch.net.enis.get(eni.record.id) : undefined;
        return known ? [known] : [];
      });
      const words = generator.family === 4 ? 1 : 4;
      const box = pointOf({
        source: plus(sender.range.first, columns.senderOffset[i]!),
        destination: readWords(generator.family, columns.destinationWords, i * words),
        protocol: workloads[index]!.protocol,
        sourcePort: columns.sourcePort[i]!,
        destinationPort: columns.destinationPort[i]!,
      });
      const origin =
        sender.origin.kind === 'eni'
          ? { kind: 'eni' as const, eni: epoch.net.enis.get(sender.origin.eni.record.id)! }
          : sender.origin.kind === 'site-host'
            ? { ...sender.origin, site: epoch.net.sites.get(sender.origin.site.record.id)! }
            : sender.origin;
      const intent = destination.eni
        ? { kind: 'enis' as const, enis: new Set(meant) }
        : { kind: 'anyone' as const };
      const { verdict } = walkFlow(
        epoch.net,
        { origin, intent, box, unresolvedName: undefined },
        {
          ttl: 64,
          bytes: 1500,
          dontFragment: false,
          oneWay: workloads[index]!.oneWay,
          recording: false,
          explaining: false,
          established: false,
        },
      );
      const asOne = new Outcomes();
      asOne.codeOf(epoch.network, verdict);
      const key = JSON.stringify(asOne.list[0]);
      const code = keys.indexOf(key);
      expect(code, `flow ${first + i} of workload ${index}: ${key}`).toBeGreaterThanOrEqual(0);
      counts[code]! += 1;
    }
  }
  return counts;
}

describe('flows in quantity', () => {
  it(`fare as each of them does alone (${NETWORKS} networks, seed ${SEED})`, () => {
    let flows = 0;
    let drops = 0;
    for (let seed = SEED; seed < SEED + NETWORKS; seed++) {
      const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 2 }));
      const epochs = epochsOf(scenario.network, [], scenario.steps);
      const workloads = arbitraryWorkloads(scenario, new Random(seed), FLOWS);
      const planned = planRun(epochs, workloads, seed, scenario.internet);
      for (const index of planned.plan.workloads.keys()) {
        const alone = {
          ...planned.plan,
          workloads: planned.plan.workloads.map((plan, i) =>
            i === index ? plan : { ...plan, flowCount: 0 },
          ),
        };
        const tally = new Evaluator(alone).evaluate(0, Number.MAX_SAFE_INTEGER);
        expect([...tally.flows], `seed ${seed} workload ${index}`).toEqual([
          ...traced(planned, epochs, index),
        ]);
        flows += planned.plan.workloads[index]!.flowCount;
        drops += tally.flows.reduce(
          (sum, count, code) => (planned.outcomes[code]!.delivered ? sum : sum + count),
          0,
        );
      }
    }
    console.log(`bulk and trace agree on ${flows} flows over ${NETWORKS} networks, ${drops} of them dropped`);
    expect(flows).toBeGreaterThan(NETWORKS * FLOWS * 0.5);
  });

  it('give the same report on 1, 2 and 5 threads', async () => {
    const scenario = readScenarioFile(
      new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname,
    );
    const reports: string[] = [];
    for (const threads of [1, 2, 5]) {
      const { result } = await runScenario(scenario, { threads, seed: 7, flows: 3_000_000 });
      reports.push(toJson(runJson(result, (source) => source.path.join('.'))));
    }
    expect(reports[1]).toBe(reports[0]);
    expect(reports[2]).toBe(reports[0]);
  });

  it('stop when asked, with what is known so far', async () => {
    const scenario = readScenarioFile(
      new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname,
    );
    const epochs = epochsOf(scenario.network, [], scenario.steps);
    const { plan } = planRun(epochs, scenario.workloads, 1, scenario.internet);
    const controller = new AbortController();
    const result = await evaluateAll(plan, {
      threads: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(result.evaluatedBatches).toBeGreaterThan(0);
    expect(result.evaluatedBatches).toBeLessThan(result.batchCount);
  });
});
