/**
 * Contestants of one question, timed side by side.
 *
 * Machines are noisy, so speed is a ratio inside one run: every round runs each contestant once, in turn, and the
 * median of the rounds' ratios counts, with its spread. tinybench does the timing; where it is asked for,
 * benchmark.js times again by its own method, and both ratios are printed so that they can be held against
 * each other. Answers are compared before anything is timed. Where others keep the machine busy, the time of the
 * processor can be taken in place of the clock's; memory and caches are shared all the same.
 *
 * To add a question, export an {@link Entry} and list it in main.ts.
 */
import Benchmark from 'benchmark';
import { Bench } from 'tinybench';

/** What time is: that of the wall, or that which the process had of a processor. */
export type Clock = 'wall' | 'cpu';

export interface Contestant {
  readonly name: string;
  /** What is timed: the first `count` operations. Returns a checksum of their answers. */
  readonly run: (count: number) => number | Promise<number>;
  /** The checksum when `run` returns less, because adding up would take its time too. */
  readonly answer?: (count: number) => number | Promise<number>;
  /** Milliseconds that they took, measured by another process: the pipe to it would count otherwise. */
  readonly time?: (count: number, clock: Clock) => Promise<number>;
  /** How many operations are timed when those of the question would take too long. */
  readonly operations?: number;
  /** Does less than the question asks, as a floor does; its answers are not compared. */
  readonly doesLess?: boolean;
  /** The ratio of the first contestant to this one that is wanted. */
  readonly goal?: number;
}

export interface Question {
  readonly operations: number;
  readonly unit: string;
  /** The first is ours, the others are what it is compared with. */
  readonly contestants: readonly Contestant[];
  /** Whether benchmark.js times our contestant and those it can, too. */
  readonly crossCheck?: boolean;
  /** What is counted and not timed. */
  readonly facts?: readonly Fact[];
  /** Rounds of a question that takes minutes, in which compilers warm up by themselves. */
  readonly fewRounds?: number;
  /** Ends what the question started. */
  readonly end?: () => void;
}

export interface Fact {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this is wanted. */
  readonly goal?: number;
}

/** A question that is made when it is asked, because making it may build tables of a million routes. */
export interface Entry {
  readonly name: string;
  readonly make: () => Question | Promise<Question>;
}

export interface Row {
  readonly case: string;
  readonly contestant: string;
  /** Operations per second, median of the rounds; or the fact. */
  readonly value: number;
  readonly unit: string;
  /** Whom ours is compared with; absent in our own row and in facts. */
  readonly baseline?: string;
  /** Ours to the baseline, median of the ratios of the rounds. */
  readonly ratio?: number;
  readonly goal?: number;
  readonly met?: boolean;
  readonly rounds: number;
  /** Half of the middle half of the ratios (of the times in our own row), relative to the median. */
  readonly spread: number;
  /** The ratio by benchmark.js, with the spread of its own repetitions. */
  readonly crossCheck?: { readonly ratio: number; readonly spread: number };
}

/** Results end up here, so that nobody can leave the work out. */
let sink = 0;

/** Until the compilers have seen enough: kernels begin in a form of a quarter of their speed. */
const WARM_UP_ROUNDS = 3;
const WARM_UP_MS = 100;
const CROSS_CHECK_ROUNDS = 5;

export interface AskOptions {
  readonly rounds: number;
  readonly crossCheck: boolean;
  readonly clock: Clock;
}

export async function ask({ name, make }: Entry, options: AskOptions): Promise<Row[]> {
  const { crossCheck, clock } = options;
  const question = await make();
  const rounds = question.fewRounds ?? options.rounds;
  try {
    const { contestants, facts = [] } = question;
    if (question.fewRounds === undefined) await compareAnswers(name, question);
    const countOf = (contestant: Contestant): number => contestant.operations ?? question.operations;
    const times = contestants.map((): number[] => []);
    for (const contestant of question.fewRounds === undefined ? contestants : []) {
      const until = performance.now() + WARM_UP_MS;
      for (let i = 0; i < WARM_UP_ROUNDS || performance.now() < until; i++) {
        await timeOnce(contestant, countOf(contestant), clock);
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const [i, contestant] of contestants.entries()) {
        times[i]!.push((await timeOnce(contestant, countOf(contestant), clock)) / countOf(contestant));
      }
    }
    const cross = crossCheck && question.crossCheck ? crossRatios(contestants, countOf) : [];
    const [ours, ...others] = contestants;
    const rowOf = (contestant: Contestant, i: number): Row => ({
      case: name,
      contestant: contestant.name,
      value: 1000 / median(times[i]!),
      unit: `${question.unit}/s`,
      rounds,
      spread: spreadOf(times[i]!),
    });
    return [
      rowOf(ours!, 0),
      ...others.map((other, at) => {
        const ratios = times[at + 1]!.map((time, round) => time / times[0]![round]!);
        const ratio = median(ratios);
        const check = cross[at + 1];
        return {
          ...rowOf(other, at + 1),
          baseline: other.name,
          ratio,
          spread: spreadOf(ratios),
          ...(other.goal !== undefined && { goal: other.goal, met: ratio >= other.goal }),
          ...(check && { crossCheck: check }),
        };
      }),
      ...facts.map((fact) => ({
        case: name,
        contestant: fact.name,
        value: fact.value,
        unit: fact.unit,
        rounds: 1,
        spread: 0,
        ...(fact.goal !== undefined && { goal: fact.goal, met: fact.value <= fact.goal }),
      })),
    ];
  } finally {
    question.end?.();
  }
}

async function compareAnswers(name: string, { contestants, operations }: Question): Promise<void> {
  const compared = contestants.filter((contestant) => !contestant.doesLess);
  const count = Math.min(operations, ...compared.map((contestant) => contestant.operations ?? operations));
  const answerOf = (contestant: Contestant): number | Promise<number> =>
    (contestant.answer ?? contestant.run)(count);
  let first: { name: string; answer: number } | undefined;
  for (const contestant of compared) {
    const answer = await answerOf(contestant);
    first ??= { name: contestant.name, answer };
    if (answer !== first.answer) {
      throw new Error(`${name}: ${contestant.name} answers ${answer}, ${first.name} ${first.answer}`);
    }
  }
}

/** One run in milliseconds, by tinybench. */
async function timeOnce({ name, run, time }: Contestant, count: number, clock: Clock): Promise<number> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  const keep = (sum: number): void => {
    sink ^= sum;
  };
  const byOwnClock = async (): Promise<{ overriddenDuration: number }> => {
    if (time) return { overriddenDuration: await time(count, clock) };
    const before = process.cpuUsage();
    keep(await run(count));
    const { user, system } = process.cpuUsage(before);
    return { overriddenDuration: Math.max(1, user + system) / 1000 };
  };
  // Said to be asynchronous: a function that may be is called once more by tinybench to find out, and a promise of
  // that call would run along with the one that is timed.
  const byTheWall = async (): Promise<void> => keep(await run(count));
  bench.add(name, time || clock === 'cpu' ? byOwnClock : byTheWall);
  await bench.run();
  const [task] = bench.tasks;
  const result = task?.result;
  if (!result || !('latency' in result)) throw new Error(`${name} was not timed`);
  return result.latency.min;
}

/** Ratios of ours to each contestant as benchmark.js sees them, in turns; nothing for those it cannot run. */
function crossRatios(
  contestants: readonly Contestant[],
  countOf: (contestant: Contestant) => number,
): ({ ratio: number; spread: number } | undefined)[] {
  const rates = contestants.map((): number[] => []);
  for (let round = 0; round < CROSS_CHECK_ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) {
      if (contestant.time) continue;
      const count = countOf(contestant);
      const work = (): void => {
        sink ^= contestant.run(count) as number;
      };
      const benchmark = new Benchmark(contestant.name, work, { maxTime: 0.05, minSamples: 3 });
      benchmark.run();
      rates[i]!.push(benchmark.hz * count);
    }
  }
  return rates.map((own) => {
    if (own.length === 0) return undefined;
    const ratios = own.map((rate, round) => rates[0]![round]! / rate);
    return { ratio: median(ratios), spread: spreadOf(ratios) };
  });
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

/** Keeps the sink alive. */
export function checksum(): number {
  return sink;
}
