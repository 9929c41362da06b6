/**
 * What every part of the export reader works with: the inventory, the draft of the network, and the
 * list of what is not known of it.
 *
 * Parts never trust a reference. Whoever needs the VPC or subnet behind an id asks for it here, and
 * gets a stand-in when no file describes it; the stand-in is noted as unmodelled.
 */
import { parseAddress, plus, predecessor, type Address } from '../../ip/address.ts';
import { formatPrefix, readPrefix, type Prefix } from '../../ip/prefix.ts';
import { rangeOf, type Range } from '../../ip/range.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import { formatPath, type SourceRef } from '../../model/source-ref.ts';
import { Grouping } from './grouping.ts';
import type { Inventory } from './inventory.ts';
import type { Item } from './item.ts';
import { RouteNames } from './route-names.ts';
import { VpcHints } from './vpc-hints.ts';

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

export class ExportReading {
  readonly inventory: Inventory;
  readonly draft: NetworkDraft;
  readonly hints: VpcHints;
  readonly routeNames: RouteNames;
  /** Interfaces of each instance, the primary one first. */
  readonly enisByInstance = new Grouping<string>();
  private readonly standIns = new Set<string>();
  private readonly anywhere = new Set<string>();
  private readonly rangeless = new Set<string>();
  private readonly listsByName: ReadonlyMap<string, string>;

  constructor(inventory: Inventory, draft: NetworkDraft) {
    this.inventory = inventory;
    this.draft = draft;
    this.hints = new VpcHints(inventory);
    this.routeNames = new RouteNames(inventory);
    this.listsByName = new Map(
      [...inventory.all('PrefixLists')].flatMap(([id, list]) => {
        const name = list.text('PrefixListName');
        return name === undefined ? [] : [[name, id] as const];
      }),
    );
  }

  /** Notes what is not known of an object; several doubts about one object are joined. */
  doubt({ id, kind, why, source, vpc }: Doubt): void {
    const known = this.draft.unmodelled.get(id);
    if (known) {
      if (known.why.includes(why)) return;
      this.draft.unmodelled.set(id, { ...known, why: `${known.why}; ${why}` });
      return;
    }
    this.draft.unmodelled.set(id, { id, kind, why, source, ...(vpc !== undefined && { vpc }) });
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

  /** Makes sure that a VPC exists, and gives its id back. */
  vpc(id: string, mentionedBy: Item): string {
    if (this.draft.vpcs.has(id)) return id;
    const hint = this.hints.of(id);
    const source = hint?.source ?? mentionedBy.source;
    this.draft.vpcs.set(id, {
      id,
      profile: 'aws',
      account: hint?.account ?? mentionedBy.account ?? UNKNOWN,
      region: hint?.region ?? mentionedBy.region ?? UNKNOWN,
      cidrs: hint?.cidrs ?? [],
      mainTable: this.mainTableOf(id),
      dnsSupport: true,
      source,
    });
    const why = 'no file describes it; its ranges are those that peerings, route tables or subnets name';
    this.doubt({ id, kind: 'Vpc', why, source, vpc: id });
    this.standIns.add(id);
    const cidrs = hint?.cidrs ?? [];
    if (cidrs.length === 0) this.rangeless.add(id);
    if (!this.hints.describesSubnetsOf(id)) this.hostsAnywhere(id, cidrs, source);
    return id;
  }

  /** Is it a VPC that no file describes? */
  isStandIn(vpc: string): boolean {
    return this.standIns.has(vpc);
  }

  /** Is it a VPC of which not even the ranges are known? */
  isRangeless(vpc: string): boolean {
    return this.rangeless.has(vpc);
  }

  /** Ranges in which anybody may be: subnets full of hosts about which nothing is known. */
  hostsAnywhere(vpc: string, ranges: readonly Prefix[], source: SourceRef): void {
    for (const range of ranges) {
      const id = `${vpc}/${formatPrefix(range)}`;
      this.draft.subnets.set(id, { id, name: id, vpc, az: UNKNOWN, prefixes: [range], source });
      this.anywhere.add(id);
      this.unknownHosts(`${id}/hosts`, vpc, id, [range], vpc, source);
    }
    if (this.standIns.has(vpc) || ranges.length === 0) return;
    const why = 'no file lists its subnets; every address counts as a host that answers';
    this.doubt({ id: vpc, kind: 'Vpc', why, source, vpc });
  }

  /** Is it a subnet that only stands for a range? */
  isAnywhere(subnet: string): boolean {
    return this.anywhere.has(subnet);
  }

  /** Interfaces at every address of some ranges; what is known of them is `doubt`, an id. */
  unknownHosts(
    id: string,
    vpc: string,
    subnet: string,
    ranges: readonly Prefix[],
    doubt: string,
    source: SourceRef,
  ): void {
    this.draft.enis.set(id, {
      id,
      vpc,
      subnet,
      addresses: ranges.map(usableOf),
      securityGroups: [],
      sourceDestCheck: true,
      state: 'up',
      publicMappings: [],
      owner: { kind: 'unmodelled', id: doubt },
      source,
    });
  }

  /** Makes sure that a subnet exists, and gives its id back. */
  subnet(id: string, vpc: string, mentionedBy: Item, prefixes: readonly Prefix[] = []): string {
    if (this.draft.subnets.has(id)) return id;
    const { source } = mentionedBy;
    const table = this.hints.tableOfSubnet.get(id);
    const acl = this.hints.aclOfSubnet.get(id);
    this.draft.subnets.set(id, {
      id,
      name: id,
      vpc: this.vpc(vpc, mentionedBy),
      az: this.zone(mentionedBy) ?? UNKNOWN,
      prefixes,
      ...(table !== undefined && { routeTable: table }),
      ...(acl !== undefined && { networkAcl: acl }),
      source,
    });
    this.doubt({ id, kind: 'Subnet', why: 'no file describes it; its range is a guess', source, vpc });
    return id;
  }

  /** The prefix list of a service, which bears the service's name. */
  prefixListNamed(service: string): string | undefined {
    return this.listsByName.get(service);
  }

  /** Notes a prefix list that is named but listed nowhere. */
  mentionList(id: string, source: SourceRef): void {
    if (this.draft.prefixLists.has(id)) return;
    const why = 'routes or rules name it, but no file lists its ranges; they match nothing';
    this.doubt({ id, kind: 'PrefixList', why, source });
  }

  /** Id of the main route table of a VPC; where no file tells it, that of a stand-in. */
  mainTableOf(vpc: string): string {
    return this.hints.mainTableOfVpc.get(vpc) ?? `${vpc}/main`;
  }

  /**
   * Zone of an item. Names of zones are each account's own ("AZ IDs", AWS Resource Access Manager), so
   * the id is used wherever it is known.
   */
  zone(item: Item): string | undefined {
    return this.hints.zoneOf(item);
  }

  /** One odd value does not spoil an export of thousands of objects. */
  private doubtValue(item: Item, key: string, why: string): void {
    const { file, path } = item.source;
    const at = [...path, key];
    this.doubt({ id: `${file}:${formatPath(at)}`, kind: key, why, source: { file, path: at } });
  }
}

/** "Subnet sizing" (Amazon VPC User Guide): the first four addresses and the last are no host's. */
function usableOf(prefix: Prefix): Range {
  const range = rangeOf(prefix);
  const first = plus(range.first, 4);
  const last = predecessor(range.last);
  return first <= last ? { first, last } : range;
}

/** Account, region or zone that nothing tells. */
export const UNKNOWN = 'unknown';
