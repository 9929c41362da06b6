/**
 * Choices the provider leaves open: several equal routes to one destination, none of them preferred.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Rule } from './finding.ts';
import { describeRoute, oncePerRoute, sourceOfTable } from './written-route.ts';

export const nondeterministicRoute: Rule = {
  id: 'nondeterministic-route',
  title: 'Equal routes to one destination with different targets',
  level: 'warning',
  meaning:
    'Several routes to one destination are equal in everything the provider ranks by, and lead to different targets. The provider takes one and does not say which; verdicts assume the smallest id, and yours may be the other.',
  documents:
    'How route priority works (Amazon VPC User Guide); VPC Network Peering (Google Cloud Virtual Private Cloud)',
  example: 'Two prefix lists of A both have 10.9.0.0/16; one leads to pcx-ab, the other to pcx-ac.',
  check: (net) =>
    [...net.tables.values()].flatMap((table) =>
      // Routes a provider writes by itself have no text, and are ambiguous all the same.
      [
        ...oncePerRoute(table.routes.filter(({ nextHop }) => nextHop.nondeterministic)),
        ...table.routes.filter(({ nextHop, route }) => nextHop.nondeterministic && !route),
      ].map((route) => ({
        message: `several equal routes lead to ${formatPrefix(route.prefix)} in ${table.hop}, and the provider does not say which one it takes`,
        fix: 'keep one of them, or make one longer',
        subject: describeRoute(table, route),
        objects: [table.hop],
        source: route.route?.source ?? sourceOfTable(net, table),
      })),
    ),
};
