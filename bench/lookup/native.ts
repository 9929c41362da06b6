/**
 * DPDK's tables as contestants: a process built from bench/native/dpdk.c, fed with the same routes and streams.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { wordsPerAddress } from '../../src/fib/layout.ts';
import type { Clock } from '../harness.ts';
import type { Routes } from './routes.ts';

/** Without a reserve of large pages, devices or files of its own. */
const EAL = [
  '--no-huge',
  '--no-pci',
  '--no-shconf',
  '--no-telemetry',
  '-m',
  '3000',
  '-l',
  '0',
  '--log-level=1',
];

export interface NativePeer {
  /** The sum of the next hops, modulo 2³² as ours is. */
  readonly sum: (method: string, stream: number, count: number) => Promise<number>;
  /** Milliseconds. */
  readonly time: (method: string, stream: number, count: number, clock: Clock) => Promise<number>;
}

/** Input of those started: they end with it. */
const started: { end: () => void }[] = [];

export function endNatives(): void {
  for (const input of started) input.end();
}

/** Builds the program and its tables, which takes rte_lpm a minute for a full IPv4 table. */
export async function startNative(routes: Routes, streams: readonly Uint32Array[]): Promise<NativePeer> {
  const folder = mkdtempSync(join(tmpdir(), 'vpcsim-bench-'));
  const program = join(folder, 'dpdk');
  const source = new URL('../native/dpdk.c', import.meta.url).pathname;
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libdpdk'], { encoding: 'utf8' });
  execFileSync('cc', ['-O3', '-march=native', source, '-o', program, ...flags.trim().split(/\s+/)]);
  const write = (name: string, words: Uint32Array): string => {
    const file = join(folder, name);
    writeFileSync(file, words);
    return file;
  };
  const files = [
    write('routes', routeWords(routes)),
    ...streams.map((stream, i) => write(`stream-${i}`, stream)),
  ];
  const args = [
    ...EAL,
    `--file-prefix=vpcsim-${process.pid}-${routes.family}`,
    '--',
    String(routes.family),
    ...files,
  ];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child.stdin);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the native peer ended');
    return value;
  };
  const question = async (text: string): Promise<number> => {
    child.stdin.write(`${text}\n`);
    return Number(await nextLine());
  };
  await nextLine();
  rmSync(folder, { recursive: true });
  return {
    sum: async (method, stream, count) => (await question(`sum ${method} ${stream} 0 ${count}`)) | 0,
    time: async (method, stream, count, clock) => {
      const task = clock === 'cpu' ? 'cpu' : 'time';
      return (await question(`${task} ${method} ${stream} 0 ${count}`)) / 1e6;
    },
  };
}

/** Address words, length and next hop per route. */
function routeWords({ family, addresses, lengths, nextHops }: Routes): Uint32Array {
  const width = wordsPerAddress(family);
  const words = new Uint32Array(lengths.length * (width + 2));
  for (let i = 0; i < lengths.length; i++) {
    words.set(addresses.subarray(i * width, (i + 1) * width), i * (width + 2));
    words[i * (width + 2) + width] = lengths[i]!;
    words[i * (width + 2) + width + 1] = nextHops[i]!;
  }
  return words;
}
