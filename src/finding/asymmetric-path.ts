/**
 * Pairs of VPCs that send to each other over different links: a peering one way, a transit gateway back.
 */
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork, CompiledVpc, NextHop } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Rule } from './finding.ts';
import { routedRanges } from './routed-ranges.ts';

/** Link towards another VPC, for the kinds that join two VPCs. */
function linkOf(hop: NextHop): string | undefined {
  if (hop.dead) return undefined;
  if (hop.kind === 'peering') return hop.peering.record.id;
  return hop.kind === 'tgw' ? hop.tgw.record.id : undefined;
}

/** Links over which tables of one VPC send to the subnets of another. */
function linksTowards(net: CompiledNetwork, from: CompiledVpc, to: CompiledVpc): Set<string> {
  const links = new Set<string>();
  const subnets = RangeSet.of([...to.subnets[4].entries()].map((entry) => entry.range));
  for (const table of from.tables) {
    for (const [hop, ranges] of routedRanges(net, table, 4)) {
      const link = linkOf(hop);
      if (link !== undefined && !ranges.intersect(subnets).isEmpty) links.add(link);
    }
  }
  return links;
}

export const asymmetricPath: Rule = {
  id: 'asymmetric-path',
  title: 'Two VPCs reach each other over different links',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) => {
      if (!peering.live) return [];
      const [a] = peering.ends;
      const { far: b } = sideOf(peering, a);
      const there = linksTowards(net, a, b);
      const back = linksTowards(net, b, a);
      const isOneWay = there.has(peering.record.id) !== back.has(peering.record.id);
      if (!isOneWay || there.size === 0 || back.size === 0) return [];
      return [
        {
          rule: 'asymmetric-path',
          level: 'note' as const,
          message: `${a.record.id} reaches ${b.record.id} over ${[...there].sort().join(', ')}, the way back is ${[...back].sort().join(', ')}`,
          fix: 'route both directions over the same link, if anything in between keeps state',
          objects: [peering.record.id, a.record.id, b.record.id],
          source: peering.record.source,
        },
      ];
    }),
};
