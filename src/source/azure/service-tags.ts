/**
 * What words like `VirtualNetwork` stand for in a security rule, seen from one virtual network.
 *
 * "Virtual network service tags" (Azure Virtual Network): `VirtualNetwork` is the network, its peers and
 * what lies behind its gateways; `Internet` is what is outside of it. Tags of services stand for ranges
 * that Azure publishes and no declaration holds.
 */
import { parsePrefix } from '../../ip/prefix.ts';
import { complement, EVERYWHERE, setsOfPrefixes, type FarSets } from '../far-sets.ts';
import type { AzureReading } from './reading.ts';

/** The platform as hosts see it: resolver, health probes, agent. */
const PLATFORM = parsePrefix('168.63.129.16/32')!;

/** Addresses of a tag; undefined for one whose ranges are in no file. */
export function addressesOfTag(reading: AzureReading, network: string, tag: string): FarSets | undefined {
  switch (tag.toLowerCase()) {
    case '*':
    case 'any':
      return EVERYWHERE;
    case 'virtualnetwork':
      return virtualNetwork(reading, network);
    case 'internet':
      return complement(virtualNetwork(reading, network));
    case 'azureloadbalancer':
      return setsOfPrefixes([PLATFORM]);
    default:
      return undefined;
  }
}

function virtualNetwork(reading: AzureReading, network: string): FarSets {
  const { draft } = reading;
  const networks = new Set([network]);
  for (const link of draft.links.values()) {
    if (link.kind !== 'peering' || !link.halves.some(({ vpc, access }) => vpc === network && access))
      continue;
    for (const half of link.halves) networks.add(half.vpc);
  }
  const gateways = [...draft.links.values()].filter(
    (link) => (link.kind === 'vpn' || link.kind === 'dx') && networks.has(link.vpc),
  );
  return setsOfPrefixes([
    PLATFORM,
    ...[...networks].flatMap((id) => draft.vpcs.get(id)?.cidrs ?? []),
    ...gateways.flatMap((link) => (link.kind === 'vpn' || link.kind === 'dx' ? link.prefixes : [])),
  ]);
}
