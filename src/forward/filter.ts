/**
 * Security groups and network ACLs.
 *
 * Both answer for a whole box: a rule that does not match cuts the box where it would have, so what is
 * left is of one mind. A filter that refuses is a drop, unless the walk looks for everything that is in
 * the way: then it is noted, and the packet goes on.
 */
import { formatRange } from '../ip/range.ts';
import type {
  CompiledAcl,
  CompiledAclRule,
  CompiledEni,
  CompiledGroup,
  CompiledGroupRule,
  CompiledSubnet,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { formatService, TCP, UDP, type Service } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE, type Field } from './box.ts';
import type { Drop } from './outcome.ts';
import type { Packet } from './packet.ts';
import { drop, type Walk } from './walk.ts';

/** Notes a refusal when the walk goes on past filters; otherwise it ends the leg. */
function refuse(walk: Walk, refusal: Drop): Drop | undefined {
  if (!walk.explaining) return refusal;
  walk.blockers.push({ leg: walk.leg, drop: refusal });
  return undefined;
}

const ADDRESS_AND_SERVICE = {
  [SOURCE]: [PROTOCOL, DESTINATION_PORT, SOURCE],
  [DESTINATION]: [PROTOCOL, DESTINATION_PORT, DESTINATION],
} as const satisfies Record<number, readonly Field[]>;

const SERVICE_ONLY = [PROTOCOL, DESTINATION_PORT] as const;

function matchesRange(
  packet: Packet,
  service: Service,
  far: typeof SOURCE | typeof DESTINATION,
  rule: { readonly family: 4 | 6; readonly first: number | bigint; readonly last: number | bigint },
): boolean {
  if (rule.family !== packet.family) return false;
  const { protocols, ports } = service;
  return packet.withinAll(
    ADDRESS_AND_SERVICE[far],
    [protocols.first, ports.first, rule.first],
    [protocols.last, ports.last, rule.last],
  );
}

function matchesService(packet: Packet, { protocols, ports }: Service): boolean {
  return packet.withinAll(SERVICE_ONLY, [protocols.first, ports.first], [protocols.last, ports.last]);
}

/** Does anything listen for the packet? */
export function isListenedTo(packet: Packet, services: readonly Service[]): boolean {
  return services.some((service) => matchesService(packet, service));
}

/**
 * "Update your security groups to reference peer security groups" (Amazon VPC Peering Guide): members
 * in the same VPC, or in a peered VPC of the same region. Open Telekom Cloud: "Creating a VPC Peering
 * Connection to Connect Two VPCs in Different Accounts": same account and region.
 */
function canSeeGroupsOf(here: CompiledVpc, there: CompiledVpc): boolean {
  switch (here.profile.securityGroup.references) {
    case 'none':
      return false;
    case 'same-vpc':
      return here === there;
    case 'same-account-and-region':
      return here.record.account === there.record.account && here.record.region === there.record.region;
    case 'same-region-peers':
      if (here === there) return true;
      if (here.record.region !== there.record.region) return false;
      return here.peerings.some((peering) => peering.live && peering.ends.includes(there));
  }
}

/** "Security group referencing" of transit gateways (Amazon VPC Transit Gateways). */
function seesThroughTgw(vpc: CompiledVpc): boolean {
  return vpc.profile.securityGroup.references === 'same-region-peers';
}

/** A transit gateway with security group referencing joins the two. */
function shareGroups(here: CompiledVpc, there: CompiledVpc): boolean {
  if (!seesThroughTgw(here)) return false;
  return here.attachments.some(
    ({ live, tgw }) =>
      live && tgw.record.sgReferencing && there.attachments.some((other) => other.live && other.tgw === tgw),
  );
}

type Admission =
  | { readonly rule: CompiledGroupRule; readonly group: CompiledGroup }
  | { readonly unresolvable: CompiledGroup }
  | undefined;

/** The rule of an interface's groups that admits the packet, or the group that would if it were known. */
function findAdmission(walk: Walk, eni: CompiledEni, direction: 'ingress' | 'egress'): Admission {
  let unresolvable: CompiledGroup | undefined;
  const far = direction === 'ingress' ? SOURCE : DESTINATION;
  for (const group of eni.groups) {
    for (const rule of group[direction]) {
      if (rule.kind === 'range') {
        if (matchesRange(walk.packet, rule.record.service, far, rule)) return { rule, group };
        continue;
      }
      const sight =
        direction === 'ingress'
          ? seesOriginIn(walk, eni, rule.group)
          : seesDestinationIn(walk, eni, rule.group);
      if (sight === 'not-a-member' || !matchesService(walk.packet, rule.record.service)) continue;
      if (sight === 'member') return { rule, group };
      unresolvable ??= group;
    }
  }
  return unresolvable && { unresolvable };
}

/** Whether a group counts the originator among its members, and whether that is known here. */
function seesOriginIn(
  walk: Walk,
  eni: CompiledEni,
  group: CompiledGroup,
): 'member' | 'hidden-member' | 'not-a-member' {
  const { identity } = walk;
  if (!identity || !walk.originGroups.includes(group)) return 'not-a-member';
  if (identity.lost) return 'hidden-member';
  if (identity.keptByTgw && seesThroughTgw(eni.vpc)) return 'member';
  if (canSeeGroupsOf(eni.vpc, identity.eni.vpc)) return 'member';
  return 'hidden-member';
}

/** A group as destination stands for the private addresses of its members. */
function seesDestinationIn(
  walk: Walk,
  eni: CompiledEni,
  group: CompiledGroup,
): 'member' | 'hidden-member' | 'not-a-member' {
  let hidden = false;
  for (const [vpc, addresses] of group.members) {
    if (!walk.packet.inSet(DESTINATION, addresses)) continue;
    if (canSeeGroupsOf(eni.vpc, vpc) || shareGroups(eni.vpc, vpc)) return 'member';
    hidden = true;
  }
  return hidden ? 'hidden-member' : 'not-a-member';
}

/** Security groups of an interface; state makes replies pass without rules. */
export function passGroups(walk: Walk, eni: CompiledEni, direction: 'ingress' | 'egress'): Drop | undefined {
  if (eni.groups.length === 0) return undefined;
  const isTracked = walk.leg === 'return' && walk.trackedEnis.has(eni.record.id);
  if (isTracked && !isForgotten(walk, eni.vpc)) return undefined;
  if (walk.established && livesOn(eni, direction)) return undefined;
  for (const group of eni.groups) walk.dependOn(group.record.id);
  const admission = findAdmission(walk, eni, direction);
  if (admission && 'rule' in admission) {
    if (walk.leg === 'forward') walk.trackedEnis.add(eni.record.id);
    if (walk.recording) {
      const { record } = admission.rule;
      walk.record(`sg:${admission.group.record.id}`, `security group lets the packet ${wordOf(direction)}`, {
        text: `${direction} rule ${formatService(record.service)} ${formatPeer(admission.rule)}`,
        source: record.source,
      });
    }
    return undefined;
  }
  const refusal = isTracked
    ? drop('conntrack-expired', `sg:${eni.groups[0]!.record.id}`, {
        detail: `silent for ${walk.idleMs / 1000} s, and no ${direction} rule admits the packet by itself`,
        cause: { text: `group ${eni.groups[0]!.record.id}`, source: eni.groups[0]!.record.source },
      })
    : admission
      ? drop('sg-reference-unresolvable', `sg:${admission.unresolvable.record.id}`, {
          detail: `the sender is a member of a referenced group, but that is not known here`,
          cause: {
            text: `group ${admission.unresolvable.record.id}`,
            source: admission.unresolvable.record.source,
          },
        })
      : drop(
          direction === 'ingress' ? 'sg-ingress-denied' : 'sg-egress-denied',
          `sg:${eni.groups[0]!.record.id}`,
          {
            detail: `none of the ${direction} rules of ${eni.groups.map((group) => group.record.id).join(', ')} matches`,
            cause: { text: `group ${eni.groups[0]!.record.id}`, source: eni.groups[0]!.record.source },
          },
        );
  const verdict = refuse(walk, refusal);
  // Whoever mends the first obstacle has state behind it, so later replies count as tracked.
  if (!verdict && walk.leg === 'forward') walk.trackedEnis.add(eni.record.id);
  return verdict;
}

/** "Amazon EC2 security group connection tracking": the tracker forgets what is silent for too long. */
function isForgotten(walk: Walk, vpc: CompiledVpc): boolean {
  const limits = vpc.profile.securityGroup.idleMs;
  if (!limits || walk.idleMs === 0) return false;
  if (walk.packet.is(PROTOCOL, TCP)) return walk.idleMs > limits.tcp;
  return walk.idleMs > (walk.packet.is(PROTOCOL, UDP) ? limits.udp : limits.other);
}

/** Does the state of an established flow outlive its rule? */
function livesOn(eni: CompiledEni, direction: 'ingress' | 'egress'): boolean {
  switch (eni.vpc.profile.securityGroup.established) {
    case 'survives':
      return true;
    case 'cut-at-ingress':
      return direction === 'egress';
    case 'cut':
      return false;
  }
}

function wordOf(direction: 'ingress' | 'egress'): string {
  return direction === 'ingress' ? 'in' : 'out';
}

function formatPeer(rule: CompiledGroupRule): string {
  return rule.kind === 'group' ? rule.group.record.id : formatRange(rule);
}

/**
 * Network ACL of a subnet; only for packets that cross its boundary. Where ACLs keep state, the first
 * packet of a flow is judged and nothing after it ("Firewall Overview", Open Telekom Cloud).
 */
export function passAcl(
  walk: Walk,
  subnet: CompiledSubnet,
  direction: 'ingress' | 'egress',
): Drop | undefined {
  const { acl } = subnet;
  if (!acl) return undefined;
  walk.dependOn(acl.record.id);
  if (subnet.vpc.profile.statefulAcl) {
    if (walk.established) return undefined;
    if (walk.leg === 'return' && walk.trackedAcls.has(acl.record.id)) return undefined;
    if (walk.leg === 'forward') walk.trackedAcls.add(acl.record.id);
  }
  if (isBeyondAcls(walk, subnet.vpc, direction)) return undefined;
  const rule = firstMatch(walk.packet, acl[direction], direction === 'ingress' ? SOURCE : DESTINATION);
  const hop = `acl:${acl.record.id}`;
  const text = rule
    ? `rule ${rule.record.number} ${rule.record.allow ? 'allow' : 'deny'} ${formatService(rule.record.service)} ${formatRange(rule)}`
    : 'no rule matches';
  const cause = { text, source: rule?.record.source ?? acl.record.source };
  if (rule?.record.allow) {
    if (walk.recording) walk.record(hop, `network ACL lets the packet ${wordOf(direction)}`, cause);
    return undefined;
  }
  const reason = direction === 'ingress' ? 'nacl-ingress-denied' : 'nacl-egress-denied';
  return refuse(walk, drop(reason, hop, { detail: text, cause }));
}

/** What the platform keeps out of reach of every ACL: its own ranges, and questions to its resolver. */
function isBeyondAcls({ packet }: Walk, vpc: CompiledVpc, direction: 'ingress' | 'egress'): boolean {
  if (direction === 'egress' && packet.inSet(DESTINATION, vpc.aclExempt)) return true;
  return (
    vpc.resolver !== undefined &&
    packet.family === 4 &&
    packet.is(DESTINATION, vpc.resolver) &&
    packet.is(DESTINATION_PORT, 53)
  );
}

/** Does a rule of the ACL admit the packet? Asks without judging it. */
export function isAllowedIn(packet: Packet, acl: CompiledAcl): boolean {
  return firstMatch(packet, acl.ingress, SOURCE)?.record.allow === true;
}

function firstMatch(
  packet: Packet,
  rules: readonly CompiledAclRule[],
  far: typeof SOURCE | typeof DESTINATION,
): CompiledAclRule | undefined {
  return rules.find((rule) => matchesRange(packet, rule.record.service, far, rule));
}
