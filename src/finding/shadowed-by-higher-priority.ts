/**
 * Routes that lose against another route to the same destination. Those a gateway propagated are only
 * noted: a VPN that stands by behind a Direct Connect is a plan, not a mistake.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { CompiledTable, EffectiveRoute, ShadowedRoute } from '../compile/compiled-network.ts';
import type { Observation, Rule } from './finding.ts';
import { nextHopName } from '../compile/next-hop.ts';
import { describeShadowed, oncePerRoute, sameTarget } from './written-route.ts';

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
    return [...net.tables.values()].flatMap((table) => {
      if (table.shadowed.length === 0) return [];
      const winners = new Map(table.routes.map((route) => [formatPrefix(route.prefix), route]));
      return oncePerRoute(
        table.shadowed.filter(({ by, route, prefix }) => {
          // Of equals none is preferred: that is a finding of its own.
          const isTied = winners.get(formatPrefix(prefix))?.nextHop.nondeterministic === true;
          return by === 'higher-priority' && !isTied && !refused.has(route.source);
        }),
      ).map((shadowed) => observationOf(table, shadowed, winners.get(formatPrefix(shadowed.prefix))));
    });
  },
};

function observationOf(
  table: CompiledTable,
  shadowed: ShadowedRoute,
  winner: EffectiveRoute | undefined,
): Observation {
  const prefix = formatPrefix(shadowed.prefix);
  const isSame = winner?.route !== undefined && sameTarget(winner.route.target, shadowed.route.target);
  const isNote = isSame || shadowed.route.origin === 'propagated';
  return {
    level: isNote ? 'info' : 'warning',
    message: `the route to ${prefix} in ${table.hop} is not used: ${winner ? `that to ${nextHopName(winner.nextHop)}` : 'another one'} is preferred`,
    fix: 'remove one of the two',
    subject: describeShadowed(table, shadowed),
    objects: [table.hop],
    source: shadowed.route.source,
  };
}
