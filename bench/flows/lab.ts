/**
 * A planned workload with its trees in memory, and flows as columns beside them: what whole-flow kernels are
 * asked about.
 */
import { planRun, type PlannedRun } from '../../src/bulk/plan.ts';
import { BLOCK_BYTES, JOB, JOB_BYTES } from '../../src/bulk/job.ts';
import {
  lineOf,
  LEAF_SEGMENTS,
  LEAF_VALUES,
  LINE_WORDS,
  END,
  FULL_LINES,
  levelOf,
} from '../../src/bulk/tree-layout.ts';
import { rangeOf } from '../../src/ip/range.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { instantiate, type FlowKernels } from '../../src/kernel/kernels.ts';
import type { Network } from '../../src/model/network.ts';
import type { Workload } from '../../src/model/scenario.ts';
import { epochsOf, type Epoch } from '../../src/timeline/epochs.ts';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { FlowColumns, generateFlows } from '../../src/workload/generator.ts';
import { Random } from '../../src/workload/random.ts';
import { ASKED_PORTS, prefix6 } from './estate-variants.ts';
import { benchKernels } from '../compile-kernels.ts';

export const ONE_PORT = [{ first: 443, last: 443 }];
export const MINUTE = { fromMs: 0, overMs: 60_000, process: 'even' } as const;

const SOURCE = { file: 'bench', path: [] };
const EVERYTHING = parsePrefix('10.0.0.0/8')!;
export const INTERNET = { 4: Number(rangeOf(parsePrefix('203.0.113.5/32')!).first), 6: 0x2600n << 112n };

/** Kernels of bench/assembly/flow-floors.ts: addresses of a job and of columns, and how many flows. */
interface FloorKernels {
  readonly floorFlows: (
    job: number,
    senders: number,
    places: number,
    outcomes: number,
    count: number,
  ) => void;
  readonly streamFlows: (
    senders: number,
    places: number,
    destinationPorts: number,
    sourcePorts: number,
    outcomes: number,
    count: number,
  ) => void;
}

/** Every host of an estate to everything inside. */
export function everyoneToEverything(network: Network, options: Partial<Workload> = {}): Workload {
  const isIpv6 = [...network.vpcs.values()].some(({ cidrs }) => typeof cidrs[0]?.address === 'bigint');
  return {
    name: 'everyone to everything',
    from: [...network.vpcs.keys()].map((vpc) => ({ kind: 'vpc', vpc })),
    to: [{ kind: 'prefix', prefix: isIpv6 ? prefix6(EVERYTHING) : EVERYTHING }],
    protocol: 6,
    destinationPorts: ASKED_PORTS,
    sourcePorts: { first: 32_768, last: 60_999 },
    flowCount: 1,
    pick: 'uniform',
    bytes: 1500,
    arrival: { fromMs: 0, overMs: 0, process: 'even' },
    oneWay: false,
    durationMs: 0,
    source: SOURCE,
    ...options,
  };
}

/**
 * How flows follow each other: senders in any order, each for some flows in a row, or everything as the
 * workload's generator has it.
 */
export type FlowOrder = 'random' | 'runs' | 'generated';

const RUN = 1024;

export interface FlowLab {
  readonly planned: PlannedRun;
  readonly epochs: readonly Epoch[];
  readonly kernels: FlowKernels;
  readonly floors: FloorKernels;
  readonly flows: number;
  readonly job: number;
  /** Addresses of the columns, and views of them. */
  readonly at: Readonly<
    Record<'senders' | 'places' | 'destinationPorts' | 'sourcePorts' | 'outcomes', number>
  >;
  readonly senders: Uint32Array;
  readonly places: Uint32Array;
  readonly destinationPorts: Uint16Array;
  readonly sourcePorts: Uint16Array;
  readonly outcomes: Uint32Array;
  readonly planMs: number;
}

export function flowLab(
  network: Network,
  workload: Workload,
  flows: number,
  order: FlowOrder = 'random',
): FlowLab {
  const epochs = epochsOf(network, [], []);
  const startedAt = performance.now();
  const planned = planRun(epochs, [workload], 1, INTERNET);
  const planMs = performance.now() - startedAt;
  const { memory } = planned.plan;
  const kernels = instantiate(memory);
  if (!memory || !kernels) throw new Error('the bench of whole flows needs the kernels');
  const bytes = JOB_BYTES + BLOCK_BYTES + flows * 16 + 64 * 1024;
  const job = memory.grow(Math.ceil(bytes / 65_536)) * 65_536;
  const first = job + JOB_BYTES + BLOCK_BYTES;
  const at = {
    senders: first,
    places: first + flows * 4,
    outcomes: first + flows * 8,
    destinationPorts: first + flows * 12,
    sourcePorts: first + flows * 14,
  };
  const words = new Uint32Array(memory.buffer);
  words.set(planned.plan.workloads[0]!.job!, job / 4);
  words[job / 4 + JOB.block] = job + JOB_BYTES;
  const lab: FlowLab = {
    planned,
    epochs,
    kernels,
    floors: benchKernels('flow-floors.ts', memory) as unknown as FloorKernels,
    flows,
    job,
    at,
    senders: new Uint32Array(memory.buffer, at.senders, flows),
    places: new Uint32Array(memory.buffer, at.places, flows),
    outcomes: new Uint32Array(memory.buffer, at.outcomes, flows),
    destinationPorts: new Uint16Array(memory.buffer, at.destinationPorts, flows),
    sourcePorts: new Uint16Array(memory.buffer, at.sourcePorts, flows),
    planMs,
  };
  if (order === 'generated') generate(lab);
  else fill(lab, order);
  return lab;
}

/** The first flows of the workload. */
function generate({ planned, flows, senders, places, destinationPorts, sourcePorts }: FlowLab): void {
  const { plan } = planned;
  const { generator } = plan.workloads[0]!;
  const columns = new FlowColumns(BATCH_FLOWS);
  for (let first = 0; first < flows; first += BATCH_FLOWS) {
    generateFlows(generator, plan.seed, first, BATCH_FLOWS, columns);
    columns.sender.forEach((entry, i) => {
      senders[first + i] = generator.senders.offsets[entry]! + columns.senderOffset[i]!;
    });
    places.set(columns.destinationPlace, first);
    destinationPorts.set(columns.destinationPort, first);
    sourcePorts.set(columns.sourcePort, first);
  }
}

/**
 * Six flows in seven go to a random segment of their sender's tree, so that every fate comes up; the rest
 * anywhere.
 */
function fill(
  { planned, flows, senders, places, destinationPorts, sourcePorts }: FlowLab,
  order: FlowOrder,
): void {
  const { lines, workloads } = planned.plan;
  const { generator, trees } = workloads[0]!;
  const { offsets } = generator.senders;
  const destinations = generator.destinations.offsets.at(-1)!;
  const random = new Random(77);
  const segments = Array.from(trees, (tree) => segmentStarts(lines, tree));
  const ports = [...generator.destinationPorts].filter((_, i) => i % 2 === 0);
  let entry = 0;
  for (let i = 0; i < flows; i++) {
    if (order === 'random' || i % RUN === 0) entry = random.below(offsets.length - 1);
    senders[i] = offsets[entry]! + random.below(offsets[entry + 1]! - offsets[entry]!);
    const starts = segments[entry]!;
    const segment = random.below(starts.length);
    const end = starts[segment + 1] ?? destinations;
    places[i] =
      random.below(7) === 0
        ? random.below(destinations)
        : starts[segment]! + random.below(end - starts[segment]!);
    destinationPorts[i] = ports[random.below(ports.length)]!;
    sourcePorts[i] =
      generator.sourcePortFirst + random.below(generator.sourcePortLast - generator.sourcePortFirst);
  }
}

/** Where the segments of a tree begin. */
export function segmentStarts(lines: Int32Array, tree: number): number[] {
  const starts = [0];
  const visit = (line: number, level: number): void => {
    const at = line * LINE_WORDS;
    const separators = [...lines.subarray(at, at + (level === 0 ? LEAF_VALUES - 1 : LINE_WORDS))];
    const used = separators.filter((separator) => separator !== END);
    if (level === 0) {
      for (const separator of used.slice(0, LEAF_SEGMENTS - 1))
        starts.push(((separator ^ 0x80000000) >>> 0) + 1);
      return;
    }
    for (let child = 0; child <= used.length; child++) {
      if (child > 0) starts.push(((used[child - 1]! ^ 0x80000000) >>> 0) + 1);
      visit(line + 1 + child * FULL_LINES[level - 1]!, level - 1);
    }
  };
  visit(lineOf(tree), levelOf(tree));
  return starts;
}

/** Sum of outcomes, so that contestants can be held against each other. */
export function sumOf(outcomes: Uint32Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = (sum + Math.imul(outcomes[i]!, i | 1)) | 0;
  return sum;
}

/** Flows in pieces that stay in the cache, as a run has them. */
const CHUNK = 16_384;

export function decideAll({ kernels, job, at }: FlowLab, flows: number): void {
  for (let i = 0; i < flows; i += CHUNK) {
    kernels.decideFlows(
      job,
      at.senders + 4 * i,
      at.places + 4 * i,
      at.destinationPorts + 2 * i,
      at.sourcePorts + 2 * i,
      at.outcomes + 4 * i,
      CHUNK,
    );
  }
}

export function touchAll({ floors, job, at }: FlowLab, flows: number): void {
  for (let i = 0; i < flows; i += CHUNK) {
    floors.floorFlows(job, at.senders + 4 * i, at.places + 4 * i, at.outcomes + 4 * i, CHUNK);
  }
}

export function streamAll({ floors, at }: FlowLab, flows: number): void {
  for (let i = 0; i < flows; i += CHUNK) {
    floors.streamFlows(
      at.senders + 4 * i,
      at.places + 4 * i,
      at.destinationPorts + 2 * i,
      at.sourcePorts + 2 * i,
      at.outcomes + 4 * i,
      CHUNK,
    );
  }
}
