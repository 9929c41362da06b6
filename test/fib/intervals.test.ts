import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkIntervals, intervalsFrom, intervalsOf, type Intervals } from '../../src/fib/intervals.ts';
import { NO_ROUTE, wordsPerAddress } from '../../src/fib/layout.ts';
import { Rib } from '../../src/fib/rib.ts';
import {
  firstAddress,
  formatAddress,
  parseAddress,
  readWords,
  type Address,
  type Family,
} from '../../src/ip/address.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { families } from '../ip/address-arbitrary.ts';
import { LinearTable } from './linear-table.ts';
import { edgeAddresses, routes } from './route-arbitrary.ts';

function starts({ family, firsts, nextHops }: Intervals): { first: Address; nextHop: number }[] {
  return Array.from(nextHops, (nextHop, i) => ({
    first: readWords(family, firsts, i * wordsPerAddress(family)),
    nextHop,
  }));
}

const readable = (intervals: Intervals): string[] =>
  starts(intervals).map(
    ({ first, nextHop }) => `${formatAddress(first)} ${nextHop === NO_ROUTE ? '-' : nextHop}`,
  );

const ribOf = (routesByPrefix: Record<string, number>): Rib =>
  Rib.of(Object.entries(routesByPrefix).map(([text, nextHop]) => ({ prefix: parsePrefix(text)!, nextHop })));

const at = (text: string, nextHop: number) => ({ first: parseAddress(text)!, nextHop });

const columns = (firsts: number[], nextHops: number[], family: Family = 4): Intervals => ({
  family,
  firsts: Uint32Array.from(firsts),
  nextHops: Uint32Array.from(nextHops),
});

describe('the intervals of a Rib', () => {
  it('begin where a route begins and where it ends', () => {
    const rib = ribOf({ '10.0.0.0/8': 7, '10.1.0.0/16': 9 });
    expect(readable(intervalsOf(rib, 4))).toEqual([
      '0.0.0.0 -',
      '10.0.0.0 7',
      '10.1.0.0 9',
      '10.2.0.0 7',
      '11.0.0.0 -',
    ]);
    expect(readable(intervalsOf(rib, 6))).toEqual([':: -']);
  });

  it('are one when the only route is the default', () => {
    expect(readable(intervalsOf(ribOf({ '0.0.0.0/0': 1 }), 4))).toEqual(['0.0.0.0 1']);
    expect(readable(intervalsOf(ribOf({ '::/0': 1 }), 6))).toEqual([':: 1']);
  });

  it('do not show the border between neighbours with one next hop', () => {
    const rib = ribOf({ '10.0.0.0/9': 1, '10.128.0.0/9': 1, '10.3.0.0/16': 1 });
    expect(readable(intervalsOf(rib, 4))).toEqual(['0.0.0.0 -', '10.0.0.0 1', '11.0.0.0 -']);
  });

  it('carry from word to word where an IPv6 prefix ends', () => {
    const rib = ribOf({ '2001:db8:ffff:ffff::/64': 1, 'ffff::/16': 2 });
    expect(readable(intervalsOf(rib, 6))).toEqual([
      ':: -',
      '2001:db8:ffff:ffff:: 1',
      '2001:db9:: -',
      'ffff:: 2',
    ]);
  });

  for (const family of families) {
    it(`tile the IPv${family} addresses, differ from their neighbours and answer as the routes do`, () => {
      fc.assert(
        fc.property(routes(family), (entries) => {
          const rib = Rib.of(entries);
          const oracle = LinearTable.of(entries);
          const intervals = intervalsOf(rib, family);
          checkIntervals(intervals);
          expect(intervals.nextHops.length).toBeLessThanOrEqual(2 * rib.size + 1);
          const answer = (address: Address): number => oracle.longestMatch(address)?.nextHop ?? NO_ROUTE;
          for (const { first, nextHop } of starts(intervals)) expect(nextHop).toBe(answer(first));
          const found = new Set(starts(intervals).map(({ first }) => first));
          for (const edge of edgeAddresses(family, entries)) {
            if (edge === firstAddress(family)) continue;
            const before = typeof edge === 'number' ? edge - 1 : edge - 1n;
            expect(found.has(edge)).toBe(answer(edge) !== answer(before));
          }
        }),
      );
    });

    it(`are the same again when made from their own IPv${family} starts`, () => {
      fc.assert(
        fc.property(routes(family), (entries) => {
          const intervals = intervalsOf(Rib.of(entries), family);
          expect(intervalsFrom(family, starts(intervals))).toEqual(intervals);
        }),
      );
    });
  }
});

describe('intervals made from starts', () => {
  it('have no route before the first start, and join equal neighbours', () => {
    const intervals = intervalsFrom(4, [at('10.0.0.0', 1), at('10.0.0.9', 1), at('10.0.1.0', NO_ROUTE)]);
    expect(readable(intervals)).toEqual(['0.0.0.0 -', '10.0.0.0 1', '10.0.1.0 -']);
  });

  it('let a later start at the same address count', () => {
    expect(readable(intervalsFrom(4, [at('10.0.0.0', 1), at('10.0.0.0', 2)]))).toEqual([
      '0.0.0.0 -',
      '10.0.0.0 2',
    ]);
    expect(readable(intervalsFrom(4, [at('10.0.0.0', 1), at('10.0.0.0', NO_ROUTE)]))).toEqual(['0.0.0.0 -']);
  });

  it('grow with what is given', () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({ first: i, nextHop: i }));
    expect(intervalsFrom(4, many).nextHops.length).toBe(1000);
  });
});

describe('the check of intervals', () => {
  it('says in one sentence what is wrong', () => {
    expect(() => checkIntervals(columns([], []))).toThrow('Intervals must hold at least one interval.');
    expect(() => checkIntervals(columns([0], [1], 6))).toThrow('1 next hops need 4 words of firsts, not 1.');
    expect(() => checkIntervals(columns([5], [1]))).toThrow(
      'The first interval must start at the first address.',
    );
    expect(() => checkIntervals(columns([0, 7, 7], [1, 2, 3]))).toThrow(
      'Interval 2 does not start behind interval 1.',
    );
    expect(() => checkIntervals(columns([0, 7], [1, 1]))).toThrow(
      'Intervals 0 and 1 have the same next hop and must be one.',
    );
    expect(() => checkIntervals(columns([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9], [1, 2, 1], 6))).toThrow(
      'Interval 2 does not start behind interval 1.',
    );
  });
});
