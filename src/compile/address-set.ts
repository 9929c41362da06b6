/**
 * Prefixes and ranges of both families → maps that answer per family.
 */
import { familyOf, type Address, type Family } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import { RangeMap, type RangeEntry } from '../ip/range-map.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { AddressSet, ByFamily } from './compiled-network.ts';

export function byFamily<T>(make: (family: Family) => T): ByFamily<T> {
  return { 4: make(4), 6: make(6) };
}

/** Entries of both families; where ranges nest, the narrower one wins. */
export function rangeMaps<T>(entries: readonly RangeEntry<T>[]): ByFamily<RangeMap<T>> {
  return byFamily((family) =>
    RangeMap.nested(
      family,
      entries.filter((entry) => familyOf(entry.range.first) === family),
    ),
  );
}

export function addressSet(ranges: readonly Range[]): AddressSet {
  return byFamily((family) => {
    const set = RangeSet.of(ranges.filter((range) => familyOf(range.first) === family));
    return RangeMap.nested(
      family,
      set.ranges.map((range) => ({ range, value: true as const })),
    );
  });
}

export function prefixSet(prefixes: readonly Prefix[]): AddressSet {
  return addressSet(prefixes.map(rangeOf));
}

/** Is one address in the set? For questions about places, never about packets, which narrow by asking. */
export function hasAddress(set: AddressSet, address: Address): boolean {
  return set[familyOf(address)].get(address) === true;
}
