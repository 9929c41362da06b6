/**
 * All tallies added up: per story and action, whoever made them and in whatever order they came.
 */
import type { BadLine } from '../source/flow-log/scan-lines.ts';
import type { LogUnit } from '../source/flow-log/read-log.ts';
import { ACTION_COUNT, SUM_COUNT, type BlockTally, type Sample } from './block-tally.ts';
import type { Story } from './story.ts';

/** Sums of records; packets and bytes are exact up to 2⁵³, times are seconds since 1970. */
export interface Volume {
  readonly records: number;
  readonly packets: number;
  readonly bytes: number;
  /** Absent where the format leaves out the times. */
  readonly start?: number;
  readonly end?: number;
}

/** A place in a log. */
export interface LogPlace {
  readonly file: string;
  readonly unit: LogUnit;
  /** From 1. */
  readonly line: number;
}

export interface Entry {
  readonly story: Story;
  readonly action: number;
  readonly volume: Volume;
  readonly sample: { readonly place: LogPlace; readonly text: string };
}

export interface FileCount {
  readonly name: string;
  readonly lines: number;
  readonly records: number;
  readonly bad: number;
}

/** Where a block is: its file, and its number among all blocks. */
export interface BlockPlace {
  readonly file: number;
  readonly block: number;
  readonly unit: LogUnit;
}

interface Row {
  readonly story: Story;
  readonly action: number;
  readonly sums: Float64Array;
  block: number;
  sample: Sample;
}

export class Ledger {
  noData = 0;
  skipData = 0;
  bad = 0;
  private readonly files: readonly string[];
  private readonly rows = new Map<string, Row>();
  /** Row of each code, per thread. */
  private readonly byThread = new Map<number, { readonly stories: Story[]; readonly rows: Row[] }>();
  private readonly blocks: { file: number; lines: number; records: number; bad: number; unit: LogUnit }[] =
    [];
  private readonly firstBad: { block: number; bad: BadLine }[] = [];

  constructor(files: readonly string[]) {
    this.files = files;
  }

  /** Blocks may come in any order; those of one thread come in the order of their numbers. */
  add({ file, block, unit }: BlockPlace, tally: BlockTally): void {
    this.noData += tally.noData;
    this.skipData += tally.skipData;
    this.bad += tally.bad;
    for (const bad of tally.firstBad) this.firstBad.push({ block, bad });
    const thread = this.threadOf(tally.thread);
    for (const [i, story] of tally.stories.entries()) thread.stories[tally.firstStory + i] = story;
    for (const { code, sample } of tally.samples) this.place(thread, code, block, sample);
    let records = 0;
    for (const [i, code] of tally.codes.entries()) {
      const { sums } = thread.rows[code]!;
      const at = i * SUM_COUNT;
      for (let sum = 0; sum < 3; sum++) sums[sum]! += tally.sums[at + sum]!;
      sums[3] = Math.min(sums[3]!, tally.sums[at + 3]!);
      sums[4] = Math.max(sums[4]!, tally.sums[at + 4]!);
      records += tally.sums[at]!;
    }
    this.blocks[block] = { file, lines: tally.lines, records, bad: tally.bad, unit };
  }

  private threadOf(id: number) {
    const known = this.byThread.get(id);
    if (known) return known;
    const thread = { stories: [], rows: [] };
    this.byThread.set(id, thread);
    return thread;
  }

  /** A thread meets a code for the first time: its row, with the lower of two samples. */
  private place(
    thread: { readonly stories: Story[]; readonly rows: Row[] },
    code: number,
    block: number,
    sample: Sample,
  ): void {
    const story = thread.stories[Math.floor(code / ACTION_COUNT)]!;
    const action = code % ACTION_COUNT;
    const key = `${action} ${JSON.stringify(story)}`;
    let row = this.rows.get(key);
    if (!row) {
      row = { story, action, sums: Float64Array.of(0, 0, 0, Infinity, -Infinity), block, sample };
      this.rows.set(key, row);
    } else if (block < row.block) {
      row.block = block;
      row.sample = sample;
    }
    thread.rows[code] = row;
  }

  /** Entries in the order in which their first records stand in the log. */
  entries(): Entry[] {
    const rows = [...this.rows.values()].sort((a, b) => a.block - b.block || a.sample.line - b.sample.line);
    const starts = this.firstLines();
    return rows.map(({ story, action, sums, block, sample }) => ({
      story,
      action,
      volume: volumeOf(sums),
      sample: { place: this.placeOf(starts, block, sample.line), text: sample.text },
    }));
  }

  /** The first few lines that are no records. */
  badLines(most: number): { readonly place: LogPlace; readonly message: string }[] {
    const starts = this.firstLines();
    return this.firstBad
      .sort((a, b) => a.block - b.block || a.bad.line - b.bad.line)
      .slice(0, most)
      .map(({ block, bad }) => ({ place: this.placeOf(starts, block, bad.line), message: bad.message }));
  }

  /** What was read of each file. */
  fileCounts(): FileCount[] {
    const counts = this.files.map((name) => ({ name, lines: 0, records: 0, bad: 0 }));
    for (const { file, lines, records, bad } of this.blocks) {
      const count = counts[file]!;
      count.lines += lines;
      count.records += records;
      count.bad += bad;
    }
    return counts;
  }

  private placeOf(starts: readonly number[], block: number, line: number): LogPlace {
    const { file, unit } = this.blocks[block]!;
    return { file: this.files[file]!, unit, line: starts[block]! + line };
  }

  /** Lines of its file before each block. */
  private firstLines(): number[] {
    const before = this.files.map(() => 0);
    return this.blocks.map(({ file, lines }) => {
      const start = before[file]!;
      before[file] = start + lines;
      return start;
    });
  }
}

function volumeOf(sums: Float64Array): Volume {
  const [records, packets, bytes, start, end] = sums;
  return {
    records: records!,
    packets: packets!,
    bytes: bytes!,
    ...(start! !== Infinity && { start: start! }),
    ...(end! >= 0 && { end: end! }),
  };
}

export function addVolumes(volumes: Iterable<Volume>): Volume {
  const sum = Float64Array.of(0, 0, 0, Infinity, -Infinity);
  for (const { records, packets, bytes, start, end } of volumes) {
    sum[0]! += records;
    sum[1]! += packets;
    sum[2]! += bytes;
    sum[3] = Math.min(sum[3]!, start ?? Infinity);
    sum[4] = Math.max(sum[4]!, end ?? -Infinity);
  }
  return volumeOf(sum);
}
