// Peering: crossing one, and naming the reason when a packet cannot leave the peer again.
// A peering hands over only what belongs to the two VPCs. On AWS and JD Cloud the peer's tables are never
// asked for anything else ("Unsupported VPC peering configurations"); Open Telekom Cloud lets its gateways
// carry what they list ("Local Subnet"), Azure lets a hub's gateway and a forwarding appliance do so
// ("Create, change, or delete a virtual network peering"), Google Cloud imported custom routes.
import { type Address, inAny, isPrivate, isSix } from './address.ts';
import { subnetOf } from './estate.ts';
import { explicitlyAllowed } from './filters.ts';
import { INVALID } from './liveness.ts';
import { select, tablesInUse } from './lookup.ts';
import type { Host, Link, Peering, Vgw, Vpc, World } from './model.ts';
import { type Journey, type Step, drop, hopOf } from './packet.ts';
import { otherEnd, sharesGateway } from './peerings.ts';
import { edgeReason, lists, transit } from './routing.ts';
import { ownerOf } from './world.ts';
import { hasFamily, kindOf } from './tables.ts';

interface Class {
  readonly kind: string;
  readonly link: Link | undefined;
}

const ORDER = ['gateway-endpoint', 'vgw', 'vpn', 'dx', 'tgw', 'nat', 'igw', 'eigw'];

/** What the packet wanted beyond this VPC: a further peer, or one of the VPC's own edges, or nothing. */
export function classify(world: World, vpc: Vpc, dst: Address, from: Vpc | undefined): Class | undefined {
  for (const peering of world.peerings.get(vpc) ?? []) {
    const far = otherEnd(peering, vpc);
    if (peering.live && far !== undefined && far !== from && inAny(far.ranges, dst)) {
      return { kind: 'peering', link: peering };
    }
  }
  const found: Class[] = [];
  for (const table of tablesInUse(vpc)) {
    const route = select(world.profile, table, dst)?.route;
    if (route?.target.kind === 'link' && route.dead !== INVALID) {
      found.push({ kind: kindOf(route.target), link: route.target.link });
    }
    const bare = !isSix(dst) && !isPrivate(dst) && (route?.prefix.length ?? 0) === 0;
    const policy = world.profile === 'otc' && bare;
    const door = policy ? vpc.doors.find((item) => item.type === 'igw') : undefined;
    if (door !== undefined && holdsEip(vpc)) found.push({ kind: 'igw', link: door });
  }
  for (const kind of ORDER) {
    const match = found.find((item) => item.kind === kind);
    if (match !== undefined) return match;
  }
  return undefined;
}

function holdsEip(vpc: Vpc): boolean {
  return [...vpc.publics.keys()].some((inside) => ownerOf(vpc, inside)?.kind === 'host');
}

function azureGateway(journey: Journey, hub: Vpc): Vgw | undefined {
  for (const link of journey.world.links.values()) {
    const gateway = link.type === 'vgw' || link.type === 'vpn' || link.type === 'dx';
    if (gateway && link.vpc === hub && link.attached && inAny(link.prefixes, journey.packet.dst)) return link;
  }
  return undefined;
}

/** The packet is in the peer and belongs to none of its own ranges. */
function beyond(journey: Journey, peering: Peering, from: Vpc, to: Vpc): Step {
  const { world, packet } = journey;
  const { profile } = world;
  const selection = select(profile, to.main, packet.dst);
  const table = to.main;
  if (profile === 'azure' && sharesGateway(world, peering, to, from)) {
    const gateway = azureGateway(journey, to);
    if (gateway !== undefined) return { kind: 'hand', link: gateway, vpc: to, subnet: undefined };
  }
  const asksTable = profile === 'otc' || (profile === 'gcp' && sharesGateway(world, peering, to, from));
  const refused = selection === undefined ? undefined : transit(journey, selection.route, table);
  const exit = selection?.route.target.kind;
  const leads = exit === 'link' || exit === 'eni';
  if (asksTable && leads && refused === undefined) {
    return { kind: 'route', vpc: to, table, subnet: undefined };
  }
  const found = classify(world, to, packet.dst, from);
  if (found === undefined) return drop('peering-dst-outside-peer-cidr', hopOf(peering));
  const { link } = found;
  const gateway = link?.type === 'vgw' || link?.type === 'vpn' || link?.type === 'dx';
  if (profile === 'otc' && gateway) {
    // The gateway sits in another table than the one that serves arrivals from a peering.
    if (!lists(link, packet.src)) return drop('gateway-local-subnet-missing', hopOf(link));
    return refused ?? drop('no-route', table.hop);
  }
  return drop(edgeReason(found.kind), hopOf(peering));
}

function refusedByAzure(journey: Journey, peering: Peering, from: Vpc, to: Vpc): Step | undefined {
  const { packet } = journey;
  const near = peering.halves.get(from);
  const far = peering.halves.get(to);
  // The flag shrinks a service tag of the default rules: tracked replies and explicit rules still pass.
  const closed = near?.access === false || far?.access === false;
  if (closed && journey.leg === 'forward' && !explicitlyAllowed(journey, subnetOf(to, packet.dst))) {
    return drop('peering-access-disabled', hopOf(peering));
  }
  // What a gateway brings from a site is not forwarded by an appliance.
  const fromGateway = packet.entered?.kind === 'gateway';
  if (!fromGateway && !inAny(from.ranges, packet.src) && far?.forwarded !== true) {
    return drop('peering-forwarded-traffic-denied', hopOf(peering));
  }
  return undefined;
}

export function cross(journey: Journey, peering: Peering, from: Vpc, appliance: Host | undefined): Step {
  const { packet, world } = journey;
  const hop = hopOf(peering);
  const to = otherEnd(peering, from);
  if (!peering.live || to === undefined) return drop('peering-not-active', hop);
  if (world.profile === 'azure') {
    const refused = refusedByAzure(journey, peering, from, to);
    if (refused !== undefined) return refused;
  }
  const six = isSix(packet.dst);
  if (!hasFamily(from, six) || !hasFamily(to, six)) return drop('address-family-unsupported', hop);
  if (world.peeringSourceCheck && !inAny(from.ranges, packet.src)) {
    return drop('peering-src-not-local', hop);
  }
  const owner = from.owners.get(packet.src);
  const translated = journey.translations.at(-1)?.link;
  if (owner?.kind === 'link' && owner.link.type === 'nat' && owner.link === translated) {
    if (world.profile === 'aws') journey.notes.add('undocumented-behaviour');
    if (journey.leg === 'forward') journey.natCrossing = { address: packet.src, peering };
  }
  journey.via.add(peering.id);
  journey.routers[journey.leg].add(peering.id);
  packet.entered = { kind: 'peering', link: peering, from };
  packet.crossedEdge = true;
  packet.emitter = undefined;
  if (appliance !== undefined) {
    return { kind: 'appliance', host: appliance, vpc: to, from: undefined, overridesLocal: false };
  }
  return inAny(to.ranges, packet.dst)
    ? { kind: 'deliver', vpc: to, from: undefined }
    : beyond(journey, peering, from, to);
}
