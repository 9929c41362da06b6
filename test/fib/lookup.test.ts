import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeze } from '../../src/fib/freeze.ts';
import { NO_ROUTE } from '../../src/fib/layout.ts';
import {
  firstAt,
  intervalCount,
  intervalIndexOf,
  lastAt,
  lookup,
  lookupInto,
  matchingRanges,
  nextHopAt,
  rangeAt,
} from '../../src/fib/lookup.ts';
import { Rib } from '../../src/fib/rib.ts';
import { firstAddress, lastAddress, parseAddress, predecessor, successor } from '../../src/ip/address.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { families } from '../ip/address-arbitrary.ts';
import { crowdedAddress, edgeAddresses, routes } from './route-arbitrary.ts';

const ip = (text: string) => parseAddress(text)!;

const nested = freeze([
  Rib.of([
    { prefix: parsePrefix('10.0.0.0/8')!, nextHop: 7 },
    { prefix: parsePrefix('10.1.0.0/16')!, nextHop: 9 },
    { prefix: parsePrefix('2001:db8::/32')!, nextHop: 6 },
  ]),
]);

describe('the range around an address', () => {
  it('reaches as far as the answer holds, on both sides', () => {
    expect(rangeAt(nested, 0, ip('10.0.0.9'))).toEqual({
      first: ip('10.0.0.0'),
      last: ip('10.0.255.255'),
      nextHop: 7,
    });
    expect(rangeAt(nested, 0, ip('10.1.255.255'))).toEqual({
      first: ip('10.1.0.0'),
      last: ip('10.1.255.255'),
      nextHop: 9,
    });
    expect(rangeAt(nested, 0, ip('200.0.0.1'))).toEqual({
      first: ip('11.0.0.0'),
      last: ip('255.255.255.255'),
      nextHop: NO_ROUTE,
    });
    expect(rangeAt(nested, 0, ip('::'))).toEqual({
      first: 0n,
      last: ip('2001:db7:ffff:ffff:ffff:ffff:ffff:ffff'),
      nextHop: NO_ROUTE,
    });
  });

  it('can be read part by part through the index of its interval', () => {
    const interval = intervalIndexOf(nested, 0, ip('10.1.2.3'));
    expect(interval).toBe(2);
    expect(intervalCount(nested, 0, 4)).toBe(5);
    expect(nextHopAt(nested, 0, 4, interval)).toBe(9);
    expect(firstAt(nested, 0, 4, interval)).toBe(ip('10.1.0.0'));
    expect(lastAt(nested, 0, 4, interval)).toBe(ip('10.1.255.255'));
    expect(lastAt(nested, 0, 4, 4)).toBe(ip('255.255.255.255'));
  });

  for (const family of families) {
    it(`is constant, and the answer differs just outside of it (IPv${family})`, () => {
      fc.assert(
        fc.property(routes(family), crowdedAddress(family), (entries, other) => {
          const fib = freeze([Rib.of(entries)]);
          for (const address of [other, ...edgeAddresses(family, entries)]) {
            const { first, last, nextHop } = rangeAt(fib, 0, address);
            expect(first <= address && address <= last).toBe(true);
            for (const inside of [first, address, last]) expect(lookup(fib, 0, inside)).toBe(nextHop);
            if (first !== firstAddress(family)) expect(lookup(fib, 0, predecessor(first))).not.toBe(nextHop);
            if (last !== lastAddress(family)) expect(lookup(fib, 0, successor(last))).not.toBe(nextHop);
          }
        }),
      );
    });
  }
});

describe('matching ranges', () => {
  it('cut a range where the answer changes and nowhere else', () => {
    expect(matchingRanges(nested, 0, ip('10.0.255.0'), ip('12.0.0.0'))).toEqual([
      { first: ip('10.0.255.0'), last: ip('10.0.255.255'), nextHop: 7 },
      { first: ip('10.1.0.0'), last: ip('10.1.255.255'), nextHop: 9 },
      { first: ip('10.2.0.0'), last: ip('10.255.255.255'), nextHop: 7 },
      { first: ip('11.0.0.0'), last: ip('12.0.0.0'), nextHop: NO_ROUTE },
    ]);
  });

  it('leave a range whole where the answer holds', () => {
    expect(matchingRanges(nested, 0, ip('10.1.0.0'), ip('10.1.255.255'))).toHaveLength(1);
    expect(matchingRanges(nested, 0, ip('2001:db8::'), ip('2001:db8::'))).toEqual([
      { first: ip('2001:db8::'), last: ip('2001:db8::'), nextHop: 6 },
    ]);
  });

  it('refuse a range that ends before it starts or in the other family', () => {
    expect(() => matchingRanges(nested, 0, 9, 8)).toThrow('not before its start: 9 to 8');
    expect(() => matchingRanges(nested, 0, 0, 8n)).toThrow('must end in its family');
  });

  for (const family of families) {
    it(`tile the IPv${family} range, each with the answer of its ends`, () => {
      fc.assert(
        fc.property(routes(family), crowdedAddress(family), crowdedAddress(family), (entries, a, b) => {
          const fib = freeze([Rib.of(entries)]);
          const [first, last] = a < b ? [a, b] : [b, a];
          const parts = matchingRanges(fib, 0, first, last);
          expect(parts[0]!.first).toBe(first);
          expect(parts.at(-1)!.last).toBe(last);
          for (const [i, part] of parts.entries()) {
            expect(part.first <= part.last).toBe(true);
            expect(lookup(fib, 0, part.first)).toBe(part.nextHop);
            expect(lookup(fib, 0, part.last)).toBe(part.nextHop);
            const next = parts[i + 1];
            if (!next) continue;
            expect(next.first).toBe(successor(part.last));
            expect(next.nextHop).not.toBe(part.nextHop);
          }
        }),
      );
    });
  }
});

describe('bulk lookup', () => {
  const tables = Uint32Array.of(0, 0, 0);

  it('fills as many results as asked for and no more', () => {
    const out = new Uint32Array(3);
    lookupInto(nested, 4, tables, Uint32Array.of(Number(ip('10.0.0.1')), Number(ip('10.1.0.1')), 0), out, 2);
    expect([...out]).toEqual([7, 9, 0]);
  });

  it('refuses arrays that are too short', () => {
    const out = new Uint32Array(3);
    expect(() => lookupInto(nested, 6, tables, new Uint32Array(11), out, 3)).toThrow(
      '3 IPv6 lookups were asked for, but the arrays have 3 tables, 11 address words and room for 3 results.',
    );
    expect(() => lookupInto(nested, 4, tables, new Uint32Array(4), out, 4)).toThrow('4 IPv4 lookups');
  });

  it('refuses a table that does not exist', () => {
    const out = new Uint32Array(2);
    for (const family of families) {
      expect(() => lookupInto(nested, family, Uint32Array.of(0, 5), new Uint32Array(8), out, 2)).toThrow(
        'Lookup 1 names table 5, but the frozen form has 1 tables.',
      );
    }
  });
});
