/**
 * Redirections of traffic inside a VPC to an appliance that sits in the subnet of one of its ends.
 *
 * "Appliance considerations" (Amazon VPC User Guide): the appliance belongs into a subnet of its own.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { rangeOf } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import { familyOf } from '../ip/address.ts';
import type { Rule } from './finding.ts';
import { rangeSetOf } from './routed-ranges.ts';

export const applianceSameSubnet: Rule = {
  id: 'appliance-same-subnet',
  title: 'An appliance sits in the subnet whose traffic is redirected to it',
  check: (net) =>
    [...net.subnets.values()].flatMap((subnet) => {
      if (subnet.vpc.profile.local.override !== 'whole-subnet') return [];
      return subnet.table.routes.flatMap(({ nextHop, prefix, route }) => {
        if (nextHop.kind !== 'eni' || !route) return [];
        const family = familyOf(prefix.address);
        const meant = RangeSet.of([rangeOf(prefix)]).intersect(rangeSetOf(subnet.vpc.range[family]));
        const reachesOwn = !meant.intersect(rangeSetOf(nextHop.eni.subnet.range[family])).isEmpty;
        if (meant.isEmpty || (nextHop.eni.subnet !== subnet && !reachesOwn)) return [];
        return [
          {
            rule: 'appliance-same-subnet',
            level: 'warning' as const,
            message: `${subnet.table.hop} redirects ${formatPrefix(prefix)} of ${subnet.record.id} to ${nextHop.eni.record.id}, which sits in the subnet of an end`,
            fix: 'move the appliance to a subnet of its own',
            objects: [subnet.table.hop, nextHop.eni.record.id],
            source: route.source,
          },
        ];
      });
    }),
};
