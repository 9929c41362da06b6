import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rib, type RibEntry } from '../../src/fib/rib.ts';
import { parseAddress } from '../../src/ip/address.ts';
import { comparePrefixes, formatPrefix, parsePrefix, type Prefix } from '../../src/ip/prefix.ts';
import { families } from '../ip/address-arbitrary.ts';
import { LinearTable } from './linear-table.ts';
import { crowdedAddress, crowdedPrefix, mixedRoutes, nextHopArbitrary, routes } from './route-arbitrary.ts';

const prefix = (text: string): Prefix => parsePrefix(text)!;
const ribOf = (...texts: string[]): Rib =>
  Rib.of(texts.map((text, i) => ({ prefix: prefix(text), nextHop: i })));
const texts = (entries: Iterable<RibEntry>): string[] =>
  Array.from(entries, (entry) => formatPrefix(entry.prefix));
const nodeCount = (rib: Rib): number => rib.tree(4).nodeCount + rib.tree(6).nodeCount;

describe('a Rib', () => {
  it('says what an insert replaced and what a delete removed', () => {
    const rib = new Rib();
    expect(rib.insert(prefix('10.0.0.0/8'), 1)).toBeUndefined();
    expect(rib.insert(prefix('10.0.0.0/8'), 2)).toBe(1);
    expect(rib.exact(prefix('10.0.0.0/8'))).toBe(2);
    expect(rib.delete(prefix('10.0.0.0/8'))).toBe(2);
    expect(rib.delete(prefix('10.0.0.0/8'))).toBeUndefined();
    expect(rib.exact(prefix('10.0.0.0/8'))).toBeUndefined();
    expect(rib.size).toBe(0);
  });

  it('does not take a fork between two routes for a route', () => {
    const rib = ribOf('10.0.0.0/24', '10.0.1.0/24');
    expect(rib.exact(prefix('10.0.0.0/23'))).toBeUndefined();
    expect(rib.delete(prefix('10.0.0.0/23'))).toBeUndefined();
    expect(rib.size).toBe(2);
  });

  it('answers a longest match with the prefix that decided', () => {
    const rib = ribOf('0.0.0.0/0', '10.0.0.0/8', '2001:db8::/32');
    expect(rib.longestMatch(parseAddress('10.9.9.9')!)).toEqual({ prefix: prefix('10.0.0.0/8'), nextHop: 1 });
    expect(rib.longestMatch(parseAddress('2001:db8::1')!)).toEqual({
      prefix: prefix('2001:db8::/32'),
      nextHop: 2,
    });
    expect(rib.longestMatch(parseAddress('2001:db9::1')!)).toBeUndefined();
  });

  it('lists the prefixes that cover a prefix, shortest first', () => {
    const rib = ribOf(
      '10.1.2.0/24',
      '10.0.0.0/8',
      '0.0.0.0/0',
      '10.1.0.0/16',
      '10.1.2.128/25',
      '10.2.0.0/16',
    );
    expect(texts(rib.covering(prefix('10.1.2.0/24')))).toEqual([
      '0.0.0.0/0',
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.0/24',
    ]);
    expect(texts(rib.covering(prefix('10.1.0.0/20')))).toEqual(['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16']);
    expect(texts(rib.covering(prefix('::/0')))).toEqual([]);
  });

  it('lists the prefixes inside a prefix, in order', () => {
    const rib = ribOf('10.2.0.0/16', '10.1.2.0/24', '10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0', '11.0.0.0/8');
    expect(texts(rib.covered(prefix('10.0.0.0/8')))).toEqual([
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.0/24',
      '10.2.0.0/16',
    ]);
    expect(texts(rib.covered(prefix('10.0.0.0/14')))).toEqual(['10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16']);
    expect(texts(rib.covered(prefix('10.3.0.0/16')))).toEqual([]);
  });

  it('lists IPv4 before IPv6, and a prefix before those inside it', () => {
    const rib = ribOf('::/0', '10.0.0.0/8', '10.0.0.0/16', '2001:db8::/32', '9.0.0.0/8');
    expect(texts(rib.entries())).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '::/0', '2001:db8::/32']);
  });

  it('refuses what is no next hop, and a prefix with bits behind its length', () => {
    const rib = new Rib();
    for (const nextHop of [-1, 0.5, 0xffffffff, 2 ** 32, Number.NaN]) {
      expect(() => rib.insert(prefix('10.0.0.0/8'), nextHop)).toThrow('A next hop must be an integer');
    }
    const crooked = { address: parseAddress('10.0.0.1')!, length: 8 };
    expect(() => rib.insert(crooked, 1)).toThrow('10.0.0.1/8 has bits set behind its length.');
    expect(rib.size).toBe(0);
  });

  it('holds the same routes in the same shape whatever the order of insertion', () => {
    const twoOrders = mixedRoutes()
      .map((entries) => LinearTable.of(entries).entries())
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      );
    fc.assert(
      fc.property(twoOrders, ([entries, shuffled]) => {
        const [rib, other] = [Rib.of(entries), Rib.of(shuffled)];
        expect([...other.entries()]).toEqual([...rib.entries()]);
        expect(nodeCount(other)).toBe(nodeCount(rib));
      }),
    );
  });

  it('lists its routes in the order of prefixes', () => {
    fc.assert(
      fc.property(mixedRoutes(), (entries) => {
        const rib = Rib.of(entries);
        const listed = [...rib.entries()];
        expect(listed).toEqual(LinearTable.of(entries).entries());
        expect(listed).toEqual([...listed].sort((a, b) => comparePrefixes(a.prefix, b.prefix)));
        expect(rib.size).toBe(listed.length);
      }),
    );
  });

  it('shrinks back to what it was when inserts are undone in any order', () => {
    const routesAndExtra = fc
      .tuple(mixedRoutes(), mixedRoutes())
      .chain(([entries, extra]) =>
        fc.tuple(
          fc.constant(entries),
          fc.constant(extra),
          fc.shuffledSubarray(extra, { minLength: extra.length }),
        ),
      );
    fc.assert(
      fc.property(routesAndExtra, ([entries, extra, order]) => {
        const rib = Rib.of(entries);
        const before = { listed: [...rib.entries()], nodes: nodeCount(rib) };
        const added = extra.filter((entry) => rib.exact(entry.prefix) === undefined);
        for (const entry of added) rib.insert(entry.prefix, entry.nextHop);
        for (const entry of order) if (added.includes(entry)) rib.delete(entry.prefix);
        expect([...rib.entries()]).toEqual(before.listed);
        expect(nodeCount(rib)).toBe(before.nodes);
      }),
    );
  });

  it('never has more nodes than two per route and the two roots', () => {
    fc.assert(
      fc.property(mixedRoutes(), (entries) => {
        const rib = Rib.of(entries);
        expect(nodeCount(rib)).toBeLessThanOrEqual(2 * rib.size + 2);
      }),
    );
  });

  for (const family of families) {
    it(`does to IPv${family} routes what a linear table does, step by step`, () => {
      // Prefixes come from a small pool, so that deletes and replacements hit.
      const steps = fc.array(crowdedPrefix(family), { minLength: 1, maxLength: 10 }).chain((pool) =>
        fc.array(
          fc.record({
            prefix: fc.constantFrom(...pool),
            nextHop: fc.option(nextHopArbitrary, { nil: undefined }),
          }),
          { maxLength: 40, size: 'max' },
        ),
      );
      fc.assert(
        fc.property(steps, (steps) => {
          const rib = new Rib();
          const oracle = new LinearTable();
          for (const { prefix, nextHop } of steps) {
            if (nextHop === undefined) expect(rib.delete(prefix)).toBe(oracle.delete(prefix));
            else expect(rib.insert(prefix, nextHop)).toBe(oracle.insert(prefix, nextHop));
            expect(rib.exact(prefix)).toBe(oracle.exact(prefix));
            expect(rib.size).toBe(oracle.entries().length);
          }
          expect([...rib.entries()]).toEqual(oracle.entries());
        }),
      );
    });

    it(`finds the IPv${family} prefixes that cover, lie inside and match as a linear table does`, () => {
      fc.assert(
        fc.property(
          routes(family),
          crowdedPrefix(family),
          crowdedAddress(family),
          (entries, asked, address) => {
            const [rib, oracle] = [Rib.of(entries), LinearTable.of(entries)];
            for (const prefix of [asked, ...entries.map((entry) => entry.prefix)]) {
              expect(rib.covering(prefix)).toEqual(oracle.covering(prefix));
              expect([...rib.covered(prefix)]).toEqual(oracle.covered(prefix));
            }
            expect(rib.longestMatch(address)).toEqual(oracle.longestMatch(address));
          },
        ),
      );
    });
  }
});
