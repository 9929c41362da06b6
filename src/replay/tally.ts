/**
 * What records add up to, per story and logged action: in each thread first, and then all of them.
 *
 * Added up by addition, by the earliest and latest time, and by the first record, all of which forget
 * the order. Stories are kept as texts, which take a fraction of what the objects take.
 */
import type { BadLine } from '../source/flow-log/scan-lines.ts';
import type { LogUnit } from '../source/flow-log/read-log.ts';
import type { Story } from './story.ts';

/** Actions that are told apart: see `ACTION`. */
export const ACTION_COUNT = 5;

/** Sums of one code: records, packets, bytes, earliest start, latest end. */
const SUM_COUNT = 5;

/** Where a block is: its file, and its number among all blocks. */
export interface BlockPlace {
  readonly file: number;
  readonly block: number;
  readonly unit: LogUnit;
}

/** What was read of a block. */
export interface BlockCount extends BlockPlace {
  readonly lines: number;
  readonly records: number;
  readonly noData: number;
  readonly skipData: number;
  readonly bad: number;
  readonly firstBad: readonly BadLine[];
  /** Why nothing of it could be read. */
  readonly failure?: string;
}

/** A record to show. */
export interface Sample {
  readonly block: number;
  /** Line, message or row within the block. */
  readonly line: number;
  readonly text: string;
}

/** A tally as another thread gets it; plain data. */
export interface TallyParts {
  readonly blocks: readonly BlockCount[];
  /** Texts of the stories, by number. */
  readonly stories: readonly string[];
  /** Story times {@link ACTION_COUNT} plus action, of each row. */
  readonly codes: Uint32Array;
  readonly sums: Float64Array;
  readonly samples: readonly Sample[];
}

/** Stands for the block of a code without records. */
const NO_BLOCK = 0xffffffff;

export class Tally {
  readonly blocks: BlockCount[] = [];
  private readonly numberOf = new Map<string, number>();
  private sums = new Float64Array(0);
  /** Block of the first record of each code. */
  private firstBlock = new Uint32Array(0);
  private readonly samples: Sample[] = [];

  /** Counts a block of which nothing can be read. */
  fail(place: BlockPlace, failure: string): void {
    const nothing = { lines: 0, records: 0, noData: 0, skipData: 0, bad: 0, firstBad: [] };
    this.blocks.push({ ...place, ...nothing, failure });
  }

  /** Number of a story; equal ones have the same. */
  numberOfStory(story: Story): number {
    return this.numberOfText(JSON.stringify(story));
  }

  /** Adds a record; true when no earlier block has one of this code. */
  add(code: number, block: number, packets: number, bytes: number, start: number, end: number): boolean {
    if (code >= this.firstBlock.length) this.grow(code);
    const { sums, firstBlock } = this;
    const at = code * SUM_COUNT;
    sums[at]!++;
    sums[at + 1]! += packets;
    sums[at + 2]! += bytes;
    if (start >= 0 && start < sums[at + 3]!) sums[at + 3] = start;
    if (end > sums[at + 4]!) sums[at + 4] = end;
    if (block >= firstBlock[code]!) return false;
    firstBlock[code] = block;
    return true;
  }

  /** Keeps the first record of a code. */
  show(code: number, sample: Sample): void {
    this.samples[code] = sample;
  }

  parts(): TallyParts {
    const codes = Uint32Array.from(this.codes());
    const sums = new Float64Array(codes.length * SUM_COUNT);
    for (const [i, code] of codes.entries()) sums.set(this.sumsOf(code), i * SUM_COUNT);
    const samples = Array.from(codes, (code) => this.samples[code]!);
    return { blocks: this.blocks, stories: [...this.numberOf.keys()], codes, sums, samples };
  }

  /** Adds what another thread added up. */
  merge({ blocks, stories, codes, sums, samples }: TallyParts): void {
    this.blocks.push(...blocks);
    const numbers = stories.map((text) => this.numberOfText(text));
    for (const [i, theirs] of codes.entries()) {
      const code = numbers[Math.floor(theirs / ACTION_COUNT)]! * ACTION_COUNT + (theirs % ACTION_COUNT);
      if (code >= this.firstBlock.length) this.grow(code);
      addSums(this.sumsOf(code), sums.subarray(i * SUM_COUNT, (i + 1) * SUM_COUNT));
      const sample = samples[i]!;
      if (sample.block >= this.firstBlock[code]!) continue;
      this.firstBlock[code] = sample.block;
      this.show(code, sample);
    }
  }

  /** Every story and action of which there are records. */
  *rows(): Generator<{ story: Story; action: number; sums: Float64Array; sample: Sample }> {
    const stories = Array.from(this.numberOf.keys(), (text) => JSON.parse(text) as Story);
    for (const code of this.codes()) {
      yield {
        story: stories[Math.floor(code / ACTION_COUNT)]!,
        action: code % ACTION_COUNT,
        sums: this.sumsOf(code),
        sample: this.samples[code]!,
      };
    }
  }

  private *codes(): Generator<number> {
    for (const [code, block] of this.firstBlock.entries()) if (block !== NO_BLOCK) yield code;
  }

  private sumsOf(code: number): Float64Array {
    return this.sums.subarray(code * SUM_COUNT, (code + 1) * SUM_COUNT);
  }

  private numberOfText(text: string): number {
    const known = this.numberOf.get(text);
    if (known !== undefined) return known;
    this.numberOf.set(text, this.numberOf.size);
    return this.numberOf.size - 1;
  }

  private grow(code: number): void {
    const known = this.firstBlock.length;
    const size = Math.max(1024, code + 1, known * 2);
    const { sums, firstBlock } = this;
    this.firstBlock = new Uint32Array(size).fill(NO_BLOCK, known);
    this.firstBlock.set(firstBlock);
    this.sums = new Float64Array(size * SUM_COUNT);
    this.sums.set(sums);
    const none = emptySums();
    for (let fresh = known; fresh < size; fresh++) this.sums.set(none, fresh * SUM_COUNT);
  }
}

export function emptySums(): Float64Array {
  return Float64Array.of(0, 0, 0, Infinity, -Infinity);
}

export function addSums(sums: Float64Array, more: ArrayLike<number>): void {
  for (let i = 0; i < 3; i++) sums[i]! += more[i]!;
  sums[3] = Math.min(sums[3]!, more[3]!);
  sums[4] = Math.max(sums[4]!, more[4]!);
}
