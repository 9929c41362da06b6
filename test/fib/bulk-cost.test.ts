/**
 * What bulk tables cost, in numbers that no noise can move: bytes, reads, allocations; and one ratio with a margin
 * of five, so that a kernel that is not used, or not optimised, is noticed.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { batchOf, BulkLookup, bulkTableOf, type BulkTable } from '../../src/fib/bulk-table.ts';
import { freeze } from '../../src/fib/freeze.ts';
import { intervalsOf } from '../../src/fib/intervals.ts';
import { wordsPerAddress } from '../../src/fib/layout.ts';
import { lookupInto } from '../../src/fib/lookup.ts';
import { directReader } from '../../src/fib/direct-table.ts';
import { pagedReader } from '../../src/fib/paged-table.ts';
import { poptrieReader } from '../../src/fib/poptrie.ts';
import { Rib, type RibEntry } from '../../src/fib/rib.ts';
import { viewsOf, type Views } from '../../src/fib/views.ts';
import { bitsOf, writeWords, type Family } from '../../src/ip/address.ts';
import { lastOf, parsePrefix, prefixFamily } from '../../src/ip/prefix.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { Random } from '../../src/workload/random.ts';
import { families } from '../ip/address-arbitrary.ts';
import { heapGrowth, medianRatio } from '../measure.ts';

const LOOKUPS = 1 << 14;

/** Real prefixes of 193.0.0.0/8 and of 2001:4000::/18 and its neighbours, with next hops of our own. */
function internetSample(family: Family, nextHops: number): RibEntry[] {
  const file = new URL('../data/prefixes/internet-sample.txt.gz', import.meta.url);
  const random = new Random(11, family);
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .flatMap((line) => parsePrefix(line) ?? [])
    .filter((prefix) => prefixFamily(prefix) === family)
    .map((prefix) => ({ prefix, nextHop: random.below(nextHops) }));
}

interface Sample {
  readonly entries: readonly RibEntry[];
  readonly rib: Rib;
  readonly memory: KernelMemory;
  readonly table: BulkTable;
  /** Addresses inside random routes, as words. */
  readonly words: Uint32Array;
}

const samples = new Map<string, Sample>();

function sampleOf(family: Family, nextHops = 64): Sample {
  const known = samples.get(`${family}/${nextHops}`);
  if (known) return known;
  const entries = internetSample(family, nextHops);
  const rib = Rib.of(entries);
  const memory = new KernelMemory(1 << 20);
  const table = bulkTableOf(intervalsOf(rib, family), memory)!;
  const random = new Random(12, family);
  const width = wordsPerAddress(family);
  const words = new Uint32Array(LOOKUPS * width);
  for (let i = 0; i < LOOKUPS; i++) {
    const { address, length } = entries[random.below(entries.length)]!.prefix;
    const free = BigInt(bitsOf(family) - length);
    const within = (BigInt(random.next()) * 0x9e3779b97f4a7c15f39cc0605cedc835n) % 2n ** free;
    const inside = BigInt(address) + within;
    writeWords(family === 4 ? Number(inside) : inside, words, i * width);
  }
  const sample = { entries, rib, memory, table, words };
  samples.set(`${family}/${nextHops}`, sample);
  return sample;
}

/** Counts how often elements are read. */
function counted(array: Uint8Array | Uint16Array | Uint32Array, counter: { reads: number }): never {
  return new Proxy(array, {
    get: (target, key) => {
      counter.reads++;
      return Reflect.get(target, key) as unknown;
    },
  }) as never;
}

/** Reads of a table for all lookups; its head is read before. */
function tableReads({ memory, table, words }: Sample): number {
  const plain = viewsOf(memory.buffer);
  const counter = { reads: 0 };
  const views: Views = {
    bytes: counted(plain.bytes, counter),
    halves: counted(plain.halves, counter),
    words: counted(plain.words, counter),
  };
  const codeOf =
    table.form === 'paged'
      ? pagedReader(views, table.head)
      : table.form === 'direct'
        ? directReader(views, table.head)
        : undefined;
  const codeOfWords = poptrieReader(views, table.head);
  counter.reads = 0;
  for (let i = 0; i < LOOKUPS; i++) {
    if (codeOf) codeOf(words[i]!);
    else codeOfWords(words, 4 * i);
  }
  return counter.reads;
}

describe('a table for bulk of real prefixes', () => {
  const shapes = [
    [4, 64, 'paged'],
    [4, 2000, 'direct'],
    [6, 64, 'poptrie'],
  ] as const;

  for (const [family, nextHops, form] of shapes) {
    it(`is ${form} for IPv${family} with ${nextHops} next hops, and answers as a scan of all routes does`, () => {
      const { entries, memory, table } = sampleOf(family, nextHops);
      expect(table.form).toBe(form);
      const nextHopOf = new BulkLookup(memory).readerOf(table);
      const asked = entries
        .filter((_, i) => i % 300 === 0)
        .flatMap(({ prefix }) => [prefix.address, lastOf(prefix)]);
      for (const address of asked) {
        const holding = entries.filter(
          ({ prefix }) => prefix.address <= address && address <= lastOf(prefix),
        );
        const longest = holding.reduce((a, b) => (b.prefix.length > a.prefix.length ? b : a));
        expect(nextHopOf(address)).toBe(longest.nextHop);
      }
    });
  }

  it('takes as many bytes as it took', () => {
    const bytes = shapes.map(([family, nextHops]) => sampleOf(family, nextHops).table.sizeBytes);
    expect(bytes).toEqual([570_752, 33_559_424, 463_040]);
  });

  it('is read twice per lookup where it is paged, once where it is direct, and for 21 words by IPv6', () => {
    const reads = shapes.map(([family, nextHops]) => tableReads(sampleOf(family, nextHops)));
    // 168 reads find divided /24, 74 cells; a word of a poptrie is half of what its kernel reads at once.
    expect(reads).toEqual([2 * LOOKUPS + 168, LOOKUPS + 74, 348_626]);
  });
});

describe('lookups in bulk', () => {
  for (const family of families) {
    it(`allocate nothing (IPv${family})`, () => {
      const { memory, table, words } = sampleOf(family);
      const batch = batchOf(memory, family, 256);
      new Uint32Array(memory.buffer, batch.addresses).set(words.subarray(0, 256 * wordsPerAddress(family)));
      const bulk = new BulkLookup(memory);
      const grown = heapGrowth(20_000, () => {
        bulk.lookupInto(table, batch, 256);
      });
      expect(grown).toBeLessThan(1);
    });

    it(`are several times faster than in the frozen intervals (IPv${family})`, () => {
      const { rib, memory, table, words } = sampleOf(family);
      const batch = batchOf(memory, family, LOOKUPS);
      new Uint32Array(memory.buffer, batch.addresses).set(words);
      const bulk = new BulkLookup(memory);
      const fib = freeze([rib]);
      const tables = new Uint32Array(LOOKUPS);
      const out = new Uint32Array(LOOKUPS);
      const ratio = medianRatio(
        () => lookupInto(fib, family, tables, words, out, LOOKUPS),
        () => bulk.lookupInto(table, batch, LOOKUPS),
      );
      expect(ratio).toBeGreaterThan(2);
    });
  }
});
