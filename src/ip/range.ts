/**
 * A range of addresses of one family; both ends belong to it.
 */
import {
  bitsOf,
  familyOf,
  firstAddress,
  formatAddress,
  lastAddress,
  successor,
  type Address,
} from './address.ts';
import { formatPrefix, lastOf, prefixOf, type Prefix } from './prefix.ts';

export interface Range {
  readonly first: Address;
  /** Inclusive, and never before `first`. */
  readonly last: Address;
}

/** All addresses of both families. */
export const EVERYWHERE: readonly Range[] = ([4, 6] as const).map((family) => ({
  first: firstAddress(family),
  last: lastAddress(family),
}));

export function rangeOf(prefix: Prefix): Range {
  return { first: prefix.address, last: lastOf(prefix) };
}

export function rangeHas(range: Range, address: Address): boolean {
  return typeof address === typeof range.first && range.first <= address && address <= range.last;
}

/** How many addresses the range holds; exact for IPv6 too. */
export function rangeSize(range: Range): bigint {
  return BigInt(range.last) - BigInt(range.first) + 1n;
}

/** The fewest prefixes that cover exactly this range, in order. */
export function rangeToPrefixes(range: Range): Prefix[] {
  const prefixes: Prefix[] = [];
  let first = range.first;
  for (;;) {
    const prefix = longestStartingAt(first, range.last);
    prefixes.push(prefix);
    const last = lastOf(prefix);
    if (last >= range.last) return prefixes;
    first = successor(last);
  }
}

/** The shortest prefix that starts at `first` and does not reach past `last`. */
function longestStartingAt(first: Address, last: Address): Prefix {
  let length = bitsOf(familyOf(first));
  while (length > 0) {
    const wider = prefixOf(first, length - 1);
    if (wider.address !== first || lastOf(wider) > last) break;
    length--;
  }
  return { address: first, length };
}

/** `10.0.0.0/24` when the range is a prefix, a bare address when it holds one, else `first-last`. */
export function formatRange(range: Range): string {
  if (range.first === range.last) return formatAddress(range.first);
  const prefix = longestStartingAt(range.first, range.last);
  if (lastOf(prefix) === range.last) return formatPrefix(prefix);
  return `${formatAddress(range.first)}-${formatAddress(range.last)}`;
}
