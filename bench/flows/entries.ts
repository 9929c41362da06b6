/**
 * Whole flows, both legs: against what they cost at least, against the plain form, with filters, in IPv6, in
 * order, generated on the way, on two threads, and end to end.
 */
import { lookUpAll, type AskedColumns } from '../../src/bulk/look-up.ts';
import { Evaluator } from '../../src/bulk/evaluate.ts';
import type { WorkloadPlan } from '../../src/bulk/plan-workload.ts';
import { freeze } from '../../src/fib/freeze.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { estateOf } from '../estate.ts';
import type { Contestant, Entry, Fact, Question } from '../harness.ts';
import { costOf } from './cost.ts';
import { entryOf } from './entry-of.ts';
import { inIpv6, withFilters, type Filters } from './estate-variants.ts';
import {
  decideAll,
  everyoneToEverything,
  flowLab,
  ONE_PORT,
  streamAll,
  sumOf,
  touchAll,
  type FlowLab,
} from './lab.ts';
import { billions, endToEnd, planning, threads } from './runs.ts';
import { compactWalk } from './compact-walk.ts';
import { tiledSenders, treesOf } from './tiled.ts';

const FLOWS = 1 << 20;
/** As many flows a second as a run of hundreds of millions has. */
const SECOND = { fromMs: 0, overMs: 1000, process: 'even' } as const;

export function wholeFlowEntries({ large }: { readonly large: boolean }): Entry[] {
  const sizes = large ? [10, 100, 1000, 10_000] : [10, 100, 1000];
  const goals = new Map([
    [10, 0.5],
    [1000, 0.4],
    [10_000, 0.8],
  ]);
  const entry = (name: string, make: () => Question): Entry => ({ name: `whole flows, ${name}`, make });
  return [
    ...sizes.map((vpcs) => entry(`${vpcs} VPCs`, () => alone(vpcs, goals.get(vpcs)))),
    ...[10, 100].flatMap((vpcs) => [
      entry(`usual filters, ${vpcs} VPCs`, () => filtered(vpcs, 'usual', 0.7)),
      entry(`heavy filters, ${vpcs} VPCs`, () => filtered(vpcs, 'heavy', undefined)),
    ]),
    entry('IPv6, 100 VPCs', () => family(100)),
    entry('runs of a sender, 10 VPCs', () => inRuns(10)),
    entry('runs of a sender, 100 VPCs', () => inRuns(100)),
    entry('generated on the way, 100 VPCs', () => generated(100)),
    ...(large ? [100, 1000] : [100]).map((vpcs) => entry(`two threads, ${vpcs} VPCs`, () => threads(vpcs))),
    entry('run end to end, 100 VPCs', () => endToEnd(100)),
    ...(large
      ? [
          entry('a billion in a run, 1000 VPCs', () => billions(1000).inLoop()),
          entry('a billion in a run on two threads, 1000 VPCs', () => billions(1000).onThreads()),
        ]
      : []),
    entry('trees from tiles, 100 VPCs', () => compiled(100)),
    ...(large ? [100, 1000] : [100]).map((vpcs) => entry(`planned, ${vpcs} VPCs`, () => planning(vpcs))),
  ];
}

/** A contestant that decides flows of a lab. */
function decider(name: string, lab: FlowLab, run: (count: number) => void): Contestant {
  return {
    name,
    run: (count) => {
      run(count);
      return lab.outcomes[0]!;
    },
    answer: (count) => {
      run(count);
      return sumOf(lab.outcomes, count);
    },
  };
}

const kernel = (lab: FlowLab, name = 'kernel'): Contestant =>
  decider(name, lab, (count) => decideAll(lab, count));

/** What the kernel's reads cost without its searches, and what reading the flows alone does. */
function floorsOf(lab: FlowLab, goal: number | undefined): Contestant[] {
  const { run } = decider('', lab, (count) => touchAll(lab, count));
  const stream = decider('', lab, (count) => streamAll(lab, count));
  return [
    { name: 'its reads alone', run, doesLess: true, ...(goal !== undefined && { goal }) },
    { name: 'stream of the flows', run: stream.run, doesLess: true },
  ];
}

function plain(lab: FlowLab): Contestant {
  const { plan } = lab.planned;
  const asked = askedOf(lab);
  const trees = treesByFlow(lab, plan.workloads[0]!);
  const run = (count: number): void => {
    lab.outcomes.set(trees.subarray(0, count));
    lookUpAll(plan.lines, asked, lab.outcomes, count);
  };
  return { ...decider('plain TypeScript', lab, run), operations: FLOWS / 4 };
}

function askedOf(lab: FlowLab): AskedColumns {
  const { offsets } = lab.planned.plan.workloads[0]!.generator.senders;
  return {
    destinationPlace: lab.places,
    senderOffset: lab.senders.map((place) => place - offsets[entryOf(offsets, place)]!),
    destinationPort: lab.destinationPorts,
    sourcePort: lab.sourcePorts,
  };
}

function treesByFlow({ senders }: FlowLab, { trees, generator }: WorkloadPlan): Uint32Array {
  return senders.map((place) => trees[entryOf(generator.senders.offsets, place)]!);
}

/** Plain flows of an estate without filters on one port: nothing but routes decides. */
function alone(vpcs: number, goal: number | undefined): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const lab = flowLab(network, everyoneToEverything(network, { destinationPorts: ONE_PORT }), FLOWS);
  const walk = compactWalk(lab);
  return {
    operations: FLOWS,
    unit: 'flows',
    contestants: [
      kernel(lab),
      ...floorsOf(lab, goal),
      plain(lab),
      {
        name: 'compact hop by hop, only whether',
        run: (count) => walk(count),
        operations: FLOWS / 8,
        doesLess: true,
        ...(vpcs === 1000 && { goal: 30 }),
      },
    ],
    facts: factsOf(lab, vpcs),
  };
}

function factsOf(lab: FlowLab, vpcs: number): Fact[] {
  const { plan, treeCount } = lab.planned;
  const routes = [...lab.epochs[0]!.network.routeTables.values()].reduce(
    (sum, table) => sum + table.routes.length,
    0,
  );
  const cost = costOf(lab);
  return [
    { name: 'trees', value: treeCount, unit: 'trees' },
    { name: 'lines read per flow', value: cost.linesPerFlow, unit: 'lines' },
    { name: 'segments per sender', value: cost.segmentsPerSender, unit: 'segments' },
    {
      name: 'lines in memory per route',
      value: plan.lines.byteLength / routes,
      unit: 'bytes',
      ...(vpcs === 10_000 && { goal: 100 }),
    },
    { name: 'flows that ports or the sender decide', value: cost.shareBelow * 100, unit: '%' },
    { name: 'planned in', value: lab.planMs / plan.workloads[0]!.senderCount, unit: 'ms per sender' },
  ];
}

function filtered(vpcs: number, filters: Filters, goal: number | undefined): Question {
  const { network } = estateOf(vpcs);
  const labOf = (kind: Filters): FlowLab => {
    const variant = withFilters(network, kind);
    return flowLab(variant, everyoneToEverything(variant), FLOWS);
  };
  const lab = labOf(filters);
  const open = labOf('none');
  return {
    operations: FLOWS,
    unit: 'flows',
    contestants: [
      kernel(lab, `${filters} filters`),
      { ...kernel(open, 'no filters'), doesLess: true, ...(goal !== undefined && { goal }) },
      plain(lab),
    ],
    facts: [
      { name: 'lines read per flow', value: costOf(lab).linesPerFlow, unit: 'lines' },
      { name: 'flows that ports or the sender decide', value: costOf(lab).shareBelow * 100, unit: '%' },
    ],
  };
}

function family(vpcs: number): Question {
  const ipv4 = withFilters(estateOf(vpcs).network, 'none');
  const ipv6 = inIpv6(ipv4);
  const six = flowLab(ipv6, everyoneToEverything(ipv6), FLOWS);
  const four = flowLab(ipv4, everyoneToEverything(ipv4), FLOWS);
  return {
    operations: FLOWS,
    unit: 'flows',
    contestants: [kernel(six, 'IPv6'), { ...kernel(four, 'IPv4'), doesLess: true, goal: 0.6 }],
  };
}

function inRuns(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const workload = everyoneToEverything(network, { destinationPorts: ONE_PORT });
  const lab = flowLab(network, workload, FLOWS, 'runs');
  return { operations: FLOWS, unit: 'flows', contestants: [kernel(lab), ...floorsOf(lab, 0.6)] };
}

function generated(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const options = { destinationPorts: ONE_PORT, flowCount: FLOWS, arrival: SECOND };
  const lab = flowLab(network, everyoneToEverything(network, options), FLOWS, 'generated');
  const evaluator = new Evaluator(lab.planned.plan);
  const plainly = new Evaluator({ ...lab.planned.plan, memory: undefined });
  const count = (by: Evaluator, flows: number): number =>
    by.evaluate(0, flows / BATCH_FLOWS).flows.reduce((sum, n, code) => (sum + Math.imul(n, code)) | 0, 0);
  return {
    operations: FLOWS,
    unit: 'flows',
    contestants: [
      { name: 'generated, decided, counted', run: (flows) => count(evaluator, flows) },
      { ...kernel(lab, 'decided alone'), doesLess: true, goal: 0.8 },
      { name: 'plain TypeScript', run: (flows) => count(plainly, flows), operations: FLOWS / 8 },
    ],
  };
}

/** Trees from tiles that are walked already, against freezing the route tables they came from. */
function compiled(vpcs: number): Question {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const workload = everyoneToEverything(network, { destinationPorts: ONE_PORT });
  const { epochs, planMs, planned } = flowLab(network, workload, BATCH_FLOWS);
  const { net } = epochs[0]!;
  const tables = [...net.tables.values()].flatMap(({ rib }) => [rib]);
  const tiled = tiledSenders(planned, net);
  return {
    operations: tables.length,
    unit: 'tables',
    contestants: [
      { name: 'trees of all senders', run: () => treesOf(tiled).sizeBytes },
      {
        name: 'route tables flattened',
        run: () => freeze(tables).words.length,
        doesLess: true,
        goal: 1 / 1.8,
      },
    ],
    facts: [
      { name: 'tiles per sender', value: tiled.tileCount / tiled.senders.length, unit: 'tiles' },
      { name: 'planned in, walks and all', value: planMs / tiled.senders.length, unit: 'ms per sender' },
    ],
  };
}
