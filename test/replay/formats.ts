/**
 * The same records in every form a flow log comes in.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteFile } from 'hyparquet-writer';

export type FlowRecord = Readonly<Record<string, string>>;

/** Names of fields from a header line, values from the lines below. */
export function recordsIn(text: string): {
  readonly names: readonly string[];
  readonly records: FlowRecord[];
} {
  const [header, ...lines] = text.trim().split('\n');
  const names = header!.split(' ');
  const records = lines.map((line) => {
    const values = line.split(' ');
    return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  });
  return { names, records };
}

function linesOf(records: readonly FlowRecord[], names: readonly string[]): string[] {
  return records.map((record) => names.map((name) => record[name] ?? '-').join(' '));
}

const NUMBERS = new Set(['version', 'srcport', 'dstport', 'protocol', 'tcp-flags']);
const LONGS = new Set(['packets', 'bytes', 'start', 'end']);

function eventOf(record: FlowRecord): object {
  const isIn = record['flow-direction'] === 'ingress';
  const own = { interface_uid: record['interface-id'] };
  const end = (address: string, port: string): object => ({
    ip: record[address],
    port: Number(record[port]),
  });
  return {
    class_uid: 4001,
    src_endpoint: { ...end('srcaddr', 'srcport'), ...(!isIn && own) },
    dst_endpoint: { ...end('dstaddr', 'dstport'), ...(isIn && own) },
    connection_info: {
      protocol_num: Number(record['protocol']),
      direction_id: isIn ? 1 : 2,
      ...(record['tcp-flags'] !== '-' && { tcp_flags: Number(record['tcp-flags']) }),
    },
    traffic: { bytes: Number(record['bytes']), packets: Number(record['packets']) },
    start_time: Number(record['start']) * 1000,
    end_time: Number(record['end']) * 1000,
    action_id: record['action'] === 'ACCEPT' ? 1 : 2,
    status_code: record['log-status'],
  };
}

/** One form of a log: a file is written, and what has to be said about its format besides. */
export interface Form {
  readonly name: string;
  readonly file: string;
  readonly logFormat?: string;
}

/** Writes the records in every form into a folder. */
export function writeForms(folder: string, names: readonly string[], records: readonly FlowRecord[]): Form[] {
  const lines = linesOf(records, names);
  const text = [names.join(' '), ...lines, ''].join('\n');
  const turned = names.toReversed();
  const events = lines.map((message, i) => ({ id: `event-${i}`, timestamp: 1_700_000_000_000 + i, message }));
  const asJson = (value: unknown): string => JSON.stringify(value);
  const half = Math.floor(events.length / 2);
  const subscription = (part: readonly object[]): string =>
    asJson({ messageType: 'DATA_MESSAGE', owner: '111122223333', logEvents: part });
  const members = [
    gzipSync(
      lines
        .slice(0, half)
        .map((line) => `${line}\n`)
        .join(''),
    ),
    gzipSync(
      lines
        .slice(half)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  ];
  const files: Record<string, { content: string | Buffer; isHeaderless?: boolean }> = {
    'plain.log': { content: text },
    'packed.log.gz': { content: gzipSync(text) },
    'headerless.txt': { content: lines.join('\n'), isHeaderless: true },
    'two-members.log.gz': { content: Buffer.concat(members), isHeaderless: true },
    'turned.log': { content: [turned.join(' '), ...linesOf(records, turned)].join('\r\n') },
    'two-formats.log': {
      content: [text.slice(0, -1), turned.join(' ')]
        .join('\n')
        .split('\n')
        .filter((line) => !lines.slice(half).includes(line))
        .concat(linesOf(records.slice(half), turned))
        .join('\n'),
    },
    'spaced.log': { content: `\uFEFF${text.replaceAll(' ', '  ')}` },
    'exported.gz': {
      content: gzipSync(lines.map((line) => `2023-11-14T22:13:20.000Z ${line}\n`).join('')),
      isHeaderless: true,
    },
    'cli.json': {
      content: JSON.stringify({ events, searchedLogStreams: [] }, undefined, 2),
      isHeaderless: true,
    },
    'subscription.json': {
      content: subscription(events.slice(0, half)) + subscription(events.slice(half)),
      isHeaderless: true,
    },
    'messages.jsonl': { content: events.map(asJson).join('\n'), isHeaderless: true },
    'ocsf.jsonl': { content: records.map((record) => asJson(eventOf(record))).join('\n') },
  };
  const forms = Object.entries(files).map(([name, { content, isHeaderless }]): Form => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return { name, file, ...(isHeaderless && { logFormat: names.map((field) => `\${${field}}`).join(' ') }) };
  });
  const parquet = join(folder, 'columns.parquet');
  parquetWriteFile({
    filename: parquet,
    rowGroupSize: 7,
    columnData: names.map((name) => ({
      name: name.replaceAll('-', '_'),
      data: records.map((record) => valueOf(name, record[name]!)),
      nullable: true,
      type: NUMBERS.has(name) ? 'INT32' : LONGS.has(name) ? 'INT64' : 'STRING',
    })),
  });
  return [...forms, { name: 'columns.parquet', file: parquet }];
}

function valueOf(name: string, text: string): string | number | bigint | null {
  if (NUMBERS.has(name)) return text === '-' ? null : Number(text);
  if (LONGS.has(name)) return text === '-' ? null : BigInt(text);
  return text;
}
