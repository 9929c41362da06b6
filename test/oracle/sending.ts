// Sending: what happens at an interface before a packet meets a route table.
// A host is checked for its own source address and its groups; a packet for the sender's own subnet goes
// straight to the neighbour, everything else passes the subnet's access list first. On the reply the groups
// are silent, because both ends track the connection ("Amazon EC2 security group connection tracking").
import { type Address, inAny, isSix, parseAddress, within } from './address.ts';
import { subnetOf } from './estate.ts';
import { aclDrop, groupDrop } from './filters.ts';
import type { Host, Subnet, Vpc } from './model.ts';
import {
  type Journey,
  type Packet,
  type Step,
  type Translation,
  drop,
  reemit,
  sameSubnet,
  bypassed,
  remember,
  remembers,
} from './packet.ts';
import { tooBig } from './routing.ts';
import { hasPorts } from './rules.ts';

const PLATFORM: readonly (readonly [Address, number])[] = [
  ['169.254.169.253', 53],
  ['169.254.169.254', 80],
  ['169.254.169.123', 123],
  ['fd00:ec2::253', 53],
  ['fd00:ec2::254', 80],
  ['fd00:ec2::123', 123],
].map(([text, port]) => [parseAddress(String(text)), Number(port)]);

/** The address a host uses towards a family, or nothing when it has none. */
export function addressFor(host: Host, six: boolean): Address | undefined {
  return host.spans.find((span) => isSix(span.low) === six)?.low;
}

/** Which of the equal interfaces of a fleet an address means; an ordinary host is one interface. */
export function memberOf(host: Host, address: Address): bigint {
  const span = host.spans.find((held) => within(held, address));
  return span === undefined ? -1n : address - span.low;
}

export function homeOf(host: Host, vpc: Vpc, packetAddress: Address): Subnet | undefined {
  const own = inAny(host.spans, packetAddress) ? packetAddress : addressFor(host, isSix(packetAddress));
  const address = own ?? host.spans[0]?.low;
  return address === undefined ? undefined : subnetOf(vpc, address);
}

/** Emission from an interface in a subnet: neighbours directly, the rest by access list and table. */
export function leave(journey: Journey, vpc: Vpc, subnet: Subnet | undefined): Step {
  if (sameSubnet(subnet, journey.packet.dst)) return { kind: 'deliver', vpc, from: subnet };
  const denied = aclDrop(journey, subnet, 'out');
  if (denied !== undefined) return denied;
  return { kind: 'route', vpc, table: subnet?.table ?? vpc.main, subnet };
}

/** Resolver, metadata and time answer an interface before any filter or table is asked. */
function isPlatformService({ packet, world }: Journey, vpc: Vpc): boolean {
  if (world.profile !== 'aws' || !hasPorts(packet.proto)) return false;
  if (packet.dst === vpc.resolver) return packet.dport === 53;
  return PLATFORM.some(([address, port]) => packet.dst === address && packet.dport === port);
}

/** The machines of a fleet differ by address; one of them only knows its own. */
function isOwnAddress(host: Host, { src, dst }: Packet): boolean {
  const span = host.spans.find((held) => within(held, dst));
  return span !== undefined && (span.low === span.high || src === dst);
}

export function send(journey: Journey, host: Host): Step {
  const { packet } = journey;
  const { vpc, site } = host;
  if (site !== undefined) return { kind: 'site-route', site };
  if (vpc === undefined) return drop('source-eni-unavailable', `eni:${host.name}`);
  // A packet to an address of the sending machine never leaves it, so no filter sees it.
  if (isOwnAddress(host, packet)) return { kind: 'loopback', host };
  if (isPlatformService(journey, vpc)) return { kind: 'reached', end: { kind: 'resolver', vpc } };
  const denied = groupDrop(journey, host.groups, 'out', vpc);
  if (denied !== undefined) return denied;
  packet.emitter = host;
  remember(journey, host);
  return leave(journey, vpc, homeOf(host, vpc, packet.src));
}

/**
 * A reply on its way out of a subnet. Behind an endpoint, and behind a load balancer that kept the client's
 * address, it is matched to the recorded pair and handed back without asking a route table.
 */
function leaveAgain(journey: Journey, vpc: Vpc, subnet: Subnet | undefined): Step {
  const top = journey.translations.at(-1);
  const direct = top?.direct;
  if (top === undefined || direct === undefined || direct.vpc !== vpc || top.address !== journey.packet.dst) {
    return leave(journey, vpc, subnet);
  }
  if (subnet !== direct.node) {
    const denied = aclDrop(journey, subnet, 'out') ?? aclDrop(journey, direct.node, 'in');
    if (denied !== undefined) return denied;
  }
  return { kind: 'undo', translation: top };
}

/** The reply of the host that received the packet. */
export function answer(journey: Journey, host: Host): Step {
  const { packet, world, eipEntry } = journey;
  const { vpc, site } = host;
  if (site !== undefined) return { kind: 'site-route', site };
  if (vpc === undefined) return drop('source-eni-unavailable', `eni:${host.name}`);
  packet.emitter = host;
  if (isOwnAddress(host, packet)) return { kind: 'loopback', host };
  // The platform takes what is addressed to it from every interface, whoever it answers.
  if (isPlatformService(journey, vpc)) return { kind: 'reached', end: { kind: 'resolver', vpc } };
  // A request that never left its machine left no state at the interface either.
  const denied = remembers(journey, host) ? undefined : groupDrop(journey, host.groups, 'out', vpc);
  if (denied !== undefined) return denied;
  const subnet = homeOf(host, vpc, packet.src);
  if (world.profile === 'jd' && eipEntry !== undefined && eipEntry.inside === packet.src) {
    // A connection that came in over the elastic address is answered over it, whatever the table says.
    const barred = aclDrop(journey, subnet, 'out');
    return barred ?? tooBig(journey, eipEntry.link) ?? { kind: 'hand', link: eipEntry.link, vpc, subnet };
  }
  return leaveAgain(journey, vpc, subnet);
}

/** Undoes a recorded rewrite and sends the reply on from where the rewrite was made. */
export function undo(journey: Journey, translation: Translation): Step {
  const { packet, translations } = journey;
  const { before, vpc, subnet } = translation;
  const missed = translation.link.type === 'nat' ? undefined : bypassed(journey);
  if (missed !== undefined) return missed;
  translations.length = translations.indexOf(translation);
  packet.src = before.dst;
  packet.dst = before.src;
  packet.sport = before.dport;
  packet.dport = before.sport;
  journey.via.add(translation.link.id);
  reemit(packet);
  packet.crossedEdge = false;
  // A balancer takes back what its target sends, not what somebody in between sends on.
  return translation.link.type === 'nat' ? leave(journey, vpc, subnet) : leaveAgain(journey, vpc, subnet);
}
