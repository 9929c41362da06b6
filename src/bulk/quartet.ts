/**
 * Batches through the kernel, four at a time: generated, looked up and counted without a flow ever leaving the
 * cache. What the kernel counts per outcome goes into the tally whenever the moment changes in which the flows
 * start, so the tally is the one that counting flow by flow gives.
 */
import { instantiate, type FlowKernels } from '../kernel/kernels.ts';
import { BATCH_FLOWS } from '../workload/batch.ts';
import { Random } from '../workload/random.ts';
import { BLOCK_BYTES, JOB, JOB_BYTES, ROOT_WORDS, TALLY_HEAD_BYTES } from './job.ts';
import { momentsOf, type Moment } from './moments.ts';
import { countAlike } from './passes.ts';
import type { BulkPlan } from './plan.ts';
import type { WorkloadPlan } from './plan-workload.ts';
import type { Tally } from './tally.ts';

const LANES = 4;
const PAGE_BYTES = 65_536;
const WORD = Uint32Array.BYTES_PER_ELEMENT;
/** Flows are numbered from one that is fewer than this many before them. */
const NUMBERED = 2 ** 31;

/** One batch on its way through a lane. */
interface Lane {
  readonly firstFlow: number;
  readonly count: number;
  readonly moments: readonly Moment[];
  /** Which of the moments it is in. */
  moment: number;
}

export class Quartet {
  private readonly plan: BulkPlan;
  private readonly kernels: FlowKernels;
  /** The words of the memory, by address / 4. */
  private readonly words: Uint32Array;
  private readonly job: number;
  /** Tallies of the lanes; the last takes what nobody wants to know. */
  private readonly tallies: readonly number[];
  private tally: Tally | undefined;
  private workloadIndex = -1;
  /** Flow that the kernel calls 0. */
  private origin = 0;
  /** Per lane, when the flows in its tally start. */
  private readonly startMs = new Float64Array(LANES);

  /** `undefined` where the plain forms have to do. */
  static of(plan: BulkPlan): Quartet | undefined {
    const kernels = instantiate(plan.memory);
    return plan.memory && kernels && new Quartet(plan, plan.memory, kernels);
  }

  private constructor(plan: BulkPlan, memory: WebAssembly.Memory, kernels: FlowKernels) {
    this.plan = plan;
    this.kernels = kernels;
    const tallyBytes = Math.ceil((TALLY_HEAD_BYTES + plan.outcomeCount * 3 * WORD) / 64) * 64;
    const bytes = JOB_BYTES + BLOCK_BYTES + (LANES + 1) * tallyBytes;
    // Growing is how a thread gets room of its own.
    this.job = memory.grow(Math.ceil(bytes / PAGE_BYTES)) * PAGE_BYTES;
    this.words = new Uint32Array(memory.buffer);
    const firstTally = this.job + JOB_BYTES + BLOCK_BYTES;
    this.tallies = Array.from({ length: LANES + 1 }, (_, lane) => firstTally + lane * tallyBytes);
  }

  /**
   * Counts batches `first` … `last` − 1 of a workload, as many as it can, and returns the first that it cannot,
   * or `last`. Counts are in the tally after `flush`.
   */
  count(tally: Tally, workloadIndex: number, first: number, last: number): number {
    const workload = this.plan.workloads[workloadIndex]!;
    if (!workload.job || workload.hasPoolsPerDestination) return first;
    let batch = first;
    while (batch < last) {
      const lanes = this.lanesOf(workload, batch, Math.min(last, batch + LANES));
      if (lanes.length === 0) break;
      this.turnTo(tally, workloadIndex, workload, lanes[0]!.firstFlow);
      this.run(workload, lanes);
      batch += lanes.length;
    }
    return batch;
  }

  /** Batches from the first on whose flows time does not tell apart, all in one epoch. */
  private lanesOf(workload: WorkloadPlan, first: number, last: number): Lane[] {
    const lanes: Lane[] = [];
    for (let batch = first; batch < last; batch++) {
      const firstFlow = batch * BATCH_FLOWS;
      const count = Math.min(BATCH_FLOWS, workload.flowCount - firstFlow);
      const moments = momentsOf(this.plan, workload, firstFlow, count);
      const epoch = lanes[0] && this.epochAt(lanes[0].moments[0]!.startMs);
      if (!moments || (epoch !== undefined && epoch !== this.epochAt(moments[0]!.startMs))) break;
      lanes.push({ firstFlow, count, moments, moment: 0 });
    }
    return lanes;
  }

  private epochAt(ms: number): number {
    return this.plan.time.epochStartsMs.findLastIndex((startMs) => startMs <= ms);
  }

  /** Tells the kernel about a workload, once for all of its batches. */
  private turnTo(tally: Tally, workloadIndex: number, workload: WorkloadPlan, firstFlow: number): void {
    const isSame = this.tally === tally && this.workloadIndex === workloadIndex;
    if (isSame && firstFlow - this.origin < NUMBERED) return;
    this.flush();
    this.tally = tally;
    this.workloadIndex = workloadIndex;
    this.origin = firstFlow;
    const { words, job, plan } = this;
    words.set(workload.job!, job / WORD);
    words[job / WORD + JOB.block] = job + JOB_BYTES;
    words[job / WORD + JOB.codes] = plan.outcomeCount;
  }

  private run(workload: WorkloadPlan, lanes: readonly Lane[]): void {
    const { words, kernels } = this;
    const job = this.job / WORD;
    const { generator, job: template, senderCount } = workload;
    const epoch = this.epochAt(lanes[0]!.moments[0]!.startMs);
    words[job + JOB.roots] = template![JOB.roots]! + epoch * senderCount * ROOT_WORDS * WORD;
    for (let lane = 0; lane < LANES; lane++) this.seed(job, generator, lane, lanes[lane]);
    const rows = Math.max(...lanes.map(({ count }) => count));
    for (let row = 0; row < rows;) {
      let until = rows;
      for (let lane = 0; lane < LANES; lane++) {
        until = Math.min(until, this.point(job, lane, lanes[lane], row));
      }
      kernels.advanceFlows(this.job, until - row);
      row = until;
    }
  }

  /** Sets a lane to the start of its batch. */
  private seed(
    job: number,
    { index, senders, destinations }: WorkloadPlan['generator'],
    lane: number,
    batch?: Lane,
  ): void {
    const { words, plan } = this;
    const firstFlow = batch?.firstFlow ?? 0;
    const state = new Random(plan.seed, index, firstFlow).state();
    for (const [i, word] of state.entries()) words[job + JOB.state + i * LANES + lane] = word;
    const senderCount = senders.offsets.at(-1)!;
    words[job + JOB.round + lane] = firstFlow % senderCount;
    words[job + JOB.round + LANES + lane] =
      Math.floor(firstFlow / senderCount) % destinations.offsets.at(-1)!;
  }

  /** Points a lane to its tally from `row` on; returns the row from which it counts elsewhere. */
  private point(job: number, lane: number, batch: Lane | undefined, row: number): number {
    const { words, tallies, startMs } = this;
    if (!batch || row >= batch.count) {
      words[job + JOB.lanes + lane] = tallies[LANES]!;
      return Infinity;
    }
    while (batch.firstFlow + row >= batch.moments[batch.moment]!.until) batch.moment++;
    const moment = batch.moments[batch.moment]!;
    if (moment.startMs !== startMs[lane]) {
      this.flushLane(lane);
      startMs[lane] = moment.startMs;
    }
    words[job + JOB.lanes + lane] = tallies[lane]!;
    words[job + JOB.firstFlows + lane] = batch.firstFlow + row - this.origin;
    return moment.until - batch.firstFlow;
  }

  /** Puts what was counted into the tally. */
  flush(): void {
    for (let lane = 0; lane < LANES; lane++) this.flushLane(lane);
  }

  private flushLane(lane: number): void {
    const { words, plan, tally, workloadIndex, origin } = this;
    const at = this.tallies[lane]! / WORD;
    const count = words[at]!;
    if (count === 0 || !tally) return;
    const cells = at + TALLY_HEAD_BYTES / WORD;
    const list = cells + 2 * plan.outcomeCount;
    for (let i = 0; i < count; i++) {
      const code = words[list + i]!;
      const cell = cells + 2 * code;
      countAlike(
        { plan, tally, workloadIndex, startMs: this.startMs[lane]! },
        { code, flows: words[cell]!, firstFlow: origin + words[cell + 1]! },
      );
      words[cell] = 0;
    }
    words[at] = 0;
  }
}
