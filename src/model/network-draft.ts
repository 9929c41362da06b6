/**
 * A network while it is being read: the same sections, still open. Readers fill one and hand it on
 * as a {@link Network}, after which nobody writes to it any more.
 */
import type { Flags, Network } from './network.ts';

type OpenSection<M> = M extends ReadonlyMap<infer K, infer V> ? Map<K, V> : never;

export type NetworkDraft = {
  readonly [S in Exclude<keyof Network, 'flags'>]: OpenSection<Network[S]>;
} & { flags: Flags };

/** A draft that starts out with the records of a network. */
export function draftOf(network: Network): NetworkDraft {
  return {
    vpcs: new Map(network.vpcs),
    subnets: new Map(network.subnets),
    enis: new Map(network.enis),
    routeTables: new Map(network.routeTables),
    links: new Map(network.links),
    sites: new Map(network.sites),
    siteHosts: new Map(network.siteHosts),
    securityGroups: new Map(network.securityGroups),
    networkAcls: new Map(network.networkAcls),
    prefixLists: new Map(network.prefixLists),
    unmodelled: new Map(network.unmodelled),
    flags: network.flags,
  };
}
