import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ENTRY, PrefixMap } from '../../src/index.ts';
import { formatAddress } from '../../src/ip/address.ts';
import { formatPrefix, prefixOf } from '../../src/ip/prefix.ts';

describe('a prefix map', () => {
  const owners = new PrefixMap([
    ['0.0.0.0/0', 'internet'],
    ['10.0.0.0/8', 'estate'],
    ['10.2.0.0/16', 'shop'],
    ['2001:db8::/32', 'papers'],
    ['10.2.0.0/16', 'shop, renamed'],
  ]);

  it('gives the value of the longest prefix, in both families', () => {
    const asked = ['10.2.3.4', '10.3.0.1', '192.0.2.1', '2001:db8::1', '2001:db9::1', '10.2.3', 'nowhere'];
    expect(asked.map((address) => owners.get(address))).toEqual([
      'shop, renamed',
      'estate',
      'internet',
      'papers',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('names what is no prefix', () => {
    expect(() => new PrefixMap([['10.0.0.0/33', 1]])).toThrow('10.0.0.0/33 is no prefix in CIDR notation.');
  });

  it('answers columns as it answers one by one, with few values and with too many for a table', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 3, 400, 70_000), fc.integer({ min: 0, max: 2 ** 31 }), (size, seed) => {
        let state = seed | 1;
        const random = (): number => (state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0);
        const entries = Array.from({ length: size }, (_, i) => {
          const length = 8 + (random() % 25);
          return [formatPrefix(prefixOf(random(), length)), i] as const;
        });
        const map = new PrefixMap(entries);
        const addresses = Uint32Array.from({ length: 20_000 }, random);
        const indexes = [...map.indexesOf(addresses)];
        expect(indexes.map((index) => (index === NO_ENTRY ? undefined : index))).toEqual(
          [...addresses].map((address) => map.get(formatAddress(address))),
        );
      }),
      { numRuns: 8 },
    );
  });
});
