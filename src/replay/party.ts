/**
 * Whose an address in a record is, seen from the interface that was watched.
 *
 * The watched interface's own VPC comes first: an address of its ranges is taken to be nobody else's.
 * Beyond it, an address that two interfaces claim is nobody's in particular, and a public one that no interface
 * has for itself is somebody's on the internet (a NAT gateway's included: who is behind it, no record
 * says).
 */
import { familyOf, type Address } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import type { RangeEntry, RangeMap } from '../ip/range-map.ts';
import { hasAddress } from '../compile/address-set.ts';
import type {
  ByFamily,
  CompiledEni,
  CompiledNetwork,
  CompiledSite,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import type { Origin } from '../forward/start.ts';
import type { SiteHost } from '../model/network.ts';
import type { AddressClasses } from './address-classes.ts';

export type Party =
  | { readonly kind: 'eni'; readonly eni: CompiledEni }
  | { readonly kind: 'site-host'; readonly site: CompiledSite; readonly host: SiteHost }
  | { readonly kind: 'internet' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'several' };

export class Parties {
  private readonly classes: AddressClasses;
  private readonly privateRanges: CompiledNetwork['privateRanges'];
  /** Everybody who has the addresses of a class. */
  private readonly owners = new Map<number, Party[]>();
  /** Classes inside the ranges of any VPC. */
  private readonly inside = new Set<number>();

  constructor(net: CompiledNetwork, classes: AddressClasses) {
    this.classes = classes;
    this.privateRanges = net.privateRanges;
    for (const vpc of net.vpcs.values()) {
      for (const { range } of entriesOf(vpc.range)) {
        for (const index of this.classesIn(range)) this.inside.add(index);
      }
      for (const { range, value } of entriesOf(vpc.owners)) this.add(range, { kind: 'eni', eni: value });
    }
    for (const site of net.sites.values()) {
      for (const { range, value } of entriesOf(site.hosts)) {
        this.add(range, { kind: 'site-host', site, host: value });
      }
    }
  }

  of(address: Address, near: CompiledVpc | undefined): Party {
    if (near && hasAddress(near.range, address)) {
      const eni = near.owners[familyOf(address)].get(address);
      return eni ? { kind: 'eni', eni } : { kind: 'nobody' };
    }
    const index = this.classes.classOf(address);
    const [owner, another] = this.owners.get(index) ?? [];
    if (another) return { kind: 'several' };
    if (owner) return owner;
    const isOurs = this.inside.has(index) || hasAddress(this.privateRanges, address);
    return isOurs ? { kind: 'nobody' } : { kind: 'internet' };
  }

  /** Interfaces that have an address, wherever they are. */
  enisWith(address: Address): CompiledEni[] {
    const owners = this.owners.get(this.classes.classOf(address)) ?? [];
    return owners.flatMap((owner) => (owner.kind === 'eni' ? owner.eni : []));
  }

  private add(range: Range, party: Party): void {
    for (const index of this.classesIn(range)) {
      const known = this.owners.get(index);
      if (known) known.push(party);
      else this.owners.set(index, [party]);
    }
  }

  private *classesIn(range: Range): Generator<number> {
    const [first, last] = this.classes.classesOf(range);
    for (let index = first; index <= last; index++) yield index;
  }
}

function* entriesOf<T>(maps: ByFamily<RangeMap<T>>): Generator<RangeEntry<T>> {
  yield* maps[4].entries();
  yield* maps[6].entries();
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
