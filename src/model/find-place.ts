/**
 * A place as people name it → the place: id, name, `vpc/name`, instance, address, or `internet`.
 *
 * A name that several things bear is never guessed at: all of them are handed back.
 */
import { parseAddress, type Address } from '../ip/address.ts';
import { rangeHas } from '../ip/range.ts';
import type { Eni } from './eni.ts';
import type { FlowPlace } from './flow.ts';
import type { Network } from './network.ts';

export type FoundPlace =
  | { readonly ok: true; readonly place: FlowPlace; readonly source?: Address }
  | { readonly ok: false; readonly problem: 'unknown' | 'ambiguous'; readonly candidates: readonly string[] };

/** Who sends. An address is the interface or site host that owns it, or somebody on the internet. */
export function findSender(network: Network, text: string): FoundPlace {
  const address = parseAddress(text);
  if (address === undefined) return findNamed(network, text);
  const owners = ownersOf(network, address);
  if (owners.length > 1)
    return { ok: false, problem: 'ambiguous', candidates: owners.map(describePlace(network)) };
  const [owner] = owners;
  if (owner) return { ok: true, place: owner, source: address };
  return {
    ok: true,
    place: { kind: 'internet', family: typeof address === 'number' ? 4 : 6 },
    source: address,
  };
}

/** Whom a flow is meant for. An address is whoever has it where the packet arrives. */
export function findReceiver(network: Network, text: string): FoundPlace {
  if (text.startsWith('dns:')) return { ok: true, place: { kind: 'name', name: text.slice(4) } };
  const address = parseAddress(text);
  if (address !== undefined) return { ok: true, place: { kind: 'address', address } };
  return findNamed(network, text);
}

function ownersOf(network: Network, address: Address): FlowPlace[] {
  const places: FlowPlace[] = [];
  for (const eni of network.enis.values()) {
    const isPublic = eni.publicMappings.some((mapping) => mapping.public === address);
    if (isPublic || eni.addresses.some((range) => rangeHas(range, address)))
      places.push({ kind: 'eni', eni: eni.id });
  }
  for (const host of network.siteHosts.values()) {
    if (host.addresses.some((range) => rangeHas(range, address)))
      places.push({ kind: 'site-host', host: host.id });
  }
  return places;
}

function findNamed(network: Network, text: string): FoundPlace {
  if (text === 'internet') return { ok: true, place: { kind: 'internet', family: 4 } };
  if (text === 'internet6') return { ok: true, place: { kind: 'internet', family: 6 } };
  const found: FlowPlace[] = [];
  for (const eni of network.enis.values()) {
    if (namesOf(network, eni).includes(text)) found.push({ kind: 'eni', eni: eni.id });
  }
  if (network.siteHosts.has(text)) found.push({ kind: 'site-host', host: text });
  for (const link of network.links.values()) {
    const isAddressed = link.kind === 'endpoint' || link.kind === 'nlb' || link.kind === 'nat';
    if (isAddressed && (link.id === text || link.name === text)) found.push({ kind: 'link', link: link.id });
  }
  if (found.length === 1) return { ok: true, place: found[0]! };
  if (found.length === 0) return { ok: false, problem: 'unknown', candidates: placeNames(network) };
  return { ok: false, problem: 'ambiguous', candidates: found.map(describePlace(network)) };
}

function namesOf(network: Network, eni: Eni): string[] {
  const names = [eni.id];
  const instance = eni.owner.kind === 'host' ? eni.owner.instance : undefined;
  const vpc = network.vpcs.get(eni.vpc);
  for (const name of [eni.name, instance]) {
    if (name !== undefined)
      names.push(name, `${eni.vpc}/${name}`, ...(vpc?.name === undefined ? [] : [`${vpc.name}/${name}`]));
  }
  names.push(`${eni.vpc}/${eni.id}`);
  // A declaration may name one thing and make several interfaces of it.
  if (eni.owner.kind === 'host' && eni.source.address !== undefined) names.push(eni.source.address);
  return names;
}

function describePlace(network: Network): (place: FlowPlace) => string {
  return (place) => {
    if (place.kind !== 'eni') return 'host' in place ? place.host : 'link' in place ? place.link : place.kind;
    const eni = network.enis.get(place.eni);
    return eni ? `${eni.id} (${eni.name ?? eni.owner.kind} in ${eni.vpc})` : place.eni;
  };
}

/** Names a person could have meant. */
function placeNames(network: Network): string[] {
  return [
    ...[...network.enis.values()].flatMap((eni) => [eni.id, ...(eni.name === undefined ? [] : [eni.name])]),
    ...network.siteHosts.keys(),
    'internet',
  ];
}
