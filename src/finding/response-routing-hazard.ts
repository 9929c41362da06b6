/**
 * Response routing hazards: two peers of a VPC overlap, and answers meant for one are routed to the other.
 *
 * "Routing for response traffic" (Amazon VPC Peering Guide): an answer follows the table, not the way the
 * request came.
 */
import type { Family } from '../ip/address.ts';
import { formatRange } from '../ip/range.ts';
import type { CompiledNetwork, CompiledPeering, CompiledVpc } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Observation, Rule } from './finding.ts';
import { FAMILIES, servedBy } from './overreach.ts';
import { rangeSetOf, routingOf } from './routing.ts';
import { describeRoute, routeBehind } from './written-route.ts';

export const responseRoutingHazard: Rule = {
  id: 'response-routing-hazard',
  title: 'Answers to one peer are routed to another that overlaps it',
  level: 'warning',
  meaning:
    'An answer follows the route table, not the way the request came. Where two peers have addresses in common, a VPC that both of them send to answers all requests from the common part into one of the two peerings; the other peer waits in vain, and a stranger gets its answers.',
  documents: 'Routing for response traffic (Amazon VPC Peering Guide)',
  example:
    'B and C both have 10.0.0.0/16 and both send to A. A has "10.0.0.0/16 pcx-ab": the answers to C go to B.',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) =>
      peering.live
        ? peering.ends.flatMap((hub) =>
            FAMILIES.flatMap((family) => firstHazard(net, hub, peering, family) ?? []),
          )
        : [],
    ),
};

function firstHazard(
  net: CompiledNetwork,
  hub: CompiledVpc,
  peering: CompiledPeering,
  family: Family,
): Observation | undefined {
  const { far: peer } = sideOf(peering, hub);
  const served = servedBy(net);
  for (const asking of peer.tables) {
    const asked = routingOf(net, asking.index, family)
      .towards(rangeSetOf(hub.range[family]))
      .find(({ hop }) => hop.kind === 'peering' && hop.peering === peering);
    const sources = served.get(asking)?.[family];
    if (!asked || !sources) continue;
    for (const answering of hub.tables) {
      if (served.get(answering)?.[family].intersect(asked.ranges).isEmpty !== false) continue;
      for (const { hop, ranges } of routingOf(net, answering.index, family).towards(sources)) {
        if (hop.kind !== 'peering' || hop.dead || hop.peering === peering) continue;
        const { far: other } = sideOf(hop.peering, hub);
        const [strayed] = ranges.intersect(rangeSetOf(other.range[family])).ranges;
        if (!strayed) continue;
        const route = routeBehind(answering, hop, strayed.first);
        return {
          message: `answers of ${hub.record.id} to ${formatRange(strayed)} of ${peer.record.id} are routed to ${other.record.id}, which has these addresses too`,
          fix: 'add longer routes for the hosts or subnets that ask, or split the tables by subnet',
          subject: route ? describeRoute(answering, route) : answering.hop,
          objects: [answering.hop, peering.record.id, hop.peering.record.id],
          source: route?.route?.source ?? hop.peering.record.source,
        };
      }
    }
  }
  return undefined;
}
