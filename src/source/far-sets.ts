/**
 * Addresses at one end of an ordered rule, of both families, and ports as rules write them.
 */
import { familyOf, firstAddress, lastAddress, type Family } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import { ALL_PORTS, type NumberRange } from '../model/protocol.ts';

export type FarSets = Readonly<Record<Family, RangeSet>>;

export const EVERYWHERE: FarSets = { 4: wholeSpace(4), 6: wholeSpace(6) };
export const NOWHERE: FarSets = { 4: RangeSet.empty, 6: RangeSet.empty };

function wholeSpace(family: Family): RangeSet {
  return RangeSet.of([{ first: firstAddress(family), last: lastAddress(family) }]);
}

export function setsOfRanges(ranges: readonly Range[]): FarSets {
  const of = (family: Family): RangeSet =>
    RangeSet.of(ranges.filter((range) => familyOf(range.first) === family));
  return { 4: of(4), 6: of(6) };
}

export function setsOfPrefixes(prefixes: readonly Prefix[]): FarSets {
  return setsOfRanges(prefixes.map(rangeOf));
}

export function union(a: FarSets, b: FarSets): FarSets {
  return { 4: a[4].union(b[4]), 6: a[6].union(b[6]) };
}

export function complement(sets: FarSets): FarSets {
  return { 4: EVERYWHERE[4].subtract(sets[4]), 6: EVERYWHERE[6].subtract(sets[6]) };
}

/** Which of some addresses are in the sets. */
export function membership(sets: FarSets, addresses: readonly Range[]): 'all' | 'none' | 'partly' {
  const own = setsOfRanges(addresses);
  if (own[4].subtract(sets[4]).isEmpty && own[6].subtract(sets[6]).isEmpty) return 'all';
  return own[4].intersect(sets[4]).isEmpty && own[6].intersect(sets[6]).isEmpty ? 'none' : 'partly';
}

/** `443`, `8000-8100`; undefined for a text that is neither. */
export function parsePorts(text: string): NumberRange | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first <= last && last <= ALL_PORTS.last ? { first, last } : undefined;
}
