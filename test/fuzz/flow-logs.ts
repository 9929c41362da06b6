/**
 * Flow logs with something wrong in them: fields of lines, the JSON they are wrapped in, columns of
 * Parquet files, and bytes of whatever is packed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { Dice } from '../arbitrary/dice.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { mutated } from './mutation.ts';
import { JSON_TEXT } from './notation.ts';

/** Real logs, and one of the interfaces that the network they are held against knows. */
export function logCases(folder: string, known: string): FuzzCase[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.(log|gz|parquet|json)$/.test(path) && !path.includes('expected'),
  );
  return [
    ...casesOf(basename(known), readFileSync(known)),
    ...paths.toSorted().flatMap((path) => casesOf(path, readFileSync(join(folder, path)))),
  ];
}

function casesOf(path: string, bytes: Buffer): FuzzCase[] {
  const one = (what: string, file: string, mutant: FuzzCase['mutant']): FuzzCase => ({
    name: `${path}${what}`,
    kind: 'log',
    path: file,
    mutant,
  });
  if (path.endsWith('.parquet')) {
    return [one('', 'input.parquet', (seed) => withOddBytes(bytes, new Dice(seed)))];
  }
  if (path.endsWith('.json')) {
    const [document] = bytes.toString('utf8').split(/(?<=\})(?=\{)/);
    return [one('', 'input.json', (seed) => mutated(document!, seed, JSON_TEXT))];
  }
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const packed = (seed: number): Uint8Array => {
    const dice = new Dice(seed);
    const whole = gzipSync(dice.chance(0.5) ? withOddLines(text, dice) : text);
    return dice.chance(0.7) ? withOddBytes(whole, dice) : whole;
  };
  const events = JSON.stringify({ events: text.split('\n').map((message) => ({ message })) });
  return [
    one('', 'input.log', (seed) => withOddLines(text, new Dice(seed))),
    one(', packed', 'input.log.gz', packed),
    one(' as messages', 'input.json', (seed) => mutated(events, seed, JSON_TEXT)),
    one(' as events', 'input.jsonl', (seed) => withOddEvents(text, seed)),
    one(' as columns', 'input.parquet', (seed) => columnsOf(withOddLines(text, new Dice(seed)), seed)),
  ];
}

const ODD_FIELDS = [
  '',
  '-',
  '- -',
  '0',
  '-1',
  '4294967296',
  '9007199254740993',
  '99999999999999999999999',
  '1e9',
  '::',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '255.255.255.255',
  '010.1.1.1',
  '10.0.0.0/8',
  'ACCEPT',
  'NODATA',
  'SKIPDATA',
  'eni-\u00e9\u{1f600}',
  '\t',
  '\u0000',
  '2\n3',
  'srcaddr',
  'x'.repeat(2000),
];

const HEADERS = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'srcaddr dstaddr',
  '${dstaddr} ${srcaddr} ${action}',
  'tgw-id srcaddr dstaddr protocol packets-lost-no-route',
  'pkt-srcaddr pkt-dstaddr srcaddr dstaddr tcp-flags flow-direction reject-reason',
];

/** Fields and lines swapped, doubled and taken out; or a header where none was. */
function withOddLines(text: string, dice: Dice): string {
  let lines = text.split('\n');
  for (let n = dice.pick([0, 1, 1, 2, 4, 8]); n > 0; n -= 1) {
    const at = dice.below(lines.length);
    const fields = lines[at]!.split(' ');
    const field = dice.below(fields.length);
    switch (dice.pick(['odd', 'odd', 'odd', 'move', 'drop', 'double', 'header', 'line', 'cut'] as const)) {
      case 'odd':
        fields[field] = dice.pick(ODD_FIELDS)!;
        break;
      case 'move':
        fields[field] = fields[dice.below(fields.length)]!;
        break;
      case 'drop':
        fields.splice(field, 1);
        break;
      case 'double':
        fields.push(...fields.slice(field));
        break;
      case 'header':
        lines.splice(at, 0, dice.pick(HEADERS)!);
        continue;
      case 'line':
        lines.splice(at, 0, lines[dice.below(lines.length)]!);
        continue;
      case 'cut':
        lines = lines.slice(0, at + 1);
    }
    lines[at] = fields.join(' ');
  }
  const ends = dice.pick(['\n', '\n', '\n', '\r\n', '\r', '\n\n']);
  return `${dice.pick(['', '', '', '\uFEFF', '\n', '[', '{'])}${lines.join(ends)}`;
}

/** Bytes of a packed file changed, taken out or doubled. */
function withOddBytes(bytes: Uint8Array, dice: Dice): Uint8Array {
  let odd = Buffer.from(bytes);
  for (let n = dice.pick([1, 1, 2, 4, 16]); n > 0; n -= 1) {
    // What says how the rest is packed stands at the start or at the end.
    const reach = dice.pick([odd.length, odd.length, Math.min(64, odd.length), Math.min(2000, odd.length)]);
    const at = dice.chance(0.5) ? dice.below(reach) : odd.length - 1 - dice.below(reach);
    switch (dice.pick(['flip', 'flip', 'flip', 'byte', 'cut', 'drop', 'double'] as const)) {
      case 'flip':
        odd[at]! ^= 1 << dice.below(8);
        break;
      case 'byte':
        odd[at] = dice.pick([0, 1, 0x7f, 0x80, 0xff]);
        break;
      case 'cut':
        if (dice.chance(0.2)) odd = odd.subarray(0, at + 1);
        break;
      case 'drop':
        odd = Buffer.concat([odd.subarray(0, at), odd.subarray(at + dice.below(8))]);
        break;
      case 'double':
        odd = Buffer.concat([odd.subarray(0, at), odd.subarray(Math.max(0, at - 20))]);
    }
    if (odd.length === 0) return bytes;
  }
  return odd;
}

/** Each record as an event of the Open Cybersecurity Schema Framework. */
function withOddEvents(text: string, seed: number): string {
  const events = text.split('\n').map((line, i) => {
    const [, , eni, source, destination, from, to, protocol, packets, bytes, start, end] = line.split(' ');
    const event = JSON.stringify({
      class_uid: 4001,
      src_endpoint: { ip: source, port: Number(from), interface_uid: eni },
      dst_endpoint: { ip: destination, port: Number(to) },
      connection_info: { protocol_num: Number(protocol), direction_id: 1 },
      traffic: { packets: Number(packets), bytes: Number(bytes) },
      start_time: Number(start) * 1000,
      end_time: Number(end) * 1000,
      action_id: 1,
    });
    const changed = i % 2 === 0 ? mutated(event, seed + i, JSON_TEXT).replaceAll(/\n */g, ' ') : event;
    return i === 0 ? event : changed;
  });
  return events.join('\n');
}

/** The fields of lines as columns, some of them of other types than a log's. */
function columnsOf(text: string, seed: number): Uint8Array {
  const dice = new Dice(seed);
  const [header = '', ...lines] = text.replaceAll('\r', '').split('\n');
  const fields = /srcaddr/.test(header) ? header : HEADERS[0]!;
  const names = fields.replaceAll(/[${}]/g, '').replaceAll('-', '_').split(' ');
  const rows = lines.slice(0, 40).map((line) => line.split(' '));
  const columnData = [...new Set(names)].flatMap((name, i) => {
    if (name === '' || dice.chance(0.03)) return [];
    const texts = rows.map((row) => row[i] ?? '-');
    const areNumbers = texts.every((one) => /^\d{1,9}$/.test(one));
    const type = dice.chance(0.1)
      ? dice.pick(['BOOLEAN', 'DOUBLE', 'JSON', 'TIMESTAMP'] as const)
      : areNumbers
        ? dice.pick(['INT32', 'INT64', 'DOUBLE', 'STRING'] as const)
        : 'STRING';
    return [
      {
        name,
        data: texts.map((one) => cellOf(type, one)),
        type,
        nullable: true,
      },
    ];
  });
  if (columnData.length === 0) return Buffer.from('PAR1');
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: dice.pick([3, 100]) }));
}

function cellOf(type: string, text: string): unknown {
  switch (type) {
    case 'INT32':
    case 'DOUBLE':
      return Number.isFinite(Number(text)) ? Number(text) : null;
    case 'INT64':
      return BigInt(text);
    case 'BOOLEAN':
      return text.length % 2 === 0;
    case 'TIMESTAMP':
      return new Date(text.length * 1_000_000);
    case 'JSON':
      return { text };
    default:
      return text === '-' ? null : text;
  }
}
