/**
 * Generated routes, and the addresses at which a table of them can go wrong.
 *
 * Routes crowd around a few addresses, so that they overlap; /0, host routes, nested chains and
 * neighbours with one next hop occur on purpose, as do prefixes given twice, where the later counts.
 */
import * as fc from 'fast-check';
import {
  bitsOf,
  firstAddress,
  lastAddress,
  MAX_IPV4,
  MAX_IPV6,
  parseAddress,
  type Address,
  type Family,
} from '../../src/ip/address.ts';
import { lastOf, prefixOf, type Prefix } from '../../src/ip/prefix.ts';
import type { RibEntry } from '../../src/fib/rib.ts';
import { addressOf } from '../ip/address-arbitrary.ts';

const crowded: Record<Family, readonly Address[]> = {
  4: [
    '0.0.0.0',
    '10.0.0.0',
    '10.1.2.3',
    '127.255.255.255',
    '128.0.0.0',
    '192.168.255.255',
    '255.255.255.255',
  ].map((text) => parseAddress(text)!),
  6: ['::', '::1:0:0', '2001:db8::1', '2001:db8:0:1::', '8000::', 'fd00:1:2:3:ffff:ffff:ffff:ffff'].map(
    (text) => parseAddress(text)!,
  ),
};

/** An address near those where routes crowd, or anywhere. */
export function crowdedAddress(family: Family): fc.Arbitrary<Address> {
  return fc.oneof(addressOf(family), fc.constantFrom(...crowded[family], lastAddress(family)));
}

function lengthOf(family: Family): fc.Arbitrary<number> {
  const bits = bitsOf(family);
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: bits }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 8, 31, 32, bits - 1, bits) },
  );
}

export function crowdedPrefix(family: Family): fc.Arbitrary<Prefix> {
  return fc
    .tuple(crowdedAddress(family), lengthOf(family))
    .map(([address, length]) => prefixOf(address, length));
}

/** Few values, so that neighbours agree often, and the extremes. */
export const nextHopArbitrary = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(0x7fffffff, 0xfffffffe),
);

function single(family: Family): fc.Arbitrary<RibEntry[]> {
  return fc.tuple(crowdedPrefix(family), nextHopArbitrary).map(([prefix, nextHop]) => [{ prefix, nextHop }]);
}

/** Prefixes of one address, each inside the next shorter. */
function chain(family: Family): fc.Arbitrary<RibEntry[]> {
  return fc
    .tuple(crowdedAddress(family), fc.array(fc.tuple(lengthOf(family), nextHopArbitrary), { maxLength: 6 }))
    .map(([address, links]) =>
      links.map(([length, nextHop]) => ({ prefix: prefixOf(address, length), nextHop })),
    );
}

/** The two halves of a prefix with one next hop, so that their border must not show. */
function halves(family: Family): fc.Arbitrary<RibEntry[]> {
  const parent = fc.tuple(
    crowdedAddress(family),
    fc.integer({ min: 1, max: bitsOf(family) }),
    nextHopArbitrary,
  );
  return parent.map(([address, length, nextHop]) => {
    const whole = prefixOf(address, length - 1);
    return [
      { prefix: prefixOf(whole.address, length), nextHop },
      { prefix: prefixOf(lastOf(whole), length), nextHop },
    ];
  });
}

/** Routes of one family; the empty table is among them. */
export function routes(family: Family, size: 'small' | 'large' = 'small'): fc.Arbitrary<RibEntry[]> {
  const groups = fc.oneof(single(family), chain(family), halves(family));
  // A frozen table has an index from 256 intervals on.
  const constraints = size === 'small' ? { maxLength: 12 } : { minLength: 400, maxLength: 500 };
  return fc.array(groups, { ...constraints, size: 'max' }).map((lists) => lists.flat());
}

/** Routes of both families in any order. */
export function mixedRoutes(): fc.Arbitrary<RibEntry[]> {
  return fc
    .tuple(routes(4), routes(6))
    .chain(([ipv4, ipv6]) =>
      fc.shuffledSubarray([...ipv4, ...ipv6], { minLength: ipv4.length + ipv6.length }),
    );
}

/** Both ends of the family and of every route, and the address before and behind. */
export function edgeAddresses(family: Family, entries: Iterable<RibEntry>): Address[] {
  const addresses = new Set<Address>([firstAddress(family), lastAddress(family)]);
  for (const { prefix } of entries) {
    for (const edge of [prefix.address, lastOf(prefix)]) {
      addresses.add(edge);
      if (typeof edge === 'number') {
        addresses.add(Math.max(0, edge - 1)).add(Math.min(MAX_IPV4, edge + 1));
      } else {
        addresses.add(edge > 0n ? edge - 1n : 0n).add(edge < MAX_IPV6 ? edge + 1n : MAX_IPV6);
      }
    }
  }
  return [...addresses];
}
