/**
 * Reachability at scale on the generated estate of `estate.ts`: the whole matrix from a cold start, and one
 * route changed and verified again.
 *
 *     npm run bench -- --only reach                    100 and 1,000 VPCs
 *     npm run bench -- --only reach --large            10,000 VPCs as well
 *     npx tsx bench/reach.ts 1000 --only change        one question, one size
 *
 * Cold means that nothing is compiled and no code is warm, so every contestant runs in a process of its own,
 * in turn, round after round; ratios are medians of the rounds. Wall time depends on who else uses the
 * machine, so the time the processor spent is printed beside it.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { compile } from '../src/compile/compile.ts';
import type { Change } from '../src/model/change.ts';
import type { Network } from '../src/model/network.ts';
import type { Route, RouteTable } from '../src/model/route.ts';
import { endNamesOf } from '../src/reach/end.ts';
import { reachMatrixOnThreads } from '../src/reach/matrix-pool.ts';
import { openSession } from '../src/reach/session.ts';
import { Random } from '../src/workload/random.ts';
import { estateOf } from './estate.ts';
import { median, type Row } from './harness.ts';

const CHANGES = 1000;
const SEED = 1;
/** Heap of a process, which every table, record and tile of the largest estate fits into. */
const HEAP_MB = 16_000;

/** What one process found out, in milliseconds unless it says otherwise. */
type Figures = Readonly<Record<string, number>>;

interface Contestant {
  readonly name: string;
  readonly run: (network: Network) => Promise<Figures>;
}

const THREADS = availableParallelism();

/** The first is the one that counts. */
const MATRIX: readonly Contestant[] = [
  { name: `matrix, ${THREADS} threads`, run: (network) => matrixOf(network, THREADS, true) },
  { name: 'matrix, 1 thread', run: (network) => matrixOf(network, 1, true) },
  { name: 'matrix, 1 thread, alike senders apart', run: (network) => matrixOf(network, 1, false) },
];

const CHANGE: readonly Contestant[] = [{ name: 'one route changed', run: changesOf }, MATRIX[0]!];

/** Milliseconds that are wanted of an estate of 1,000 VPCs. */
const GOALS: Readonly<Record<string, number>> = {
  [MATRIX[0]!.name]: 10_000,
  'one route changed': 1,
  'one route changed, p99': 5,
};

async function matrixOf(network: Network, threads: number, sharing: boolean): Promise<Figures> {
  const names = endNamesOf(network, 'subnet');
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const net = compile(network);
  const compiledAt = performance.now();
  const matrix = await reachMatrixOnThreads(net, names, { threads, sharing });
  const wall = performance.now() - startedAt;
  const used = process.cpuUsage(before);
  return {
    value: wall,
    compiling: compiledAt - startedAt,
    processor: (used.user + used.system) / 1000,
    pairs: names.length ** 2,
    reaching: matrix.count().reaches,
    MB: process.memoryUsage().rss / 1e6,
  };
}

async function changesOf(network: Network): Promise<Figures> {
  const openedAt = performance.now();
  const session = openSession(network, { to: ['subnet'] });
  const opening = performance.now() - openedAt;
  const random = new Random(SEED);
  const tables = [...network.routeTables.values()];
  const times: number[] = [];
  const processor: number[] = [];
  let effective = 0;
  for (let i = -CHANGES / 10; i < CHANGES; i++) {
    const change = randomChange(tables[random.below(tables.length)]!, random);
    const cpu = process.cpuUsage();
    const at = performance.now();
    const { flows } = session.apply(change);
    const wall = performance.now() - at;
    const used = process.cpuUsage(cpu);
    session.undo();
    // The first ones only warm up.
    if (i < 0) continue;
    times.push(wall);
    processor.push((used.user + used.system) / 1000);
    if (flows.length > 0) effective++;
  }
  return {
    value: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    'p50 processor': quantile(processor, 0.5),
    'p99 processor': quantile(processor, 0.99),
    most: quantile(times, 1),
    'opening the session': opening,
    'changes with any effect': effective,
    MB: process.memoryUsage().rss / 1e6,
  };
}

/** One route removed, or sent where another one goes. */
function randomChange({ id, routes, source }: RouteTable, random: Random): Change {
  const at = random.below(routes.length);
  const other = routes[random.below(routes.length)]!;
  const changed: Route[] =
    random.below(2) === 0
      ? routes.filter((_, i) => i !== at)
      : routes.map((route, i) => (i === at ? { ...route, target: other.target } : route));
  return { action: { kind: 'set-routes', table: id, routes: changed }, text: `routes of ${id}`, source };
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))]!;
}

/** Runs one contestant in a process of its own. */
function inProcess(vpcs: number, contestant: string): Figures {
  const file = new URL(import.meta.url).pathname;
  const argv = [`--max-old-space-size=${HEAP_MB}`, '--import', 'tsx', file, '--contestant', contestant];
  const output = execFileSync(process.execPath, [...argv, String(vpcs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString()) as Figures;
}

/** A row like those of the other questions; values are milliseconds. */
interface MeasuredRow extends Row {
  /** What else the process found out, medians. */
  readonly more: Figures;
}

function rowsOf(
  name: string,
  vpcs: number,
  contestants: readonly Contestant[],
  rounds: readonly (readonly Figures[])[],
): MeasuredRow[] {
  return contestants.flatMap((contestant, i): MeasuredRow[] => {
    const own = rounds.map((round) => round[i]!);
    const medianOf = (key: string): number => median(own.map((figures) => figures[key]!));
    const { value: _, ...others } = own[0]!;
    const rowOf = (key: string, label: string): MeasuredRow => {
      const values = own.map((figures) => figures[key]!);
      const value = median(values);
      const goal = vpcs === 1000 && i === 0 ? GOALS[label] : undefined;
      return {
        case: `${name}, ${vpcs} VPCs`,
        contestant: label,
        value,
        unit: 'ms',
        ...(i > 0 && {
          baseline: contestant.name,
          ratio: median(rounds.map((round) => round[i]!.value! / round[0]!.value!)),
        }),
        ...(goal !== undefined && { goal, met: value <= goal }),
        rounds: rounds.length,
        spread: (Math.max(...values) - Math.min(...values)) / 2 / value,
        more: Object.fromEntries(Object.keys(others).map((other) => [other, medianOf(other)])),
      };
    };
    const row = rowOf('value', contestant.name);
    return others['p99'] === undefined ? [row] : [row, rowOf('p99', `${contestant.name}, p99`)];
  });
}

function print(rows: readonly MeasuredRow[]): void {
  console.log(rows[0]!.case);
  for (const { contestant, value, ratio, spread, rounds, goal, met, more } of rows) {
    const facts = Object.entries(more).map(([key, fact]) => `${key} ${format(fact)}`);
    console.log(
      [
        `  ${contestant.padEnd(40)} ${format(value).padStart(9)} ms`,
        ratio === undefined ? '' : `× ${ratio.toPrecision(3)}`,
        rounds > 1 ? `± ${(spread * 100).toFixed(0)} %` : '',
        goal === undefined ? '' : `goal ${goal} ms ${met ? 'met' : 'MISSED'}`,
        contestant.endsWith('p99') ? '' : `(${facts.join(', ')})`,
      ]
        .filter((part) => part !== '')
        .join('  '),
    );
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

const QUESTIONS = [
  { name: 'reach matrix from a cold start', contestants: MATRIX },
  { name: 'reach change until the next verdict', contestants: CHANGE },
];

/** Asks each question at each size, and says how the cost grows from size to size. */
function bench(sizes: readonly number[], rounds: number, only: RegExp): MeasuredRow[] {
  return QUESTIONS.filter(({ name }) => only.test(name)).flatMap(({ name, contestants }) => {
    const rows: MeasuredRow[] = [];
    for (const vpcs of sizes) {
      const figures = Array.from({ length: vpcs > 1000 ? 1 : rounds }, () =>
        contestants.map((contestant) => inProcess(vpcs, contestant.name)),
      );
      const known = rows.findLast((row) => row.baseline === undefined && !row.contestant.endsWith('p99'));
      const own = rowsOf(name, vpcs, contestants, figures);
      print(own);
      if (known)
        console.log(`  ${(own[0]!.value / known.value).toFixed(1)} times what the size before costs`);
      rows.push(...own);
    }
    return rows;
  });
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    contestant: { type: 'string' },
  },
});
const sizes = positionals.map(Number);
const contestant = [...MATRIX, ...CHANGE].find(({ name }) => name === options.contestant);
if (contestant) {
  console.log(JSON.stringify(await contestant.run(estateOf(sizes[0]!).network)));
} else {
  const asked = sizes.length > 0 ? sizes : [100, 1000];
  const rows = bench(asked, Number(options.rounds), new RegExp(options.only, 'i'));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, undefined, 2)}\n`);
}
