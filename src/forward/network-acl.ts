/**
 * Network ACLs: numbered rules at the edge of a subnet.
 */
import { formatRange } from '../ip/range.ts';
import type {
  CompiledAcl,
  CompiledAclRule,
  CompiledSubnet,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { formatService } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, SOURCE } from './box.ts';
import { matchesRange, refuse, wordOf } from './filter.ts';
import { drop, type Drop } from './outcome.ts';
import type { Packet } from './packet.ts';
import type { Walk } from './walk.ts';

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
    if (walk.established === 'tracked' || walk.established === 'untracked') return undefined;
    if (walk.leg === 'return' && walk.isTracked('acl', acl.record.id)) return undefined;
    if (walk.leg === 'forward') walk.track('acl', acl.record.id);
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

/**
 * What the platform keeps out of reach of every ACL: ranges of its own (the profile), and questions to its
 * resolver ("Control traffic to subnets using network ACLs", Amazon VPC User Guide).
 */
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
