/**
 * Parts of a route into a peering that lead nowhere: no addresses of the peer, and nothing behind it.
 */
import type { Observation, Rule } from './finding.ts';
import { describeRanges } from './routing.ts';
import { accountsOf, type Account } from './transit.ts';
import { placeOf } from './transit-rule.ts';

export const deadRange: Rule = {
  id: 'dead-range',
  title: 'A route into a peering covers addresses that exist nowhere behind it',
  level: 'warning',
  meaning:
    'A peering delivers to the addresses of the peer. What a route sends into it beyond those is lost there. Usually the route is wider than the peer, or the peer was renumbered.',
  documents: 'VPC peering basics (Amazon VPC Peering Guide)',
  example: 'A has "10.0.0.0/8 pcx-ab", and the only range of B is 10.2.0.0/16.',
  check: (net) =>
    accountsOf(net)
      .filter(({ overreach, nowhere }) => overreach.edge.kind === 'peering' && !nowhere.isEmpty)
      .map(observationOf),
};

function observationOf({ overreach, nowhere }: Account): Observation {
  const { edge, from, via, table } = overreach;
  const link = edge.kind === 'peering' ? edge.peering.record.id : '';
  return {
    message: `${from} sends ${describeRanges(nowhere)} into ${link}, where it ends: these are no addresses of ${via.record.id}, and nothing that takes packets of a peering has them behind it`,
    fix: "narrow the route to the peer's ranges",
    objects: [table.hop, link, via.record.id],
    ...placeOf(overreach, nowhere.ranges[0]!.first),
  };
}
