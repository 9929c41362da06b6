/**
 * Generated addresses and prefixes, and a window of addresses small enough for brute force.
 */
import * as fc from 'fast-check';
import {
  bitsOf,
  firstAddress,
  lastAddress,
  MAX_IPV4,
  MAX_IPV6,
  parseAddress,
  plus,
  type Address,
  type Family,
} from '../../src/ip/address.ts';
import { prefixOf, type Prefix } from '../../src/ip/prefix.ts';
import type { Range } from '../../src/ip/range.ts';

export const families: readonly Family[] = [4, 6];

export function addressOf(family: Family): fc.Arbitrary<Address> {
  const edges = fc.constantFrom(firstAddress(family), lastAddress(family));
  const anywhere: fc.Arbitrary<Address> =
    family === 4
      ? fc.integer({ min: 0, max: MAX_IPV4 })
      : fc.oneof(fc.bigInt({ min: 0n, max: MAX_IPV6 }), zeroRuns);
  return fc.oneof({ weight: 9, arbitrary: anywhere }, { weight: 1, arbitrary: edges });
}

/** IPv6 addresses with runs of zero groups, which are what shortening is about. */
const zeroRuns = fc
  .array(fc.constantFrom(0n, 0n, 0n, 1n, 0xdb8n, 0xffffn), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.reduce<bigint>((address, group) => (address << 16n) | group, 0n));

export function prefixArbitrary(family: Family): fc.Arbitrary<Prefix> {
  return fc
    .tuple(addressOf(family), fc.integer({ min: 0, max: bitsOf(family) }))
    .map(([address, length]) => prefixOf(address, length));
}

/** A range of any size anywhere in the family. */
export function rangeOfFamily(family: Family): fc.Arbitrary<Range> {
  return fc
    .tuple(addressOf(family), addressOf(family))
    .map(([a, b]) => (a <= b ? { first: a, last: b } : { first: b, last: a }));
}

/** How many addresses a window has. */
export const WINDOW_SIZE = 48;

/** Consecutive addresses: at both ends of the family, and around a border between words. */
export function windowStarts(family: Family): readonly Address[] {
  const size = WINDOW_SIZE - 1;
  if (family === 4) return [0, parseAddress('127.255.255.240')!, MAX_IPV4 - size];
  return [0n, (1n << 64n) - 16n, MAX_IPV6 - BigInt(size)];
}

/** All addresses of a window, in order. */
export function windowAddresses(start: Address): Address[] {
  return Array.from({ length: WINDOW_SIZE }, (_, i) => plus(start, i));
}

/** A range inside the window that starts at `start`. */
export function rangeInWindow(start: Address): fc.Arbitrary<Range> {
  const offset = fc.integer({ min: 0, max: WINDOW_SIZE - 1 });
  return fc
    .tuple(offset, offset)
    .map(([a, b]) => ({ first: plus(start, Math.min(a, b)), last: plus(start, Math.max(a, b)) }));
}
