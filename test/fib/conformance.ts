/**
 * What every form of a table must answer, run over each form and both families.
 *
 * A form is one function: from routes and addresses to next hops, NO_ROUTE where no route holds the
 * address. Examples state the rules; generated tables are compared with the linear table.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ROUTE } from '../../src/fib/layout.ts';
import type { RibEntry } from '../../src/fib/rib.ts';
import { parseAddress, type Address, type Family } from '../../src/ip/address.ts';
import { parsePrefix } from '../../src/ip/prefix.ts';
import { families } from '../ip/address-arbitrary.ts';
import { LinearTable } from './linear-table.ts';
import { crowdedAddress, edgeAddresses, mixedRoutes, routes } from './route-arbitrary.ts';

/** Next hops of `addresses`, which are of one family, in a table of `entries`. */
export type Form = (entries: readonly RibEntry[], family: Family, addresses: readonly Address[]) => number[];

function table(routesByPrefix: Record<string, number>): RibEntry[] {
  return Object.entries(routesByPrefix).map(([text, nextHop]) => ({ prefix: parsePrefix(text)!, nextHop }));
}

export interface FormOptions {
  /** How many generated tables are tried, for a form that takes long to build. */
  readonly runs?: number;
  /** False for a form that has no room for hundreds of routes. */
  readonly large?: boolean;
}

export function describeForm(name: string, form: Form, options: FormOptions = {}): void {
  const { runs = 150, large = true } = options;
  const ask = (entries: readonly RibEntry[], ...addresses: string[]): number[] => {
    const family = addresses[0]!.includes(':') ? 6 : 4;
    return form(
      entries,
      family,
      addresses.map((text) => parseAddress(text)!),
    );
  };

  describe(name, () => {
    it('has no route for any address of an empty table', () => {
      expect(ask([], '0.0.0.0', '10.0.0.1', '255.255.255.255')).toEqual([NO_ROUTE, NO_ROUTE, NO_ROUTE]);
      expect(ask([], '::', '2001:db8::1')).toEqual([NO_ROUTE, NO_ROUTE]);
    });

    it('prefers the longest of nested prefixes and returns to the outer one behind it', () => {
      const ipv4 = table({ '10.0.0.0/8': 1, '10.1.0.0/16': 2, '10.1.2.0/24': 3, '10.1.2.3/32': 4 });
      expect(
        ask(ipv4, '10.0.0.0', '10.1.0.0', '10.1.2.0', '10.1.2.3', '10.1.2.4', '10.1.3.0', '10.2.0.0'),
      ).toEqual([1, 2, 3, 4, 3, 2, 1]);
      const ipv6 = table({ '2001:db8::/32': 1, '2001:db8:0:1::/64': 2, '2001:db8:0:1::7/128': 3 });
      expect(
        ask(ipv6, '2001:db8::', '2001:db8:0:1::', '2001:db8:0:1::7', '2001:db8:0:1::8', '2001:db8:0:2::'),
      ).toEqual([1, 2, 3, 2, 1]);
    });

    it('falls back to a default route, of its own family only', () => {
      const entries = table({ '0.0.0.0/0': 1, '10.0.0.0/8': 2 });
      expect(ask(entries, '0.0.0.0', '10.0.0.0', '11.0.0.0', '255.255.255.255')).toEqual([1, 2, 1, 1]);
      expect(ask(entries, '::', '::ffff:10.0.0.1')).toEqual([NO_ROUTE, NO_ROUTE]);
      expect(ask(table({ '::/0': 5 }), '::', 'ffff::')).toEqual([5, 5]);
      expect(ask(table({ '::/0': 5 }), '0.0.0.0')).toEqual([NO_ROUTE]);
    });

    it('matches host routes at both ends of the address space', () => {
      const ipv4 = table({ '0.0.0.0/32': 1, '255.255.255.255/32': 2 });
      expect(ask(ipv4, '0.0.0.0', '0.0.0.1', '255.255.255.254', '255.255.255.255')).toEqual([
        1,
        NO_ROUTE,
        NO_ROUTE,
        2,
      ]);
      const last = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
      const ipv6 = table({ '::/128': 1, [`${last}/128`]: 2 });
      expect(ask(ipv6, '::', '::1', 'ffff::', last)).toEqual([1, NO_ROUTE, NO_ROUTE, 2]);
    });

    it('ends a route at the last address of its prefix', () => {
      const entries = table({ '10.0.0.0/30': 1, '10.0.0.8/30': 1 });
      expect(
        ask(entries, '9.255.255.255', '10.0.0.0', '10.0.0.3', '10.0.0.4', '10.0.0.7', '10.0.0.8'),
      ).toEqual([NO_ROUTE, 1, 1, NO_ROUTE, NO_ROUTE, 1]);
    });

    it('tells addresses apart in each of the four words of IPv6', () => {
      const entries = table({ '::/0': 0, '0:1::/32': 1, '::1:0:0:0/80': 2, '::1:0:0/96': 3, '::1/128': 4 });
      expect(ask(entries, '0:1::', '::1:0:0:0', '::1:0:0', '::1', '::2', '1::')).toEqual([1, 2, 3, 4, 0, 0]);
    });

    it('tells next hops apart up to the largest', () => {
      const entries = table({ '10.0.0.0/8': 0, '10.0.0.0/9': 0x7fffffff, '10.0.0.0/10': 0xfffffffe });
      expect(ask(entries, '10.0.0.0', '10.64.0.0', '10.128.0.0')).toEqual([0xfffffffe, 0x7fffffff, 0]);
    });

    for (const family of families) {
      it(`answers as a linear table does for generated IPv${family} routes`, () => {
        const addresses = fc.array(crowdedAddress(family), { minLength: 1, maxLength: 20 });
        fc.assert(
          fc.property(routes(family), addresses, (entries, others) => {
            expectSame(form, entries, family, [...edgeAddresses(family, entries), ...others]);
          }),
          { numRuns: runs },
        );
      });

      if (large) {
        it(`answers as a linear table does for tables of hundreds of IPv${family} routes`, () => {
          fc.assert(
            fc.property(routes(family, 'large'), (entries) => {
              // The oracle is slow: one route in eight is enough to ask about.
              const asked = entries.filter((_, i) => i % 8 === 0);
              expectSame(form, entries, family, edgeAddresses(family, asked));
            }),
            { numRuns: 5 },
          );
        });
      }

      it(`keeps the other family out of IPv${family} answers`, () => {
        fc.assert(
          fc.property(mixedRoutes(), (entries) => {
            const own = entries.filter(
              ({ prefix }) => (typeof prefix.address === 'number') === (family === 4),
            );
            expectSame(form, entries, family, edgeAddresses(family, own));
          }),
          { numRuns: Math.min(runs, 100) },
        );
      });
    }
  });
}

function expectSame(
  form: Form,
  entries: readonly RibEntry[],
  family: Family,
  addresses: readonly Address[],
): void {
  const oracle = LinearTable.of(entries);
  const expected = addresses.map((address) => oracle.longestMatch(address)?.nextHop ?? NO_ROUTE);
  expect(form(entries, family, addresses)).toEqual(expected);
}
