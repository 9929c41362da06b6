/**
 * Fair sharing of links, by its properties and against filling drop by drop.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareFairly, type Share } from '../../src/bulk/max-min.ts';

const LINKS = 4;

/** Whole flows, so that they can be filled one unit at a time. */
const arbitraryShare = fc
  .record({
    perFlow: fc.integer({ min: 0, max: 40 }),
    weight: fc.integer({ min: 1, max: 4 }),
    links: fc.uniqueArray(fc.nat(LINKS - 1), { minLength: 1, maxLength: LINKS }),
  })
  .map(({ perFlow, weight, links }): Share => ({ demand: perFlow * weight, weight, links }));

const arbitraryCase = fc.record({
  shares: fc.array(arbitraryShare, { maxLength: 7 }),
  capacities: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: LINKS, maxLength: LINKS }),
});

function loadOf(link: number, shares: readonly Share[], amounts: readonly number[]): number {
  return shares.reduce((sum, share, i) => (share.links.includes(link) ? sum + amounts[i]! : sum), 0);
}

/** Every flow gets the same drop in turn, until it has enough or one of its links is full. */
function fillByDrops(shares: readonly Share[], capacities: readonly number[], drop: number): number[] {
  const amounts = shares.map(() => 0);
  const stopped = new Set<number>();
  const tolerance = drop / 1000;
  while (stopped.size < shares.length) {
    for (const [i, { demand, weight }] of shares.entries()) {
      if (!stopped.has(i)) amounts[i]! += drop * weight;
      if (amounts[i]! >= demand - tolerance) stopped.add(i);
    }
    for (const [link, capacity] of capacities.entries()) {
      const load = loadOf(link, shares, amounts);
      const rising = shares.flatMap((share, i) => (share.links.includes(link) && !stopped.has(i) ? [i] : []));
      const next = rising.reduce((sum, i) => sum + drop * shares[i]!.weight, 0);
      if (load + next > capacity + tolerance) for (const i of rising) stopped.add(i);
    }
  }
  return amounts;
}

describe('sharing links', () => {
  it('gives a lone flow what its link carries, to the unit', () => {
    const shares = [{ demand: 250_000_000, weight: 1 / 3, links: [0, 1] }];
    expect(shareFairly(shares, [156_250_000, 6_250_000_000])).toEqual({
      granted: [156_250_000],
      stoppedBy: [0],
    });
  });

  it('leaves to the others what a modest flow does not ask for', () => {
    const shares = [10, 100, 100].map((demand) => ({ demand, weight: 1, links: [0] }));
    expect(shareFairly(shares, [100])).toEqual({ granted: [10, 45, 45], stoppedBy: [undefined, 0, 0] });
  });

  it('counts flows, not workloads', () => {
    const shares = [
      { demand: 300, weight: 3, links: [0] },
      { demand: 100, weight: 1, links: [0] },
    ];
    expect(shareFairly(shares, [100]).granted).toEqual([75, 25]);
  });

  it('stops a flow at the narrowest of its links and lets others have the rest of the wide one', () => {
    const shares = [
      { demand: 100, weight: 1, links: [0, 1] },
      { demand: 100, weight: 1, links: [0] },
    ];
    expect(shareFairly(shares, [100, 20])).toEqual({ granted: [20, 80], stoppedBy: [1, 0] });
  });

  it('hands out whole units, the odd ones to the first', () => {
    const shares = Array.from({ length: 3 }, () => ({ demand: 50, weight: 1, links: [0] }));
    expect(shareFairly(shares, [100]).granted).toEqual([34, 33, 33]);
  });

  it('overloads no link, gives nobody more than asked, and fills a link of everyone who is short', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ shares, capacities }) => {
        const { granted, stoppedBy } = shareFairly(shares, capacities);
        for (const [link, capacity] of capacities.entries()) {
          expect(loadOf(link, shares, granted)).toBeLessThanOrEqual(capacity);
        }
        for (const [i, { demand, weight, links }] of shares.entries()) {
          expect(Number.isInteger(granted[i])).toBe(true);
          expect(granted[i]).toBeLessThanOrEqual(demand);
          const link = stoppedBy[i];
          expect(link === undefined).toBe(granted[i] === demand);
          if (link === undefined) continue;
          expect(links).toContain(link);
          // Full but for the units that could not be divided, and nobody on it is better off.
          const beside = shares.flatMap((share, k) => (share.links.includes(link) ? [k] : []));
          const load = loadOf(link, shares, granted);
          expect(capacities[link]! - load).toBeLessThanOrEqual(shares.length);
          for (const k of beside) {
            expect(granted[k]! / shares[k]!.weight).toBeLessThanOrEqual(granted[i]! / weight + shares.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to what filling by drops comes to', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ shares, capacities }) => {
        const drop = 1 / 64;
        const expected = fillByDrops(shares, capacities, drop);
        for (const [i, amount] of shareFairly(shares, capacities).granted.entries()) {
          // A drop, or a whole unit that did not divide, may fall to somebody else: twice along two links.
          expect(Math.abs(amount - expected[i]!)).toBeLessThanOrEqual(2 * shares.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order but for the units that do not divide', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ shares, capacities }) => {
        const there = shareFairly(shares, capacities).granted;
        const back = shareFairly(shares.toReversed(), capacities).granted.toReversed();
        for (const [i, amount] of there.entries()) {
          expect(Math.abs(amount - back[i]!)).toBeLessThanOrEqual(shares.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
