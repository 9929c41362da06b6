/**
 * An immutable set of addresses of one family, as sorted, disjoint, never adjacent ranges.
 *
 * Every operation is a sweep over both lists and returns a new normalised set, so two sets hold the
 * same addresses exactly when their ranges are equal. Cost: linear in the ranges of both operands,
 * membership logarithmic.
 */
import { predecessor, successor, type Address } from './address.ts';
import type { Prefix } from './prefix.ts';
import { rangeOf, rangeSize, rangeToPrefixes, type Range } from './range.ts';

export class RangeSet {
  static readonly empty = new RangeSet([]);

  /** Sorted, disjoint, with at least one address between neighbours. */
  readonly ranges: readonly Range[];

  private constructor(ranges: readonly Range[]) {
    this.ranges = ranges;
  }

  /** Any ranges of one family, in any order, overlapping or not. */
  static of(ranges: Iterable<Range>): RangeSet {
    const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    const merged: { first: Address; last: Address }[] = [];
    for (const range of sorted) {
      const previous = merged.at(-1);
      if (previous && (range.first <= previous.last || range.first === successor(previous.last))) {
        if (range.last > previous.last) previous.last = range.last;
      } else {
        merged.push({ first: range.first, last: range.last });
      }
    }
    return merged.length === 0 ? RangeSet.empty : new RangeSet(merged);
  }

  static ofPrefixes(prefixes: Iterable<Prefix>): RangeSet {
    return RangeSet.of(Array.from(prefixes, rangeOf));
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** How many addresses the set holds. */
  get size(): bigint {
    return this.ranges.reduce((sum, range) => sum + rangeSize(range), 0n);
  }

  has(address: Address): boolean {
    const index = this.indexAtOrBefore(address);
    return index >= 0 && address <= this.ranges[index]!.last;
  }

  /** Index of the last range that starts at or before `address`, or -1. */
  private indexAtOrBefore(address: Address): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ranges[middle]!.first <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  union(other: RangeSet): RangeSet {
    return RangeSet.of([...this.ranges, ...other.ranges]);
  }

  intersect(other: RangeSet): RangeSet {
    const shared: Range[] = [];
    let i = 0;
    let j = 0;
    while (i < this.ranges.length && j < other.ranges.length) {
      const a = this.ranges[i]!;
      const b = other.ranges[j]!;
      const first = a.first > b.first ? a.first : b.first;
      const last = a.last < b.last ? a.last : b.last;
      if (first <= last) shared.push({ first, last });
      if (a.last < b.last) i++;
      else j++;
    }
    return new RangeSet(shared);
  }

  subtract(other: RangeSet): RangeSet {
    const left: Range[] = [];
    let j = 0;
    for (const range of this.ranges) {
      let first = range.first;
      let open = true;
      while (j < other.ranges.length && other.ranges[j]!.last < first) j++;
      for (let k = j; open && k < other.ranges.length; k++) {
        const hole = other.ranges[k]!;
        if (hole.first > range.last) break;
        if (hole.first > first) left.push({ first, last: predecessor(hole.first) });
        if (hole.last >= range.last) open = false;
        else first = successor(hole.last);
      }
      if (open) left.push({ first, last: range.last });
    }
    return new RangeSet(left);
  }

  equals(other: RangeSet): boolean {
    return (
      this.ranges.length === other.ranges.length &&
      this.ranges.every((range, i) => {
        const twin = other.ranges[i]!;
        return range.first === twin.first && range.last === twin.last;
      })
    );
  }

  /** The fewest prefixes that cover exactly this set, in order. */
  toPrefixes(): Prefix[] {
    return this.ranges.flatMap(rangeToPrefixes);
  }
}
