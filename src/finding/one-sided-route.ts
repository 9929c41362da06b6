/**
 * One-sided routes: one VPC sends traffic into a peering, and the other has no way to answer.
 *
 * "Update your route tables for a VPC peering connection" (Amazon VPC Peering Guide): both sides need a
 * route. Asked is whether any table over there answers any of the subnets that send; routes for some of
 * them only are a common and deliberate configuration.
 */
import { RangeSet } from '../ip/range-set.ts';
import type { Family } from '../ip/address.ts';
import type {
  CompiledNetwork,
  CompiledPeering,
  CompiledTable,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { sideOf } from '../compile/implied-routes.ts';
import type { Observation, Rule } from './finding.ts';
import { FAMILIES, servedBy } from './overreach.ts';
import { rangeSetOf, routingOf } from './routing.ts';
import { describeRoute, routeBehind } from './written-route.ts';

export const oneSidedRoute: Rule = {
  id: 'one-sided-route',
  title: 'A peering is routed in one direction only',
  level: 'warning',
  meaning:
    'Every packet is routed on its own, answers too. One VPC sends into the peering, and no table of the other sends anything back to the subnets concerned: requests arrive, answers do not, and no conversation comes about.',
  documents: 'Update your route tables for a VPC peering connection (Amazon VPC Peering Guide)',
  example: 'A has "10.2.0.0/16 pcx-ab", and no table of B has a route for 10.1.0.0/16.',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) =>
      peering.live
        ? peering.ends.flatMap((vpc) => FAMILIES.flatMap((family) => observe(net, peering, vpc, family)))
        : [],
    ),
};

function observe(
  net: CompiledNetwork,
  peering: CompiledPeering,
  vpc: CompiledVpc,
  family: Family,
): Observation[] {
  const { far } = sideOf(peering, vpc);
  const served = servedBy(net);
  const sends = (table: CompiledTable) =>
    routingOf(net, table.index, family)
      .towards(rangeSetOf(far.range[family]))
      .find(({ hop }) => hop.kind === 'peering' && hop.peering === peering);
  const senders = vpc.tables.flatMap((table) => {
    const share = sends(table);
    return share ? [{ table, share }] : [];
  });
  const [first] = senders;
  if (!first) return [];
  const sources = RangeSet.of(senders.flatMap(({ table }) => served.get(table)?.[family].ranges ?? []));
  if (sources.isEmpty || isAnswered(net, peering, far, sources, family)) return [];
  const route = routeBehind(first.table, first.share.hop, first.share.ranges.ranges[0]!.first);
  return [
    {
      message: `${vpc.record.id} sends into ${peering.record.id}, but no table of ${far.record.id} routes back to its subnets${family === 6 ? ' (IPv6)' : ''}`,
      fix: `add a route for ${vpc.record.id} to the tables of ${far.record.id}`,
      subject: route ? describeRoute(first.table, route) : `peering ${peering.record.id}`,
      objects: [peering.record.id, vpc.record.id, far.record.id],
      source: route?.route?.source ?? peering.record.source,
    },
  ];
}

/** An answer may take another link; whether it should is the business of `asymmetric-path`. */
function isAnswered(
  net: CompiledNetwork,
  peering: CompiledPeering,
  far: CompiledVpc,
  sources: RangeSet,
  family: Family,
): boolean {
  return far.tables.some((table) =>
    routingOf(net, table.index, family)
      .towards(sources)
      .some(
        ({ hop }) =>
          !hop.dead &&
          (hop.kind === 'tgw' ||
            hop.kind === 'unmodelled' ||
            (hop.kind === 'peering' && hop.peering === peering)),
      ),
  );
}
