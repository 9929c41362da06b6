/**
 * Routes that a local route takes the traffic of: they lie inside the own ranges, or cover addresses of a
 * peer that are also local ones.
 *
 * "Route Tables and Routes" and "VPC Peering Connection Usage Examples" (Open Telekom Cloud), "Route
 * Table" (JD Cloud): local beats all. "Route tables and AWS Site-to-Site VPN route priority" (Amazon VPC
 * User Guide): propagated routes never beat it.
 */
import { familyOf } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { formatRange, rangeOf } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork, CompiledTable, CompiledVpc } from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Observation, Rule } from './finding.ts';
import { rangeSetOf, routingOf } from './routing.ts';
import { describeRoute, describeShadowed, oncePerRoute } from './written-route.ts';

export const shadowedByLocalRoute: Rule = {
  id: 'shadowed-by-local-route',
  title: 'A local route takes what another route is meant for',
  level: 'warning',
  meaning:
    'Addresses of the VPC itself are delivered inside it. A route inside the own range is then never used, and a route to a peer does not reach those of its hosts whose addresses exist locally as well. A route that a gateway propagated is only noted, because nobody wrote it.',
  documents:
    'Route Tables and Routes (Open Telekom Cloud); Route Table (JD Cloud); Route tables and AWS Site-to-Site VPN route priority (Amazon VPC User Guide)',
  example: 'On Open Telekom Cloud, A has a subnet 10.0.1.0/24 and the route "10.0.1.0/25 pcx-ab".',
  check: (net) => [
    ...[...net.tables.values()].flatMap(neverUsed),
    ...[...net.vpcs.values()].flatMap((vpc) => vpc.tables.flatMap((table) => peersHidden(net, vpc, table))),
  ],
};

function neverUsed(table: CompiledTable): Observation[] {
  return oncePerRoute(table.shadowed.filter(({ by }) => by === 'local')).map((shadowed) => ({
    level: shadowed.route.origin === 'propagated' ? 'info' : 'warning',
    message: `the route to ${formatPrefix(shadowed.prefix)} in ${table.hop} is never used: a local route covers it`,
    fix: 'remove the route, or renumber one of the two sides',
    subject: describeShadowed(table, shadowed),
    objects: [table.hop],
    source: shadowed.route.source,
  }));
}

function peersHidden(net: CompiledNetwork, vpc: CompiledVpc, table: CompiledTable): Observation[] {
  return oncePerRoute(table.routes).flatMap((route): Observation[] => {
    const { nextHop, prefix, route: written } = route;
    if (nextHop.kind !== 'peering' || !written) return [];
    const { far } = sideOf(nextHop.peering, vpc);
    const family = familyOf(prefix.address);
    const subnets = rangeSetOf(far.subnets[family]);
    const meant = RangeSet.of([rangeOf(prefix)]).intersect(subnets);
    const local = routingOf(net, table.index, family)
      .towards(meant)
      .find(({ hop }) => hop.kind === 'local');
    const [first] = local?.ranges.ranges ?? [];
    if (!first) return [];
    return [
      {
        message: `${vpc.record.id} cannot reach ${formatRange(first)} of ${far.record.id} over ${nextHop.peering.record.id}: a local route takes it`,
        fix: 'renumber one of the two subnets, or use an endpoint',
        subject: describeRoute(table, route),
        objects: [table.hop, nextHop.peering.record.id],
        source: written.source,
      },
    ];
  });
}
