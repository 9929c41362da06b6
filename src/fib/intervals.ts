/**
 * The address space of one family cut into intervals of constant next hop, in order.
 *
 * This is what longest-prefix match comes to once a table stands still, and every frozen structure is
 * built from it, which is an order of magnitude cheaper than inserting prefixes. Intervals are two
 * columns; the first starts at the first address of the family, each reaches up to the next, and
 * neighbours differ, so two tables give the same columns exactly when they answer alike.
 * Cost: one walk of the routes in order; n routes give at most 2n+1 intervals.
 */
import { writeWords, type Address, type Family } from '../ip/address.ts';
import { advanceKey, compareKeys } from './key.ts';
import { NO_ROUTE, wordsPerAddress } from './layout.ts';
import { ROOT } from './radix-tree.ts';
import type { Rib } from './rib.ts';

export interface Intervals {
  readonly family: Family;
  /** First address of each interval, ascending from 0: 1 word per interval (IPv4) or 4 (IPv6). */
  readonly firsts: Uint32Array;
  /** Next hop of each interval, or NO_ROUTE; never that of its neighbour. */
  readonly nextHops: Uint32Array;
}

/** Where an interval begins, and what holds from there up to the next. */
export interface IntervalStart {
  readonly first: Address;
  readonly nextHop: number;
}

/** The intervals of the routes of one family of a Rib. */
export function intervalsOf(rib: Rib, family: Family): Intervals {
  const tree = rib.tree(family);
  const columns = new Columns(family, 2 * tree.routeCount + 1);
  const start = new Uint32Array(tree.keyWords);
  columns.append(start, NO_ROUTE);
  // Routes that hold the place the walk has reached, outermost first: at most one per length.
  const open: number[] = [];
  const close = (): void => {
    const node = open.pop()!;
    const outer = open.at(-1);
    tree.copyKey(node, start);
    if (!advanceKey(start, tree.lengthAt(node))) return;
    columns.append(start, outer === undefined ? NO_ROUTE : tree.nextHopAt(outer));
  };
  for (const node of tree.routesUnder(ROOT)) {
    while (open.length > 0 && !tree.covers(open.at(-1)!, node)) close();
    tree.copyKey(node, start);
    columns.append(start, tree.nextHopAt(node));
    open.push(node);
  }
  while (open.length > 0) close();
  return columns.finish();
}

/**
 * Intervals from their starts in ascending order. Before the first of them there is no route, a later
 * start at the same address replaces an earlier one, and equal neighbours are joined.
 */
export function intervalsFrom(family: Family, starts: Iterable<IntervalStart>): Intervals {
  const columns = new Columns(family, 8);
  const first = new Uint32Array(wordsPerAddress(family));
  columns.append(first, NO_ROUTE);
  for (const start of starts) {
    writeWords(start.first, first, 0);
    columns.append(first, start.nextHop);
  }
  return columns.finish();
}

/** Throws a RangeError with one sentence when the columns are not as {@link Intervals} promises. */
export function checkIntervals(intervals: Intervals): void {
  const { family, firsts, nextHops } = intervals;
  const width = wordsPerAddress(family);
  const count = nextHops.length;
  if (count === 0) throw new RangeError('Intervals must hold at least one interval.');
  if (firsts.length !== count * width) {
    throw new RangeError(`${count} next hops need ${count * width} words of firsts, not ${firsts.length}.`);
  }
  for (let i = 0; i < width; i++) {
    if (firsts[i] !== 0) throw new RangeError('The first interval must start at the first address.');
  }
  for (let i = 1; i < count; i++) {
    if (compareKeys(firsts, (i - 1) * width, i * width, width) >= 0) {
      throw new RangeError(`Interval ${i} does not start behind interval ${i - 1}.`);
    }
    if (nextHops[i] === nextHops[i - 1]) {
      throw new RangeError(`Intervals ${i - 1} and ${i} have the same next hop and must be one.`);
    }
  }
}

/** Intervals under construction. */
class Columns {
  private readonly family: Family;
  private readonly width: number;
  private firsts: Uint32Array;
  private nextHops: Uint32Array;
  private count = 0;

  constructor(family: Family, capacity: number) {
    this.family = family;
    this.width = wordsPerAddress(family);
    this.firsts = new Uint32Array(capacity * this.width);
    this.nextHops = new Uint32Array(capacity);
  }

  /** Lets a next hop hold from an address on, which is not before the one appended last. */
  append(first: Uint32Array, nextHop: number): void {
    if (this.count > 0 && this.lastStartsAt(first)) this.count--;
    if (this.count > 0 && this.nextHops[this.count - 1] === nextHop) return;
    if (this.count === this.nextHops.length) this.grow();
    for (let i = 0; i < this.width; i++) this.firsts[this.count * this.width + i] = first[i]!;
    this.nextHops[this.count++] = nextHop;
  }

  private lastStartsAt(first: Uint32Array): boolean {
    const at = (this.count - 1) * this.width;
    for (let i = 0; i < this.width; i++) if (this.firsts[at + i] !== first[i]) return false;
    return true;
  }

  private grow(): void {
    const { firsts, nextHops } = this;
    this.firsts = new Uint32Array(2 * firsts.length);
    this.firsts.set(firsts);
    this.nextHops = new Uint32Array(2 * nextHops.length);
    this.nextHops.set(nextHops);
  }

  finish(): Intervals {
    return {
      family: this.family,
      firsts: this.firsts.slice(0, this.count * this.width),
      nextHops: this.nextHops.slice(0, this.count),
    };
  }
}
