/**
 * Routes that win their lookup and lead nowhere, because their target is down or gone.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { NextHop } from '../compile/compiled-network.ts';
import { explain } from '../model/drop-reason.ts';
import type { Rule } from './finding.ts';
import { describeRoute, oncePerRoute } from './written-route.ts';

export const blackholeRoute: Rule = {
  id: 'blackhole-route',
  title: 'A route leads to a target that carries nothing',
  level: 'warning',
  meaning:
    'A route whose target is down, pending, or gone stays in the lookup: it wins by its length and drops, and no shorter route takes over. The usual one is left over from a deleted peering, or waits for one to be accepted. A blackhole somebody asked for is no finding.',
  documents:
    'Configure route tables, NAT gateways (Amazon VPC User Guide); VPC peering connection lifecycle (Amazon VPC Peering Guide)',
  example: 'A has "10.2.0.0/16 pcx-ab", and pcx-ab is pending acceptance.',
  check: (net) =>
    [...net.tables.values()].flatMap((table) =>
      oncePerRoute(table.routes).flatMap((route) => {
        const dead = deathOf(route.nextHop);
        if (!dead) return [];
        return [
          {
            message: `the route to ${formatPrefix(route.prefix)} in ${table.hop} leads nowhere: ${dead.detail}`,
            fix: explain(dead.reason).fix,
            subject: describeRoute(table, route),
            objects: [table.hop],
            source: route.route!.source,
          },
        ];
      }),
    ),
};

function deathOf(hop: NextHop): NextHop['dead'] {
  if (hop.kind === 'site' && !hop.dead && hop.gateway.pathDown) {
    return { reason: 'vpn-tunnel-down', detail: `${hop.gateway.record.id} has no path that is up` };
  }
  // What the user asked to be dropped is no fault.
  const isMeant = hop.kind === 'blackhole' && hop.dead?.detail === 'the route is a blackhole';
  return isMeant ? undefined : hop.dead;
}
