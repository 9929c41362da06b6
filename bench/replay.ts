/**
 * `npx tsx bench/replay.ts`: how fast a flow log of 20 million records is replayed through a network of
 * 1,000 VPCs, as a ratio to merely unpacking and splitting the same file, and how much memory it takes.
 *
 * `--records <n>` for fewer, `--pairs <n>` for another variety of conversations, `--rounds <n>` for more
 * rounds, `--folder <path>` to keep the logs. Every measurement runs in a process of its own, so that its
 * peak of memory is its own; rounds run everybody in turn.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadataAsync, parquetRead, asyncBufferFromFile } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { applyChanges } from '../src/model/apply-change.ts';
import type { Network } from '../src/model/network.ts';
import { keepHeapsSmall } from '../src/replay/heap.ts';
import { replay } from '../src/replay/replay.ts';
import { bytesOf } from '../src/source/flow-log/blocks.ts';
import { findLogs } from '../src/source/flow-log/find-logs.ts';
import { estateOf } from './estate.ts';
import { pairsOf, recordsOf, writeGzip, writeParquet } from './flow-log.ts';
import { median } from './harness.ts';

const VPCS = 1000;
const ROWS_PER_GROUP = 200_000;

interface Measured {
  readonly records: number;
  readonly seconds: number;
  /** Of all threads together, which is what a busy machine does not change. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly note: string;
}

/** Each route and rule of the estate as if somebody had written it on a line of its own. */
function estate(): Network {
  const { network } = estateOf(VPCS);
  let line = 0;
  const own = <T extends { readonly source: unknown }>(entry: T): T => ({
    ...entry,
    source: { file: 'estate', path: [line++] },
  });
  const routeTables = [...network.routeTables].map(
    ([id, table]) => [id, { ...table, routes: table.routes.map(own) }] as const,
  );
  const groups = [...network.securityGroups].map(
    ([id, group]) =>
      [id, { ...group, ingress: group.ingress.map(own), egress: group.egress.map(own) }] as const,
  );
  return { ...network, routeTables: new Map(routeTables), securityGroups: new Map(groups) };
}

/** Every fiftieth VPC loses its first peering. */
function changed(network: Network): Network {
  const doomed = Array.from({ length: VPCS / 50 }, (_, i) => `pcx-${i * 50}-${i * 50 + 1}`);
  const changes = doomed.map((object) => ({
    action: { kind: 'delete', object } as const,
    text: `delete ${object}`,
    source: { file: 'bench', path: [] },
  }));
  return applyChanges(network, changes).network;
}

/** Unpacked, and cut into lines and fields by their bytes. */
async function splitBytes(path: string): Promise<number> {
  let lines = 0;
  let fields = 0;
  for await (const chunk of bytesOf(path, true).chunks) {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === 0x20) fields++;
      else if (byte === 0x0a) lines++;
    }
  }
  if (fields !== lines * 13) throw new Error(`${fields} fields in ${lines} lines`);
  return lines - 1;
}

/** Unpacked, and split into strings the way a script would. */
async function splitStrings(path: string): Promise<number> {
  let lines = 0;
  let rest = '';
  for await (const chunk of bytesOf(path, true).chunks) {
    const cut = `${rest}${chunk.toString('latin1')}`.split('\n');
    rest = cut.pop()!;
    for (const line of cut) if (line.split(' ').length === 14) lines++;
  }
  return lines - 1;
}

/** Every column of every row group decoded, and nothing done with it. */
async function decodeParquet(path: string): Promise<number> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rows = 0;
  for (const { num_rows } of metadata.row_groups) {
    const end = rows + Number(num_rows);
    await parquetRead({ file, metadata, compressors, rowStart: rows, rowEnd: end, onChunk: () => undefined });
    rows = end;
  }
  return rows;
}

async function replayed(
  path: string,
  threads: number,
  isChanged: boolean,
): Promise<{ records: number; note: string }> {
  keepHeapsSmall();
  const before = estate();
  const files = findLogs([path], []);
  const networks = isChanged ? { before, after: changed(before) } : { before };
  const { result } = await replay(networks, files, { threads, byAddress: false });
  const { agreement, disagreements, unjudged, change } = result;
  const words = [
    `agrees ${agreement.records}`,
    ...disagreements.map((one) => `${one.class} ${one.volume.records}`),
    ...unjudged.map((one) => `${one.class} ${one.volume.records}`),
    ...(change ? [`lost ${change.lost.reduce((sum, { volume }) => sum + volume.records, 0)}`] : []),
  ];
  return { records: result.volume.records, note: words.join(', ') };
}

/** One measurement, in this process. */
async function measure(what: string, path: string): Promise<Measured> {
  const startedAt = performance.now();
  const [name, threads = '0'] = what.split(' × ');
  const done =
    name === 'unpack, split bytes'
      ? { records: await splitBytes(path), note: '' }
      : name === 'unpack, split strings'
        ? { records: await splitStrings(path), note: '' }
        : name === 'decode'
          ? { records: await decodeParquet(path), note: '' }
          : await replayed(path, Number(threads), name === 'replay a change');
  const seconds = (performance.now() - startedAt) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return { ...done, seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
}

function measureApart(what: string, path: string): Measured {
  const self = new URL(import.meta.url).pathname;
  const text = execFileSync(process.execPath, ['--import', 'tsx', self, '--measure', what, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const measured = JSON.parse(text) as Measured;
  console.error(
    `${what}: ${measured.seconds.toFixed(1)} s, ${measured.cpuSeconds.toFixed(1)} s of processor, ${measured.peakMb.toFixed(0)} MB`,
  );
  return measured;
}

function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1]!;
}

/** Rows of one file; the first is the one the others are compared with. */
function compare(path: string, whats: readonly string[], rounds: number): void {
  const runs = whats.map((): Measured[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, what] of whats.entries()) runs[i]!.push(measureApart(what, path));
  }
  console.log(`${path.split('/').at(-1)}, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  for (const [i, what] of whats.entries()) {
    const times = runs[i]!.map(({ seconds }) => seconds);
    const ratioOf = (field: 'seconds' | 'cpuSeconds'): string =>
      median(runs[i]!.map((run, round) => runs[0]![round]![field] / run[field])).toFixed(2);
    const [{ records, note }] = runs[i]! as [Measured];
    const peak = Math.max(...runs[i]!.map(({ peakMb }) => peakMb));
    const spread = times.map((time) => time.toFixed(1)).join(' ');
    console.log(
      `  ${what.padEnd(24)} ${(records / median(times) / 1e6).toFixed(2).padStart(6)} M records/s  × ${ratioOf('seconds')}, by processor time × ${ratioOf('cpuSeconds')}  ` +
        `peak ${peak.toFixed(0).padStart(4)} MB  seconds ${spread}${note === '' ? '' : `\n    ${note}`}`,
    );
  }
}

async function main(): Promise<void> {
  const records = Number(option('--records', '20000000'));
  const pairs = Number(option('--pairs', '20000'));
  const rounds = Number(option('--rounds', '3'));
  const given = option('--folder', '');
  const folder = given === '' ? mkdtempSync(join(tmpdir(), 'vpcsim-bench-')) : given;
  mkdirSync(folder, { recursive: true });
  const [text, parquet] = ['log.gz', 'parquet'].map((end) =>
    join(folder, `flows-${records}-${pairs}.${end}`),
  ) as [string, string];
  const { network } = estateOf(VPCS);
  const drawn = pairsOf(network, VPCS, pairs);
  if (!existsSync(text)) await writeGzip(text, recordsOf(drawn, records));
  if (!existsSync(parquet)) writeParquet(parquet, recordsOf(drawn, records), ROWS_PER_GROUP);
  console.log(`${records} records of ${pairs} conversations in ${VPCS} VPCs; ratios are to the first row`);
  const everybody = ['replay × 1', 'replay × 2', 'replay a change × 2'];
  compare(text, ['unpack, split bytes', 'unpack, split strings', ...everybody], rounds);
  compare(parquet, ['decode', ...everybody], rounds);
  if (given === '') rmSync(folder, { recursive: true });
}

const at = process.argv.indexOf('--measure');
if (at < 0) await main();
else console.log(JSON.stringify(await measure(process.argv[at + 1]!, process.argv[at + 2]!)));
