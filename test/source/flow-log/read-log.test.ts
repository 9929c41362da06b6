/**
 * Files of flow logs: cut anywhere they read the same, and every real one loads or says what is wrong.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer, parquetWriteFile } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_NETWORK } from '../../../src/model/network.ts';
import { replay } from '../../../src/replay/replay.ts';
import { blocksOf } from '../../../src/source/flow-log/blocks.ts';
import { findLogs } from '../../../src/source/flow-log/find-logs.ts';
import { MessageScanner } from '../../../src/source/flow-log/messages.ts';
import type { Problem } from '../../../src/source/problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const real = new URL('../../data/flow-logs/', import.meta.url).pathname;

async function* chunksOf(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Promise.resolve(part);
}

async function blocks(parts: readonly Buffer[], size: number): Promise<string[]> {
  const found: string[] = [];
  for await (const block of blocksOf(chunksOf(parts), size)) found.push(block.toString());
  return found;
}

describe('a stream', () => {
  const text = readFileSync(join(real, 'aws-docs/v2-accept-reject.log'));

  it('gives the same lines wherever it is cut', async () => {
    for (let at = 0; at <= text.length; at++) {
      const parts = [text.subarray(0, at), text.subarray(at)];
      for (const size of [120, 128, 4096]) {
        const found = await blocks(parts, size);
        expect(found.join('').trimEnd()).toBe(text.toString().trimEnd());
        expect(found.every((block) => block.endsWith('\n'))).toBe(true);
      }
    }
  });

  it('gives the same messages wherever its JSON is cut', () => {
    const json = readFileSync(join(real, 'otel/valid_vpc_flow_cw.json'));
    const odd = Buffer.from(
      JSON.stringify({
        message: 'a "quoted" \\ message: é',
        other: { message: 'b' },
        list: ['message', 'c'],
      }),
    );
    for (const bytes of [json, odd]) {
      const whole = [...new MessageScanner().scan(bytes)];
      expect(whole).toHaveLength(2);
      for (let at = 0; at <= bytes.length; at++) {
        const scanner = new MessageScanner();
        const cut = [...scanner.scan(bytes.subarray(0, at)), ...scanner.scan(bytes.subarray(at))];
        expect(cut).toEqual(whole);
      }
    }
    expect([...new MessageScanner().scan(odd)]).toEqual(['a "quoted" \\ message: é', 'b']);
  });
});

/** What replaying a file against nothing counts, or what is wrong with it. */
async function outcomeOf(path: string, threads = 1): Promise<string> {
  const problems: Problem[] = [];
  const files = findLogs([path], problems);
  const { result, problems: found } = await replay({ before: EMPTY_NETWORK }, files, {
    threads,
    byAddress: false,
  });
  const first = [...problems, ...found][0];
  if (first) return `${first.code}: ${first.message}`;
  const { volume, noData, skipData, bad } = result;
  return `${volume.records} records, ${volume.bytes} bytes, ${noData + skipData} without data, ${bad} bad`;
}

describe('real logs', () => {
  it('load, or say what is wrong', async () => {
    const names = readdirSync(real, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(log|gz|parquet|json)$/.test(name) && !name.includes('expected'))
      .toSorted();
    const rows = await Promise.all(
      names.map(async (name) => `${name}: ${await outcomeOf(join(real, name))}`),
    );
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('real-logs.golden.txt');
  });

  it('are found in the key layout of S3, with account and region', () => {
    const files = findLogs([join(real, 's3-layout')], []);
    expect(files.map(({ account, region, kind }) => [account, region, kind])).toEqual([
      ['111111111111', 'eu-west-2', 'gzip'],
      ['111111111111', 'eu-west-2', 'gzip'],
    ]);
  });
});

describe('rows', () => {
  it('are the same whatever part of their group is read at a time', async () => {
    const count = 230_000;
    const numbers = Array.from({ length: count }, (_, i) => i);
    const addresses = numbers.map((i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    const path = join(folder, 'wide-group.parquet');
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: 'srcaddr', data: addresses, type: 'STRING' },
        { name: 'dstaddr', data: addresses.map((text, i) => (i % 1000 === 0 ? null : text)), type: 'STRING' },
        { name: 'bytes', data: numbers.map(BigInt), type: 'INT64' },
      ],
      rowGroupSize: count,
    });
    const complete = numbers.filter((i) => i % 1000 !== 0);
    const bytes = complete.reduce((sum, i) => sum + i, 0);
    expect(await outcomeOf(path)).toBe(
      `${complete.length} records, ${bytes} bytes, 0 without data, ${count - complete.length} bad`,
    );
  });
});

describe('events', () => {
  it('take more room as lines than they have in the file', async () => {
    const path = join(folder, 'events.json');
    const first = { class_uid: 4001, src_endpoint: { ip: '10.0.0.1' }, dst_endpoint: { ip: '10.0.0.2' } };
    writeFileSync(path, `${JSON.stringify(first)}\n${'{}\n'.repeat(400_000)}`);
    expect(await outcomeOf(path, 2)).toBe('1 records, 0 bytes, 0 without data, 400000 bad');
  });
});

describe('a file that is no log', () => {
  it('has pages whose headers cannot be read', async () => {
    const path = join(folder, 'torn.parquet');
    const addresses = Array.from({ length: 3000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    parquetWriteFile({
      filename: path,
      columnData: ['srcaddr', 'dstaddr'].map((name) => ({ name, data: addresses, type: 'STRING' })),
      rowGroupSize: 1000,
    });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 4, 40));
    expect(await outcomeOf(path)).toMatch(/^not-a-log: is no Parquet file: thrift/);
  });

  const record = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK\n';
  it.each([
    ['empty.log', Buffer.from(''), 'not-a-log: the file is empty'],
    [
      'cut.gz',
      gzipSync(record.repeat(5000)).subarray(0, 80),
      'truncated: the packed file ends in the middle',
    ],
    [
      'torn.gz',
      Buffer.concat([gzipSync(record).subarray(0, 12), Buffer.alloc(30, 7)]),
      'not-a-log: cannot be unpacked',
    ],
    ['zip.log', Buffer.from('PK\u0003\u0004'), 'not-a-log: the file is a zip archive, which is not read'],
    [
      'zstd.log',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]),
      'not-a-log: the file is packed with zstd, which is not read',
    ],
    [
      'wide.log',
      Buffer.from(`\uFEFF${record}`, 'utf16le'),
      'not-a-log: the file is UTF-16, and logs are read as UTF-8',
    ],
    [
      'endless.log',
      Buffer.alloc(1 << 21, 0x61),
      'not-a-log: no line ends within 1 MB, so this is no flow log',
    ],
    [
      'prose.log',
      Buffer.from('hello world\n'),
      'not-a-log: not one record can be used: line 1 has 2 fields, and the format has 14',
    ],
    [
      'other.json',
      Buffer.from('{"Vpcs": []}'),
      'not-a-log: not one record can be used: there is no line in it',
    ],
    ['broken.parquet', Buffer.from('PAR1 and nothing behind it PAR1'), 'not-a-log: is no Parquet file'],
  ])('%s', async (name, content, message) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    expect(await outcomeOf(path)).toContain(message);
  });
});

describe('a damaged Parquet file', () => {
  const whole = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'srcaddr', data: ['10.0.0.1', '10.0.0.2', '10.0.0.1'], type: 'STRING' },
        { name: 'dstaddr', data: ['10.0.0.2', '10.0.0.1', '10.0.0.9'], type: 'STRING' },
        { name: 'bytes', data: [40, 41, 42], type: 'INT32' },
      ],
    }),
  );

  it('is said to be damaged, or read as what it says, whichever byte is wrong', async () => {
    const path = join(folder, 'damaged.parquet');
    const outcomes = new Set<string>();
    for (let at = 4; at < whole.length - 4; at++) {
      const bits = [0x40, 0xff, 0x01, 0x80][at % 4]!;
      writeFileSync(
        path,
        whole.map((byte, i) => (i === at ? byte ^ bits : byte)),
      );
      outcomes.add((await outcomeOf(path)).replace(/:.*|\d.*/, ''));
    }
    expect([...outcomes].toSorted()).toEqual(['', 'not-a-log', 'unreadable']);
  });
});
