/**
 * What the provider would not have accepted: it may be described, but cannot exist.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { explainRefusal } from '../model/refusal.ts';
import type { Rule } from './finding.ts';
import { describeShadowed, oncePerRoute } from './written-route.ts';

export const controlPlaneRefusal: Rule = {
  id: 'control-plane-refusal',
  title: 'The provider would have refused this',
  level: 'error',
  meaning:
    'The control plane of the provider answers such a request with an error: a peering of overlapping VPCs, a second route to one destination, a route inside the own range. It never comes into being, and all other findings and verdicts are those of the network without it.',
  documents:
    'VPC peering basics (Amazon VPC Peering Guide); Configure route tables (Amazon VPC User Guide); their counterparts elsewhere',
  example: 'A with 10.0.0.0/16 and B with 10.0.128.0/17 are peered on AWS.',
  check: (net, refusals) => {
    const known = new Set(refusals.map((refusal) => refusal.source));
    return [
      ...refusals.map(({ reason, detail, source }) => ({
        message: `${detail}; it would be refused, because ${explainRefusal(reason)} (${reason})`,
        fix: 'change or remove it; nothing of it takes effect',
        subject: `${reason} ${detail}`,
        objects: [reason],
        source,
      })),
      // Entries of prefix lists are refused one by one.
      ...[...net.tables.values()].flatMap((table) =>
        oncePerRoute(
          table.shadowed.filter(({ by, route }) => by === 'refused' && !known.has(route.source)),
        ).map((shadowed) => ({
          message: `the route to ${formatPrefix(shadowed.prefix)} in ${table.hop} would be refused: ${explainRefusal('route-refused-more-specific-than-local')} (route-refused-more-specific-than-local)`,
          fix: 'route a whole subnet to an interface, NAT gateway or Gateway Load Balancer endpoint, or nothing',
          subject: describeShadowed(table, shadowed),
          objects: [table.hop],
          source: shadowed.route.source,
        })),
      ),
    ];
  },
};
