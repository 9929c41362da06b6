/**
 * Packages of npm that can be asked for a route, on the table of 10,000: all of them take text.
 *
 * Only mmdb-lib finds the longest prefix itself, in a file that has to be written first. The others tell whether one
 * prefix holds an address, so that the longest are asked first; BlockList of Node knows yes and no alone.
 */
import { BlockList } from 'node:net';
import { containsCidr } from 'cidr-tools';
import { Address4 } from 'ip-address';
import ipaddr from 'ipaddr.js';
import { Reader } from 'mmdb-lib';
import { Netmask } from 'netmask';
import { batchOf, BulkLookup, bulkTableOf } from '../../src/fib/bulk-table.ts';
import { intervalsOf } from '../../src/fib/intervals.ts';
import { PrefixMap } from '../../src/fib/prefix-map.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { formatAddress } from '../../src/ip/address.ts';
import type { Contestant, Question } from '../harness.ts';
import { mmdbOf } from './mmdb.ts';
import { fillStream, gatewayRoutes, ribOf, type Routes } from './routes.ts';
import { hopOf } from './single-table.ts';

/** Addresses in a batch, and as many of them as are asked as text. */
const BATCH = 1 << 20;
const TEXTS = 1 << 16;
/** For packages that are asked once per route. */
const FEW = 32;

interface Setting {
  readonly routes: Routes;
  readonly memory: KernelMemory;
  readonly addresses: Uint32Array;
  readonly texts: readonly string[];
}

function setting(): Setting {
  const routes = gatewayRoutes();
  const addresses = new Uint32Array(BATCH);
  fillStream(addresses, 'in-table', routes);
  return {
    routes,
    memory: new KernelMemory(1 << 26),
    addresses,
    texts: Array.from(addresses.subarray(0, TEXTS), (address) => formatAddress(address)),
  };
}

/** Addresses as numbers, in bulk. */
export function npmBatch(goal: number): Question {
  const { routes, memory, addresses, texts } = setting();
  const table = bulkTableOf(intervalsOf(ribOf(routes), 4), memory)!;
  const batch = batchOf(memory, 4, BATCH);
  new Uint32Array(memory.buffer, batch.addresses, BATCH).set(addresses);
  const codes = new Uint16Array(memory.buffer, batch.codes, BATCH);
  const bulk = new BulkLookup(memory);
  const ours: Contestant = {
    name: 'a batch of numbers',
    run: (count) => {
      bulk.lookupInto(table, batch, count);
      return codes[0]!;
    },
    answer: (count) => {
      bulk.lookupInto(table, batch, count);
      return codes.subarray(0, count).reduce((sum, code) => (sum + hopOf(table.nextHops[code]!)) | 0, 0);
    },
  };
  return {
    operations: BATCH,
    unit: 'lookups',
    crossCheck: true,
    contestants: [ours, { ...mmdb(routes, texts), operations: TEXTS, goal }],
  };
}

/** A string in, a next hop out, one at a time. */
export function npmStrings(goal: number): Question {
  const { routes, texts } = setting();
  const map = new PrefixMap(
    Array.from(routes.lengths, (length, i): readonly [string, number] => [
      `${formatAddress(routes.addresses[i]!)}/${length}`,
      routes.nextHops[i]!,
    ]),
  );
  return {
    operations: TEXTS,
    unit: 'lookups',
    crossCheck: true,
    contestants: [
      {
        name: 'PrefixMap',
        // A loop of its own, as a caller has one: in a shared one no compiler inlines.
        run: (count) => {
          let sum = 0;
          for (let i = 0; i < count; i++) sum = (sum + (map.get(texts[i]!) ?? 0)) | 0;
          return sum;
        },
      },
      { ...mmdb(routes, texts), goal },
      ...loops(routes, texts),
      blockList(routes, texts),
    ],
  };
}

function sumOf(texts: readonly string[], lookup: (text: string) => number): (count: number) => number {
  return (count) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = (sum + lookup(texts[i]!)) | 0;
    return sum;
  };
}

function mmdb(routes: Routes, texts: readonly string[]): Contestant {
  const reader = new Reader<number & object>(mmdbOf(intervalsOf(ribOf(routes), 4)));
  return {
    name: 'mmdb-lib',
    run: (count) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum = (sum + (reader.get(texts[i]!) ?? 0)) | 0;
      return sum;
    },
  };
}

/** Packages that compare one prefix with one address, in a loop over the routes. */
function loops({ addresses, lengths, nextHops }: Routes, texts: readonly string[]): Contestant[] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]!);
  const cidrs = order.map((route) => `${formatAddress(addresses[route]!)}/${lengths[route]}`);
  const hops = order.map((route) => nextHops[route]!);
  const loop = <Prefix, Ip>(
    name: string,
    prefixOf: (cidr: string) => Prefix,
    ipOf: (text: string) => Ip,
    holds: (prefix: Prefix, ip: Ip) => boolean,
  ): Contestant => {
    const prefixes = cidrs.map(prefixOf);
    return {
      name: `${name}, prefix by prefix`,
      operations: FEW,
      run: sumOf(texts, (text) => {
        const ip = ipOf(text);
        return hops[prefixes.findIndex((prefix) => holds(prefix, ip))] ?? 0;
      }),
    };
  };
  const same = (text: string): string => text;
  return [
    loop(
      'ipaddr.js',
      (cidr) => ipaddr.IPv4.parseCIDR(cidr),
      (text) => ipaddr.IPv4.parse(text),
      (prefix, ip) => ip.match(prefix),
    ),
    loop(
      'ip-address',
      (cidr) => new Address4(cidr),
      (text) => new Address4(text),
      (prefix, ip) => ip.isInSubnet(prefix),
    ),
    loop(
      'netmask',
      (cidr) => new Netmask(cidr),
      same,
      (prefix, ip) => prefix.contains(ip),
    ),
    loop('cidr-tools', same, same, (prefix, ip) => containsCidr(prefix, ip)),
  ];
}

function blockList({ addresses, lengths }: Routes, texts: readonly string[]): Contestant {
  const list = new BlockList();
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i]! > 0) list.addSubnet(formatAddress(addresses[i]!), lengths[i]!, 'ipv4');
  }
  return {
    name: 'node:net BlockList (yes or no)',
    doesLess: true,
    operations: FEW * 8,
    run: sumOf(texts, (text) => Number(list.check(text))),
  };
}
