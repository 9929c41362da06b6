/**
 * Network security groups: one on the subnet, one on the interface, both of which have to let a packet
 * through; each a list in which the lowest priority that matches decides.
 *
 * They become groups of allow rules per interface, because rules may also name addresses on its side.
 * "Network security groups", "How network security groups filter network traffic" (Azure Virtual Network).
 */
import { parseAddress } from '../../ip/address.ts';
import { hostPrefix, parsePrefix } from '../../ip/prefix.ts';
import type { Eni } from '../../model/eni.ts';
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  parseProtocol,
  type NumberRange,
  type Service,
} from '../../model/protocol.ts';
import type { SecurityGroupRule } from '../../model/filter.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import {
  membership,
  NOWHERE,
  parsePorts,
  setsOfPrefixes,
  setsOfRanges,
  union,
  type FarSets,
} from '../far-sets.ts';
import {
  allowedBy,
  allowedByBoth,
  groupRulesOf,
  type AllowedBox,
  type OrderedRule,
} from '../ordered-rules.ts';
import { chosenGroups, type ChosenGroups } from './chosen-groups.ts';
import type { AzureReading } from './reading.ts';
import { routedRanges } from './route-tables.ts';
import { doubtsOf, namesNearEnd, namesVirtualNetwork, textsOf } from './security-rules.ts';
import { addressesOfTag, onlyIfRouted, ROUTED } from './service-tags.ts';
import { doubtOrphans, partsOf, RULE, type Written } from './written.ts';

type Direction = 'Inbound' | 'Outbound';

/** From where a list is looked at. */
interface View {
  readonly direction: Direction;
  readonly vpc: string;
  readonly eni: Eni | undefined;
  readonly group: string;
  /** What `VirtualNetwork` stands for beside what is sure. */
  readonly more: FarSets;
}

export class SecurityGroups {
  private readonly reading: AzureReading;
  private readonly chosen: ChosenGroups;
  /** What routes of each network are for. */
  private readonly routed = new Map<string, FarSets>();

  constructor(reading: AzureReading) {
    this.reading = reading;
    this.chosen = chosenGroups(reading);
    doubtOrphans(reading, RULE, 'network security group', (why, source) =>
      reading.late.aboutGroups(why, source),
    );
  }

  /** Puts the groups on the interfaces of hosts. */
  apply(): void {
    const { draft } = this.reading;
    for (const eni of draft.enis.values()) {
      if (eni.owner.kind !== 'host') continue;
      const lists = [this.chosen.ofSubnet.get(eni.subnet), this.chosen.ofInterface.get(eni.id)].filter(
        (list) => list !== undefined,
      );
      if (lists.length > 0) draft.enis.set(eni.id, { ...eni, securityGroups: [this.groupFor(eni, lists)] });
      else if (eni.publicMappings.length > 0) {
        const why =
          'without a network security group, its public address lets in nobody or everybody, by its kind';
        this.reading.doubt({ id: eni.id, kind: 'NetworkInterface', why, source: eni.source, vpc: eni.vpc });
      }
    }
  }

  /** The group of hosts of a subnet about which nothing else is known. */
  groupOfSubnet(subnetId: string): string | undefined {
    const list = this.chosen.ofSubnet.get(subnetId);
    const subnet = this.reading.draft.subnets.get(subnetId);
    if (!list || !subnet) return undefined;
    return this.group(list.id, subnet.vpc, [list], undefined);
  }

  private groupFor(eni: Eni, lists: readonly DeclaredResource[]): string {
    const name = lists.map(({ id }) => id).join('+');
    const isNear = lists.some((list) =>
      partsOf(this.reading, RULE, list).some(({ item }) => namesNearEnd(item)),
    );
    return this.group(isNear ? `${name}@${eni.id}` : name, eni.vpc, lists, eni);
  }

  private routedIn(vpc: string): FarSets {
    const known = this.routed.get(vpc);
    if (known) return known;
    const ranges = routedRanges(this.reading, vpc);
    const sets = ranges.length === 0 ? NOWHERE : setsOfPrefixes(ranges);
    this.routed.set(vpc, sets);
    return sets;
  }

  private group(id: string, vpc: string, lists: readonly DeclaredResource[], eni: Eni | undefined): string {
    const { draft } = this.reading;
    // Words like VirtualNetwork mean something else in every network.
    const unique =
      draft.securityGroups.has(id) && draft.securityGroups.get(id)!.vpc !== vpc ? `${id}@${vpc}` : id;
    if (draft.securityGroups.has(unique)) return unique;
    const [first] = lists;
    const name = first!.properties.text('name');
    for (const list of lists) {
      for (const { why, source } of doubtsOf(this.reading, list)) this.doubt(unique, why, source);
    }
    const more = this.routedIn(vpc);
    const allowed = (direction: Direction, extra: FarSets) =>
      groupRulesOf(
        lists
          .map((list) => this.allowed(list, { direction, vpc, eni, group: unique, more: extra }))
          .reduce((all, one) => allowedByBoth(all, one)),
      );
    const rules = (direction: Direction): SecurityGroupRule[] => {
      const sure = allowed(direction, NOWHERE);
      if (more === NOWHERE) return sure;
      return [...sure, ...onlyIfRouted(this.reading, unique, sure, allowed(direction, more))];
    };
    draft.securityGroups.set(unique, {
      id: unique,
      ...(name !== undefined && lists.length === 1 && { name }),
      vpc,
      ingress: rules('Inbound'),
      egress: rules('Outbound'),
      source: first!.source,
    });
    return unique;
  }

  private allowed(list: DeclaredResource, { direction, vpc, eni, group, more }: View): AllowedBox[] {
    const own = partsOf(this.reading, RULE, list)
      .filter(({ item }) => item.text('direction')?.toLowerCase() === direction.toLowerCase())
      .toSorted((a, b) => (a.item.integer('priority') ?? 0) - (b.item.integer('priority') ?? 0))
      .flatMap((written) => this.ordered(written, { direction, vpc, eni, group, more }));
    return allowedBy([...own, ...this.defaults({ direction, vpc, more }, list.source)]);
  }

  /** "Default security rules": within the network, from the load balancer, out to the internet. */
  private defaults(
    { direction, vpc, more }: Pick<View, 'direction' | 'vpc' | 'more'>,
    source: SourceRef,
  ): OrderedRule[] {
    const tags =
      direction === 'Inbound' ? ['VirtualNetwork', 'AzureLoadBalancer'] : ['VirtualNetwork', 'Internet'];
    return tags.map((tag) => ({
      allow: true,
      services: [{ protocols: ALL_PROTOCOLS, ports: ALL_PORTS }],
      far: addressesOfTag(this.reading, vpc, tag, more)!,
      source,
    }));
  }

  /** A rule as one interface has it; nothing, where it is about others. */
  private ordered({ item, source }: Written, { direction, vpc, eni, group, more }: View): OrderedRule[] {
    const [nearKey, farKey] = direction === 'Inbound' ? ['destination', 'source'] : ['source', 'destination'];
    const near = this.addresses(item, nearKey, { vpc, group, more }, source);
    const far = this.addresses(item, farKey, { vpc, group, more }, source);
    const services = this.services(item, group, source);
    if (!near || !far || !services) return [];
    const allow = item.text('access')?.toLowerCase() === 'allow';
    if (!allow && more !== NOWHERE && namesVirtualNetwork(item)) this.doubt(group, ROUTED, source);
    const isNear = eni ? membership(near, eni.addresses) : namesNearEnd(item) ? 'partly' : 'all';
    if (isNear === 'partly') {
      this.doubt(group, `the rule ${item.text('name') ?? ''} is about some of the hosts only`, source);
      return allow ? [] : [{ allow, services, far, source }];
    }
    return isNear === 'all' ? [{ allow, services, far, source }] : [];
  }

  private services(item: Item, group: string, source: SourceRef): Service[] | undefined {
    const text = item.text('protocol') ?? '*';
    const protocol = text === '*' ? undefined : parseProtocol(text);
    const texts = textsOf(item, 'destination_port_range', 'destination_port_ranges');
    const ports = texts.map(portsOf);
    const senders = textsOf(item, 'source_port_range', 'source_port_ranges');
    if (senders.some((range) => range !== '*' && range !== '0-65535')) {
      this.doubt(
        group,
        `the rule ${item.text('name') ?? ''} asks for the port of the sender, which is not looked at`,
        source,
      );
    }
    if ((text !== '*' && protocol === undefined) || ports.includes(undefined)) {
      const why = `the rule ${item.text('name') ?? ''} names a protocol or port that is not known`;
      this.doubt(group, why, source);
      return undefined;
    }
    const protocols = protocol === undefined ? ALL_PROTOCOLS : { first: protocol, last: protocol };
    const ranges = ports.length === 0 ? [ALL_PORTS] : ports.filter((range) => range !== undefined);
    return ranges.map((range) => ({ protocols, ports: range }));
  }

  /** Addresses at one end of a rule: prefixes, tags, members of application groups. */
  private addresses(
    item: Item,
    end: string,
    { vpc, group, more }: Pick<View, 'vpc' | 'group' | 'more'>,
    source: SourceRef,
  ): FarSets | undefined {
    const texts = textsOf(item, `${end}_address_prefix`, `${end}_address_prefixes`);
    const members = item.texts(`${end}_application_security_group_ids`);
    let sets: FarSets = NOWHERE;
    for (const text of texts) {
      const own = setOf(text) ?? addressesOfTag(this.reading, vpc, text, more);
      if (!own) {
        this.doubt(group, `the ranges of ${text} are in no file; rules that name it are left out`, source);
        return undefined;
      }
      sets = union(sets, own);
    }
    for (const member of members) sets = union(sets, this.membersOf(member));
    if (texts.length > 0 || members.length > 0) return sets;
    const why = `the ${end} of the rule ${item.text('name') ?? ''} is known only after it is made`;
    this.doubt(group, why, source);
    return undefined;
  }

  private membersOf(group: string): FarSets {
    const { draft, membersOf } = this.reading;
    const ranges = membersOf
      .of(this.reading.idOf(group))
      .flatMap((id) => draft.enis.get(id)?.addresses ?? []);
    return setsOfRanges(ranges);
  }

  private doubt(id: string, why: string, source: SourceRef): void {
    this.reading.doubt({ id, kind: 'NetworkSecurityGroup', why, source });
  }
}

function setOf(text: string): FarSets | undefined {
  const address = parseAddress(text);
  const prefix = address === undefined ? parsePrefix(text) : hostPrefix(address);
  return prefix && setsOfPrefixes([prefix]);
}

/** A rule's port, which may be a star. */
function portsOf(text: string): NumberRange | undefined {
  return text === '*' ? ALL_PORTS : parsePorts(text);
}
