/**
 * Routes that win their lookup and lead nowhere, because their target is down or gone.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { explain } from '../model/drop-reason.ts';
import type { Rule } from './finding.ts';

export const blackholeRoute: Rule = {
  id: 'blackhole-route',
  title: 'A route leads to a target that carries nothing',
  check: (net) =>
    [...net.tables.values()].flatMap((table) =>
      table.routes.flatMap(({ nextHop, prefix, route }) => {
        // What the user asked to be dropped, or the provider implies, is no fault.
        if (
          !nextHop.dead ||
          !route ||
          (nextHop.kind === 'blackhole' && nextHop.dead.detail === 'the route is a blackhole')
        ) {
          return [];
        }
        return [
          {
            rule: 'blackhole-route',
            level: 'warning' as const,
            message: `the route to ${formatPrefix(prefix)} in ${table.hop} leads nowhere: ${nextHop.dead.detail}`,
            fix: explain(nextHop.dead.reason).fix,
            objects: [table.hop],
            source: route.source,
          },
        ];
      }),
    ),
};
