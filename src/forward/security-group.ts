/**
 * Security groups: allow rules of an interface, and the state it keeps of what they let pass.
 */
import { firstAddress, lastAddress } from '../ip/address.ts';
import { formatRange } from '../ip/range.ts';
import type {
  CompiledEni,
  CompiledGroup,
  CompiledGroupRule,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { ALL_PORTS, formatService, TCP, UDP } from '../model/protocol.ts';
import { DESTINATION, PROTOCOL, SOURCE } from './box.ts';
import { matchesRange, matchesService, refuse, wordOf } from './filter.ts';
import { seesDestinationIn, seesOriginIn } from './group-reference.ts';
import { drop, type Drop } from './outcome.ts';
import type { Walk } from './walk.ts';

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

/** Security groups of an interface; state makes replies pass without rules. */
export function passGroups(walk: Walk, eni: CompiledEni, direction: 'ingress' | 'egress'): Drop | undefined {
  if (eni.groups.length === 0) return undefined;
  const keepsState = walk.established !== 'untracked';
  const isTracked = keepsState && walk.leg === 'return' && walk.isTracked('eni', eni.record.id);
  if (isTracked && !isForgotten(walk, eni.vpc)) return undefined;
  if (walk.established === 'tracked' && livesOn(eni, direction)) return undefined;
  for (const group of eni.groups) walk.dependOn(group.record.id);
  const admission = findAdmission(walk, eni, direction);
  if (admission && 'rule' in admission) {
    if (walk.leg === 'forward') walk.track('eni', eni.record.id);
    if (walk.established === 'watched' && isOpenBothWays(walk, eni, admission.rule, direction)) {
      walk.isUntracked = true;
    }
    if (walk.recording) {
      const { record } = admission.rule;
      walk.record(`sg:${admission.group.record.id}`, `security group lets the packet ${wordOf(direction)}`, {
        text: `${direction} rule ${formatService(record.service)} ${formatPeer(admission.rule)}`,
        source: record.source,
      });
    }
    return undefined;
  }
  doubtPeers(walk, eni, direction);
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
  if (!verdict && walk.leg === 'forward') walk.track('eni', eni.record.id);
  return verdict;
}

/** Far ends of rules that could have admitted the packet, had anybody said who they are. */
function doubtPeers(walk: Walk, eni: CompiledEni, direction: 'ingress' | 'egress'): void {
  const { unmodelled } = walk.net.network;
  if (unmodelled.size === 0) return;
  for (const { record } of eni.groups) {
    for (const { peer, service } of record[direction]) {
      const name = peer.kind === 'group' ? peer.group : peer.kind === 'prefix-list' ? peer.list : undefined;
      if (name === undefined || !unmodelled.has(name) || !matchesService(walk.packet, service)) continue;
      walk.doubts.about(name, `sg:${eni.groups[0]!.record.id}`);
    }
  }
}

/**
 * "Amazon EC2 security group connection tracking", untracked connections: TCP and UDP that a rule for all
 * addresses admits, while another one lets all answers pass.
 */
function isOpenBothWays(
  walk: Walk,
  eni: CompiledEni,
  rule: CompiledGroupRule,
  direction: 'ingress' | 'egress',
): boolean {
  if (eni.vpc.profile.securityGroup.openIsUntracked !== true || !isForAll(rule)) return false;
  const protocol = [TCP, UDP].find((candidate) => walk.packet.is(PROTOCOL, candidate));
  if (protocol === undefined) return false;
  const back = direction === 'ingress' ? 'egress' : 'ingress';
  return eni.groups.some((group) =>
    group[back].some((other) => {
      const { protocols, ports } = other.record.service;
      const isAnyPort = ports.first === ALL_PORTS.first && ports.last === ALL_PORTS.last;
      const isIts = protocols.first <= protocol && protocol <= protocols.last;
      return isAnyPort && isIts && isForAll(other) && other.family === rule.family;
    }),
  );
}

/** Every address of the rule's family. */
function isForAll(rule: CompiledGroupRule): rule is Extract<CompiledGroupRule, { kind: 'range' }> {
  if (rule.kind !== 'range') return false;
  return rule.first === firstAddress(rule.family) && rule.last === lastAddress(rule.family);
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

function formatPeer(rule: CompiledGroupRule): string {
  return rule.kind === 'group' ? rule.group.record.id : formatRange(rule);
}
