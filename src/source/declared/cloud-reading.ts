/**
 * Declarations in a provider's own words, while they are read: by type, and by any of their names.
 */
import { formatPrefix, type Prefix } from '../../ip/prefix.ts';
import { formatAddress, parseAddress, type Address } from '../../ip/address.ts';
import type { Subnet } from '../../model/network.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { Item } from '../aws/item.ts';
import { RecordReading } from '../aws/record-reading.ts';
import { AddressBook } from './address-book.ts';
import type { DeclaredResource } from './resource.ts';

/** Account or region that nothing tells. */
export const UNKNOWN = 'unknown';

export class CloudReading extends RecordReading {
  /** Networks whose peers are not declared, so that the routes to them are not known. */
  readonly withUnknownPeers = new Set<string>();
  private readonly resources: readonly DeclaredResource[];
  private readonly book = new AddressBook();
  private readonly byKey = new Map<string, DeclaredResource>();
  private readonly canonical: (text: string) => string;

  /** `canonical`: one form of an id for all the forms in which it is written. */
  constructor(
    draft: NetworkDraft,
    resources: readonly DeclaredResource[],
    canonical: (text: string) => string,
  ) {
    super(draft);
    this.resources = resources;
    this.canonical = canonical;
    for (const resource of resources) {
      this.byKey.set(this.canonical(resource.id), resource);
      const link = resource.properties.text('self_link');
      if (link !== undefined) this.byKey.set(this.canonical(link), resource);
    }
  }

  ofType(...types: string[]): DeclaredResource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource that an id names, whatever form the id has. */
  find(id: string | undefined): DeclaredResource | undefined {
    return id === undefined ? undefined : this.byKey.get(this.canonical(id));
  }

  /** Id by which the network knows what an id names: that of the resource, or the id as it is. */
  idOf(id: string): string {
    return this.find(id)?.id ?? id;
  }

  /** Notes an address that somebody has, so that nobody else is given it. */
  take(address: Address): void {
    this.book.take(formatAddress(address));
  }

  /** A free address stands in for one that is not known yet. */
  freeAddress(ranges: readonly Prefix[], by: DeclaredResource): Address | undefined {
    const range = ranges.find(({ address }) => typeof address === 'number');
    const text = range && this.book.freeIn(formatPrefix(range));
    if (text === undefined) {
      this.doubtOf(by, 'its address is not known, and its subnet tells none');
      return undefined;
    }
    this.note(by, `its address is known only after it is made; ${text} stands in`);
    return parseAddress(text);
  }

  publicStandIn(by: DeclaredResource): Address {
    const text = this.book.publicAddress();
    this.note(by, `its public address is known only after it is made; ${text} stands in`);
    return parseAddress(text)!;
  }

  /** Any packet could be one for a peer whose ranges nobody knows: every table of the network is in doubt. */
  doubtTables(): void {
    const why = 'the ranges of a network peered with its own are not known';
    for (const { id, owner, source } of this.draft.routeTables.values()) {
      if (owner.kind !== 'vpc' || !this.withUnknownPeers.has(owner.vpc)) continue;
      this.doubt({ id, kind: 'RouteTable', why, source, vpc: owner.vpc });
    }
  }

  /**
   * A NAT gateway that stands in no subnet of its own: an address of the first one it serves stands in for
   * the one that it would have inside.
   */
  addNat({ id, properties, source }: DeclaredResource, subnet: Subnet, outside: Address | undefined): void {
    const range = subnet.prefixes.find(({ address }) => typeof address === 'number');
    const inside = parseAddress((range && this.book.freeIn(formatPrefix(range))) ?? '');
    const hasBoth = inside !== undefined && outside !== undefined;
    const eni = `${id}/eni`;
    const name = properties.text('name');
    const { vpc } = subnet;
    this.draft.enis.set(eni, {
      id: eni,
      vpc,
      subnet: subnet.id,
      addresses: inside === undefined ? [] : [{ first: inside, last: inside }],
      securityGroups: [],
      sourceDestCheck: false,
      state: 'up',
      publicMappings: hasBoth ? [{ private: inside, public: outside }] : [],
      owner: { kind: 'nat', link: id },
      source,
    });
    this.draft.links.set(id, {
      kind: 'nat',
      id,
      ...(name !== undefined && { name }),
      vpc,
      subnet: subnet.id,
      eni,
      connectivity: 'public',
      state: 'available',
      snatSources: [],
      dnat: [],
      source,
    });
  }

  /** What is not known of a resource. */
  doubtOf({ id, type, source }: DeclaredResource, why: string, vpc?: string): void {
    this.doubt({ id, kind: type, why, source, vpc });
  }

  /** Ranges under keys of a resource, the odd ones noted. */
  prefixes(item: Item, ...keys: string[]): Prefix[] {
    return keys.flatMap((key) => {
      const texts = item.texts(key);
      const single = item.text(key);
      return (texts.length > 0 ? texts : single === undefined ? [] : [single]).flatMap(
        (text) => this.prefixOf(item, key, text) ?? [],
      );
    });
  }

  /** Which address it is changes no verdict but that of a rule finer than the subnet: said, but no condition. */
  private note({ id, type, source }: DeclaredResource, why: string): void {
    this.doubt({ id: `${id}/address`, kind: type, why, source });
  }
}
