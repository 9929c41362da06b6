/**
 * `npm run fuzz:inputs -- --runs N --seed S`: mutated real inputs, one after the other, in a process of
 * their own that may neither hang nor grow without bound.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { attempt, type Attempt } from './attempt.ts';

const LONGEST_MS = 20_000;
const HEAP_MB = 512;

interface Message {
  readonly seed: number;
  /** Absent when the attempt begins. */
  readonly result?: Attempt;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    child: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const end = first + Number(values.runs);

if (values.child) {
  for (let seed = first; seed < end; seed += 1) {
    process.send?.({ seed } satisfies Message);
    process.send?.({ seed, result: await attempt(seed) } satisfies Message);
  }
  process.disconnect();
} else {
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const fail = (seed: number, what: string): void => {
    faults.push(`seed ${seed}: ${what}`);
  };
  let next = first;
  while (next < end) {
    next = await session(next, outcomes, fail);
  }
  for (const [outcome, count] of [...outcomes].toSorted((a, b) => b[1] - a[1])) {
    process.stdout.write(`${String(count).padStart(8)}  ${outcome}\n`);
  }
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${end - first} inputs, ${faults.length} faults\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

/** Runs a child until it is done or dies; gives the seed to go on with. */
function session(
  from: number,
  outcomes: Map<string, number>,
  fail: (seed: number, what: string) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const args = ['--child', '--seed', String(from), '--runs', String(end - from)];
    const child: ChildProcess = fork(import.meta.filename, args, {
      execArgv: ['--import', 'tsx', `--max-old-space-size=${HEAP_MB}`],
    });
    let current = from;
    let isDone = false;
    let isHanging = false;
    const watch = (): NodeJS.Timeout =>
      setTimeout(() => {
        isHanging = true;
        child.kill('SIGKILL');
      }, LONGEST_MS);
    let timer = watch();
    child.on('message', ({ seed, result }: Message) => {
      clearTimeout(timer);
      timer = watch();
      current = seed;
      isDone = result !== undefined;
      if (!result) return;
      outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
      if (result.fault !== undefined) fail(seed, `${result.original}: ${result.fault}`);
    });
    child.on('exit', () => {
      clearTimeout(timer);
      if (!isDone) fail(current, isHanging ? `takes more than ${LONGEST_MS / 1000} s` : 'the process died');
      resolve(current + 1);
    });
  });
}
