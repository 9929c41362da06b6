import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsOf,
  compareAddresses,
  familyOf,
  firstAddress,
  formatAddress,
  lastAddress,
  MAX_IPV4,
  MAX_IPV6,
  parseAddress,
  plus,
  predecessor,
  readWords,
  successor,
  writeWords,
} from '../../src/ip/address.ts';
import { addressOf, families } from './address-arbitrary.ts';

describe('an address', () => {
  it('is a number in IPv4 and a bigint in IPv6', () => {
    expect(parseAddress('192.0.2.1')).toBe(0xc0000201);
    expect(parseAddress('255.255.255.255')).toBe(MAX_IPV4);
    expect(parseAddress('2001:db8::1')).toBe(0x20010db8000000000000000000000001n);
    expect(parseAddress('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).toBe(MAX_IPV6);
    expect(parseAddress('::')).toBe(0n);
    expect([bitsOf(4), bitsOf(6)]).toEqual([32, 128]);
  });

  it.each([
    ['2001:0db8::0001', '2001:db8::1', '4.1 leading zeros'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1', '4.2.1 shorten as much as possible'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', '4.2.2 not for one group'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1', '4.2.2 not for one group'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', '4.2.3 the longest run'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '4.2.3 the first of equal runs'],
    ['2001:DB8::ABCD', '2001:db8::abcd', '4.3 lower case'],
    ['::ffff:c000:201', '::ffff:192.0.2.1', '5 IPv4-mapped'],
    ['0:0:0:0:0:0:0:0', '::', '4.2.1 all of it'],
    ['0:0:0:0:0:0:0:1', '::1', '4.2.1 at the start'],
    ['1:0:0:0:0:0:0:0', '1::', '4.2.1 at the end'],
  ])('writes %s as %s (RFC 5952 section %s)', (text, written) => {
    expect(formatAddress(parseAddress(text)!)).toBe(written);
  });

  it('reads an IPv6 address that ends as a dotted quad', () => {
    expect(parseAddress('64:ff9b::192.0.2.33')).toBe(parseAddress('64:ff9b::c000:221'));
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '256.1.1.1',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.00',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '+1.2.3.4',
    '1.2.3.-4',
    '0x1.2.3.4',
    '1e0.2.3.4',
    '10.0.0.0/8',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '::1 ',
    'fe80::1%eth0',
    '::1.2.3',
    '::256.1.1.1',
    '2001:db8::/32',
  ])('is not read from "%s"', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  for (const family of families) {
    it(`survives being written and read again (IPv${family})`, () => {
      fc.assert(
        fc.property(addressOf(family), (address) => {
          expect(parseAddress(formatAddress(address))).toBe(address);
        }),
      );
    });

    it(`survives being put into words, which keep to their place (IPv${family})`, () => {
      const width = bitsOf(family) / 32;
      fc.assert(
        fc.property(addressOf(family), (address) => {
          const words = new Uint32Array(2 + width).fill(7);
          writeWords(address, words, 1);
          expect(readWords(family, words, 1)).toBe(address);
          expect([words[0], words[width + 1]]).toEqual([7, 7]);
        }),
      );
    });

    it(`has neighbours one away on both sides (IPv${family})`, () => {
      fc.assert(
        fc.property(addressOf(family), (address) => {
          fc.pre(address !== lastAddress(family));
          const next = successor(address);
          expect(compareAddresses(address, next)).toBeLessThan(0);
          expect(predecessor(next)).toBe(address);
          expect(plus(address, 1)).toBe(next);
          expect(familyOf(next)).toBe(family);
        }),
      );
    });
  }

  it('is read the same however IPv6 is spelled', () => {
    fc.assert(
      fc.property(addressOf(6), fc.boolean(), (address, upper) => {
        const groups = Array.from({ length: 8 }, (_, i) =>
          ((BigInt(address) >> BigInt(112 - 16 * i)) & 0xffffn).toString(16).padStart(4, '0'),
        );
        const text = groups.join(':');
        expect(parseAddress(upper ? text.toUpperCase() : text)).toBe(address);
      }),
    );
  });

  it('comes before every IPv6 address when it is IPv4', () => {
    expect(compareAddresses(lastAddress(4), firstAddress(6))).toBeLessThan(0);
    expect(compareAddresses(firstAddress(6), lastAddress(4))).toBeGreaterThan(0);
    expect(compareAddresses(5, 5)).toBe(0);
    expect(compareAddresses(6n, 5n)).toBeGreaterThan(0);
  });
});
