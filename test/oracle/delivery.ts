// Delivery: the last metres inside a VPC, from "this address is here" to the interface that owns it.
// The order is subnet, access list, reserved addresses, owner, groups, listener, identity. Two interfaces
// may own the same address in two networks; reaching the wrong one is not a delivery ("Routing for response
// traffic").
import { isSix } from './address.ts';
import { subnetOf } from './estate.ts';
import { aclDrop, groupDrop } from './filters.ts';
import type { Endpoint, Host, Nat, Nlb, Profile, Subnet, Vpc } from './model.ts';
import { type Journey, type Step, drop, hopOf, isQuestion, remember } from './packet.ts';
import { memberOf } from './sending.ts';
import { ICMP, ICMP6, speaks } from './rules.ts';
import { ownerOf } from './world.ts';

/** Offsets a provider keeps for itself, from the bottom and from the top of a subnet. */
const RESERVED: Readonly<
  Record<Profile, { readonly low: readonly bigint[]; readonly high: readonly bigint[] }>
> = {
  aws: { low: [0n, 1n, 2n, 3n], high: [0n] },
  otc: { low: [0n, 1n], high: [0n, 1n, 2n] },
  jd: { low: [0n, 1n, 2n], high: [0n] },
  azure: { low: [0n, 1n, 2n, 3n], high: [0n] },
  gcp: { low: [0n, 1n], high: [0n, 1n] },
};

/** The resolver of a VPC: nobody from beyond an edge may ask it, and only questions are answered. */
function atResolver(journey: Journey, vpc: Vpc): Step | undefined {
  const { packet } = journey;
  if (packet.dst !== vpc.resolver) return undefined;
  if (packet.crossedEdge) return drop('edge-to-edge-dns', `resolver:${vpc.id}`);
  return isQuestion(packet) ? { kind: 'reached', end: { kind: 'resolver', vpc } } : undefined;
}

function atReserved(journey: Journey, subnet: Subnet): Step | undefined {
  const { packet, world } = journey;
  const { dst } = packet;
  const range = subnet.ranges.find((held) => dst >= held.low && dst <= held.high);
  // Only Amazon says that an IPv6 subnet has such addresses too.
  if (range === undefined || (isSix(dst) && world.profile !== 'aws')) return undefined;
  const kept = RESERVED[world.profile];
  if (!kept.low.includes(dst - range.low) && !kept.high.includes(range.high - dst)) return undefined;
  const ping = packet.proto === (isSix(dst) ? ICMP6 : ICMP);
  const answers = world.profile === 'otc' || world.profile === 'jd';
  if (dst === range.low + 1n && ping && answers && !packet.crossedEdge) {
    return { kind: 'reached', end: { kind: 'gateway', subnet } };
  }
  return drop('dst-reserved-address', `subnet:${subnet.name}`);
}

function backAt(journey: Journey, host: Host): Step {
  const { start, packet } = journey;
  const home = start.kind === 'host' && start.host === host;
  if (home && memberOf(host, start.address) === memberOf(host, packet.dst)) {
    // Whoever rewrote the request never gets to turn this answer back into the one that is waited for.
    if (journey.translations.length > 0) return drop('return-state-missing', `eni:${host.name}`);
    return { kind: 'reached', end: { kind: 'host', host } };
  }
  return drop('misdelivered', `eni:${host.name}`);
}

/** Arrival at a host, in a VPC or on the premises. */
export function atHost(journey: Journey, host: Host): Step {
  const hop = `eni:${host.name}`;
  if (!host.running) return drop('dst-eni-unavailable', hop);
  if (journey.leg === 'return') return backAt(journey, host);
  if (host.vpc !== undefined) {
    const denied = groupDrop(journey, host.groups, 'in', host.vpc);
    if (denied !== undefined) return denied;
    remember(journey, host);
  }
  return received(journey, host);
}

/** What the machine itself does with a packet for it. */
export function received(journey: Journey, host: Host): Step {
  const { packet, goal } = journey;
  const hop = `eni:${host.name}`;
  if (journey.leg === 'return') {
    return backAt(journey, host);
  }
  const { listens } = host;
  if (listens !== undefined && !listens.some((item) => speaks(item, packet.proto, packet.dport))) {
    return drop('no-listener', hop);
  }
  const intended = goal.kind === 'any' || (goal.kind === 'host' && goal.host === host);
  return intended ? { kind: 'reached', end: { kind: 'host', host } } : drop('misdelivered', hop);
}

/** Arrival at an interface a link owns; a reply needs the state the forward leg left there. */
function atLink(journey: Journey, link: Nat | Endpoint | Nlb, vpc: Vpc, subnet: Subnet): Step {
  const { packet, translations } = journey;
  if (link.type === 'nat' && link.state !== 'available') return drop('dst-eni-unavailable', hopOf(link));
  if (journey.leg === 'return') {
    const state = translations.findLast((item) => item.link === link && item.address === packet.dst);
    return state === undefined
      ? drop('return-state-missing', hopOf(link))
      : { kind: 'undo', translation: state };
  }
  switch (link.type) {
    case 'nat':
      return drop('nat-unsolicited-inbound', hopOf(link));
    case 'endpoint':
      return { kind: 'endpoint', link, vpc, subnet };
    default:
      return { kind: 'nlb', link, vpc, subnet };
  }
}

export function deliver(journey: Journey, vpc: Vpc, from: Subnet | undefined): Step {
  const { packet } = journey;
  const answered = atResolver(journey, vpc);
  if (answered !== undefined) return answered;
  const subnet = subnetOf(vpc, packet.dst);
  if (subnet === undefined) return drop('dst-not-in-any-subnet', `vpc:${vpc.id}`);
  if (subnet !== from) {
    const denied = aclDrop(journey, subnet, 'in');
    if (denied !== undefined) return denied;
  }
  const reserved = atReserved(journey, subnet);
  if (reserved !== undefined) return reserved;
  const owner = ownerOf(vpc, packet.dst);
  if (owner === undefined) return drop('dst-host-unknown', `subnet:${subnet.name}`);
  switch (owner.kind) {
    case 'host':
      return atHost(journey, owner.host);
    case 'node':
      return drop('endpoint-reverse-initiation', hopOf(owner.link));
    default:
      return atLink(journey, owner.link, vpc, subnet);
  }
}
