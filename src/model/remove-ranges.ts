/**
 * Ranges taken away from a VPC: never the first one, and none that subnets lie in.
 */
import { covers, formatPrefix, prefixFamily, samePrefix, type Prefix } from '../ip/prefix.ts';
import type { Network } from './network.ts';
import type { Objection } from './refusal.ts';

export function removeRanges(network: Network, id: string, ranges: readonly Prefix[]): Network | Objection {
  const vpc = network.vpcs.get(id);
  if (!vpc) return { reason: 'not-found', detail: `there is no ${id}` };
  const primary = vpc.cidrs.find((cidr) => prefixFamily(cidr) === 4);
  for (const range of ranges) {
    const text = formatPrefix(range);
    if (!vpc.cidrs.some((cidr) => samePrefix(cidr, range))) {
      return { reason: 'not-found', detail: `${id} has no range ${text}` };
    }
    if (primary && samePrefix(primary, range)) {
      return { reason: 'cidr-in-use', detail: `${text} is the first range of ${id}` };
    }
    const subnet = [...network.subnets.values()].find(
      (candidate) => candidate.vpc === id && candidate.prefixes.some((prefix) => covers(range, prefix)),
    );
    if (subnet) return { reason: 'cidr-in-use', detail: `subnet ${subnet.id} lies in ${text}` };
  }
  const cidrs = vpc.cidrs.filter((cidr) => !ranges.some((range) => samePrefix(range, cidr)));
  return { ...network, vpcs: new Map(network.vpcs).set(id, { ...vpc, cidrs }) };
}
