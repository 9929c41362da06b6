// Gateways of a VPC towards the outside: internet, egress-only internet, NAT, and the virtual private
// gateway with its VPN or Direct Connect path.
// An internet gateway maps addresses one to one and knows no connections ("Enable internet access using
// internet gateways"); a NAT gateway and an egress-only gateway do, so a reply that meets one the request
// never met is lost there ("NAT gateways", "Enable outbound IPv6 traffic using an egress-only internet
// gateway").
import { inAny, isPrivate, isSix } from './address.ts';
import { aclDrop } from './filters.ts';
import { select } from './lookup.ts';
import type { GatewayEndpoint, Igw, Link, Nat, Subnet, Vgw, Vpc } from './model.ts';
import { type Journey, type Step, drop, hopOf, reemit, revisits } from './packet.ts';
import { classify } from './crossing.ts';
import { edgeReason, lists, tooBig } from './routing.ts';
import { leave } from './sending.ts';
import { ICMP, TCP, UDP, hasPorts } from './rules.ts';
import { kindOf } from './tables.ts';
import { ownerOf } from './world.ts';

export function igwOut(journey: Journey, link: Igw, vpc: Vpc): Step {
  const { packet } = journey;
  const hop = hopOf(link);
  journey.via.add(link.id);
  if (isSix(packet.src)) {
    // An IPv6 address is its own public address, for the VPC it belongs to.
    if (!inAny(vpc.ranges, packet.src)) return drop('igw-no-public-ip', hop);
    if (isPrivate(packet.dst)) return drop('igw-private-destination', hop);
    if (journey.leg === 'forward') journey.exits.set(vpc, link);
    return { kind: 'internet', vpc };
  }
  const outside = vpc.publics.get(packet.src);
  if (outside === undefined) {
    const last = journey.translations.at(-1)?.link;
    const hidden = last?.type === 'nat' && !last.public;
    return drop(hidden ? 'nat-private-to-igw' : 'igw-no-public-ip', hop);
  }
  if (isPrivate(packet.dst)) return drop('igw-private-destination', hop);
  // Whoever asked for another address than this one would not know the answer.
  const asked = journey.eipEntry?.link === link && journey.eipEntry.inside === packet.src;
  if (journey.leg === 'return' && !asked) return drop('return-state-missing', hop);
  packet.src = outside;
  return { kind: 'internet', vpc };
}

export function eigwOut(journey: Journey, link: Igw, vpc: Vpc): Step {
  if (!isSix(journey.packet.dst)) return drop('address-family-unsupported', hopOf(link));
  journey.via.add(link.id);
  const hop = hopOf(link);
  if (journey.leg === 'return') return drop('return-state-missing', hop);
  if (!inAny(vpc.ranges, journey.packet.src)) return drop('igw-no-public-ip', hop);
  if (isPrivate(journey.packet.dst)) return drop('igw-private-destination', hop);
  journey.exits.set(vpc, link);
  return { kind: 'internet', vpc };
}

export function natOut(journey: Journey, link: Nat, vpc: Vpc, from: Subnet | undefined): Step {
  const { packet, world } = journey;
  const hop = hopOf(link);
  const address = link.addresses.find((held) => !isSix(held));
  journey.via.add(link.id);
  if (isSix(packet.dst) || address === undefined) return drop('address-family-unsupported', hop);
  if (![TCP, UDP, ICMP].includes(packet.proto)) return drop('nat-protocol-unsupported', hop);
  if (link.subnet !== from) {
    const denied = aclDrop(journey, link.subnet, 'in');
    if (denied !== undefined) return denied;
  }
  // A reply the gateway has no request for: it did not translate one.
  if (journey.leg === 'return') return drop('return-state-missing', hop);
  const { src, dst, sport, dport } = packet;
  const before = { src, dst, sport, dport };
  journey.translations.push({ link, address, before, vpc, subnet: link.subnet, direct: undefined });
  packet.src = address;
  if (hasPorts(packet.proto) && packet.sport < 1024) packet.sport = 1024;
  reemit(packet);
  packet.crossedEdge = false;
  const ownEdge = world.profile === 'otc' || world.profile === 'azure' || world.profile === 'gcp';
  if (!ownEdge || !link.public) return leave(journey, vpc, link.subnet);
  // A public NAT gateway sits at the edge itself there: no second lookup.
  const denied = aclDrop(journey, link.subnet, 'out');
  if (denied !== undefined) return denied;
  const door = vpc.doors.find((item) => item.type === 'igw');
  if (door === undefined || !door.attached) return drop('igw-not-attached', hop);
  return tooBig(journey, door) ?? { kind: 'igw-out', link: door, vpc };
}

export function privateOut(journey: Journey, link: Vgw, vpc: Vpc): Step {
  const { packet, world } = journey;
  const hop = hopOf(link);
  if (world.profile === 'aws' && ownerOf(vpc, packet.src) === undefined) {
    return drop('vgw-source-not-local', hop);
  }
  if (world.profile === 'otc' && ownerOf(vpc, packet.src) === undefined && !lists(link, packet.src)) {
    return drop('gateway-local-subnet-missing', hop);
  }
  if (!inAny(link.prefixes, packet.dst)) return drop('vgw-prefix-unknown', hop);
  if (!link.pathUp) return drop('vpn-tunnel-down', hop);
  journey.via.add(link.id);
  journey.routers[journey.leg].add(link.id);
  packet.entered = undefined;
  packet.lost = true;
  packet.crossedEdge = true;
  return link.site === undefined
    ? drop('dst-host-unknown', `site:${link.id}`)
    : { kind: 'site', site: link.site };
}

/** A gateway table steers what comes in; its targets are local, an interface, or an inspection endpoint. */
function edge(journey: Journey, link: Link, vpc: Vpc): Step {
  const { world, packet } = journey;
  const table = world.tables.get(link.id);
  if (table !== undefined) {
    packet.ttl -= 1;
    if (packet.ttl <= 0) return drop('ttl-exceeded', table.hop);
    if (revisits(journey, table)) return drop('routing-loop', table.hop);
  }
  const route = table === undefined ? undefined : select(world.profile, table, packet.dst)?.route;
  if (table === undefined || route === undefined || route.target.kind === 'local') {
    return { kind: 'deliver', vpc, from: undefined };
  }
  const kind = kindOf(route.target);
  if (kind === 'blackhole' || kind === 'missing') return drop('route-blackhole', table.hop);
  if (kind !== 'eni' && !(kind === 'gwlbe' && link.type === 'igw')) {
    return drop('route-target-invalid', table.hop);
  }
  if (route.dead !== undefined) return drop(route.dead, table.hop);
  if (route.target.kind === 'eni' && route.target.host !== undefined) {
    return { kind: 'appliance', host: route.target.host, vpc, from: undefined, overridesLocal: true };
  }
  if (route.target.kind !== 'link') return drop('route-target-invalid', table.hop);
  return { kind: 'hand', link: route.target.link, vpc, subnet: undefined };
}

export function igwIn(journey: Journey, link: Igw, vpc: Vpc): Step {
  const { packet } = journey;
  journey.via.add(link.id);
  packet.entered = { kind: 'internet', link };
  packet.crossedEdge = true;
  packet.lost = true;
  packet.emitter = undefined;
  return edge(journey, link, vpc);
}

export function gatewayIn(journey: Journey, link: Vgw, vpc: Vpc): Step {
  const { packet, world } = journey;
  const hop = hopOf(link);
  if (!link.pathUp) return drop('vpn-tunnel-down', hop);
  journey.via.add(link.id);
  journey.routers[journey.leg].add(link.id);
  packet.entered = { kind: 'gateway', link };
  packet.crossedEdge = true;
  packet.lost = true;
  packet.emitter = undefined;
  if (inAny(vpc.ranges, packet.dst)) return edge(journey, link, vpc);
  const asksTable = world.profile === 'otc' || world.profile === 'azure' || world.profile === 'gcp';
  if (asksTable) return { kind: 'route', vpc, table: vpc.main, subnet: undefined };
  const found = classify(world, vpc, packet.dst, undefined);
  if (found === undefined) return drop('vgw-destination-not-local', hop);
  // Wanting a peer or another way out from here is use of this gateway by somebody beyond the VPC.
  const named = found.kind === 'gateway-endpoint' || found.kind === 'tgw';
  return drop(edgeReason(named ? found.kind : link.type), hop);
}

export function gatewayEndpoint(journey: Journey, link: GatewayEndpoint, vpc: Vpc): Step {
  const { packet } = journey;
  const hop = hopOf(link);
  journey.via.add(link.id);
  if (isSix(packet.dst)) return drop('address-family-unsupported', hop);
  const ping = packet.proto === ICMP && packet.dport === 8;
  if (packet.proto !== TCP && !ping) return drop('gateway-endpoint-protocol', hop);
  if (!link.allows) return drop('endpoint-policy-denied', hop);
  if (journey.leg === 'forward' && journey.goal.kind !== 'any') return drop('misdelivered', hop);
  return { kind: 'reached', end: { kind: 'gateway-endpoint', link, vpc } };
}
