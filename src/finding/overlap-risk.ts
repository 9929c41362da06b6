/**
 * Peerings between VPCs whose ranges overlap, with providers that allow it: the clashing subnets cannot
 * reach each other ("VPC Peering Connection Usage Examples", Open Telekom Cloud).
 */
import { formatPrefix } from '../ip/prefix.ts';
import { overlapOf, rangesOf } from '../model/control-plane/refuse-peering.ts';
import type { Rule } from './finding.ts';

export const overlapRisk: Rule = {
  id: 'overlap-risk',
  title: 'Peered VPCs overlap',
  check: (net) =>
    [...net.peerings.values()].flatMap((peering) => {
      const [a, b] = peering.ends;
      if (!peering.live) return [];
      const clash = overlapOf(rangesOf(net.network, a.record), rangesOf(net.network, b.record));
      if (!clash) return [];
      return [
        {
          rule: 'overlap-risk',
          level: 'warning' as const,
          message: `${formatPrefix(clash[0])} of ${a.record.id} overlaps ${formatPrefix(clash[1])} of ${b.record.id}, which ${peering.record.id} joins`,
          fix: 'route to subnets or hosts that do not clash, or use an endpoint',
          objects: [peering.record.id, a.record.id, b.record.id],
          source: peering.record.source,
        },
      ];
    }),
};
