/**
 * A tally read off: what there is per story and action, and where in the logs it stands.
 */
import type { LogUnit } from '../source/flow-log/read-log.ts';
import type { Story } from './story.ts';
import { addSums, emptySums, type BlockCount, type Tally } from './tally.ts';

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

export class Ledger {
  readonly noData: number;
  readonly skipData: number;
  readonly bad: number;
  private readonly files: readonly string[];
  private readonly tally: Tally;
  /** In the order of the log. */
  private readonly blocks: readonly BlockCount[];
  /** Lines of its file before each block. */
  private readonly starts: readonly number[];

  constructor(files: readonly string[], tally: Tally) {
    this.files = files;
    this.tally = tally;
    this.blocks = tally.blocks.toSorted((a, b) => a.block - b.block);
    const sumOf = (field: 'noData' | 'skipData' | 'bad'): number =>
      this.blocks.reduce((sum, block) => sum + block[field], 0);
    this.noData = sumOf('noData');
    this.skipData = sumOf('skipData');
    this.bad = sumOf('bad');
    const before = files.map(() => 0);
    this.starts = this.blocks.map(({ file, lines }) => {
      const start = before[file]!;
      before[file] = start + lines;
      return start;
    });
  }

  /** Entries in the order in which their first records stand in the log. */
  entries(): Entry[] {
    const rows = [...this.tally.rows()].sort(
      ({ sample: a }, { sample: b }) => a.block - b.block || a.line - b.line,
    );
    return rows.map(({ story, action, sums, sample }) => ({
      story,
      action,
      volume: volumeOf(sums),
      sample: { place: this.placeOf(sample.block, sample.line), text: sample.text },
    }));
  }

  /** The first few lines that are no records. */
  badLines(most: number): { readonly place: LogPlace; readonly message: string }[] {
    return this.blocks
      .flatMap(({ block, firstBad }) => firstBad.map(({ line, message }) => ({ block, line, message })))
      .slice(0, most)
      .map(({ block, line, message }) => ({ place: this.placeOf(block, line), message }));
  }

  /** The first block of each file that could not be read. */
  failures(): { readonly file: string; readonly message: string }[] {
    const first = new Map<number, string>();
    for (const { file, failure } of this.blocks) {
      if (failure !== undefined && !first.has(file)) first.set(file, failure);
    }
    return Array.from(first, ([file, message]) => ({ file: this.files[file]!, message }));
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

  private placeOf(block: number, line: number): LogPlace {
    const { file, unit } = this.blocks[block]!;
    return { file: this.files[file]!, unit, line: this.starts[block]! + line };
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
  const sums = emptySums();
  for (const { records, packets, bytes, start, end } of volumes) {
    addSums(sums, [records, packets, bytes, start ?? Infinity, end ?? -Infinity]);
  }
  return volumeOf(sums);
}
