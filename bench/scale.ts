/**
 * `npx tsx bench/scale.ts`: what whole flows cost by counting, held against what they take, and what the same count
 * says about estates that nobody has at hand.
 *
 * The model has four numbers, all printed. A flow reads `lines` cache lines of its sender's tree, one after the other,
 * somewhere in the trees of all senders; the trees take `bytes` per VPC; reading a line takes as long as a random read
 * in a table of that size, which is measured; and the rest of a flow takes what it took in the smallest estate.
 * Planning takes as long per sender as in the largest estate measured.
 *
 *     --sizes <n,n,…>     VPCs of the estates that are measured
 */
import { parseArgs } from 'node:util';
import { KernelMemory } from '../src/kernel/memory.ts';
import { Random } from '../src/workload/random.ts';
import { benchKernels } from './compile-kernels.ts';
import { estateOf } from './estate.ts';
import { costOf } from './flows/cost.ts';
import { withFilters } from './flows/estate-variants.ts';
import { decideAll, everyoneToEverything, flowLab } from './flows/lab.ts';
import { median } from './harness.ts';

const FLOWS = 1 << 20;
const ROUNDS = 15;
const ONE_PORT = [{ first: 443, last: 443 }];
const EXTRAPOLATED = [1000, 10_000, 100_000];
const MANY_FLOWS = 1e12;
/** Sizes of the tables in which reads are timed. */
const TABLE_BITS = [16, 18, 20, 22, 24, 26, 28, 30];

/** Milliseconds of the processor, median of the rounds. */
function timeOf(work: () => void): number {
  const times = Array.from({ length: ROUNDS + 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times.slice(3));
}

interface Measured {
  readonly vpcs: number;
  readonly senders: number;
  readonly lines: number;
  readonly segments: number;
  readonly bytes: number;
  readonly flowNs: number;
  readonly planMsPerSender: number;
}

function measure(vpcs: number): Measured {
  const network = withFilters(estateOf(vpcs).network, 'none');
  const lab = flowLab(network, everyoneToEverything(network, { destinationPorts: ONE_PORT }), FLOWS);
  const { linesPerFlow: lines, segmentsPerSender: segments } = costOf(lab);
  const senders = lab.planned.plan.workloads[0]!.senderCount;
  return {
    vpcs,
    senders,
    lines,
    segments,
    bytes: lab.planned.plan.lines.byteLength,
    flowNs: (timeOf(() => decideAll(lab, FLOWS)) * 1e6) / FLOWS,
    planMsPerSender: lab.planMs / senders,
  };
}

interface GatherKernel {
  readonly gatherLookups: (table: number, mask: number, addresses: number, codes: number, n: number) => void;
}

/** Nanoseconds of a read anywhere in a table, by the size of the table in bits. */
function readTimes(): Map<number, number> {
  const memory = new KernelMemory(2 ** Math.max(...TABLE_BITS) + 6 * FLOWS + 1024);
  const table = memory.allocate(2 ** Math.max(...TABLE_BITS));
  const addresses = memory.allocate(4 * FLOWS);
  const codes = memory.allocate(2 * FLOWS);
  new Uint8Array(memory.buffer, table, 2 ** Math.max(...TABLE_BITS)).fill(1);
  const random = new Random(5);
  const column = new Uint32Array(memory.buffer, addresses, FLOWS);
  for (let i = 0; i < FLOWS; i++) column[i] = random.next();
  const kernel = benchKernels('lookup-floors.ts', memory.memory!) as unknown as GatherKernel;
  return new Map(
    TABLE_BITS.map((bits) => {
      const ms = timeOf(() => kernel.gatherLookups(table, 2 ** bits - 1, addresses, codes, FLOWS));
      return [bits, (ms * 1e6) / FLOWS];
    }),
  );
}

/** Between the measured sizes on a line over the logarithm; beyond the largest as in it. */
function readNs(times: ReadonlyMap<number, number>, bytes: number): number {
  const bits = Math.min(Math.max(Math.log2(bytes), TABLE_BITS[0]!), TABLE_BITS.at(-1)!);
  const below = TABLE_BITS.findLast((known) => known <= bits)!;
  const above = TABLE_BITS.find((known) => known >= bits)!;
  const share = above === below ? 0 : (bits - below) / (above - below);
  return times.get(below)! * (1 - share) + times.get(above)! * share;
}

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '10,30,100,300' } } });
const times = readTimes();
console.log('a read anywhere in a table');
for (const [bits, ns] of times) {
  console.log(`  of ${`${2 ** (bits - 10)} KiB`.padStart(12)} takes ${ns.toFixed(2)} ns`);
}

const measured = values.sizes.split(',').map((size) => measure(Number(size)));
const [smallest] = measured;
const largest = measured.at(-1)!;
const restNs = smallest!.flowNs - smallest!.lines * readNs(times, smallest!.bytes);
const bytesPerVpc = largest.bytes / largest.vpcs;
const sendersPerVpc = largest.senders / largest.vpcs;
const predictedNs = (lines: number, bytes: number): number => restNs + lines * readNs(times, bytes);

console.log(`\nbeside its reads a flow takes ${restNs.toFixed(1)} ns\n`);
console.log('  VPCs   lines  segments   KiB of trees  as the count says   ns/flow  as the count says');
for (const { vpcs, lines, segments, bytes, flowNs } of measured) {
  const cells = [
    String(vpcs).padStart(6),
    lines.toFixed(2).padStart(7),
    segments.toFixed(0).padStart(9),
    (bytes / 1024).toFixed(0).padStart(14),
    ((bytesPerVpc * vpcs) / 1024).toFixed(0).padStart(18),
    flowNs.toFixed(1).padStart(9),
    predictedNs(lines, bytes).toFixed(1).padStart(18),
  ];
  console.log(cells.join(' '));
}

console.log('\non paper    trees   ns/flow    planning on one core   10¹² flows on one core');
for (const vpcs of EXTRAPOLATED) {
  const ns = predictedNs(largest.lines, bytesPerVpc * vpcs);
  const cells = [
    String(vpcs).padStart(8),
    `${((bytesPerVpc * vpcs) / 2 ** 20).toFixed(0)} MiB`.padStart(9),
    ns.toFixed(1).padStart(9),
    `${((largest.planMsPerSender * sendersPerVpc * vpcs) / 1000).toFixed(0)} s`.padStart(15),
    `${((ns * MANY_FLOWS) / 1e9 / 3600).toFixed(1)} h`.padStart(23),
  ];
  console.log(cells.join(' '));
}
