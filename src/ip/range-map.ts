/**
 * A function from the addresses of one family to values, constant on ranges.
 *
 * `at` answers with the value and how far it holds, which is what lets a rule written for one packet
 * decide for a whole range of them. Built once from ranges that nest or are disjoint: where they nest
 * the narrower one wins, as with prefixes. Lookup is a binary search.
 */
import { firstAddress, lastAddress, successor, type Address, type Family } from './address.ts';
import type { Range } from './range.ts';

export interface RangeEntry<T> {
  readonly range: Range;
  readonly value: T;
}

export class RangeMap<T> {
  /** Where each segment starts; the first is the first address of the family. */
  private readonly firsts: readonly Address[];
  /** Value of each segment; `undefined` where nothing is mapped. Neighbours differ. */
  private readonly values: readonly (T | undefined)[];
  private readonly end: Address;

  private constructor(family: Family, firsts: readonly Address[], values: readonly (T | undefined)[]) {
    this.firsts = firsts;
    this.values = values;
    this.end = lastAddress(family);
  }

  /** Entries that nest or are disjoint may come in any order: the narrower range wins. */
  static nested<T>(family: Family, entries: Iterable<RangeEntry<T>>): RangeMap<T> {
    const sorted = [...entries].sort((a, b) => {
      if (a.range.first !== b.range.first) return a.range.first < b.range.first ? -1 : 1;
      return a.range.last > b.range.last ? -1 : a.range.last < b.range.last ? 1 : 0;
    });
    const firsts: Address[] = [firstAddress(family)];
    const values: (T | undefined)[] = [undefined];
    const end = lastAddress(family);
    const open: RangeEntry<T>[] = [];
    const append = (first: Address, value: T | undefined): void => {
      if (firsts.at(-1) === first) {
        firsts.pop();
        values.pop();
      }
      if (values.length > 0 && values.at(-1) === value) return;
      firsts.push(first);
      values.push(value);
    };
    const closeBefore = (limit: Address | undefined): void => {
      for (;;) {
        const top = open.at(-1);
        if (!top || (limit !== undefined && top.range.last >= limit)) return;
        open.pop();
        if (top.range.last < end) append(successor(top.range.last), open.at(-1)?.value);
      }
    };
    for (const entry of sorted) {
      closeBefore(entry.range.first);
      append(entry.range.first, entry.value);
      open.push(entry);
    }
    closeBefore(undefined);
    return new RangeMap(family, firsts, values);
  }

  /** Number of segments with a constant value, gaps included. */
  get segmentCount(): number {
    return this.firsts.length;
  }

  /** Index of the segment that holds `address`, to be handed to {@link valueAt} and {@link lastAt}. */
  segmentOf(address: Address): number {
    let low = 0;
    let high = this.firsts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.firsts[middle]! <= address) low = middle;
      else high = middle;
    }
    return low;
  }

  valueAt(segment: number): T | undefined {
    return this.values[segment];
  }

  /** Last address of a segment, inclusive. */
  lastAt(segment: number): Address {
    const next = this.firsts[segment + 1];
    if (next === undefined) return this.end;
    return typeof next === 'number' ? next - 1 : next - 1n;
  }

  get(address: Address): T | undefined {
    return this.values[this.segmentOf(address)];
  }

  /** All segments that hold a value, in order. */
  *entries(): Generator<RangeEntry<T>> {
    for (let i = 0; i < this.firsts.length; i++) {
      const value = this.values[i];
      if (value !== undefined) yield { range: { first: this.firsts[i]!, last: this.lastAt(i) }, value };
    }
  }
}
