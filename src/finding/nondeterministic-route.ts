/**
 * Choices the provider leaves open: several equal routes to one destination, none of them preferred.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Rule } from './finding.ts';

export const nondeterministicRoute: Rule = {
  id: 'nondeterministic-route',
  title: 'Equal routes to one destination with different targets',
  check: (net) =>
    [...net.tables.values()].flatMap((table) =>
      table.routes
        .filter((route) => route.nextHop.nondeterministic)
        .map((route) => ({
          rule: 'nondeterministic-route',
          level: 'warning' as const,
          message: `several equal routes lead to ${formatPrefix(route.prefix)} in ${table.hop}; the provider does not say which one it takes`,
          fix: 'keep one of them, or make one longer',
          objects: [table.hop],
          source: route.route?.source,
        })),
    ),
};
