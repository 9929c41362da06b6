/**
 * Contestants of one question, timed side by side.
 *
 * Machines are noisy, so speed is a ratio inside one run: every round runs each contestant once, in turn,
 * and the medians of rounds are compared, with their spread. tinybench does the timing; benchmark.js times
 * the first two contestants again by its own method, and both ratios are printed so that they can be held
 * against each other. Answers are compared before anything is timed.
 */
import Benchmark from 'benchmark';
import { Bench } from 'tinybench';

export interface Contestant {
  readonly name: string;
  /** Does the work once and returns a checksum of the answers. */
  readonly run: () => number;
}

export interface Question {
  readonly name: string;
  /** How many operations one run does. */
  readonly operations: number;
  readonly unit: string;
  /** The first is the one the others are compared with. */
  readonly contestants: readonly Contestant[];
  /** Contestants whose answers are not those of the first, with the reason. */
  readonly incomparable?: ReadonlySet<string>;
}

export interface Row {
  readonly question: string;
  readonly contestant: string;
  readonly unit: string;
  /** Operations per second, median of the rounds. */
  readonly perSecond: number;
  /** Ratio to the first contestant, median of the ratios of the rounds. */
  readonly ratio: number;
  /** Half of the middle half of the rounds, relative to the median. */
  readonly spread: number;
  readonly rounds: number;
  /** The same ratio by benchmark.js, where it was asked. */
  readonly crossCheck: number | undefined;
}

const ROUNDS = 11;

export interface HarnessOptions {
  readonly rounds?: number;
  readonly crossCheck?: boolean;
}

/** Results end up here, so that nobody can leave the work out. */
let sink = 0;

export async function ask(question: Question, options: HarnessOptions = {}): Promise<Row[]> {
  const { contestants, operations, incomparable } = question;
  const sums = contestants.map((contestant) => contestant.run());
  for (const [i, contestant] of contestants.entries()) {
    if (!incomparable?.has(contestant.name) && sums[i] !== sums[0]) {
      throw new Error(
        `${question.name}: ${contestant.name} answers ${sums[i]}, ${contestants[0]!.name} ${sums[0]}`,
      );
    }
  }
  const rounds = options.rounds ?? ROUNDS;
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) times[i]!.push(await timeOnce(contestant));
  }
  const cross = options.crossCheck ? crossRatios(contestants) : [];
  return contestants.map((contestant, i) => ({
    question: question.name,
    contestant: contestant.name,
    unit: question.unit,
    perSecond: (operations * 1000) / median(times[i]!),
    ratio: median(times[i]!.map((time, round) => times[0]![round]! / time)),
    spread: spreadOf(times[i]!),
    rounds,
    crossCheck: cross[i],
  }));
}

/** One run in milliseconds, by tinybench. */
async function timeOnce(contestant: Contestant): Promise<number> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  bench.add(contestant.name, () => {
    sink ^= contestant.run();
  });
  await bench.run();
  const [task] = bench.tasks;
  const result = task?.result;
  if (!result || !('latency' in result)) throw new Error(`${contestant.name} was not timed`);
  return result.latency.min;
}

/** Ratios to the first contestant as benchmark.js sees them. */
function crossRatios(contestants: readonly Contestant[]): number[] {
  const rates = contestants.map((contestant) => {
    const benchmark = new Benchmark(
      contestant.name,
      () => {
        sink ^= contestant.run();
      },
      { maxTime: 0.5, minSamples: 5 },
    );
    benchmark.run();
    return benchmark.hz;
  });
  return rates.map((rate) => rate / rates[0]!);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function spreadOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return (at(0.75) - at(0.25)) / 2 / median(values);
}

/** Rows as an aligned table. */
export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.question,
    row.contestant,
    formatSpeed(row),
    `× ${row.ratio.toFixed(2)}`,
    `± ${(row.spread * 100).toFixed(0)} %`,
    row.crossCheck === undefined ? '' : `benchmark.js × ${row.crossCheck.toFixed(2)}`,
  ]);
  const widths = cells.reduce<number[]>(
    (known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, cell.length)),
    [],
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatSpeed({ perSecond, unit }: Row): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)} M ${unit}/s`;
  if (perSecond >= 1e3) return `${(perSecond / 1e3).toFixed(1)} k ${unit}/s`;
  return `${perSecond.toFixed(1)} ${unit}/s`;
}

/** Keeps the sink alive. */
export function checksum(): number {
  return sink;
}
