/**
 * Network → CompiledNetwork: the pass that does everything which can be decided before a packet.
 *
 * Parts are made first (VPCs, filters, links), then tables are compiled against them, then everything
 * is tied together and the tables are frozen into shared memory. Linear in the network.
 */
import { parsePrefix } from '../ip/prefix.ts';
import type { Fib } from '../fib/fib.ts';
import { freeze } from '../fib/freeze.ts';
import type { Network } from '../model/network.ts';
import { prefixSet } from './address-set.ts';
import { Assembly } from './assembly.ts';
import type { CompiledNetwork, NextHop } from './compiled-network.ts';
import { compileGroups } from './filters.ts';
import { compileLinks, publicOwners, publicVpcs } from './links.ts';
import { NextHops } from './next-hop.ts';
import { rememberAssembly } from './patch.ts';
import { assignTables, compileTables, forwardingTables } from './tables.ts';
import { compileTgwTables } from './tgw-tables.ts';
import { compileVpcs } from './vpcs.ts';

/**
 * What no router of the internet forwards. RFC 1918, RFC 6598 (shared address space), RFC 4193 (unique
 * local IPv6 addresses), and of RFC 6890 this host, loopback, link-local, multicast and reserved ranges.
 */
const PRIVATE_RANGES = prefixSet(
  [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    'fc00::/7',
    '0.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '224.0.0.0/3',
    '::/127',
    'fe80::/10',
    'ff00::/8',
  ].map((text) => parsePrefix(text)!),
);

/** The caller has checked the network: a reference to something missing is a bug and throws. */
export function compile(network: Network): CompiledNetwork {
  const assembly = partsOf(network);
  const hops = new NextHops();
  compileTables(assembly, hops);
  compileTgwTables(assembly, hops);
  assignTables(assembly);
  const fib = freeze([...assembly.tables.values()].flatMap((table) => forwardingTables(table, hops)));
  const net = assembled(assembly, fib, hops.list);
  rememberAssembly(net, assembly, hops);
  return net;
}

/** Everything but tables. */
export function partsOf(network: Network): Assembly {
  const assembly = new Assembly(network);
  compileVpcs(assembly);
  compileGroups(assembly);
  compileLinks(assembly);
  return assembly;
}

/** The network of finished parts. */
export function assembled(assembly: Assembly, fib: Fib, nextHops: readonly NextHop[]): CompiledNetwork {
  return {
    network: assembly.network,
    fib,
    nextHops,
    vpcs: assembly.vpcs,
    subnets: assembly.subnets,
    enis: assembly.enis,
    sites: assembly.sites,
    peerings: assembly.peerings,
    igws: [...assembly.igws.values()].sort((a, b) => (a.record.id < b.record.id ? -1 : 1)),
    eigws: [...assembly.eigws.values()],
    siteGateways: [...assembly.siteGateways.values()],
    tgws: assembly.tgws,
    endpoints: assembly.endpoints,
    balancers: assembly.balancers,
    nats: assembly.nats,
    tables: assembly.tables,
    publicOwners: publicOwners(assembly),
    privateRanges: PRIVATE_RANGES,
    publicVpcs: publicVpcs(assembly),
  };
}
