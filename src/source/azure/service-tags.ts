/**
 * What words like `VirtualNetwork` stand for in a security rule, seen from one virtual network.
 *
 * "Virtual network service tags" (Azure Virtual Network): `VirtualNetwork` is the network, its peers and
 * what lies behind its gateways; `Internet` is what is outside of it. Tags of services stand for ranges
 * that Azure publishes and no declaration holds.
 */
import { formatPrefix, parsePrefix } from '../../ip/prefix.ts';
import type { SecurityGroupRule } from '../../model/filter.ts';
import { formatService } from '../../model/protocol.ts';
import { complement, EVERYWHERE, NOWHERE, setsOfPrefixes, union, type FarSets } from '../far-sets.ts';
import type { AzureReading } from './reading.ts';

/** The platform as hosts see it: resolver, health probes, agent. */
const PLATFORM = parsePrefix('168.63.129.16/32')!;

/**
 * Addresses of a tag; undefined for one whose ranges are in no file. `more`: what `VirtualNetwork` stands
 * for beside what is sure.
 */
export function addressesOfTag(
  reading: AzureReading,
  network: string,
  tag: string,
  more = NOWHERE,
): FarSets | undefined {
  switch (tag.toLowerCase()) {
    case '*':
    case 'any':
      return EVERYWHERE;
    case 'virtualnetwork':
      return union(virtualNetwork(reading, network), more);
    case 'internet':
      return complement(virtualNetwork(reading, network));
    case 'azureloadbalancer':
      return setsOfPrefixes([PLATFORM]);
    default:
      return undefined;
  }
}

export const ROUTED =
  'whether VirtualNetwork stands for the ranges of user-defined routes, too, is not known';

/**
 * "Virtual network service tags": `VirtualNetwork` is for "address prefixes used on user-defined routes",
 * too, and "might also contain default routes". What only that would let in is let in on a condition.
 */
export function onlyIfRouted(
  reading: AzureReading,
  group: string,
  sure: readonly SecurityGroupRule[],
  wide: readonly SecurityGroupRule[],
): SecurityGroupRule[] {
  const keyOf = ({ service, peer }: SecurityGroupRule): string =>
    `${formatService(service)} ${peer.kind === 'prefix' ? formatPrefix(peer.prefix) : peer.kind}`;
  const known = new Set(sure.map(keyOf));
  const more = wide.filter((rule) => !known.has(keyOf(rule)));
  if (more.length === 0) return [];
  const list = `${group}/routed-ranges`;
  const { source } = more[0]!;
  reading.doubt({ id: list, kind: 'VirtualNetwork', why: ROUTED, source });
  const services = new Map(more.map(({ service }) => [formatService(service), service]));
  return [...services.values()].map((service) => ({ service, peer: { kind: 'prefix-list', list }, source }));
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
