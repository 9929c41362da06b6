/**
 * One-sided routes: one VPC sends traffic into a peering, and the other has no way to answer.
 *
 * "Update your route tables for a VPC peering connection" (Amazon VPC Peering Guide): both sides need a
 * route.
 */
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork, CompiledPeering, CompiledVpc } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Rule } from './finding.ts';
import { rangeSetOf, routedRanges } from './routed-ranges.ts';

/** Does any table of a VPC send some of these addresses into the peering? */
function answers(
  net: CompiledNetwork,
  vpc: CompiledVpc,
  peering: CompiledPeering,
  to: RangeSet,
  family: 4 | 6,
): boolean {
  return vpc.tables.some((table) => {
    for (const [hop, ranges] of routedRanges(net, table, family)) {
      if (hop.kind === 'peering' && hop.peering === peering && !ranges.intersect(to).isEmpty) return true;
    }
    return false;
  });
}

export const oneSidedRoute: Rule = {
  id: 'one-sided-route',
  title: 'A peering is routed in one direction only',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) => {
      if (!peering.live) return [];
      return peering.ends.flatMap((vpc) => {
        const { far } = sideOf(peering, vpc);
        for (const family of [4, 6] as const) {
          const own = RangeSet.of([...vpc.subnets[family].entries()].map((entry) => entry.range));
          if (!answers(net, vpc, peering, rangeSetOf(far.range[family]), family)) continue;
          if (answers(net, far, peering, own, family)) continue;
          const route = vpc.tables
            .flatMap((table) => table.routes)
            .find(
              (candidate) => candidate.nextHop.kind === 'peering' && candidate.nextHop.peering === peering,
            );
          return [
            {
              rule: 'one-sided-route',
              level: 'warning' as const,
              message: `${vpc.record.id} routes into ${peering.record.id}, but no table of ${far.record.id} routes back to its subnets (IPv${family})`,
              fix: `add a route for ${vpc.record.id} to the tables of ${far.record.id}`,
              objects: [peering.record.id, vpc.record.id, far.record.id],
              source: route?.route?.source ?? peering.record.source,
            },
          ];
        }
        return [];
      });
    }),
};
