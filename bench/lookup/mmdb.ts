/**
 * A table in the MaxMind DB format, version 2.0, as mmdb-lib reads it: a binary tree over IPv4 addresses.
 *
 * Nodes are two records of 32 bits: another node, the number of nodes for "nothing", or behind that the
 * place of a value. Specification: https://maxmind.github.io/MaxMind-DB/
 */
import type { Intervals } from '../../src/fib/intervals.ts';
import { NO_ROUTE } from '../../src/fib/layout.ts';

const VALUE_BYTES = 5;

export function mmdbOf({ firsts, nextHops }: Intervals): Buffer {
  const nodes: [
    left: number | 'nothing' | { value: number },
    right: number | 'nothing' | { value: number },
  ][] = [];
  const endOf = (interval: number): number =>
    interval + 1 < nextHops.length ? firsts[interval + 1]! : 2 ** 32;
  /** The record of the addresses from `first` on; `interval` is the one that holds the first of them. */
  const recordOf = (first: number, size: number, interval: number): (typeof nodes)[number][0] => {
    if (endOf(interval) >= first + size) {
      return nextHops[interval] === NO_ROUTE ? 'nothing' : { value: nextHops[interval]! };
    }
    return nodeOf(first, size, interval);
  };
  const nodeOf = (first: number, size: number, interval: number): number => {
    const node = nodes.push(['nothing', 'nothing']) - 1;
    const middle = first + size / 2;
    let right = interval;
    while (endOf(right) <= middle) right++;
    nodes[node] = [recordOf(first, size / 2, interval), recordOf(middle, size / 2, right)];
    return node;
  };
  nodeOf(0, 2 ** 32, 0);

  const values = [...new Set(nextHops)].filter((nextHop) => nextHop !== NO_ROUTE);
  const places = new Map(values.map((value, i) => [value, i * VALUE_BYTES]));
  const tree = Buffer.alloc(8 * nodes.length);
  for (const [node, records] of nodes.entries()) {
    records.forEach((record, side) => {
      const word =
        record === 'nothing'
          ? nodes.length
          : typeof record === 'number'
            ? record
            : nodes.length + 16 + places.get(record.value)!;
      tree.writeUInt32BE(word, 8 * node + 4 * side);
    });
  }
  const metadata = Buffer.concat([
    Buffer.from('abcdef', 'hex'),
    Buffer.from('MaxMind.com'),
    map(9),
    ...entry('binary_format_major_version', uint32(2)),
    ...entry('binary_format_minor_version', uint32(0)),
    ...entry('build_epoch', uint32(0)),
    ...entry('database_type', text('routes')),
    ...entry('description', map(0)),
    ...entry('ip_version', uint32(4)),
    ...entry('languages', Buffer.from([0x00, 0x04])),
    ...entry('node_count', uint32(nodes.length)),
    ...entry('record_size', uint32(32)),
  ]);
  return Buffer.concat([tree, Buffer.alloc(16), ...values.map(uint32), metadata]);
}

function entry(name: string, value: Buffer): Buffer[] {
  return [text(name), value];
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([
    bytes.length < 29 ? Buffer.from([0x40 + bytes.length]) : Buffer.from([0x5d, bytes.length - 29]),
    bytes,
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.from([0xc4, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

function map(size: number): Buffer {
  return Buffer.from([0xe0 + size]);
}
