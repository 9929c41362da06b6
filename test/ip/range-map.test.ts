import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, firstAddress, lastAddress, plus, successor, type Address } from '../../src/ip/address.ts';
import { contains, parsePrefix, prefixOf, type Prefix } from '../../src/ip/prefix.ts';
import { RangeMap, type RangeEntry } from '../../src/ip/range-map.ts';
import { rangeOf } from '../../src/ip/range.ts';
import { families, WINDOW_SIZE, windowAddresses, windowStarts } from './address-arbitrary.ts';

const entry = <T>(text: string, value: T): RangeEntry<T> => ({ range: rangeOf(parsePrefix(text)!), value });

interface PrefixEntry {
  readonly prefix: Prefix;
  readonly value: number;
}

/** The value of the longest prefix that holds the address; the later of equal ones. */
function brute(entries: readonly PrefixEntry[], address: Address): number | undefined {
  let best: PrefixEntry | undefined;
  for (const entry of entries) {
    if (contains(entry.prefix, address) && (!best || entry.prefix.length >= best.prefix.length)) best = entry;
  }
  return best?.value;
}

describe('a range map', () => {
  it('lets the narrower of nested ranges win, in whatever order they come', () => {
    const entries = [entry('10.1.0.0/16', 'b'), entry('10.0.0.0/8', 'a'), entry('10.1.2.0/24', 'c')];
    for (const order of [entries, entries.toReversed()]) {
      const map = RangeMap.nested(4, order);
      expect(
        ['10.0.0.0', '10.1.0.0', '10.1.2.9', '10.1.3.0', '10.2.0.0', '11.0.0.0'].map((text) =>
          map.get(parsePrefix(`${text}/32`)!.address),
        ),
      ).toEqual(['a', 'b', 'c', 'b', 'a', undefined]);
    }
  });

  it('is one segment without a value when nothing is mapped', () => {
    for (const family of families) {
      const map = RangeMap.nested<string>(family, []);
      expect(map.segmentCount).toBe(1);
      expect(map.get(lastAddress(family))).toBeUndefined();
      expect(map.lastAt(0)).toBe(lastAddress(family));
      expect([...map.entries()]).toEqual([]);
    }
  });

  it('does not show the border between neighbours with one value', () => {
    const map = RangeMap.nested(4, [
      entry('10.0.0.0/9', 'a'),
      entry('10.128.0.0/9', 'a'),
      entry('10.1.0.0/16', 'a'),
    ]);
    expect([...map.entries()]).toEqual([entry('10.0.0.0/8', 'a')]);
  });

  for (const family of families) {
    for (const start of windowStarts(family)) {
      const offset = fc.integer({ min: 0, max: WINDOW_SIZE - 1 });
      const length = fc.oneof(fc.integer({ min: bitsOf(family) - 6, max: bitsOf(family) }), fc.constant(0));
      const entries = fc.array(
        fc
          .tuple(offset, length, fc.integer({ min: 0, max: 3 }))
          .map(([offset, length, value]): PrefixEntry => ({
            prefix: prefixOf(plus(start, offset), length),
            value,
          })),
        { maxLength: 10 },
      );

      it(`maps what brute force says, from ${start} on (IPv${family})`, () => {
        fc.assert(
          fc.property(entries, (entries) => {
            const map = RangeMap.nested(
              family,
              entries.map(({ prefix, value }) => ({ range: rangeOf(prefix), value })),
            );
            const addresses = [firstAddress(family), ...windowAddresses(start), lastAddress(family)];
            for (const address of addresses) {
              expect(map.get(address)).toBe(brute(entries, address));
              expect(map.valueAt(map.segmentOf(address))).toBe(map.get(address));
            }
          }),
        );
      });

      it(`has segments that tile the addresses and differ from their neighbours, from ${start} on (IPv${family})`, () => {
        fc.assert(
          fc.property(entries, (entries) => {
            const map = RangeMap.nested(
              family,
              entries.map(({ prefix, value }) => ({ range: rangeOf(prefix), value })),
            );
            let first = firstAddress(family);
            for (let segment = 0; segment < map.segmentCount; segment++) {
              const last = map.lastAt(segment);
              expect(first <= last).toBe(true);
              expect([map.segmentOf(first), map.segmentOf(last)]).toEqual([segment, segment]);
              if (segment > 0) expect(map.valueAt(segment)).not.toBe(map.valueAt(segment - 1));
              if (segment + 1 < map.segmentCount) first = successor(last);
              else expect(last).toBe(lastAddress(family));
            }
          }),
        );
      });
    }
  }
});
