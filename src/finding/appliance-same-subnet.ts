/**
 * Routes to an appliance that sits in the subnet they serve, or in the one they lead to.
 *
 * "Appliance considerations" (Amazon VPC User Guide): the appliance belongs into a subnet of its own.
 * What is redirected inside the VPC is dropped otherwise. A default route to a VPN instance beside its
 * clients is common practice and works, unless the table sends the appliance its own packets again.
 */
import { familyOf } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { rangeOf } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type {
  CompiledNetwork,
  CompiledSubnet,
  CompiledTable,
  EffectiveRoute,
} from '../compile/compiled-network.ts';
import type { Level, Observation, Rule } from './finding.ts';
import { rangeSetOf, routingOf } from './routing.ts';
import { describeRoute, oncePerRoute } from './written-route.ts';

export const applianceSameSubnet: Rule = {
  id: 'appliance-same-subnet',
  title: 'An appliance sits in the subnet whose traffic is routed to it',
  level: 'error',
  meaning:
    'Traffic inside a VPC cannot be redirected through an appliance in the subnet of the sender or of the receiver: hosts of one subnet talk past any table, and the redirection is dropped. Where the route leaves the VPC it works, but the appliance shares the table of its clients; if that sends its packets back to it they circle, which is reported as a warning, and a mere note otherwise.',
  documents: 'Example routing options, appliance considerations (Amazon VPC User Guide)',
  example: 'The table of subnet A/web has "10.1.2.0/24 eni:fw", and fw sits in A/web.',
  check: (net) => {
    const subnetsOf = new Map<CompiledTable, CompiledSubnet[]>();
    for (const subnet of net.subnets.values()) {
      if (subnet.vpc.profile.local.override !== 'whole-subnet') continue;
      subnetsOf.set(subnet.table, [...(subnetsOf.get(subnet.table) ?? []), subnet]);
    }
    return [...subnetsOf].flatMap(([table, subnets]) =>
      oncePerRoute(table.routes).flatMap((route) => observe(net, table, subnets, route)),
    );
  },
};

function observe(
  net: CompiledNetwork,
  table: CompiledTable,
  subnets: readonly CompiledSubnet[],
  route: EffectiveRoute,
): Observation[] {
  const { nextHop, prefix, route: written } = route;
  if (nextHop.kind !== 'eni' || nextHop.dead || !written) return [];
  const { eni } = nextHop;
  const family = familyOf(prefix.address);
  const taken = routingOf(net, table.index, family)
    .towards(RangeSet.of([rangeOf(prefix)]))
    .find(({ hop }) => hop === nextHop);
  if (!taken) return [];
  const inside = taken.ranges.intersect(rangeSetOf(eni.vpc.range[family]));
  const isBeside = subnets.includes(eni.subnet);
  const reachesOwn = !inside.intersect(rangeSetOf(eni.subnet.range[family])).isEmpty;
  if (!isBeside && !reachesOwn) return [];
  const level = levelOf(net, eni.subnet.table, route, inside.isEmpty);
  const where = isBeside
    ? `the subnet ${eni.subnet.record.id}, which the table serves`
    : 'the subnet it leads to';
  return [
    {
      level,
      message: `the route to ${formatPrefix(prefix)} in ${table.hop} leads to ${eni.record.id} in ${where}`,
      fix: 'move the appliance to a subnet of its own, with a table of its own',
      subject: describeRoute(table, route),
      objects: [table.hop, eni.record.id],
      source: written.source,
    },
  ];
}

function levelOf(net: CompiledNetwork, own: CompiledTable, route: EffectiveRoute, leaves: boolean): Level {
  if (!leaves) return 'error';
  const returns = routingOf(net, own.index, familyOf(route.prefix.address))
    .towards(RangeSet.of([rangeOf(route.prefix)]))
    .some(({ hop }) => hop === route.nextHop);
  return returns ? 'warning' : 'info';
}
