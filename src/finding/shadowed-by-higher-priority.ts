/**
 * Routes that lose against another route to the same destination. Those a gateway propagated are only
 * noted: a VPN that stands by behind a Direct Connect is a plan, not a mistake.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Rule } from './finding.ts';
import { describeShadowed, oncePerRoute } from './written-route.ts';

export const shadowedByHigherPriority: Rule = {
  id: 'shadowed-by-higher-priority',
  title: 'Another route to the same destination is preferred',
  level: 'warning',
  meaning:
    'Of several routes to one destination a provider uses one, by rules of its own: static before propagated, Direct Connect before VPN, the lower priority number first. The others do nothing as long as it is there, even while its target is down.',
  documents:
    'How route priority works (Amazon VPC User Guide); Route Tables and Routes (Open Telekom Cloud); Route Table (JD Cloud)',
  example: 'A has "10.9.0.0/16 tgw-1" and a prefix list with 10.9.0.0/16 that leads to pcx-ab.',
  check: (net, refusals) => {
    // What would have been refused is reported as such.
    const refused = new Set(refusals.map((refusal) => refusal.source));
    return [...net.tables.values()].flatMap((table) =>
      oncePerRoute(table.shadowed.filter(({ by }) => by === 'higher-priority' || by === 'duplicate'))
        .filter(({ route }) => !refused.has(route.source))
        .map((shadowed) => ({
          level: shadowed.route.origin === 'propagated' ? ('info' as const) : ('warning' as const),
          message: `the route to ${formatPrefix(shadowed.prefix)} in ${table.hop} is not used: another one to the same destination is preferred`,
          fix: 'remove one of the two',
          subject: describeShadowed(table, shadowed),
          objects: [table.hop],
          source: shadowed.route.source,
        })),
    );
  },
};
