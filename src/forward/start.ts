/**
 * From a question to the beginning of a walk: who sends, who is meant, and which addresses that takes.
 */
import { familyOf, firstAddress, parseAddress, type Address, type Family } from '../ip/address.ts';
import type {
  CompiledEndpoint,
  CompiledEni,
  CompiledNetwork,
  CompiledSite,
} from '../compile/compiled-network.ts';
import { INTERNET_HOSTS, type Flow, type FlowPlace } from '../model/flow.ts';
import type { SiteHost } from '../model/network.ts';
import { pointOf, type Box } from './box.ts';
import type { Place } from './place.ts';

/** Whom the flow is meant for; another interface with the same address does not count. */
export type Intent =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'eni'; readonly eni: CompiledEni }
  | { readonly kind: 'enis'; readonly enis: ReadonlySet<CompiledEni> }
  | { readonly kind: 'site-host'; readonly id: string }
  | { readonly kind: 'internet' };

/** Who opens the conversation. */
export type Origin =
  | {
      readonly kind: 'eni';
      readonly eni: CompiledEni;
      /** Ids of interfaces the one stands for, which differ from it in nothing but their addresses. */
      readonly twins?: ReadonlySet<string>;
    }
  | { readonly kind: 'site-host'; readonly site: CompiledSite; readonly host: SiteHost }
  | { readonly kind: 'internet'; readonly family: Family }
  /** The service side of an endpoint, which cannot open anything. */
  | { readonly kind: 'endpoint'; readonly endpoint: CompiledEndpoint };

export interface Start {
  readonly origin: Origin;
  readonly intent: Intent;
  readonly box: Box;
  /** A name that nothing answers for. */
  readonly unresolvedName: string | undefined;
}

/** Where a walk begins. */
export function firstPlace(origin: Origin): Place | undefined {
  switch (origin.kind) {
    case 'eni':
      return { at: 'eni', eni: origin.eni };
    case 'site-host':
      return { at: 'site', site: origin.site, sent: true };
    case 'internet':
      return { at: 'from-internet' };
    case 'endpoint':
      return undefined;
  }
}

/** Addresses by which the internet's own hosts are known. */
export type InternetAddresses = Readonly<Record<Family, Address>>;

const DEFAULT_INTERNET: InternetAddresses = {
  4: parseAddress(INTERNET_HOSTS[4])!,
  6: parseAddress(INTERNET_HOSTS[6])!,
};

export function startOf(
  net: CompiledNetwork,
  flow: Flow,
  internet: InternetAddresses = DEFAULT_INTERNET,
): Start {
  const origin = originOf(net, flow.from);
  const named = flow.to.kind === 'name' ? resolve(net, origin, flow.to.name) : undefined;
  const to: FlowPlace = named ? { kind: 'link', link: named.record.id } : flow.to;
  const fromAddresses = addressesOf(net, flow.from, internet);
  const toAddresses =
    origin.kind === 'internet' ? publicAddressesOf(net, to, internet) : addressesOf(net, to, internet);
  const family = commonFamily(flow.source, fromAddresses, toAddresses);
  const ofFamily = (addresses: readonly Address[]): Address | undefined =>
    addresses.find((address) => familyOf(address) === family);
  const source = flow.source ?? ofFamily(fromAddresses) ?? firstAddress(family);
  const destination = ofFamily(toAddresses) ?? firstAddress(family);
  return {
    origin,
    intent: intentOf(net, to),
    box: pointOf({
      source,
      destination,
      protocol: flow.protocol,
      sourcePort: flow.sourcePort,
      destinationPort: flow.destinationPort,
    }),
    unresolvedName: flow.to.kind === 'name' && !named ? flow.to.name : undefined,
  };
}

/** A family both ends have; the destination's first otherwise, so that the lack shows as a drop. */
function commonFamily(source: Address | undefined, from: readonly Address[], to: readonly Address[]): Family {
  const families = source === undefined ? from.map(familyOf) : [familyOf(source)];
  const shared = to.map(familyOf).find((family) => families.includes(family));
  return shared ?? (to[0] === undefined ? (families[0] ?? 4) : familyOf(to[0]));
}

function must<T>(part: T | undefined, id: string): T {
  if (part === undefined) throw new Error(`a flow names "${id}", which the network does not have`);
  return part;
}

function originOf(net: CompiledNetwork, place: FlowPlace): Origin {
  switch (place.kind) {
    case 'eni':
      return { kind: 'eni', eni: must(net.enis.get(place.eni), place.eni) };
    case 'site-host': {
      const host = must(net.network.siteHosts.get(place.host), place.host);
      return { kind: 'site-host', site: must(net.sites.get(host.site), host.site), host };
    }
    case 'internet':
      return { kind: 'internet', family: place.family };
    case 'link': {
      const endpoint = net.endpoints.get(place.link);
      if (endpoint) return { kind: 'endpoint', endpoint };
      const eni = net.balancers.get(place.link)?.enis[0] ?? net.nats.get(place.link)?.eni;
      return { kind: 'eni', eni: must(eni, place.link) };
    }
    case 'address':
      return originOfAddress(net, place.address);
    case 'name':
      throw new Error('a flow cannot start at a name');
  }
}

/** An address as sender: the one interface or site host that owns it, else somebody on the internet. */
function originOfAddress(net: CompiledNetwork, address: Address): Origin {
  for (const eni of net.enis.values()) {
    if (eni.addresses[familyOf(address)].get(address)) return { kind: 'eni', eni };
  }
  for (const site of net.sites.values()) {
    const host = site.hosts[familyOf(address)].get(address);
    if (host) return { kind: 'site-host', site, host };
  }
  return { kind: 'internet', family: familyOf(address) };
}

/** From outside, a host or link is known by its public address, when it has one. */
function publicAddressesOf(
  net: CompiledNetwork,
  place: FlowPlace,
  internet: InternetAddresses,
): readonly Address[] {
  return enisOf(net, place).length === 0
    ? addressesOf(net, place, internet)
    : enisOf(net, place).flatMap(({ record }) =>
        record.addresses.map(
          ({ first }) => record.publicMappings.find((mapping) => mapping.private === first)?.public ?? first,
        ),
      );
}

/** Interfaces a place stands for. */
function enisOf(net: CompiledNetwork, place: FlowPlace): readonly CompiledEni[] {
  if (place.kind === 'eni') return [must(net.enis.get(place.eni), place.eni)];
  if (place.kind !== 'link') return [];
  const enis = net.endpoints.get(place.link)?.enis ?? net.balancers.get(place.link)?.enis;
  return enis ?? [must(net.nats.get(place.link)?.eni, place.link)];
}

function addressesOf(
  net: CompiledNetwork,
  place: FlowPlace,
  internet: InternetAddresses,
): readonly Address[] {
  switch (place.kind) {
    case 'eni':
    case 'link':
      return enisOf(net, place).flatMap((eni) => eni.record.addresses.map((range) => range.first));
    case 'site-host':
      return must(net.network.siteHosts.get(place.host), place.host).addresses.map((range) => range.first);
    case 'internet':
      return [internet[place.family]];
    case 'address':
      return [place.address];
    case 'name':
      return [];
  }
}

function intentOf(net: CompiledNetwork, place: FlowPlace): Intent {
  switch (place.kind) {
    case 'eni':
      return { kind: 'eni', eni: must(net.enis.get(place.eni), place.eni) };
    case 'site-host':
      return { kind: 'site-host', id: place.host };
    case 'internet':
      return { kind: 'internet' };
    case 'link': {
      const enis = net.endpoints.get(place.link)?.enis ?? net.balancers.get(place.link)?.enis ?? [];
      return { kind: 'enis', enis: new Set(enis) };
    }
    case 'address':
    case 'name':
      return { kind: 'anyone' };
  }
}

/**
 * "AWS services that integrate with AWS PrivateLink": an endpoint's own name resolves anywhere, its
 * private name only inside its VPC.
 */
function resolve(net: CompiledNetwork, origin: Origin, name: string): CompiledEndpoint | undefined {
  const vpc = origin.kind === 'eni' ? origin.eni.vpc : undefined;
  for (const endpoint of net.endpoints.values()) {
    if (endpoint.record.publicName === name) return endpoint;
    const isLocal = vpc !== undefined && endpoint.vpc === vpc && vpc.record.dnsSupport;
    if (endpoint.record.privateName === name && isLocal) return endpoint;
  }
  return undefined;
}
