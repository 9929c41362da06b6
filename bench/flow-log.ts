/**
 * A generated flow log of any length about an estate: who talks to whom is drawn once, and each record is
 * one direction of one such conversation at one of its ends, as the network would log it. One record in
 * ten is a scan from the internet, from a new address to a new port.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { formatAddress } from '../src/ip/address.ts';
import { compile } from '../src/compile/compile.ts';
import { trace } from '../src/forward/trace.ts';
import { FLOW_DEFAULTS } from '../src/model/flow.ts';
import type { Network } from '../src/model/network.ts';
import { TCP } from '../src/model/protocol.ts';
import { DEFAULT_FORMAT } from '../src/source/flow-log/fields.ts';
import { Random } from '../src/workload/random.ts';

interface Pair {
  readonly client: string;
  readonly server: string;
  /** First of the twenty addresses of each. */
  readonly clientFirst: number;
  readonly serverFirst: number;
  readonly port: number;
  /** What is logged of it: by whom, which way, and with which action. */
  readonly seen: readonly {
    readonly isReply: boolean;
    readonly atClient: boolean;
    readonly action: string;
  }[];
}

const FLEET = 20;
const PORTS = [443, 8443, 8443, 5432];

/** Conversations inside VPCs and with their peers. */
export function pairsOf(network: Network, vpcCount: number, count: number): readonly Pair[] {
  const net = compile(network);
  const random = new Random(5);
  const strides = [0, 0, 1, 2, 5, 17, 61];
  return Array.from({ length: count }, (): Pair => {
    const from = random.below(vpcCount);
    const to = (from + strides[random.below(strides.length)]!) % vpcCount;
    const k = random.below(4);
    // Nobody talks to a machine of their own fleet.
    const far = from === to ? (k + 1 + random.below(3)) % 4 : random.below(4);
    const [client, server] = [`fleet-${from}-${k}`, `fleet-${to}-${far}`];
    const [clientFirst, serverFirst] = [client, server].map((id) =>
      Number(network.enis.get(id)!.addresses[0]!.first),
    ) as [number, number];
    const port = random.below(8) === 0 ? 22 : PORTS[far]!;
    const flow = {
      ...FLOW_DEFAULTS,
      from: { kind: 'eni', eni: client },
      to: { kind: 'address', address: serverFirst + 1 },
      source: clientFirst,
      protocol: TCP,
      destinationPort: port,
      dontFragment: false,
    } as const;
    const verdict = trace(net, flow, { recording: false });
    const out = { isReply: false, atClient: true, action: 'ACCEPT' };
    const reason = verdict.drop?.reason;
    const seen = verdict.delivered
      ? [
          out,
          { ...out, atClient: false },
          { ...out, isReply: true },
          { ...out, isReply: true, atClient: false },
        ]
      : reason === 'sg-ingress-denied'
        ? [out, { isReply: false, atClient: false, action: 'REJECT' }]
        : [out];
    return { client, server, clientFirst, serverFirst, port, seen };
  });
}

/** The fields of one record after the other, in the default format. */
export function* recordsOf(pairs: readonly Pair[], count: number): Generator<readonly (string | number)[]> {
  const random = new Random(6);
  for (let i = 0; i < count; i++) {
    const pair = pairs[random.below(pairs.length)]!;
    const start = 1_700_000_000 + Math.floor(i / 1000);
    const packets = 1 + random.below(200);
    const bytes = packets * (40 + random.below(1400));
    const times = [packets, bytes, start, start + 60];
    const member = formatAddress(pair.serverFirst + random.below(FLEET));
    if (random.below(10) === 0) {
      const scanner = formatAddress(0x2d000000 + random.below(0x10000000));
      const ports = [1024 + random.below(60_000), 1 + random.below(10_000)];
      yield [2, '111122223333', pair.server, scanner, member, ...ports, TCP, ...times, 'REJECT', 'OK'];
      continue;
    }
    const { isReply, atClient, action } = pair.seen[random.below(pair.seen.length)]!;
    const sender = formatAddress(pair.clientFirst + random.below(FLEET));
    const ephemeral = 32_768 + random.below(28_000);
    const ends = isReply ? [member, sender, pair.port, ephemeral] : [sender, member, ephemeral, pair.port];
    yield [2, '111122223333', atClient ? pair.client : pair.server, ...ends, TCP, ...times, action, 'OK'];
  }
}

export async function writeGzip(
  path: string,
  records: Iterable<readonly (string | number)[]>,
): Promise<void> {
  const packed = createGzip({ level: 6 });
  const file = packed.pipe(createWriteStream(path));
  let text = `${DEFAULT_FORMAT.join(' ')}\n`;
  for (const record of records) {
    text += `${record.join(' ')}\n`;
    if (text.length < 1 << 20) continue;
    if (!packed.write(text)) await once(packed, 'drain');
    text = '';
  }
  packed.end(text);
  await finished(file);
}

const INTEGERS: ReadonlySet<string> = new Set(['version', 'srcport', 'dstport', 'protocol']);
const LONGS: ReadonlySet<string> = new Set(['packets', 'bytes', 'start', 'end']);

/** Columns as the platform names and types them. */
export function writeParquet(
  path: string,
  records: Iterable<readonly (string | number)[]>,
  rowsPerGroup: number,
): void {
  const names = DEFAULT_FORMAT.map((name) => name.replaceAll('-', '_'));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: names.length },
      ...names.map((name) =>
        INTEGERS.has(name)
          ? ({ name, type: 'INT32', repetition_type: 'REQUIRED' } as const)
          : LONGS.has(name)
            ? ({ name, type: 'INT64', repetition_type: 'REQUIRED' } as const)
            : ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const),
      ),
    ],
  });
  let columns = names.map((): (string | number | bigint)[] => []);
  const flush = (): void => {
    const columnData = names.map((name, i) => ({ name, data: columns[i]! }));
    void writer.write({ columnData, rowGroupSize: rowsPerGroup });
    columns = names.map(() => []);
  };
  for (const record of records) {
    for (const [i, value] of record.entries()) columns[i]!.push(LONGS.has(names[i]!) ? BigInt(value) : value);
    if (columns[0]!.length === rowsPerGroup) flush();
  }
  if (columns[0]!.length > 0) flush();
  void writer.finish();
}
