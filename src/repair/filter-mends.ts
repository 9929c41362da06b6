/**
 * Rules that would let a packet through a filter: as narrow as the flow, one for each list that denies it.
 */
import { contains, hostPrefix, type Prefix } from '../ip/prefix.ts';
import type { PacketFields } from '../forward/outcome.ts';
import type { AclRule, NetworkAcl } from '../model/filter.ts';
import type { Network } from '../model/network.ts';
import { ALL_PORTS, hasPorts, isIcmp, type NumberRange, type Service } from '../model/protocol.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import type { Case } from './case.ts';
import type { Direction } from '../model/amendment.ts';
import type { Mend } from './mend.ts';

/** Ports from which clients send and on which they expect answers ("Control traffic to subnets"). */
const EPHEMERAL: NumberRange = { first: 1024, last: 65535 };

/** Ranges into which endpoints translate their consumers; which address it is may change any time. */
const TRANSLATED: readonly Prefix[] = Object.values(PROFILES).flatMap(
  ({ endpoint }) => endpoint.translatedSources ?? [],
);

export function mendFilter(here: Case): Mend[] {
  switch (here.reason) {
    case 'sg-ingress-denied':
      return groupRule(here, 'ingress');
    case 'sg-egress-denied':
      return groupRule(here, 'egress');
    case 'conntrack-expired':
    case 'sg-reference-unresolvable':
      return [...groupRule(here, 'ingress'), ...groupRule(here, 'egress')];
    case 'nacl-ingress-denied':
      return aclRule(here, 'ingress');
    case 'nacl-egress-denied':
      return aclRule(here, 'egress');
    default:
      return [];
  }
}

/** The far end of a packet, as a filter of that direction sees it. */
function farEnd({ source, destination }: PacketFields, direction: Direction): number | bigint {
  return direction === 'ingress' ? source : destination;
}

/** The one address; or the whole range from which a platform takes one for each endpoint. */
export function farRange(packet: PacketFields, direction: Direction): Prefix {
  const address = farEnd(packet, direction);
  return TRANSLATED.find((range) => contains(range, address)) ?? hostPrefix(address);
}

function groupRule({ network, verdict: { packet }, hop }: Case, direction: Direction): Mend[] {
  if (!network.securityGroups.has(hop.id)) return [];
  const prefix = farRange(packet, direction);
  return [{ kind: 'group-rule', group: hop.id, direction, service: serviceOf(packet), prefix }];
}

function aclRule({ network, verdict, hop }: Case, direction: Direction): Mend[] {
  const acl = network.networkAcls.get(hop.id);
  if (!acl) return [];
  const { packet, leg } = verdict;
  const number = numberBefore(network, acl, direction, packet);
  if (number === undefined) return [];
  const service = leg === 'return' ? replyServiceOf(packet) : serviceOf(packet);
  const prefix = farRange(packet, direction);
  return [{ kind: 'acl-rule', acl: acl.id, direction, number, allow: true, service, prefix }];
}

/** The packet's own protocol and port, or type of message. */
export function serviceOf({ protocol, destinationPort }: PacketFields): Service {
  const protocols = { first: protocol, last: protocol };
  if (isIcmp(protocol)) {
    const type = destinationPort & 0xff00;
    return { protocols, ports: { first: type, last: type | 0xff } };
  }
  if (!hasPorts(protocol)) return { protocols, ports: ALL_PORTS };
  return { protocols, ports: { first: destinationPort, last: destinationPort } };
}

/** Clients choose their ports anew for each flow, so an answer is let in on all of them. */
function replyServiceOf(packet: PacketFields): Service {
  const exact = serviceOf(packet);
  const isEphemeral = hasPorts(packet.protocol) && packet.destinationPort >= EPHEMERAL.first;
  return isEphemeral ? { ...exact, ports: EPHEMERAL } : exact;
}

/** The highest free number before the rule that decides about the packet; none: all are taken. */
export function numberBefore(
  network: Network,
  acl: NetworkAcl,
  direction: Direction,
  packet: PacketFields,
): number | undefined {
  const rules = acl[direction].toSorted((a, b) => a.number - b.number);
  const far = farEnd(packet, direction);
  const deciding = rules.find((rule) => speaksOf(rule, packet, far));
  const taken = new Set(rules.map((rule) => rule.number));
  const profile = PROFILES[network.vpcs.get(acl.vpc)?.profile ?? 'aws'];
  const { first, last } = profile.aclNumbers ?? { first: 1, last: Infinity };
  if (!deciding) {
    const next = (rules.at(-1)?.number ?? 0) + 10;
    return next <= last ? next : undefined;
  }
  for (let number = deciding.number - 1; number >= first; number--) {
    if (!taken.has(number)) return number;
  }
  return undefined;
}

function speaksOf({ service, prefix }: AclRule, packet: PacketFields, far: number | bigint): boolean {
  const { protocols, ports } = service;
  return (
    contains(prefix, far) &&
    packet.protocol >= protocols.first &&
    packet.protocol <= protocols.last &&
    packet.destinationPort >= ports.first &&
    packet.destinationPort <= ports.last
  );
}
