/**
 * Whole flows, both legs: the bulk engine's table against a walk of every single flow, on the bundled hub
 * and spokes.
 */
import { readFileSync } from 'node:fs';
import { Evaluator } from '../src/bulk/evaluate.ts';
import { planRun } from '../src/bulk/plan.ts';
import { pointOf } from '../src/forward/box.ts';
import { walkFlow } from '../src/forward/legs.ts';
import { plus } from '../src/ip/address.ts';
import { parseDocument } from '../src/source/document.ts';
import { InputError, type Problem } from '../src/source/problem.ts';
import { readScenario } from '../src/source/scenario/read-scenario.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { epochsOf } from '../src/timeline/epochs.ts';
import { FlowColumns, generateFlows } from '../src/workload/generator.ts';
import { wholeFlowEntries } from './flows/entries.ts';
import type { Entry, Question } from './harness.ts';

const FLOWS = 16_384;

export function flowEntries(options: { readonly large: boolean }): Entry[] {
  return [{ name: 'flows of the hub and spokes', make: hubAndSpokes }, ...wholeFlowEntries(options)];
}

function hubAndSpokes(): Question {
  const path = new URL('../scenarios/hub-and-spoke.yaml', import.meta.url).pathname;
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile(path, readFileSync(path, 'utf8')), problems);
  const scenario = document && readScenario(document, problems);
  if (!scenario) throw new InputError(problems);
  const [workload] = scenario.workloads;
  const epochs = epochsOf(scenario.network, [], []);
  const planned = planRun(epochs, [{ ...workload!, flowCount: FLOWS, durationMs: 0 }], 1, scenario.internet);
  const evaluator = new Evaluator(planned.plan);
  const columns = new FlowColumns(FLOWS);
  const delivered = planned.outcomes.map((outcome) => (outcome.delivered ? 1 : 0));
  const { net } = epochs[0]!;
  const { senders, destinations } = planned.ends[0]!;
  const meant = new Set(destinations.flatMap(({ eni }) => eni ?? []));
  const walkAll = (): number => {
    generateFlows(planned.plan.workloads[0]!.generator, 1, 0, FLOWS, columns);
    let count = 0;
    for (let i = 0; i < FLOWS; i++) {
      const sender = senders[columns.sender[i]!]!;
      const box = pointOf({
        source: plus(sender.range.first, columns.senderOffset[i]!),
        destination: columns.destinationWords[i]!,
        protocol: workload!.protocol,
        sourcePort: columns.sourcePort[i]!,
        destinationPort: columns.destinationPort[i]!,
      });
      const start = {
        origin: sender.origin,
        intent: { kind: 'enis', enis: meant } as const,
        box,
        unresolvedName: undefined,
      };
      if (walkFlow(net, start, WALK).verdict.delivered) count++;
    }
    return count;
  };
  return {
    operations: FLOWS,
    unit: 'flows',
    contestants: [
      {
        name: 'generate, look up, count',
        run: () =>
          evaluator.evaluate(0, 1).flows.reduce((sum, count, code) => sum + count * delivered[code]!, 0),
      },
      { name: 'generate, walk each', run: walkAll },
    ],
  };
}

const WALK = {
  ttl: 64,
  bytes: 1500,
  dontFragment: false,
  oneWay: false,
  recording: false,
  explaining: false,
  established: 'no' as const,
};
