/**
 * What a block of records adds up to, per story and logged action. Merged by addition, by the earliest and
 * latest time, and by the lowest record number, all of which forget the order.
 */
import type { BadLine } from '../source/flow-log/scan-lines.ts';
import type { Story } from './story.ts';

/** Actions that are told apart: see `ACTION`. */
export const ACTION_COUNT = 5;

/** Sums of one row: records, packets, bytes, earliest start, latest end. */
export const SUM_COUNT = 5;

export interface Sample {
  /** Line, message or row within the block. */
  readonly line: number;
  readonly text: string;
}

export interface BlockTally {
  /** Thread that made it: stories are numbered per thread. */
  readonly thread: number;
  readonly lines: number;
  readonly bad: number;
  readonly firstBad: readonly BadLine[];
  readonly noData: number;
  readonly skipData: number;
  /** Stories the thread tells for the first time, from number `firstStory` on. */
  readonly firstStory: number;
  readonly stories: readonly Story[];
  /** Story times {@link ACTION_COUNT} plus action, of each row. */
  readonly codes: Uint32Array;
  readonly sums: Float64Array;
  /** First record per code that the thread meets, and never again. */
  readonly samples: readonly { readonly code: number; readonly sample: Sample }[];
}

/** The tallies of one thread; columns grow with the stories. */
export class Tallies {
  private sums = new Float64Array(0);
  private touched = new Uint8Array(0);
  private sampled = new Uint8Array(0);
  private codes: number[] = [];

  /** Adds a record; true when it is the first of its code that this thread has met. */
  add(code: number, packets: number, bytes: number, start: number, end: number): boolean {
    if (code >= this.touched.length) this.grow(code);
    const { sums, touched } = this;
    const at = code * SUM_COUNT;
    if (touched[code] === 0) {
      touched[code] = 1;
      this.codes.push(code);
      sums[at] = 0;
      sums[at + 1] = 0;
      sums[at + 2] = 0;
      sums[at + 3] = Infinity;
      sums[at + 4] = -Infinity;
    }
    sums[at]!++;
    sums[at + 1]! += packets;
    sums[at + 2]! += bytes;
    if (start >= 0 && start < sums[at + 3]!) sums[at + 3] = start;
    if (end > sums[at + 4]!) sums[at + 4] = end;
    if (this.sampled[code] === 1) return false;
    this.sampled[code] = 1;
    return true;
  }

  /** Hands over what was added since the last time. */
  take(): Pick<BlockTally, 'codes' | 'sums'> {
    const codes = Uint32Array.from(this.codes);
    const sums = new Float64Array(codes.length * SUM_COUNT);
    for (const [i, code] of codes.entries()) {
      sums.set(this.sums.subarray(code * SUM_COUNT, (code + 1) * SUM_COUNT), i * SUM_COUNT);
      this.touched[code] = 0;
    }
    this.codes = [];
    return { codes, sums };
  }

  private grow(code: number): void {
    const size = Math.max(1024, code + 1, this.touched.length * 2);
    const [sums, touched, sampled] = [this.sums, this.touched, this.sampled];
    this.sums = new Float64Array(size * SUM_COUNT);
    this.touched = new Uint8Array(size);
    this.sampled = new Uint8Array(size);
    this.sums.set(sums);
    this.touched.set(touched);
    this.sampled.set(sampled);
  }
}
