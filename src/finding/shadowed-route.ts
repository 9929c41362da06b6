/**
 * Routes that are written but never used: a local route covers them, the provider would not have taken
 * them, or a preferred route to the same destination wins.
 */
import { familyOf } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { formatRange, rangeOf } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledNetwork,
  CompiledTable,
  CompiledVpc,
  ShadowedRoute,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Finding, Rule } from './finding.ts';
import { routedRanges } from './routed-ranges.ts';

function shadowedBy(
  net: CompiledNetwork,
  causes: readonly ShadowedRoute['by'][],
  rule: string,
  explain: (prefix: string, table: string) => { message: string; fix: string },
): Finding[] {
  return [...net.tables.values()].flatMap((table) =>
    table.shadowed.flatMap(({ by, prefix, route }): Finding[] => {
      if (!causes.includes(by)) return [];
      return [
        {
          rule,
          level: 'warning',
          ...explain(formatPrefix(prefix), table.hop),
          objects: [table.hop],
          source: route.source,
        },
      ];
    }),
  );
}

export const shadowedByLocalRoute: Rule = {
  id: 'shadowed-by-local-route',
  title: 'A local route takes what another route is meant for',
  check: (net) => [
    ...shadowedBy(net, ['local'], 'shadowed-by-local-route', (prefix, table) => ({
      message: `the route to ${prefix} in ${table} is never used: a local route covers it`,
      fix: 'remove the route, or renumber one of the two sides',
    })),
    ...[...net.vpcs.values()].flatMap((vpc) => vpc.tables.flatMap((table) => peersHidden(net, vpc, table))),
  ],
};

/**
 * Subnets of a peer that a route into the peering covers and a local route takes away: with overlapping
 * ranges the local subnet always wins ("VPC Peering Connection Usage Examples", Open Telekom Cloud).
 */
function peersHidden(net: CompiledNetwork, vpc: CompiledVpc, table: CompiledTable): Finding[] {
  return table.routes.flatMap(({ nextHop, prefix, route }): Finding[] => {
    if (nextHop.kind !== 'peering' || !route) return [];
    const { far } = sideOf(nextHop.peering, vpc);
    const family = familyOf(prefix.address);
    const subnets = RangeSet.of([...far.subnets[family].entries()].map((entry) => entry.range));
    const meant = RangeSet.of([rangeOf(prefix)]).intersect(subnets);
    for (const [hop, ranges] of routedRanges(net, table, family)) {
      const hidden = hop.kind === 'local' ? ranges.intersect(meant) : RangeSet.empty;
      const [first] = hidden.ranges;
      if (!first) continue;
      return [
        {
          rule: 'shadowed-by-local-route',
          level: 'warning',
          message: `${table.hop} cannot reach ${formatRange(first)} of ${far.record.id} over ${nextHop.peering.record.id}: a local route takes it`,
          fix: 'renumber one of the two subnets, or use an endpoint',
          objects: [table.hop, nextHop.peering.record.id],
          source: route.source,
        },
      ];
    }
    return [];
  });
}

export const refusedRoute: Rule = {
  id: 'refused-route',
  title: 'A route that the provider would not have taken',
  check: (net) =>
    shadowedBy(net, ['refused'], 'refused-route', (prefix, table) => ({
      message: `the route to ${prefix} in ${table} would be refused and is left out`,
      fix: 'route a whole subnet to an interface, NAT gateway or Gateway Load Balancer endpoint, or nothing',
    })),
};

export const shadowedByHigherPriority: Rule = {
  id: 'shadowed-by-higher-priority',
  title: 'Another route to the same destination is preferred',
  check: (net) =>
    shadowedBy(net, ['higher-priority', 'duplicate'], 'shadowed-by-higher-priority', (prefix, table) => ({
      message: `a route to ${prefix} in ${table} is never used: another one to the same destination is preferred`,
      fix: 'remove one of the two',
    })),
};
