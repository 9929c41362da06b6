/**
 * The conformance suite over every form in which a table is asked.
 */
import { batchOf, BulkLookup, bulkTableOf, type Batch, type BulkTable } from '../../src/fib/bulk-table.ts';
import { directTableOf } from '../../src/fib/direct-table.ts';
import { expect } from 'vitest';
import { attach } from '../../src/fib/fib.ts';
import { freeze, type IntervalTable } from '../../src/fib/freeze.ts';
import { intervalsFrom, intervalsOf, type Intervals } from '../../src/fib/intervals.ts';
import { NO_ROUTE, wordsPerAddress } from '../../src/fib/layout.ts';
import { lookup, lookupInto, matchingRanges, rangeAt } from '../../src/fib/lookup.ts';
import { NextHopCodes } from '../../src/fib/next-hop-codes.ts';
import { rowTablesOf } from '../../src/fib/row-tables.ts';
import { Rib, type RibEntry } from '../../src/fib/rib.ts';
import {
  familyOf,
  firstAddress,
  lastAddress,
  writeWords,
  type Address,
  type Family,
} from '../../src/ip/address.ts';
import { parsePrefix, prefixOf } from '../../src/ip/prefix.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { describeForm, type Form } from './conformance.ts';
import { edgeAddresses } from './route-arbitrary.ts';
import { LinearTable } from './linear-table.ts';

/** Tables around the one that is asked, so that a wrong offset shows. */
const neighbours = [
  Rib.of([
    { prefix: parsePrefix('0.0.0.0/0')!, nextHop: 1000 },
    { prefix: parsePrefix('::/0')!, nextHop: 1001 },
  ]),
  Rib.of([{ prefix: parsePrefix('10.0.0.0/8')!, nextHop: 1002 }]),
] as const;

const freezeAmongOthers = (entries: readonly RibEntry[]) =>
  freeze([neighbours[0], Rib.of(entries), neighbours[1]]);

/** A frozen form as one thread hands it to another: only the buffer arrives. */
const frozen: Form = (entries, _family, addresses) => {
  const fib = attach(freezeAmongOthers(entries).buffer);
  return addresses.map((address) => lookup(fib, 1, address));
};

const bulk: Form = (entries, family, addresses) => {
  const width = wordsPerAddress(family);
  const words = new Uint32Array(addresses.length * width);
  addresses.forEach((address, i) => writeWords(address, words, i * width));
  const tables = new Uint32Array(addresses.length).fill(1);
  const out = new Uint32Array(addresses.length);
  lookupInto(freezeAmongOthers(entries), family, tables, words, out, addresses.length);
  return [...out];
};

/** A table made by asking the linear table wherever its answer can change, and never from a Rib. */
const fromIntervals: Form = (entries, _family, addresses) => {
  const oracle = LinearTable.of(entries);
  const half = (family: Family) => {
    const own = entries.filter(({ prefix }) => (typeof prefix.address === 'number') === (family === 4));
    const edges = edgeAddresses(family, own).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return intervalsFrom(
      family,
      edges.map((first) => ({ first, nextHop: oracle.longestMatch(first)?.nextHop ?? NO_ROUTE })),
    );
  };
  const table: IntervalTable = { ipv4: half(4), ipv6: half(6) };
  const fib = freeze([table]);
  return addresses.map((address) => lookup(fib, 0, address));
};

/** Fills a batch with addresses and answers it twice: the kernels must do what the plain forms do. */
function askBoth(
  memory: KernelMemory,
  batch: Batch,
  addresses: readonly Address[],
  nextHops: Uint32Array,
  ask: (bulk: BulkLookup) => void,
): number[] {
  const width = wordsPerAddress(familyOf(addresses[0]!));
  const words = new Uint32Array(memory.buffer, batch.addresses, addresses.length * width);
  addresses.forEach((address, i) => writeWords(address, words, i * width));
  const codes = new Uint16Array(memory.buffer, batch.codes, addresses.length);
  const [byKernels, plain] = [memory.memory, undefined].map((kernelMemory) => {
    codes.fill(0xffff);
    ask(new BulkLookup({ buffer: memory.buffer, memory: kernelMemory }));
    return Array.from(codes, (code) => nextHops[code]!);
  });
  expect(byKernels).toEqual(plain);
  return byKernels!;
}

const tableForBulk =
  (build: (intervals: Intervals, memory: KernelMemory) => BulkTable | undefined): Form =>
  (entries, family, addresses) => {
    const memory = new KernelMemory(1 << 20);
    const table = build(intervalsOf(Rib.of(entries), family), memory)!;
    const batch = batchOf(memory, family, addresses.length);
    return askBoth(memory, batch, addresses, table.nextHops, (bulk) => {
      bulk.lookupInto(table, batch, addresses.length);
    });
  };

/** The direct form, which only tables of many next hops get by themselves. */
const directTable = tableForBulk((intervals, memory) => {
  if (intervals.family === 6) return bulkTableOf(intervals, memory);
  const hops = new NextHopCodes();
  const built = directTableOf(intervals, hops.of(intervals)!, hops.count, memory)!;
  return { ...built, sizeBytes: memory.usedBytes, nextHops: hops.nextHops() };
});

const rowAmongOthers: Form = (entries, family, addresses) => {
  if (family === 6) return directTable(entries, family, addresses);
  const memory = new KernelMemory(1 << 20);
  const ribs = [neighbours[0], Rib.of(entries), neighbours[1], Rib.of(entries)];
  const rows = rowTablesOf(
    ribs.map((rib) => intervalsOf(rib, 4)),
    memory,
  )!;
  const batch = batchOf(memory, 4, addresses.length);
  new Uint32Array(memory.buffer, batch.tables, addresses.length).forEach((_, i, tables) => {
    tables[i] = 1 + 2 * (i % 2);
  });
  return askBoth(memory, batch, addresses, rows.nextHops, (bulk) => {
    bulk.lookupRowsInto(rows, batch, addresses.length);
  });
};

describeForm('the table for bulk, one by one', (entries, family, addresses) => {
  const memory = new KernelMemory(1 << 20);
  const table = bulkTableOf(intervalsOf(Rib.of(entries), family), memory)!;
  return addresses.map(new BulkLookup(memory).readerOf(table));
});
describeForm('the table for bulk', tableForBulk(bulkTableOf));
describeForm('a direct table', directTable, { runs: 20 });
describeForm('a row among others', rowAmongOthers, { large: false });

describeForm('a Rib', (entries, _family, addresses) => {
  const rib = Rib.of(entries);
  return addresses.map((address) => rib.longestMatch(address)?.nextHop ?? NO_ROUTE);
});

describeForm('a Rib that lost other routes again', (entries, _family, addresses) => {
  const rib = Rib.of(entries);
  const shorter = entries.map(({ prefix }) => prefixOf(prefix.address, prefix.length >>> 1));
  const absent = shorter.filter((prefix) => rib.exact(prefix) === undefined);
  for (const prefix of absent) rib.insert(prefix, 77);
  for (const prefix of absent) rib.delete(prefix);
  return addresses.map((address) => rib.longestMatch(address)?.nextHop ?? NO_ROUTE);
});

describeForm('a frozen table among others', frozen);
describeForm('a table frozen from intervals', fromIntervals);
describeForm('bulk lookup', bulk);

describeForm('the range around an address', (entries, _family, addresses) => {
  const fib = freezeAmongOthers(entries);
  return addresses.map((address) => rangeAt(fib, 1, address).nextHop);
});

describeForm('the matching range of a single address', (entries, _family, addresses) => {
  const fib = freezeAmongOthers(entries);
  return addresses.map((address) => {
    const [only] = matchingRanges(fib, 1, address, address);
    return only!.nextHop;
  });
});

describeForm('the matching ranges of the whole address space', (entries, family, addresses) => {
  const fib = freezeAmongOthers(entries);
  const ranges = matchingRanges(fib, 1, firstAddress(family), lastAddress(family));
  return addresses.map(
    (address) => ranges.find(({ first, last }) => first <= address && address <= last)!.nextHop,
  );
});
