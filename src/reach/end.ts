/**
 * An end of a pair: a subnet, VPC, host, site or the internet, as somebody who sends and as somebody who
 * is meant.
 *
 * What it sends comes from its own addresses. It is meant by every address one may use to reach it: its
 * range, free addresses included, and the public addresses that lead into it.
 */
import { familyOf, firstAddress, lastAddress, successor, type Family } from '../ip/address.ts';
import { rangeOf, type Range } from '../ip/range.ts';
import type { RangeMap } from '../ip/range-map.ts';
import { RangeSet } from '../ip/range-set.ts';
import { addressSet, byFamily } from '../compile/address-set.ts';
import type { ByFamily, CompiledEni, CompiledNetwork, CompiledSite } from '../compile/compiled-network.ts';
import type { Sender } from '../forward/shared-tiles.ts';
import type { Receiver } from '../forward/outcome.ts';
import type { Network, SiteHost } from '../model/network.ts';

export type EndKind = 'subnet' | 'vpc' | 'host' | 'site' | 'internet';

export interface EndName {
  readonly kind: EndKind;
  /** Id of the subnet, VPC, interface, site or site host; `internet`. */
  readonly id: string;
}

export interface End {
  readonly name: EndName;
  readonly senders: readonly Sender[];
  /** Addresses by which it can be meant. */
  readonly addresses: ByFamily<RangeSet>;
  /** Does it hold whoever a packet came to? */
  readonly holds: (met: Receiver) => boolean;
}

export function endNamesOf(network: Network, kind: EndKind): EndName[] {
  switch (kind) {
    case 'subnet':
      return [...network.subnets.keys()].map((id) => ({ kind, id }));
    case 'vpc':
      return [...network.vpcs.keys()].map((id) => ({ kind, id }));
    case 'host': {
      const hosts = [...network.enis.values()].filter((eni) => eni.owner.kind === 'host');
      return [...hosts.map(({ id }) => id), ...network.siteHosts.keys()].map((id) => ({ kind, id }));
    }
    case 'site':
      return [...network.sites.keys()].map((id) => ({ kind, id }));
    case 'internet':
      return [{ kind, id: 'internet' }];
  }
}

/** The end of a name, or nothing when the network has none. */
export function endOf(net: CompiledNetwork, name: EndName): End | undefined {
  switch (name.kind) {
    case 'subnet': {
      const subnet = net.subnets.get(name.id);
      return (
        subnet &&
        insideEnd(
          net,
          name,
          subnet.vpc.record.id,
          subnet.record.prefixes.map(rangeOf),
          (eni) => eni.subnet.record.id === name.id,
        )
      );
    }
    case 'vpc': {
      const vpc = net.vpcs.get(name.id);
      if (!vpc) return undefined;
      const ranges = ([4, 6] as const).flatMap((family) =>
        [...vpc.range[family].entries()].map(({ range }) => range),
      );
      return insideEnd(net, name, name.id, ranges, (eni) => eni.vpc.record.id === name.id);
    }
    case 'host': {
      const eni = net.enis.get(name.id);
      if (eni)
        return insideEnd(net, name, undefined, eni.record.addresses, (other) => other.record.id === name.id);
      return siteHostEnd(net, name);
    }
    case 'site':
      return siteEnd(net, name);
    case 'internet':
      return internetEnd(net, name);
  }
}

/** Flows are opened by machines; the interfaces of gateways, endpoints and load balancers open none. */
function sends(eni: CompiledEni): boolean {
  return eni.owner.kind === 'host' || eni.owner.kind === 'unmodelled';
}

/** Equal machines of one subnet send as one, so that they are walked once. */
function sendersAmong(enis: readonly CompiledEni[]): Sender[] {
  const classes = new Map<string, CompiledEni[]>();
  for (const eni of enis.filter(sends)) {
    const key = classOf(eni);
    const equals = classes.get(key);
    if (equals) equals.push(eni);
    else classes.set(key, [eni]);
  }
  return [...classes.values()].map(senderOf);
}

/** Everything about a machine that can matter to a packet it sends, its addresses aside. */
function classOf({ record, machine, owner }: CompiledEni): string {
  const { id, subnet, securityGroups, sourceDestCheck, state, addresses } = record;
  if (owner.kind !== 'host' || record.owner.kind !== 'host' || machine) return `alone ${id}`;
  // One that is down says so in its own name.
  if (state !== 'up') return `alone ${id}`;
  const families = ([4, 6] as const).filter((family) =>
    addresses.some(({ first }) => familyOf(first) === family),
  );
  return JSON.stringify([subnet, securityGroups, sourceDestCheck, families, record.owner.host]);
}

/** `equals` are of one class; the first stands for all. */
function senderOf(equals: readonly CompiledEni[]): Sender {
  const [eni] = equals;
  const sources = equals.flatMap((own) =>
    own.record.addresses.flatMap((range) => partsOwned(own.vpc.owners[familyOf(range.first)], range, own)),
  );
  if (equals.length === 1) return { origin: { kind: 'eni', eni: eni! }, sources };
  const addresses = equals.flatMap((own) => own.record.addresses);
  const all: CompiledEni = {
    ...eni!,
    record: { ...eni!.record, addresses },
    addresses: addressSet(addresses),
    singles: addressSet([]),
    isFleet: true,
  };
  const twins = new Set(equals.map((own) => own.record.id));
  return { origin: { kind: 'eni', eni: all, twins }, sources: merged(sources) };
}

function merged(ranges: readonly Range[]): Range[] {
  const sets = setsOf(ranges);
  return [...sets[4].ranges, ...sets[6].ranges];
}

/** Parts of a range that a map gives to one owner: of two that claim an address, one has it. */
function partsOwned<T>(owners: RangeMap<T>, { first, last }: Range, owner: T): Range[] {
  const parts: Range[] = [];
  for (let segment = owners.segmentOf(first), low = first; ; segment++) {
    const end = owners.lastAt(segment);
    const high = end < last ? end : last;
    if (owners.valueAt(segment) === owner) parts.push({ first: low, last: high });
    if (end >= last) return parts;
    low = successor(end);
  }
}

/** `platformOf`: VPC whose resolver and routers count as part of the end. */
function insideEnd(
  net: CompiledNetwork,
  name: EndName,
  platformOf: string | undefined,
  ranges: readonly Range[],
  isInside: (eni: CompiledEni) => boolean,
): End {
  const enis = [...enisOf(net, name)].filter(isInside);
  const inside = new Set(enis.map((eni) => eni.record.id));
  return {
    name,
    senders: name.kind === 'host' ? enis.filter(sends).map((eni) => senderOf([eni])) : sendersAmong(enis),
    addresses: setsOf([...ranges, ...publicAddresses(net, enis, inside)]),
    holds: (met) =>
      (met.kind === 'eni' && inside.has(met.eni.record.id)) ||
      (met.kind === 'platform' && met.vpc.record.id === platformOf),
  };
}

/** Interfaces that may be inside an end, so that nobody looks through all of them for one. */
function enisOf(net: CompiledNetwork, name: EndName): Iterable<CompiledEni> {
  const own = name.kind === 'host' ? net.enis.get(name.id) : undefined;
  if (own) return [own];
  const vpc = name.kind === 'vpc' ? name.id : net.subnets.get(name.id)?.vpc.record.id;
  return vpc === undefined ? [] : (enisByVpc(net).get(vpc) ?? []);
}

const byVpc = new WeakMap<CompiledNetwork['enis'], ReadonlyMap<string, readonly CompiledEni[]>>();

function enisByVpc(net: CompiledNetwork): ReadonlyMap<string, readonly CompiledEni[]> {
  const known = byVpc.get(net.enis);
  if (known) return known;
  const groups = new Map<string, CompiledEni[]>();
  for (const eni of net.enis.values()) {
    const group = groups.get(eni.record.vpc);
    if (group) group.push(eni);
    else groups.set(eni.record.vpc, [eni]);
  }
  byVpc.set(net.enis, groups);
  return groups;
}

/** Public addresses of interfaces, and those of NAT gateways with an inbound rule for one of them. */
function publicAddresses(
  net: CompiledNetwork,
  enis: readonly CompiledEni[],
  inside: ReadonlySet<string>,
): Range[] {
  const holders = new Set(enis);
  for (const nat of net.nats.values()) {
    if (nat.dnat.some((rule) => inside.has(rule.target.record.id))) holders.add(nat.eni);
  }
  return [...holders].flatMap((eni) =>
    eni.record.publicMappings.map((mapping) => ({ first: mapping.public, last: mapping.public })),
  );
}

function siteEnd(net: CompiledNetwork, name: EndName): End | undefined {
  const site = net.sites.get(name.id);
  if (!site) return undefined;
  const hosts = [...net.network.siteHosts.values()].filter((host) => host.site === name.id);
  return {
    name,
    senders: hosts.map((host) => siteSender(site, host)),
    addresses: setsOf(site.record.prefixes.map(rangeOf)),
    holds: (met) => met.kind === 'site-host' && met.site.record.id === name.id,
  };
}

function siteSender(site: CompiledSite, host: SiteHost): Sender {
  const sources = host.addresses.flatMap((range) =>
    partsOwned(site.hosts[familyOf(range.first)], range, host),
  );
  return { origin: { kind: 'site-host', site, host }, sources };
}

function siteHostEnd(net: CompiledNetwork, name: EndName): End | undefined {
  const host = net.network.siteHosts.get(name.id);
  const site = host && net.sites.get(host.site);
  if (!host || !site) return undefined;
  return {
    name,
    senders: [siteSender(site, host)],
    addresses: setsOf(host.addresses),
    holds: (met) => met.kind === 'site-host' && met.host.id === name.id,
  };
}

/** Every address that is nobody's in the network and can be routed on the internet. */
function internetEnd(net: CompiledNetwork, name: EndName): End {
  const addresses = byFamily((family) => {
    const everything = RangeSet.of([{ first: firstAddress(family), last: lastAddress(family) }]);
    const ours = [
      ...[...net.vpcs.values()].flatMap((vpc) => [...vpc.range[family].entries()]),
      ...[...net.sites.values()].flatMap((site) => [...site.prefixes[family].entries()]),
      ...net.privateRanges[family].entries(),
    ].map(({ range }) => range);
    const mapped = publicMappings(net).filter(({ first }) => familyOf(first) === family);
    return everything.subtract(RangeSet.of([...ours, ...mapped]));
  });
  return {
    name,
    senders: ([4, 6] as const).map((family) => ({
      origin: { kind: 'internet', family },
      sources: addresses[family].ranges,
    })),
    addresses,
    // Services behind a gateway endpoint have public addresses: they are out there as well.
    holds: (met) => met.kind === 'internet' || met.kind === 'gateway-service',
  };
}

/** Whether or not what they lead to is up: a gateway that fails does not make its address a stranger's. */
function publicMappings(net: CompiledNetwork): Range[] {
  return [...net.network.enis.values()].flatMap((eni) =>
    eni.publicMappings.map((mapping) => ({ first: mapping.public, last: mapping.public })),
  );
}

function setsOf(ranges: readonly Range[]): ByFamily<RangeSet> {
  return byFamily((family: Family) =>
    RangeSet.of(ranges.filter((range) => familyOf(range.first) === family)),
  );
}
