/**
 * Security groups and network ACLs of AWS, as the sets of packets they let pass.
 *
 * "Control traffic to subnets using network ACLs": rules in order of number, the first that matches
 * decides, and what matches none is denied. "Security group rules": what any rule of any group admits. A
 * rule that names a group speaks of its members in the same VPC, or in one of the same region with a live
 * peering between them ("Update your security groups to reference peer security groups").
 */
import { addressSpan, LAST_PORT, LAST_PROTOCOL, numberSpan, prefixSpan } from './address.ts';
import {
  CannotCertify,
  type Facts,
  type GroupRuleFact,
  type InterfaceFact,
  type ServiceFact,
  type SubnetFact,
} from './fact.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  difference,
  intersection,
  isEmpty,
  NOTHING,
  PROTOCOL,
  SOURCE,
  union,
  unionOf,
  where,
  type FlowSet,
} from './flow-set.ts';
import { isLivePeering } from './routing.ts';
import { dropped, type Part, type World } from './world.ts';

export type Direction = 'ingress' | 'egress';

export function packetsOf({ protocols, ports }: ServiceFact): FlowSet {
  return where({
    [PROTOCOL]: numberSpan(protocols, LAST_PROTOCOL),
    [DESTINATION_PORT]: numberSpan(ports, LAST_PORT),
  });
}

/** The field in which a rule of this direction looks for the far end. */
const farField = (direction: Direction) => (direction === 'ingress' ? SOURCE : DESTINATION);

function allowedByAcl(facts: Facts, id: string, direction: Direction, packets: FlowSet): FlowSet {
  let undecided = packets;
  let allowed = NOTHING;
  const rules = facts.get('acl', id)[direction].toSorted((a, b) => a.number - b.number);
  for (const rule of rules) {
    const spoken = intersection(packetsOf(rule), where({ [farField(direction)]: prefixSpan(rule.prefix) }));
    const matched = intersection(undecided, spoken);
    undecided = difference(undecided, matched);
    if (rule.allow) allowed = union(allowed, matched);
  }
  return allowed;
}

interface Admission {
  readonly admitted: FlowSet;
  /** What a rule would admit if the group it names were known here, with the group of the first such rule. */
  readonly hidden: readonly { readonly group: string; readonly packets: FlowSet }[];
  readonly denied: FlowSet;
}

/** `senders`: interfaces that may have sent the packets, known by their source addresses. */
function admissionOf(
  facts: Facts,
  eni: InterfaceFact,
  direction: Direction,
  packets: FlowSet,
  senders: readonly InterfaceFact[],
): Admission {
  if (eni.groups.length === 0) return { admitted: packets, hidden: [], denied: NOTHING };
  let rest = packets;
  const hints: { group: string; packets: FlowSet }[] = [];
  for (const group of eni.groups) {
    for (const rule of facts.get('group', group)[direction]) {
      const spoken = intersection(rest, packetsOf(rule));
      if (isEmpty(spoken)) continue;
      const members = membersOf(facts, eni, direction, rule, senders);
      if (members.uncertain && !isEmpty(difference(spoken, members.known))) {
        throw new CannotCertify(`group ${rule.id} is referenced behind a translation`);
      }
      rest = difference(rest, intersection(spoken, members.visible));
      hints.push({ group, packets: intersection(spoken, members.hidden) });
    }
  }
  const hidden: { group: string; packets: FlowSet }[] = [];
  let denied = rest;
  for (const { group, packets: hinted } of hints) {
    const here = intersection(denied, hinted);
    if (isEmpty(here)) continue;
    denied = difference(denied, here);
    hidden.push({ group, packets: here });
  }
  return { admitted: difference(packets, rest), hidden, denied };
}

interface Members {
  readonly visible: FlowSet;
  readonly hidden: FlowSet;
  /** Packets of senders that are known; only with `uncertain`. */
  readonly known: FlowSet;
  /** It is not known who sent the others, and a sender may be a member. */
  readonly uncertain: boolean;
}

function membersOf(
  facts: Facts,
  eni: InterfaceFact,
  direction: Direction,
  rule: GroupRuleFact,
  senders: readonly InterfaceFact[],
): Members {
  const field = farField(direction);
  const certain = { hidden: NOTHING, known: NOTHING, uncertain: false };
  const ofPrefixes = (prefixes: readonly string[]): FlowSet =>
    unionOf(prefixes.map((prefix) => where({ [field]: prefixSpan(prefix) })));
  switch (rule.peer) {
    case 'prefix':
      return { ...certain, visible: ofPrefixes([rule.id]) };
    case 'prefix-list':
      return { ...certain, visible: ofPrefixes(facts.get('prefix-list', rule.id).prefixes) };
    case 'stale':
      return { ...certain, visible: NOTHING };
    case 'group': {
      const { members } = facts.get('group', rule.id);
      const enis =
        direction === 'egress'
          ? members.map((id) => facts.get('interface', id))
          : senders.filter((sender) => members.includes(sender.id));
      const seen = enis.filter((other) => canSee(facts, eni, other));
      const visible = ownedBy(seen, field);
      return {
        visible,
        hidden: difference(ownedBy(enis, field), visible),
        known: ownedBy(senders, SOURCE),
        uncertain: direction === 'ingress' && enis.length > 0,
      };
    }
  }
}

/** Packets with one of these interfaces at an end. */
export function ownedBy(enis: readonly InterfaceFact[], field: typeof SOURCE | typeof DESTINATION): FlowSet {
  return unionOf(
    enis.flatMap(({ addresses }) => addresses.map((text) => where({ [field]: addressSpan(text) }))),
  );
}

function canSee(facts: Facts, here: InterfaceFact, there: InterfaceFact): boolean {
  if (here.vpc === there.vpc) return true;
  const [vpc, other] = [facts.get('vpc', here.vpc), facts.get('vpc', there.vpc)];
  if (vpc.referencing.some((tgw) => other.referencing.includes(tgw))) {
    throw new CannotCertify(`a transit gateway makes groups of ${other.id} known in ${vpc.id}`);
  }
  if (vpc.region !== other.region) return false;
  const links = vpc.peerings.map((id) => facts.get('link', id));
  return links.some((link) => isLivePeering(link) && link.vpcs.includes(there.vpc));
}

export function passAcl(world: World, { acl }: SubnetFact, direction: Direction, packets: FlowSet): FlowSet {
  return acl === null || isEmpty(packets) ? packets : allowedByAcl(world.facts, acl, direction, packets);
}

/** Packets that the groups of an interface let pass, and the rest as drops. */
export function admit(
  world: World,
  eni: InterfaceFact,
  direction: Direction,
  packets: FlowSet,
): { readonly admitted: FlowSet; readonly refused: Part[] } {
  const { admitted, hidden, denied } = admissionOf(world.facts, eni, direction, packets, world.pair.senders);
  const refused = [
    ...hidden.map((hint) => dropped(hint.packets, 'sg-reference-unresolvable', `sg:${hint.group}`)),
    dropped(denied, `sg-${direction}-denied`, `sg:${eni.groups[0] ?? ''}`),
  ];
  return { admitted, refused };
}
