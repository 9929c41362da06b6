/**
 * `npm run fuzz:inputs -- --runs N --seed S --only scenario`: mutated real inputs for each importer, one
 * after the other, in a process of their own that may neither hang nor grow without bound.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { attempt, Workshop, type Attempt } from './attempt.ts';
import { casesOf, IMPORTERS, isImporter, type Importer } from './importers.ts';

const LONGEST_MS = 20_000;
const HEAP_MB = 512;
/** Rows of the table; rare combinations of problems follow without end. */
const MOST_OUTCOMES = 12;

interface Message {
  readonly seed: number;
  /** Absent when the attempt begins. */
  readonly result?: Attempt;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: IMPORTERS },
    child: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const end = first + Number(values.runs);

for (const name of values.only) {
  if (!isImporter(name)) throw new Error(`--only is one of ${IMPORTERS.join(', ')}`);
  if (values.child) await work(name);
  else if ((await supervise(name)) > 0) process.exitCode = 1;
}
if (values.child) process.disconnect();

async function work(importer: Importer): Promise<void> {
  const workshop = new Workshop();
  for (let seed = first; seed < end; seed += 1) {
    process.send?.({ seed } satisfies Message);
    process.send?.({ seed, result: await attempt(workshop, importer, seed) } satisfies Message);
  }
  workshop.close();
}

/** Number of faults. */
async function supervise(importer: Importer): Promise<number> {
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const begun = performance.now();
  const fail = (seed: number, what: string): void => {
    faults.push(`seed ${seed}: ${what}`);
    process.stderr.write(`${importer}, ${faults.at(-1)}\n`);
  };
  for (let next = first; next < end;) next = await session(importer, next, outcomes, fail);
  const seconds = Math.round((performance.now() - begun) / 1000);
  const loaded = outcomes.get(casesOf(importer)[0]!.kind) ?? 0;
  process.stdout.write(
    `${importer}: ${end - first} inputs, ${loaded} read, ${end - first - loaded} with located problems or faults, ${faults.length} faults, ${seconds} s\n`,
  );
  for (const [outcome, count] of [...outcomes].toSorted((a, b) => b[1] - a[1]).slice(0, MOST_OUTCOMES)) {
    process.stdout.write(`${String(count).padStart(8)}  ${outcome}\n`);
  }
  return faults.length;
}

/** Runs a child until it is done or dies; gives the seed to go on with. */
function session(
  importer: Importer,
  from: number,
  outcomes: Map<string, number>,
  fail: (seed: number, what: string) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const args = ['--child', '--only', importer, '--seed', String(from), '--runs', String(end - from)];
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
