/**
 * The places of a workload → who sends and which addresses are sent to, one family throughout.
 *
 * Only somebody who exists can send: a subnet, a VPC or a CIDR as source stands for the hosts in it. As
 * destination a CIDR stands for all of its addresses, owned or not.
 */
import { familyOf, type Address, type Family } from '../ip/address.ts';
import { contains, prefixFamily } from '../ip/prefix.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import { groupBy } from '../compile/assembly.ts';
import type { CompiledEni, CompiledNetwork } from '../compile/compiled-network.ts';
import type { InternetAddresses, Origin } from '../forward/start.ts';
import type { SiteHost } from '../model/network.ts';
import type { Workload, WorkloadPlace } from '../model/scenario.ts';

/** Equal senders: one interface or fleet, a site host, or the internet. */
export interface Sender {
  readonly origin: Origin;
  readonly range: Range;
}

/** Addresses sent to, and the interface that is meant by them. */
export interface Destination {
  readonly range: Range;
  readonly eni: CompiledEni | undefined;
}

export interface Ends {
  readonly family: Family;
  readonly senders: readonly Sender[];
  readonly destinations: readonly Destination[];
}

/** Both ends of a workload in the first family both have; `undefined` when they have none in common. */
export function endsOf(
  net: CompiledNetwork,
  workload: Workload,
  internet: InternetAddresses,
): Ends | undefined {
  for (const family of [4, 6] as const) {
    const senders = workload.from.flatMap((place) => sendersAt(net, place, family, internet));
    const destinations = workload.to.flatMap((place) => destinationsAt(net, place, family, internet));
    if (senders.length > 0 && destinations.length > 0) return { family, senders, destinations };
  }
  return undefined;
}

function ofFamily(ranges: readonly Range[], family: Family): Range[] {
  return ranges.filter((range) => familyOf(range.first) === family);
}

/** Hosts of a network, by the ids of their VPC and of their subnet. */
interface Hosts {
  readonly byVpc: ReadonlyMap<string, readonly CompiledEni[]>;
  readonly bySubnet: ReadonlyMap<string, readonly CompiledEni[]>;
}

/** By interfaces: one network is asked for place after place. */
const knownHosts = new WeakMap<CompiledNetwork['enis'], Hosts>();

function hostsOf({ enis }: CompiledNetwork): Hosts {
  const known = knownHosts.get(enis);
  if (known) return known;
  const all = [...enis.values()].filter((eni) => eni.owner.kind === 'host');
  const hosts = {
    byVpc: groupBy(all, (eni) => eni.vpc.record.id),
    bySubnet: groupBy(all, (eni) => eni.subnet.record.id),
  };
  knownHosts.set(enis, hosts);
  return hosts;
}

function hostsIn(net: CompiledNetwork, place: WorkloadPlace): readonly CompiledEni[] {
  switch (place.kind) {
    case 'vpc':
      return hostsOf(net).byVpc.get(place.vpc) ?? [];
    case 'subnet':
      return hostsOf(net).bySubnet.get(place.subnet) ?? [];
    default:
      return [];
  }
}

function siteHostsOf(net: CompiledNetwork, site: string): SiteHost[] {
  return [...net.network.siteHosts.values()].filter((host) => host.site === site);
}

function sendersAt(
  net: CompiledNetwork,
  place: WorkloadPlace,
  family: Family,
  internet: InternetAddresses,
): Sender[] {
  const fromEni = (eni: CompiledEni): Sender[] =>
    ofFamily(eni.record.addresses, family).map((range) => ({ origin: { kind: 'eni', eni }, range }));
  const fromSiteHost = (host: SiteHost): Sender[] => {
    const site = net.sites.get(host.site);
    if (!site) return [];
    return ofFamily(host.addresses, family).map((range) => ({
      origin: { kind: 'site-host', site, host },
      range,
    }));
  };
  switch (place.kind) {
    case 'vpc':
    case 'subnet':
      return hostsIn(net, place).flatMap(fromEni);
    case 'eni':
      return [net.enis.get(place.eni)].flatMap((eni) => (eni ? fromEni(eni) : []));
    case 'site':
      return siteHostsOf(net, place.site).flatMap(fromSiteHost);
    case 'site-host':
      return [net.network.siteHosts.get(place.host)].flatMap((host) => (host ? fromSiteHost(host) : []));
    case 'internet':
      return place.family === family
        ? [
            {
              origin: { kind: 'internet', family },
              range: { first: internet[family], last: internet[family] },
            },
          ]
        : [];
    case 'prefix':
    case 'address': {
      const holds = (address: Address): boolean =>
        place.kind === 'prefix' ? contains(place.prefix, address) : place.address === address;
      const everybody = [
        ...[...net.enis.values()].filter((eni) => eni.owner.kind === 'host').flatMap(fromEni),
        ...[...net.network.siteHosts.values()].flatMap(fromSiteHost),
      ];
      return everybody.filter((sender) => holds(sender.range.first) && holds(sender.range.last));
    }
    case 'link':
    case 'name':
      return [];
  }
}

function destinationsAt(
  net: CompiledNetwork,
  place: WorkloadPlace,
  family: Family,
  internet: InternetAddresses,
): Destination[] {
  const toEni = (eni: CompiledEni): Destination[] =>
    ofFamily(eni.record.addresses, family).map((range) => ({ range, eni }));
  const toRanges = (ranges: readonly Range[]): Destination[] =>
    ofFamily(ranges, family).map((range) => ({ range, eni: undefined }));
  switch (place.kind) {
    case 'vpc':
    case 'subnet':
      return hostsIn(net, place).flatMap(toEni);
    case 'eni':
      return [net.enis.get(place.eni)].flatMap((eni) => (eni ? toEni(eni) : []));
    case 'link': {
      const enis = net.endpoints.get(place.link)?.enis ?? net.balancers.get(place.link)?.enis ?? [];
      return enis.flatMap(toEni);
    }
    case 'site':
      return toRanges(siteHostsOf(net, place.site).flatMap((host) => host.addresses));
    case 'site-host':
      return toRanges(net.network.siteHosts.get(place.host)?.addresses ?? []);
    case 'internet':
      return place.family === family ? toRanges([{ first: internet[family], last: internet[family] }]) : [];
    case 'prefix':
      return prefixFamily(place.prefix) === family ? toRanges([rangeOf(place.prefix)]) : [];
    case 'address':
      return toRanges([{ first: place.address, last: place.address }]);
    case 'name':
      return [];
  }
}

/**
 * Destinations in groups without equal addresses: twins in two VPCs are meant separately, and a table
 * that is asked by address could not tell them apart.
 */
export function withoutTwins(destinations: readonly Destination[]): Destination[][] {
  const groups: Destination[][] = [];
  const clash = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;
  for (const destination of destinations) {
    const group = groups.find((members) => !members.some((member) => clash(member.range, destination.range)));
    if (group) group.push(destination);
    else groups.push([destination]);
  }
  return groups;
}
