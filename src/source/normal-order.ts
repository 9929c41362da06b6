/**
 * The order in which a network lists its records, whatever order files listed them in: the one in which a
 * scenario can hold them.
 */
import type { Network } from '../model/network.ts';

/** What is in a VPC stands together, in the order of the VPCs; ids that are whole numbers come first. */
export function inNormalOrder(network: Network): Network {
  const vpcs = asWritten(network.vpcs);
  const orderOf = new Map([...vpcs.keys()].map((id, i) => [id, i]));
  const byVpc = <V extends { readonly vpc: string }>(records: ReadonlyMap<string, V>): Map<string, V> =>
    new Map(
      [...asWritten(records)].sort(([, a], [, b]) => (orderOf.get(a.vpc) ?? 0) - (orderOf.get(b.vpc) ?? 0)),
    );
  return {
    vpcs,
    subnets: byVpc(network.subnets),
    enis: byVpc(network.enis),
    routeTables: asWritten(network.routeTables),
    links: asWritten(network.links),
    sites: asWritten(network.sites),
    siteHosts: asWritten(network.siteHosts),
    securityGroups: asWritten(network.securityGroups),
    networkAcls: asWritten(network.networkAcls),
    prefixLists: asWritten(network.prefixLists),
    unmodelled: asWritten(network.unmodelled),
    flags: network.flags,
  };
}

/** The order that keys of a mapping keep when it is written to a file and read again. */
function asWritten<V>(records: ReadonlyMap<string, V>): Map<string, V> {
  return new Map(Object.entries(Object.fromEntries(records)));
}
