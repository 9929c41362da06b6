/**
 * Routes to an appliance for addresses of another network that its own table does not lead to: it can
 * only carry them in a tunnel of its own, of which nothing is known here.
 */
import { familyOf } from '../ip/address.ts';
import { rangeOf } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledEni, CompiledNetwork, CompiledVpc, NextHop } from '../compile/compiled-network.ts';
import type { Observation, Rule } from './finding.ts';
import { describeRanges, rangeSetOf, routingOf } from './routing.ts';
import { describeRoute, oncePerRoute } from './written-route.ts';

export const overlayTransit: Rule = {
  id: 'overlay-transit',
  title: 'Traffic for another network is handed to an appliance that has no route there',
  level: 'info',
  meaning:
    'An instance that forwards is sent traffic for another VPC or site, and no route of its subnet leads on. So it carries that traffic in a tunnel to an appliance over there, which is legal wherever transit over peerings is not. What happens inside the tunnel is not modelled: verdicts for these destinations end at the appliance.',
  documents:
    'Appliance in a shared services VPC (Amazon VPC Transit Gateways); Example routing options (Amazon VPC User Guide)',
  example: 'A has "10.3.0.0/16 eni:vpn" for the range of C, and the subnet of vpn has no route for it.',
  check: (net) => {
    const elsewhere = places(net);
    return [...net.vpcs.values()].flatMap((vpc) => observe(net, vpc, elsewhere));
  },
};

interface Elsewhere {
  readonly id: string;
  readonly ranges: Readonly<Record<4 | 6, RangeSet>>;
}

function places(net: CompiledNetwork): Elsewhere[] {
  return [
    ...[...net.vpcs.values()].map(({ record, range }) => ({ id: record.id, map: range })),
    ...[...net.sites.values()].map(({ record, prefixes }) => ({ id: record.id, map: prefixes })),
  ].map(({ id, map }) => ({ id, ranges: { 4: rangeSetOf(map[4]), 6: rangeSetOf(map[6]) } }));
}

function observe(net: CompiledNetwork, vpc: CompiledVpc, elsewhere: readonly Elsewhere[]): Observation[] {
  return vpc.tables.flatMap((table) =>
    oncePerRoute(table.routes).flatMap((route): Observation[] => {
      const { nextHop, prefix } = route;
      // A default route is for whatever lies outside, and says nothing of anybody in particular.
      if (nextHop.kind !== 'eni' || nextHop.dead || prefix.length === 0 || !forwards(nextHop.eni)) return [];
      const { eni } = nextHop;
      const family = familyOf(prefix.address);
      const stuck = strandedAt(net, eni, route.nextHop, RangeSet.of([rangeOf(prefix)]));
      const far = elsewhere.find(
        ({ id, ranges }) => id !== vpc.record.id && !ranges[family].intersect(stuck).isEmpty,
      );
      if (!far) return [];
      return [
        {
          message: `${table.hop} hands ${describeRanges(far.ranges[family].intersect(stuck))} of ${far.id} to ${eni.record.id}, which has no route there and needs a tunnel`,
          fix: 'nothing, if the appliance has a tunnel; verdicts for these destinations end at it',
          subject: describeRoute(table, route),
          objects: [eni.record.id, table.hop, far.id],
          source: route.route!.source,
        },
      ];
    }),
  );
}

function forwards({ record }: CompiledEni): boolean {
  return record.owner.kind === 'host' && record.owner.host.forwards;
}

/** Addresses that the appliance's own table does not send on: it has no route, or one back to the appliance. */
function strandedAt(net: CompiledNetwork, eni: CompiledEni, hop: NextHop, ranges: RangeSet): RangeSet {
  const [first] = ranges.ranges;
  const shares = routingOf(net, eni.subnet.table.index, familyOf(first!.first)).towards(ranges);
  return shares.reduce(
    (left, share) => (share.hop === hop || share.hop.kind === 'igw' ? left : left.subtract(share.ranges)),
    ranges,
  );
}
