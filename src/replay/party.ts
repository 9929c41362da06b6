/**
 * Whose an address in a record is, seen from the interface that was watched.
 *
 * The watched interface's own VPC comes first: an address of its ranges is never anybody else's. Beyond
 * it, an address that two interfaces claim is nobody's in particular, and a public one that no interface
 * has for itself is somebody's on the internet (a NAT gateway's included: who is behind it, no record
 * says).
 */
import { familyOf, type Address } from '../ip/address.ts';
import { hasAddress } from '../compile/address-set.ts';
import type { CompiledEni, CompiledNetwork, CompiledSite, CompiledVpc } from '../compile/compiled-network.ts';
import type { Origin } from '../forward/start.ts';
import type { SiteHost } from '../model/network.ts';

export type Party =
  | { readonly kind: 'eni'; readonly eni: CompiledEni }
  | { readonly kind: 'site-host'; readonly site: CompiledSite; readonly host: SiteHost }
  | { readonly kind: 'internet' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'several' };

export class Parties {
  private readonly net: CompiledNetwork;

  constructor(net: CompiledNetwork) {
    this.net = net;
  }

  of(address: Address, near: CompiledVpc | undefined): Party {
    if (near && hasAddress(near.range, address)) {
      const eni = near.owners[familyOf(address)].get(address);
      return eni ? { kind: 'eni', eni } : { kind: 'nobody' };
    }
    const owners = [...this.enisWith(address), ...this.hostsWith(address)];
    if (owners.length > 1) return { kind: 'several' };
    if (owners[0]) return owners[0];
    const isOurs = [...this.net.vpcs.values()].some((vpc) => hasAddress(vpc.range, address));
    return isOurs || hasAddress(this.net.privateRanges, address) ? { kind: 'nobody' } : { kind: 'internet' };
  }

  private *enisWith(address: Address): Generator<Party> {
    for (const vpc of this.net.vpcs.values()) {
      const eni = vpc.owners[familyOf(address)].get(address);
      if (eni) yield { kind: 'eni', eni };
    }
  }

  private *hostsWith(address: Address): Generator<Party> {
    for (const site of this.net.sites.values()) {
      const host = site.hosts[familyOf(address)].get(address);
      if (host) yield { kind: 'site-host', site, host };
    }
  }
}

/** The party as somebody who opens a conversation, in a version of the network; nothing when it has gone. */
export function originIn(net: CompiledNetwork, party: Party, address: Address): Origin | undefined {
  switch (party.kind) {
    case 'eni': {
      const eni = net.enis.get(party.eni.record.id);
      return eni && { kind: 'eni', eni };
    }
    case 'site-host': {
      const site = net.sites.get(party.site.record.id);
      const host = net.network.siteHosts.get(party.host.id);
      return site && host && { kind: 'site-host', site, host };
    }
    case 'internet':
      return { kind: 'internet', family: familyOf(address) };
    case 'nobody':
    case 'several':
      return undefined;
  }
}

/** The end a party belongs to, as reports name it. */
export function endNameOf(party: Party): string {
  switch (party.kind) {
    case 'eni':
      return `subnet:${party.eni.subnet.record.id}`;
    case 'site-host':
      return `site:${party.site.record.id}`;
    case 'internet':
      return 'internet';
    case 'nobody':
      return 'nobody known';
    case 'several':
      return 'one of several';
  }
}
