import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, successor } from '../../src/ip/address.ts';
import { formatPrefix, lastOf, parsePrefix, prefixOf } from '../../src/ip/prefix.ts';
import {
  formatRange,
  rangeHas,
  rangeOf,
  rangeSize,
  rangeToPrefixes,
  type Range,
} from '../../src/ip/range.ts';
import {
  addressOf,
  families,
  prefixArbitrary,
  rangeInWindow,
  rangeOfFamily,
  windowAddresses,
  windowStarts,
} from './address-arbitrary.ts';

const range = (first: string, last: string): Range => ({
  first: parseAddress(first)!,
  last: parseAddress(last)!,
});

describe('a range', () => {
  it('of one family has nothing to do with the other', () => {
    const ipv4 = rangeOf(parsePrefix('0.0.0.0/0')!);
    const ipv6 = rangeOf(parsePrefix('::/0')!);
    expect(rangeHas(ipv4, 0n)).toBe(false);
    expect(rangeHas(ipv6, 0)).toBe(false);
  });

  it('counts its addresses exactly', () => {
    expect(rangeSize(rangeOf(parsePrefix('10.0.0.0/8')!))).toBe(2n ** 24n);
    expect(rangeSize(rangeOf(parsePrefix('::/0')!))).toBe(2n ** 128n);
    expect(rangeSize(range('10.0.0.1', '10.0.0.1'))).toBe(1n);
  });

  it('is written as a prefix or an address where it is one', () => {
    expect(formatRange(range('10.0.0.0', '10.0.0.255'))).toBe('10.0.0.0/24');
    expect(formatRange(range('10.0.0.1', '10.0.0.1'))).toBe('10.0.0.1');
    expect(formatRange(range('10.0.0.1', '10.0.0.2'))).toBe('10.0.0.1-10.0.0.2');
    expect(formatRange(range('0.0.0.0', '255.255.255.255'))).toBe('0.0.0.0/0');
    expect(formatRange(range('2001:db8::', '2001:db8::ffff'))).toBe('2001:db8::/112');
    expect(formatRange(range('2001:db8::1', '2001:db8::3'))).toBe('2001:db8::1-2001:db8::3');
  });

  it('comes apart into prefixes in order', () => {
    expect(rangeToPrefixes(range('10.0.0.1', '10.0.0.8')).map(formatPrefix)).toEqual([
      '10.0.0.1/32',
      '10.0.0.2/31',
      '10.0.0.4/30',
      '10.0.0.8/32',
    ]);
    expect(rangeToPrefixes(rangeOf(parsePrefix('::/0')!)).map(formatPrefix)).toEqual(['::/0']);
  });

  for (const family of families) {
    it(`has as many addresses as it holds (IPv${family})`, () => {
      for (const start of windowStarts(family)) {
        fc.assert(
          fc.property(rangeInWindow(start), (range) => {
            const held = windowAddresses(start).filter((address) => rangeHas(range, address));
            expect(rangeSize(range)).toBe(BigInt(held.length));
          }),
        );
      }
    });

    it(`is tiled by the fewest prefixes (IPv${family})`, () => {
      fc.assert(
        fc.property(rangeOfFamily(family), (whole) => {
          const prefixes = rangeToPrefixes(whole);
          expect(prefixes[0]!.address).toBe(whole.first);
          expect(lastOf(prefixes.at(-1)!)).toBe(whole.last);
          for (const [i, prefix] of prefixes.entries()) {
            const next = prefixes[i + 1];
            if (next) expect(next.address).toBe(successor(lastOf(prefix)));
            // Fewest, because each is as short as the range allows: the next shorter one sticks out.
            if (prefix.length === 0) continue;
            const wider = rangeOf(prefixOf(prefix.address, prefix.length - 1));
            expect(wider.first < whole.first || wider.last > whole.last).toBe(true);
          }
        }),
      );
    });

    it(`of a prefix is that one prefix again (IPv${family})`, () => {
      fc.assert(
        fc.property(prefixArbitrary(family), addressOf(family), (prefix, address) => {
          expect(rangeToPrefixes(rangeOf(prefix))).toEqual([prefix]);
          const inside = prefix.address <= address && address <= lastOf(prefix);
          expect(rangeHas(rangeOf(prefix), address)).toBe(inside);
        }),
      );
    });
  }
});
