/**
 * What walks asked about the sender's address, so that one can say of another address whether it would have
 * been given the same answers, and so have fared the same.
 */
import type { Fib } from '../fib/fib.ts';
import { intervalIndexOf, lastAt, nextHopAt } from '../fib/lookup.ts';
import { familyOf, type Address } from '../ip/address.ts';
import type { RangeMap } from '../ip/range-map.ts';
import type { Range } from '../ip/range.ts';

/** Parts of the network that are to one sender what others are to another: its subnet, interfaces, maps. */
export interface Twins {
  /** The map that the other sender's walk would ask. */
  readonly mapOf: (map: RangeMap<unknown>) => RangeMap<unknown>;
  /** Does the one part mean to the one sender what the other part means to the other? */
  readonly areTwins: (own: unknown, other: unknown) => boolean;
}

export class SourceQuestions {
  /** Something was asked that the answers below do not cover. */
  private isOpen = false;
  private readonly maps = new Set<RangeMap<unknown>>();
  private readonly tables = new Set<number>();
  private readonly ranges = new Map<Address, Set<Address>>();

  addMap(map: RangeMap<unknown>): void {
    this.maps.add(map);
  }

  addTable(table: number): void {
    this.tables.add(table);
  }

  addRange(first: Address, last: Address): void {
    const lasts = this.ranges.get(first);
    if (lasts) lasts.add(last);
    else this.ranges.set(first, new Set([last]));
  }

  /** A question of another kind, to which nobody else's answer is known. */
  addOther(): void {
    this.isOpen = true;
  }

  /** Would a walk from every address of `b` be told what walks from every address of `a` were? */
  areAnsweredAlike(fib: Fib, a: Range, b: Range, twins: Twins): boolean {
    if (this.isOpen || familyOf(a.first) !== familyOf(b.first)) return false;
    for (const map of this.maps) {
      const answer = answerOf(map, a);
      if (!answer) return false;
      const other = answerOf(twins.mapOf(map), b);
      if (!other || !twins.areTwins(answer.value, other.value)) return false;
    }
    for (const table of this.tables) {
      const hop = nextHopOf(fib, table, a);
      if (hop === undefined || hop !== nextHopOf(fib, table, b)) return false;
    }
    for (const [first, lasts] of this.ranges) {
      for (const last of lasts) {
        const side = sideOf(a, first, last);
        if (side === undefined || side !== sideOf(b, first, last)) return false;
      }
    }
    return true;
  }
}

/** What a map says of a whole range; nothing when that depends on the address. */
function answerOf<T>(
  map: RangeMap<T>,
  { first, last }: Range,
): { readonly value: T | undefined } | undefined {
  const segment = map.segmentOf(first);
  return map.lastAt(segment) < last ? undefined : { value: map.valueAt(segment) };
}

function nextHopOf(fib: Fib, table: number, { first, last }: Range): number | undefined {
  const interval = intervalIndexOf(fib, table, first);
  const family = familyOf(first);
  return lastAt(fib, table, family, interval) < last ? undefined : nextHopAt(fib, table, family, interval);
}

/** Is a range inside of another one, or beside it? */
function sideOf(range: Range, first: Address, last: Address): 'inside' | 'beside' | undefined {
  if (range.last < first || range.first > last) return 'beside';
  return range.first >= first && range.last <= last ? 'inside' : undefined;
}
