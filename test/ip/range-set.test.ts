import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { successor, type Address } from '../../src/ip/address.ts';
import { formatPrefix, parsePrefix } from '../../src/ip/prefix.ts';
import { RangeSet } from '../../src/ip/range-set.ts';
import { rangeHas, type Range } from '../../src/ip/range.ts';
import {
  families,
  prefixArbitrary,
  rangeInWindow,
  windowAddresses,
  windowStarts,
} from './address-arbitrary.ts';

const ofPrefixes = (...texts: string[]): RangeSet =>
  RangeSet.ofPrefixes(texts.map((text) => parsePrefix(text)!));

/** The addresses of a window that a set should hold, by looking at each. */
function brute(start: Address, holds: (address: Address) => boolean): Address[] {
  return windowAddresses(start).filter(holds);
}

function holds(ranges: readonly Range[], address: Address): boolean {
  return ranges.some((range) => rangeHas(range, address));
}

function expectNormal(set: RangeSet): void {
  for (const [i, range] of set.ranges.entries()) {
    expect(range.first <= range.last).toBe(true);
    const next = set.ranges[i + 1];
    if (next) expect(next.first > successor(range.last)).toBe(true);
  }
}

describe('a range set', () => {
  it('joins ranges that touch', () => {
    expect(ofPrefixes('10.0.1.0/24', '10.0.0.0/24').ranges).toHaveLength(1);
    expect(ofPrefixes('255.0.0.0/8', '254.0.0.0/8').toPrefixes().map(formatPrefix)).toEqual(['254.0.0.0/7']);
  });

  it('cuts a hole out of the whole address space', () => {
    const rest = ofPrefixes('0.0.0.0/0').subtract(ofPrefixes('10.0.0.0/8'));
    expect(rest.size).toBe(2n ** 32n - 2n ** 24n);
    expect(rest.union(ofPrefixes('10.0.0.0/8')).toPrefixes().map(formatPrefix)).toEqual(['0.0.0.0/0']);
    const ipv6 = ofPrefixes('::/0').subtract(ofPrefixes('::/128', 'ffff::/16'));
    expect(ipv6.size).toBe(2n ** 128n - 1n - 2n ** 112n);
  });

  it('is empty when nothing is in it or left of it', () => {
    expect(RangeSet.empty.isEmpty).toBe(true);
    expect(RangeSet.of([]).equals(RangeSet.empty)).toBe(true);
    expect(ofPrefixes('10.0.0.0/8').subtract(ofPrefixes('0.0.0.0/0')).isEmpty).toBe(true);
    expect(RangeSet.empty.size).toBe(0n);
    expect(RangeSet.empty.has(0)).toBe(false);
  });

  for (const family of families) {
    for (const start of windowStarts(family)) {
      const ranges = fc.array(rangeInWindow(start), { maxLength: 6 });

      it(`holds what brute force says, from ${start} on (IPv${family})`, () => {
        fc.assert(
          fc.property(ranges, ranges, (a, b) => {
            const [left, right] = [RangeSet.of(a), RangeSet.of(b)];
            const cases: [RangeSet, (address: Address) => boolean][] = [
              [left, (address) => holds(a, address)],
              [left.union(right), (address) => holds(a, address) || holds(b, address)],
              [left.intersect(right), (address) => holds(a, address) && holds(b, address)],
              [left.subtract(right), (address) => holds(a, address) && !holds(b, address)],
            ];
            for (const [set, expected] of cases) {
              expectNormal(set);
              const members = brute(start, expected);
              expect(brute(start, (address) => set.has(address))).toEqual(members);
              expect(set.size).toBe(BigInt(members.length));
              expect(set.isEmpty).toBe(members.length === 0);
            }
          }),
        );
      });

      it(`equals another exactly when they hold the same addresses, from ${start} on (IPv${family})`, () => {
        fc.assert(
          fc.property(ranges, ranges, (a, b) => {
            const [left, right] = [RangeSet.of(a), RangeSet.of(b)];
            const same = windowAddresses(start).every((address) => holds(a, address) === holds(b, address));
            expect(left.equals(right)).toBe(same);
            expect(left.subtract(right).union(left.intersect(right)).equals(left)).toBe(true);
          }),
        );
      });
    }

    it(`comes back from its prefixes (IPv${family})`, () => {
      fc.assert(
        fc.property(fc.array(prefixArbitrary(family), { maxLength: 8 }), (prefixes) => {
          const set = RangeSet.ofPrefixes(prefixes);
          expectNormal(set);
          const fewest = set.toPrefixes();
          expect(RangeSet.ofPrefixes(fewest).equals(set)).toBe(true);
          expect(fewest.length).toBeLessThanOrEqual(new Set(prefixes.map(formatPrefix)).size);
        }),
      );
    });
  }
});
