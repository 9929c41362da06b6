// Networks in which senders are alike.
import { PLAIN_HOST, type Eni } from '../../src/model/eni.ts';
import type { Network, Subnet } from '../../src/model/network.ts';
import type { Random } from '../../src/workload/random.ts';

/** Most hosts and subnets of a VPC like its first ones, so that there is something to be shared. */
export function levelled(network: Network, random: Random): Network {
  const firstHosts = new Map<string, Eni>();
  const firstSubnets = new Map<string, Subnet>();
  const subnets = new Map<string, Subnet>();
  for (const [id, subnet] of network.subnets) {
    const { networkAcl: _, routeTable: __, ...own } = subnet;
    const { networkAcl, routeTable } = firstSubnets.get(subnet.vpc) ?? subnet;
    if (!firstSubnets.has(subnet.vpc)) firstSubnets.set(subnet.vpc, subnet);
    const alike = { ...own, ...(networkAcl && { networkAcl }), ...(routeTable && { routeTable }) };
    subnets.set(id, random.below(4) === 0 ? subnet : alike);
  }
  const enis = new Map<string, Eni>();
  for (const [id, eni] of network.enis) {
    const first = firstHosts.get(eni.vpc) ?? eni;
    if (eni.owner.kind === 'host' && !firstHosts.has(eni.vpc)) firstHosts.set(eni.vpc, eni);
    const isKept = eni.owner.kind !== 'host' || random.below(4) === 0;
    const host = { ...eni, owner: { kind: 'host', host: PLAIN_HOST } as const, sourceDestCheck: true };
    enis.set(id, isKept ? eni : { ...host, securityGroups: first.securityGroups, publicMappings: [] });
  }
  return { ...network, subnets, enis };
}
