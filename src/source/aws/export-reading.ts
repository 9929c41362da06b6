/**
 * What every part of the export reader works with: the inventory, the draft of the network, and the
 * list of what is not known of it.
 *
 * Parts never trust a reference. Whoever needs the VPC or subnet behind an id asks for it here, and
 * gets a stand-in when no file describes it; the stand-in is noted as unmodelled.
 */
import { formatPrefix, type Prefix } from '../../ip/prefix.ts';
import type { NetworkDraft } from '../../model/network-draft.ts';
import { aws } from '../../model/profile/aws.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import { Grouping } from './grouping.ts';
import type { Inventory } from './inventory.ts';
import type { Item } from './item.ts';
import { RecordReading } from './record-reading.ts';
import { RouteNames } from './route-names.ts';
import { VpcHints } from './vpc-hints.ts';

export class ExportReading extends RecordReading {
  readonly inventory: Inventory;
  readonly hints: VpcHints;
  readonly routeNames: RouteNames;
  /** Interfaces of each instance, the primary one first. */
  readonly enisByInstance = new Grouping<string>();
  /** Interfaces of each load balancer. */
  readonly enisByBalancer = new Grouping<string>();
  private readonly standIns = new Set<string>();
  private readonly anywhere = new Set<string>();
  private readonly rangeless = new Set<string>();
  private readonly listsByName: ReadonlyMap<string, string>;

  constructor(inventory: Inventory, draft: NetworkDraft) {
    super(draft);
    this.inventory = inventory;
    this.hints = new VpcHints(inventory);
    this.routeNames = new RouteNames(inventory);
    this.listsByName = new Map(
      [...inventory.all('PrefixLists')].flatMap(([id, list]) => {
        const name = list.text('PrefixListName');
        return name === undefined ? [] : [[name, id] as const];
      }),
    );
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
      this.unknownHosts({ id, vpc, source }, [range], aws.subnet, vpc);
    }
    if (this.standIns.has(vpc) || ranges.length === 0) return;
    const why = 'no file lists its subnets; every address counts as a host that answers';
    this.doubt({ id: vpc, kind: 'Vpc', why, source, vpc });
  }

  /** Is it a subnet that only stands for a range? */
  isAnywhere(subnet: string): boolean {
    return this.anywhere.has(subnet);
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
}

/** Account, region or zone that nothing tells. */
export const UNKNOWN = 'unknown';
