import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attach, blockOf, type Fib } from '../../src/fib/fib.ts';
import { freeze } from '../../src/fib/freeze.ts';
import {
  BLOCK_INDEX_SHIFT,
  BLOCK_INTERVAL_COUNT,
  BLOCK_KIND,
  HEADER_MAGIC,
  HEADER_ROOTS,
  HEADER_TABLE_COUNT,
  HEADER_TOTAL_WORDS,
  HEADER_VERSION,
} from '../../src/fib/layout.ts';
import { lookup } from '../../src/fib/lookup.ts';
import { Rib } from '../../src/fib/rib.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { families } from '../ip/address-arbitrary.ts';
import { edgeAddresses, mixedRoutes } from './route-arbitrary.ts';

/** A frozen form of one table after a change to its words. */
function damaged(change: (fib: Fib) => void): ArrayBufferLike {
  const fib = freeze([Rib.of([{ prefix: parsePrefix('10.0.0.0/8')!, nextHop: 1 }])], ArrayBuffer);
  change(fib);
  return fib.buffer;
}

/** Attaches to a frozen form in which one word of an IPv4 block was replaced. */
const inBlock = (offset: number, word: number) => () =>
  attach(damaged((fib) => (fib.words[blockOf(fib, 0, 4) + offset] = word)));

describe('attach', () => {
  it('answers from the buffer alone as the original does', () => {
    fc.assert(
      fc.property(fc.array(mixedRoutes(), { maxLength: 3 }), (tables) => {
        const original = freeze(tables.map((entries) => Rib.of(entries)));
        const copy = attach(original.buffer);
        expect(copy).toEqual(original);
        for (const [table, entries] of tables.entries()) {
          for (const family of families) {
            const own = entries.filter(
              ({ prefix }) => (typeof prefix.address === 'number') === (family === 4),
            );
            for (const address of edgeAddresses(family, own)) {
              expect(lookup(copy, table, address)).toBe(lookup(original, table, address));
            }
          }
        }
      }),
    );
  });

  it('refuses a buffer that is no frozen table', () => {
    expect(() => attach(new ArrayBuffer(7))).toThrow('made of whole words, but the buffer has 7 bytes');
    expect(() => attach(new ArrayBuffer(8))).toThrow('has at least 16 words, the buffer only 2');
    expect(() => attach(new ArrayBuffer(256))).toThrow('starts with the word 1651074678, the buffer with 0');
    expect(() => attach(damaged(({ words }) => words.fill(0x76666962, HEADER_MAGIC, 1)))).toThrow(
      'starts with the word',
    );
  });

  it('refuses another version, another size and roots out of place', () => {
    expect(() => attach(damaged(({ words }) => (words[HEADER_VERSION] = 9)))).toThrow(
      'has version 9, this reader version 1',
    );
    const longer = new ArrayBuffer(1024);
    new Uint8Array(longer).set(new Uint8Array(damaged(() => {})));
    expect(() => attach(longer)).toThrow('words, the buffer 256');
    expect(() => attach(damaged(({ words }) => words[HEADER_TOTAL_WORDS]!--))).toThrow('words, the buffer');
    expect(() => attach(damaged(({ words }) => words[HEADER_TABLE_COUNT]!++))).toThrow('2 roots do not fit');
    expect(() => attach(damaged(({ words }) => (words[HEADER_ROOTS] = 0)))).toThrow('do not fit from word 0');
  });

  it('refuses a root that leads nowhere, and a block that is not what its root says', () => {
    expect(() => attach(damaged(({ roots }) => (roots[0] = 0)))).toThrow(
      'The IPv4 block of table 0 cannot start at word 0.',
    );
    expect(() => attach(damaged(({ roots }) => (roots[0] = 17)))).toThrow(
      'The IPv4 block of table 0 cannot start at word 17.',
    );
    expect(() => attach(damaged(({ words, roots }) => (roots[1] = words[HEADER_ROOTS]!)))).toThrow(
      'The IPv6 block of table 0 cannot start',
    );
    expect(() => attach(damaged(({ roots }) => (roots[0] = roots[1]!)))).toThrow(
      'The IPv4 block of table 0 is of kind 2, not 1.',
    );
    expect(inBlock(BLOCK_KIND, 99)).toThrow('is of kind 99, not 1');
    expect(inBlock(BLOCK_INTERVAL_COUNT, 0)).toThrow('does not fit: 0 intervals');
    expect(inBlock(BLOCK_INTERVAL_COUNT, 1e9)).toThrow('does not fit: 1000000000 intervals');
    expect(inBlock(BLOCK_INDEX_SHIFT, 32)).toThrow('does not fit: 3 intervals, -1 index bits');
    expect(inBlock(BLOCK_INDEX_SHIFT, 1)).toThrow('does not fit: 3 intervals, 30 index bits');
  });
});

describe('a table number', () => {
  it('must be one of the tables', () => {
    const fib = freeze([new Rib()]);
    for (const table of [-1, 1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => lookup(fib, table, 0)).toThrow(`There is no table ${table}; the frozen form has 1.`);
    }
  });
});
