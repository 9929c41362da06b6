/**
 * What a table really sends where: the addresses for which each next hop wins, shorter routes cut out
 * where longer ones take over.
 *
 * Built once per table of a network and kept, because most rules ask. Cost: linear in the intervals of
 * the table to build; logarithmic, and linear in the answer, to ask about a set.
 */
import type { Family } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import type { Range } from '../ip/range.ts';
import type { RangeMap } from '../ip/range-map.ts';
import { RangeSet } from '../ip/range-set.ts';
import { firstAt, intervalCount, intervalIndexOf, lastAt, nextHopAt } from '../fib/lookup.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledNetwork, NextHop } from '../compile/compiled-network.ts';

/** A part of the address space and the next hop it is sent to. */
export interface Share {
  readonly hop: NextHop;
  readonly ranges: RangeSet;
}

export class Routing {
  private readonly net: CompiledNetwork;
  private readonly index: number;
  private readonly family: Family;
  private whole: readonly Share[] | undefined;

  constructor(net: CompiledNetwork, index: number, family: Family) {
    this.net = net;
    this.index = index;
    this.family = family;
  }

  /** Everything the table routes, by next hop. */
  get shares(): readonly Share[] {
    this.whole ??= this.collect(0, intervalCount(this.net.fib, this.index, this.family), undefined);
    return this.whole;
  }

  /** What becomes of a set of addresses, by next hop; those without a route are left out. */
  towards(set: RangeSet): readonly Share[] {
    const [first] = set.ranges;
    if (!first || intervalCount(this.net.fib, this.index, this.family) === 0) return [];
    const from = intervalIndexOf(this.net.fib, this.index, first.first);
    const to = intervalIndexOf(this.net.fib, this.index, set.ranges.at(-1)!.last);
    return this.collect(from, to + 1, set);
  }

  private collect(from: number, to: number, within: RangeSet | undefined): Share[] {
    const { fib, nextHops } = this.net;
    const byHop = new Map<NextHop, Range[]>();
    for (let i = from; i < to; i++) {
      const hopIndex = nextHopAt(fib, this.index, this.family, i);
      if (hopIndex === NO_ROUTE) continue;
      const hop = nextHops[hopIndex]!;
      const range = {
        first: firstAt(fib, this.index, this.family, i),
        last: lastAt(fib, this.index, this.family, i),
      };
      const known = byHop.get(hop);
      if (known) known.push(range);
      else byHop.set(hop, [range]);
    }
    return [...byHop].flatMap(([hop, list]) => {
      const all = RangeSet.of(list);
      const ranges = within ? all.intersect(within) : all;
      return ranges.isEmpty ? [] : [{ hop, ranges }];
    });
  }
}

const routings = new WeakMap<CompiledNetwork, Map<string, Routing>>();

/** The routing of one of the network's forwarding tables, by its index. */
export function routingOf(net: CompiledNetwork, index: number, family: Family): Routing {
  let known = routings.get(net);
  if (!known) routings.set(net, (known = new Map()));
  const key = `${index} ${family}`;
  let routing = known.get(key);
  if (!routing) known.set(key, (routing = new Routing(net, index, family)));
  return routing;
}

const sets = new WeakMap<RangeMap<unknown>, RangeSet>();

/** The mapped addresses of a map as a set. */
export function rangeSetOf(map: RangeMap<unknown>): RangeSet {
  let set = sets.get(map);
  if (!set) sets.set(map, (set = RangeSet.of(Array.from(map.entries(), (entry) => entry.range))));
  return set;
}

/** `10.0.0.0/8`, or the first prefix of several and how many follow. */
export function describeRanges(ranges: RangeSet): string {
  const [first, ...more] = ranges.toPrefixes().map(formatPrefix);
  return more.length === 0 ? first! : `${first!} and ${more.length} more`;
}
