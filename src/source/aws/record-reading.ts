/**
 * Values of records, and what is not known of them: what every reader of a provider's records works with.
 */
import { parseAddress, type Address } from '../../ip/address.ts';
import { readPrefix, type Prefix } from '../../ip/prefix.ts';
import type { Subnet } from '../../model/network.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { SubnetRules } from '../../model/profile/profile.ts';
import { usableRange } from '../../model/reserved-addresses.ts';
import { formatPath, type SourceRef } from '../../model/source-ref.ts';
import type { Item } from './item.ts';

/** Says what it does not know of an object, by the id of the object. */
export interface Doubt {
  readonly id: string;
  /** The provider's name of the kind, as in `NatGateway`. */
  readonly kind: string;
  /** Clause without a full stop. */
  readonly why: string;
  readonly source: SourceRef;
  readonly vpc?: string | undefined;
}

/** Doubts about one object that are told one by one; nobody reads a hundred. */
const MOST_DOUBTS = 12;

export class RecordReading {
  readonly draft: NetworkDraft;
  /** How many doubts about an object are joined, where it is more than one. */
  private readonly doubtsAbout = new Map<string, number>();

  constructor(draft: NetworkDraft) {
    this.draft = draft;
  }

  /** Notes what is not known of an object; several doubts about one object are joined, up to a few. */
  doubt({ id, kind, why, source, vpc }: Doubt): void {
    const known = this.draft.unmodelled.get(id);
    if (known) {
      const count = (this.doubtsAbout.get(id) ?? 1) + 1;
      if (count > MOST_DOUBTS + 1 || known.why.includes(why)) return;
      this.doubtsAbout.set(id, count);
      const next = count > MOST_DOUBTS ? 'and more' : why;
      this.draft.unmodelled.set(id, { ...known, why: `${known.why}; ${next}` });
      return;
    }
    this.draft.unmodelled.set(id, { id, kind, why, source, ...(vpc !== undefined && { vpc }) });
  }

  /** Interfaces at every address of some ranges of a subnet; what is known of them is `doubt`, an id. */
  unknownHosts(
    { id, vpc, source }: Pick<Subnet, 'id' | 'vpc' | 'source'>,
    ranges: readonly Prefix[],
    rules: SubnetRules,
    doubt: string,
    securityGroups: readonly string[] = [],
  ): void {
    this.draft.enis.set(`${id}/hosts`, {
      id: `${id}/hosts`,
      vpc,
      subnet: id,
      addresses: ranges.map((range) => usableRange(rules, range)),
      securityGroups,
      sourceDestCheck: true,
      state: 'up',
      publicMappings: [],
      owner: { kind: 'unmodelled', id: doubt },
      source,
    });
  }

  /** A range under a key. Host bits are cleared: the provider does the same. */
  prefix(item: Item, key: string): Prefix | undefined {
    const text = item.text(key);
    return text === undefined ? undefined : this.prefixOf(item, key, text);
  }

  /** A range in a text found under a key. */
  prefixOf(item: Item, key: string, text: string): Prefix | undefined {
    const reading = readPrefix(text);
    if (reading.ok) return reading.prefix;
    this.doubtValue(item, key, `"${text}" is not a CIDR: ${reading.reason}`);
    return undefined;
  }

  address(item: Item, key: string): Address | undefined {
    const text = item.text(key);
    if (text === undefined) return undefined;
    const address = parseAddress(text);
    if (address === undefined) this.doubtValue(item, key, `"${text}" is not an IPv4 or IPv6 address`);
    return address;
  }

  /** One odd value does not spoil an export of thousands of objects. */
  private doubtValue(item: Item, key: string, why: string): void {
    const source: SourceRef = { ...item.source, path: [...item.source.path, key] };
    this.doubt({ id: `${source.file}:${formatPath(source.path)}`, kind: key, why, source });
  }
}
