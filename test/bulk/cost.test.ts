/**
 * What whole flows cost, in numbers that no noise can move: trees, bytes, lines read, allocations; and one ratio with
 * a wide margin, so that a kernel that is not used, or not optimised, is noticed.
 */
import { describe, expect, it } from 'vitest';
import { estateOf } from '../../bench/estate.ts';
import { Evaluator } from '../../src/bulk/evaluate.ts';
import { lookUpAll } from '../../src/bulk/look-up.ts';
import { planRun } from '../../src/bulk/plan.ts';
import { levelOf } from '../../src/bulk/tree-layout.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import type { Workload } from '../../src/model/scenario.ts';
import { epochsOf } from '../../src/timeline/epochs.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { FlowColumns, generateFlows } from '../../src/workload/generator.ts';
import { heapGrowth, medianRatio } from '../measure.ts';

const VPCS = 12;
const BATCHES = 64;

const { network } = estateOf(VPCS);
const workload: Workload = {
  name: 'everyone to everything',
  from: [...network.vpcs.keys()].map((vpc) => ({ kind: 'vpc', vpc })),
  to: [{ kind: 'prefix', prefix: parsePrefix('10.0.0.0/8')! }],
  protocol: 6,
  destinationPorts: [{ first: 443, last: 443 }],
  sourcePorts: { first: 32_768, last: 60_999 },
  flowCount: BATCHES * BATCH_FLOWS,
  pick: 'uniform',
  bytes: 1500,
  arrival: { fromMs: 0, overMs: 1000, process: 'even' },
  oneWay: false,
  durationMs: 0,
  source: { file: 'test', path: [] },
};
const { plan, treeCount } = planRun(epochsOf(network, [], []), [workload], 1, {
  4: 0xcb007105,
  6: 0x2600n << 112n,
});
const planned = plan.workloads[0]!;

describe('whole flows of an estate of 12 VPCs', () => {
  it('cost as many trees, bytes and lines as they cost', () => {
    const routes = [...network.routeTables.values()].reduce((sum, { routes }) => sum + routes.length, 0);
    const linesOfSender = Array.from(planned.trees, (tree) => 1 + levelOf(tree));
    expect({
      senders: planned.senderCount,
      trees: treeCount,
      'bytes per route': Math.round(plan.lines.byteLength / routes),
      'lines read at most': Math.max(...linesOfSender),
    }).toEqual({ senders: 60, trees: 540, 'bytes per route': 169, 'lines read at most': 3 });
  });

  it('are looked up without allocating', () => {
    const columns = new FlowColumns(BATCH_FLOWS);
    generateFlows(planned.generator, plan.seed, 0, BATCH_FLOWS, columns);
    const trees = columns.sender.map((sender) => planned.trees[sender]!);
    const values = new Uint32Array(BATCH_FLOWS);
    expect(
      heapGrowth(20, () => {
        values.set(trees);
        lookUpAll(plan.lines, columns, values, BATCH_FLOWS);
      }),
    ).toBeLessThan(BATCH_FLOWS / 64);
  });

  it('allocate nothing per flow when they are generated, decided and counted', () => {
    const evaluator = new Evaluator(plan);
    // What is left is a tally and the description of 64 batches; a number per flow would be 8 bytes.
    const grown = heapGrowth(20, () => {
      evaluator.evaluate(0, BATCHES);
    });
    expect(grown / workload.flowCount).toBeLessThan(0.2);
  });

  it('go several times faster through the kernel than through plain TypeScript', () => {
    const kernel = new Evaluator(plan);
    const plain = new Evaluator({ ...plan, memory: undefined });
    const few = 8;
    const ratio = medianRatio(
      () => plain.evaluate(0, few),
      () => kernel.evaluate(0, few),
    );
    expect(ratio).toBeGreaterThan(2.5);
  });
});
