/**
 * Response routing hazards: two peers of a VPC overlap, and answers meant for one are routed to the other.
 *
 * "Routing for response traffic" (Amazon VPC Peering Guide): an answer follows the table, not the way the
 * request came.
 */
import { formatRange } from '../ip/range.ts';
import type { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledNetwork,
  CompiledPeering,
  CompiledSubnet,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Finding, Rule } from './finding.ts';
import { rangeSetOf, routedRanges } from './routed-ranges.ts';

/** Subnets of a hub that subnets of a peer can send to, with the addresses of those subnets. */
function requests(
  net: CompiledNetwork,
  peer: CompiledVpc,
  peering: CompiledPeering,
  hub: CompiledVpc,
): { readonly from: RangeSet; readonly to: CompiledSubnet }[] {
  const hubSubnets = new Set([...hub.subnets[4].entries()].map((entry) => entry.value));
  const pairs: { from: RangeSet; to: CompiledSubnet }[] = [];
  for (const sender of new Set([...peer.subnets[4].entries()].map((entry) => entry.value))) {
    for (const [hop, ranges] of routedRanges(net, sender.table, 4)) {
      if (hop.kind !== 'peering' || hop.peering !== peering) continue;
      for (const to of hubSubnets) {
        if (!ranges.intersect(rangeSetOf(to.range[4])).isEmpty)
          pairs.push({ from: rangeSetOf(sender.range[4]), to });
      }
    }
  }
  return pairs;
}

function hazardOf(net: CompiledNetwork, hub: CompiledVpc, peering: CompiledPeering): Finding | undefined {
  const { far: peer } = sideOf(peering, hub);
  for (const { from, to } of requests(net, peer, peering, hub)) {
    for (const [hop, ranges] of routedRanges(net, to.table, 4)) {
      if (hop.kind !== 'peering' || hop.dead || hop.peering === peering) continue;
      const strayed = ranges.intersect(from);
      if (strayed.isEmpty) continue;
      const { far: other } = sideOf(hop.peering, hub);
      const route = to.table.routes.find((candidate) => candidate.nextHop === hop);
      return {
        rule: 'response-routing-hazard',
        level: 'warning',
        message: `answers of ${hub.record.id} to ${formatRange(strayed.ranges[0]!)} of ${peer.record.id} are routed to ${other.record.id} by ${to.table.hop}`,
        fix: 'add longer routes for the hosts or subnets that ask, or split the tables by subnet',
        objects: [to.table.hop, peering.record.id, hop.peering.record.id],
        source: route?.route?.source,
      };
    }
  }
  return undefined;
}

export const responseRoutingHazard: Rule = {
  id: 'response-routing-hazard',
  title: 'Answers to one peer are routed to another that overlaps it',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) =>
      peering.live ? peering.ends.flatMap((hub) => hazardOf(net, hub, peering) ?? []) : [],
    ),
};
