/**
 * What a table really sends where: the addresses for which a next hop wins, shorter routes cut out where
 * longer ones take over.
 */
import type { Family } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import type { RangeMap } from '../ip/range-map.ts';
import { RangeSet } from '../ip/range-set.ts';
import { firstAt, intervalCount, lastAt, nextHopAt } from '../fib/lookup.ts';
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledNetwork, CompiledTable, NextHop } from '../compile/compiled-network.ts';

/** Ranges per next hop of a table, one family. */
export function routedRanges(
  net: CompiledNetwork,
  table: CompiledTable,
  family: Family,
): Map<NextHop, RangeSet> {
  const ranges = new Map<NextHop, Range[]>();
  const count = intervalCount(net.fib, table.index, family);
  for (let i = 0; i < count; i++) {
    const index = nextHopAt(net.fib, table.index, family, i);
    if (index === NO_ROUTE) continue;
    const hop = net.nextHops[index]!;
    const range = {
      first: firstAt(net.fib, table.index, family, i),
      last: lastAt(net.fib, table.index, family, i),
    };
    const known = ranges.get(hop);
    if (known) known.push(range);
    else ranges.set(hop, [range]);
  }
  return new Map(Array.from(ranges, ([hop, list]) => [hop, RangeSet.of(list)]));
}

/** The mapped addresses of a map as a set. */
export function rangeSetOf(map: RangeMap<unknown>): RangeSet {
  return RangeSet.of(Array.from(map.entries(), (entry) => entry.range));
}
