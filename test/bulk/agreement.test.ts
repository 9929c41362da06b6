/**
 * The bulk engine against the trace: flows in quantity fare as each of them does alone. And the report
 * does not depend on how many threads made it.
 */
import { describe, expect, it } from 'vitest';
import { evaluateAll } from '../../src/bulk/pool.ts';
import { Evaluator } from '../../src/bulk/evaluate.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { Outcomes } from '../../src/bulk/outcomes.ts';
import { planRun, type PlannedRun } from '../../src/bulk/plan.ts';
import { walkFlow } from '../../src/forward/legs.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import type { Established } from '../../src/forward/walk.ts';
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

/** One flow of a workload, by its row in the columns. */
interface Row {
  readonly planned: PlannedRun;
  readonly index: number;
  readonly columns: FlowColumns;
  readonly i: number;
}

/** What becomes of one flow in one epoch, walked alone. */
function walked({ planned, index, columns, i }: Row, epoch: Epoch, established: Established): Verdict {
  const { plan, ends, workloads } = planned;
  const { generator, groupOf } = plan.workloads[index]!;
  const { senders, destinations } = ends[index]!;
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
  return walkFlow(
    epoch.net,
    { origin, intent, box, unresolvedName: undefined },
    {
      ttl: 64,
      bytes: 1500,
      dontFragment: false,
      oneWay: workloads[index]!.oneWay,
      recording: false,
      explaining: false,
      established,
    },
  ).verdict;
}

/**
 * How each flow of one workload ends, walked alone in the epoch it starts in, and while it is open in those
 * that follow: there it has to meet the same devices.
 */
function traced(planned: PlannedRun, epochs: readonly Epoch[], index: number): Float64Array {
  const { plan, outcomes } = planned;
  const { generator, flowCount, durationMs } = plan.workloads[index]!;
  const counts = new Float64Array(plan.outcomeCount);
  const columns = new FlowColumns(BATCH_FLOWS);
  const keys = outcomes.map((outcome) => JSON.stringify(outcome));
  for (let first = 0; first < flowCount; first += BATCH_FLOWS) {
    const count = Math.min(BATCH_FLOWS, flowCount - first);
    generateFlows(generator, plan.seed, first, count, columns);
    for (let i = 0; i < count; i++) {
      const row = { planned, index, columns, i };
      const startMs = columns.startMs[i]!;
      const epoch = epochs.findLast((candidate) => candidate.fromMs <= startMs)!;
      const opened = walked(row, epoch, durationMs > 0 && epochs.length > 1 ? 'watched' : 'no');
      const asOne = new Outcomes();
      asOne.codeOf(epoch.network, opened);
      const key = JSON.stringify(asOne.list[0]);
      let code = keys.indexOf(key);
      expect(code, `flow ${first + i} of workload ${index}: ${key}`).toBeGreaterThanOrEqual(0);
      const cut = epochs.findIndex((later) => {
        if (!opened.delivered || later.fromMs <= startMs || later.fromMs >= startMs + durationMs)
          return false;
        const then = walked(row, later, opened.isUntracked ? 'untracked' : 'tracked');
        return !then.delivered || then.devices.join(' ') !== opened.devices.join(' ');
      });
      if (cut >= 0) code = plan.interruptedCode[cut]!;
      counts[code]! += 1;
    }
  }
  return counts;
}

describe('flows in quantity', () => {
  it(`fare as each of them does alone (${NETWORKS} networks, seed ${SEED})`, () => {
    let flows = 0;
    let drops = 0;
    let cut = 0;
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
        cut += tally.flows.reduce(
          (sum, count, code) => (planned.outcomes[code]!.reason === 'flow-interrupted' ? sum + count : sum),
          0,
        );
        drops += tally.flows.reduce(
          (sum, count, code) => (planned.outcomes[code]!.delivered ? sum : sum + count),
          0,
        );
      }
    }
    console.log(
      `bulk and trace agree on ${flows} flows over ${NETWORKS} networks, ${drops} of them dropped, ${cut} cut`,
    );
    expect(flows).toBeGreaterThan(NETWORKS * FLOWS * 0.5);
    expect(cut).toBeGreaterThan(0);
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
