import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, parseAddress } from '../../src/ip/address.ts';
import {
  comparePrefixes,
  contains,
  covers,
  formatPrefix,
  hostPrefix,
  lastOf,
  overlaps,
  parsePrefix,
  prefixFamily,
  prefixOf,
  readPrefix,
  samePrefix,
  type Prefix,
} from '../../src/ip/prefix.ts';
import { addressOf, families, prefixArbitrary } from './address-arbitrary.ts';

const prefix = (text: string): Prefix => parsePrefix(text)!;

describe('a prefix', () => {
  it('clears host bits and says so', () => {
    expect(readPrefix('10.1.2.3/8')).toEqual({ ok: true, prefix: prefix('10.0.0.0/8'), hostBits: true });
    expect(readPrefix('10.0.0.0/8')).toEqual({ ok: true, prefix: prefix('10.0.0.0/8'), hostBits: false });
    expect(formatPrefix(prefix('2001:DB8::1/32'))).toBe('2001:db8::/32');
  });

  it.each([
    ['10.0.0.0', 'the length is missing, as in 10.0.0.0/16'],
    ['10.0.0/8', '"10.0.0" is not an IPv4 or IPv6 address'],
    ['10.0.0.0/33', 'the length must be 0 to 32, not "33"'],
    ['::/129', 'the length must be 0 to 128, not "129"'],
    ['10.0.0.0/08', 'the length must be 0 to 32, not "08"'],
    ['10.0.0.0/', 'the length must be 0 to 32, not ""'],
    ['10.0.0.0/-1', 'the length must be 0 to 32, not "-1"'],
    ['10.0.0.0/8/8', 'the length must be 0 to 32, not "8/8"'],
  ])('is not read from %s: %s', (text, reason) => {
    expect(readPrefix(text)).toEqual({ ok: false, reason });
    expect(parsePrefix(text)).toBeUndefined();
  });

  it('reaches from its address to its last address', () => {
    expect(lastOf(prefix('10.0.0.0/8'))).toBe(parseAddress('10.255.255.255'));
    expect(lastOf(prefix('0.0.0.0/0'))).toBe(parseAddress('255.255.255.255'));
    expect(lastOf(prefix('::/0'))).toBe(parseAddress('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'));
    expect(lastOf(hostPrefix(parseAddress('10.0.0.7')!))).toBe(parseAddress('10.0.0.7'));
  });

  it('of one family has nothing to do with the other', () => {
    expect(contains(prefix('0.0.0.0/0'), 0n)).toBe(false);
    expect(covers(prefix('::/0'), prefix('10.0.0.0/8'))).toBe(false);
    expect(overlaps(prefix('::/0'), prefix('0.0.0.0/0'))).toBe(false);
    expect(samePrefix(prefix('::/0'), prefix('0.0.0.0/0'))).toBe(false);
  });

  it('stands before the prefixes inside it', () => {
    const texts = ['10.0.0.0/16', '::/0', '10.0.0.0/8', '9.0.0.0/8', '10.1.0.0/16'];
    const sorted = texts.map(prefix).sort(comparePrefixes).map(formatPrefix);
    expect(sorted).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16', '::/0']);
  });

  for (const family of families) {
    it(`survives being written and read again (IPv${family})`, () => {
      fc.assert(
        fc.property(prefixArbitrary(family), (given) => {
          expect(readPrefix(formatPrefix(given))).toEqual({ ok: true, prefix: given, hostBits: false });
          expect(prefixFamily(given)).toBe(family);
        }),
      );
    });

    it(`holds exactly the addresses with its leading bits (IPv${family})`, () => {
      fc.assert(
        fc.property(prefixArbitrary(family), addressOf(family), (given, address) => {
          const shift = BigInt(bitsOf(family) - given.length);
          const expected = BigInt(address) >> shift === BigInt(given.address) >> shift;
          expect(contains(given, address)).toBe(expected);
          expect(samePrefix(prefixOf(address, given.length), given)).toBe(expected);
          expect(contains(given, given.address) && contains(given, lastOf(given))).toBe(true);
        }),
      );
    });

    it(`covers another exactly when both ends of it lie inside (IPv${family})`, () => {
      const nested = fc
        .tuple(prefixArbitrary(family), fc.integer({ min: 0, max: bitsOf(family) }))
        .map(([a, length]) => [a, prefixOf(a.address, length)] as const);
      const pairs = fc.oneof(nested, fc.tuple(prefixArbitrary(family), prefixArbitrary(family)));
      fc.assert(
        fc.property(pairs, ([a, b]) => {
          const inside = a.address <= b.address && lastOf(b) <= lastOf(a);
          expect(covers(a, b)).toBe(inside);
          expect(overlaps(a, b)).toBe(a.address <= lastOf(b) && b.address <= lastOf(a));
        }),
      );
    });
  }
});
