import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, bytesPerRoute, frozenIntervals, sizeBytes, type Fib } from '../../src/fib/fib.ts';
import { freeze, type TableSource } from '../../src/fib/freeze.ts';
import { intervalsFrom, intervalsOf } from '../../src/fib/intervals.ts';
import {
  BLOCK_ALIGNMENT_WORDS,
  BLOCK_INDEX,
  BLOCK_INDEX_SHIFT,
  blockWords,
  HEADER_BLOCK_COUNT,
  HEADER_ROUTE_COUNT,
  HEADER_WORDS,
  NO_ROUTE,
} from '../../src/fib/layout.ts';
import { intervalCount, intervalIndexOf, lookup } from '../../src/fib/lookup.ts';
import { Rib } from '../../src/fib/rib.ts';
import { parseAddress } from '../../src/ip/address.ts';
import { hostPrefix, parsePrefix } from '../../src/ip/prefix.ts';
import { LinearTable } from './linear-table.ts';
import { mixedRoutes } from './route-arbitrary.ts';

const ribOf = (routesByPrefix: Record<string, number>): Rib =>
  Rib.of(Object.entries(routesByPrefix).map(([text, nextHop]) => ({ prefix: parsePrefix(text)!, nextHop })));

const bytes = (fib: Fib): Buffer => Buffer.from(new Uint8Array(fib.buffer));

/** Host routes far enough apart to leave a gap behind each. */
function hosts(count: number): Rib {
  return Rib.of(
    Array.from({ length: count }, (_, i) => ({ prefix: hostPrefix(i * 2 ** 21 + 5), nextHop: i })),
  );
}

function* numberedTables(count: number): Generator<TableSource> {
  for (let i = 0; i < count; i++) yield ribOf({ '10.0.0.0/8': i });
}

describe('freeze', () => {
  it('fills a SharedArrayBuffer, or the kind of buffer it is given', () => {
    expect(freeze([]).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(freeze([new Rib()], ArrayBuffer).buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('gives the same bytes in either kind of buffer', () => {
    const tables = [ribOf({ '10.0.0.0/8': 1, '::/0': 2 }), new Rib()];
    expect(bytes(freeze(tables, ArrayBuffer)).equals(bytes(freeze(tables)))).toBe(true);
  });

  it('numbers tables as they are given, also when they are made on the way', () => {
    const fib = freeze(numberedTables(300));
    expect(fib.tableCount).toBe(300);
    for (let i = 0; i < 300; i++) expect(lookup(fib, i, parseAddress('10.0.0.1')!)).toBe(i);
  });

  it('stores identical tables once, and a family without routes once for all', () => {
    const fib = freeze([
      ribOf({ '10.0.0.0/8': 1 }),
      ribOf({ '10.0.0.0/9': 1, '10.128.0.0/9': 1 }),
      ribOf({ '10.0.0.0/8': 2 }),
    ]);
    expect(fib.words[HEADER_BLOCK_COUNT]).toBe(3);
    expect(blockOf(fib, 0, 4)).toBe(blockOf(fib, 1, 4));
    expect(blockOf(fib, 2, 4)).not.toBe(blockOf(fib, 0, 4));
    expect(new Set([0, 1, 2].map((table) => blockOf(fib, table, 6))).size).toBe(1);
  });

  it('pays only two words for a table that is there already', () => {
    const table = ribOf({ '10.0.0.0/8': 1, '2001:db8::/32': 2 });
    const once = sizeBytes(freeze([table]));
    expect(sizeBytes(freeze(Array.from({ length: 101 }, () => table)))).toBe(once + 100 * 8);
  });

  it('leaves nothing behind of a table that is there already', () => {
    const [big, small] = [hosts(40), ribOf({ '10.0.0.0/8': 1 })];
    // The copy of the big table was written first where the small one now stands.
    const fib = freeze([big, big, small]);
    const block = blockOf(fib, 2, 4);
    const end = block + blockWords(4, 3, 0);
    const padding = fib.words.subarray(end, block + BLOCK_ALIGNMENT_WORDS);
    expect([...padding]).toEqual([0, 0, 0]);
  });

  it('keeps tables apart that differ only in a next hop, an address or the family', () => {
    const tables = [
      ribOf({ '10.0.0.0/8': 1 }),
      ribOf({ '10.0.0.0/8': 2 }),
      ribOf({ '11.0.0.0/8': 1 }),
      ribOf({ 'a00::/8': 1 }),
      ribOf({ '0.0.0.0/0': 1 }),
      ribOf({ '::/0': 1 }),
    ];
    // Two empty halves and one half of each table.
    expect(freeze(tables).words[HEADER_BLOCK_COUNT]).toBe(tables.length + 2);
  });

  it('gives a table of many intervals an index, and a small one none', () => {
    const { words } = freeze([hosts(100)]);
    expect(words[HEADER_WORDS + BLOCK_INDEX_SHIFT]).toBe(31);

    const fib = freeze([hosts(2048)]);
    const block = blockOf(fib, 0, 4);
    expect(intervalCount(fib, 0, 4)).toBe(4097);
    expect(fib.words[block + BLOCK_INDEX_SHIFT]).toBe(31 - 12);
    for (let bits = 0; bits < 2 ** 12; bits++) {
      expect(fib.words[block + BLOCK_INDEX + bits]).toBe(intervalIndexOf(fib, 0, bits * 2 ** 20));
    }
    expect(fib.words[block + BLOCK_INDEX + 2 ** 12]).toBe(4096);
  });

  it('takes intervals as a table, with no route in a family left out', () => {
    const ipv4 = intervalsFrom(4, [
      { first: 5, nextHop: 40 },
      { first: 9, nextHop: NO_ROUTE },
    ]);
    const fib = freeze([{ ipv4 }, { ipv6: intervalsFrom(6, [{ first: 0n, nextHop: 60 }]) }]);
    expect([4, 5, 8, 9].map((address) => lookup(fib, 0, address))).toEqual([NO_ROUTE, 40, 40, NO_ROUTE]);
    expect(lookup(fib, 0, 0n)).toBe(NO_ROUTE);
    expect(lookup(fib, 1, 5)).toBe(NO_ROUTE);
    expect(lookup(fib, 1, 5n)).toBe(60);
  });

  it('refuses intervals that are out of order, or of the wrong family', () => {
    const crooked = {
      family: 4 as const,
      firsts: Uint32Array.of(0, 9, 4),
      nextHops: Uint32Array.of(1, 2, 3),
    };
    expect(() => freeze([{ ipv4: crooked }])).toThrow('Interval 2 does not start behind interval 1.');
    expect(() => freeze([{ ipv6: crooked }])).toThrow(
      'IPv4 intervals were given as the IPv6 half of a table.',
    );
  });

  it('tells the bytes per route of the tables it was given', () => {
    const table = ribOf({ '10.0.0.0/8': 1, '2001:db8::/32': 2 });
    expect(bytesPerRoute(freeze([table]))).toBe(sizeBytes(freeze([table])) / 2);
    expect(bytesPerRoute(freeze([table, table]))).toBe(sizeBytes(freeze([table, table])) / 4);
    expect(bytesPerRoute(freeze([{ ipv4: intervalsOf(table, 4) }]))).toBeUndefined();
  });

  it('gives the same bytes whatever the order of insertion, and after a change was undone', () => {
    const twoOrders = mixedRoutes()
      .map((entries) => LinearTable.of(entries).entries())
      .chain((entries) =>
        fc.tuple(
          fc.constant(entries),
          fc.shuffledSubarray(entries, { minLength: entries.length }),
          mixedRoutes(),
        ),
      );
    fc.assert(
      fc.property(twoOrders, ([entries, shuffled, extra]) => {
        const rib = Rib.of(entries);
        const before = bytes(freeze([rib]));
        expect(bytes(freeze([Rib.of(shuffled)])).equals(before)).toBe(true);

        const added = extra.filter(({ prefix }) => rib.exact(prefix) === undefined);
        for (const { prefix, nextHop } of added) rib.insert(prefix, nextHop);
        for (const { prefix } of added) rib.delete(prefix);
        expect(bytes(freeze([rib])).equals(before)).toBe(true);
      }),
    );
  });

  it('gives the same bytes when a frozen table is frozen again, but for the number of routes', () => {
    fc.assert(
      fc.property(fc.array(mixedRoutes(), { maxLength: 4 }), (tables) => {
        const fib = freeze(tables.map((entries) => Rib.of(entries)));
        const again = freeze(
          tables.map((_, i) => ({ ipv4: frozenIntervals(fib, i, 4), ipv6: frozenIntervals(fib, i, 6) })),
        );
        again.words[HEADER_ROUTE_COUNT] = fib.words[HEADER_ROUTE_COUNT]!;
        expect(bytes(again).equals(bytes(fib))).toBe(true);
      }),
    );
  });
});
