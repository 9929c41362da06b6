// Routing: one visit of a route table of a VPC, up to the hand-over to the chosen target.
// Every visit costs one hop of the budget, and the same packet in the same table twice is a loop.
// A packet that came into the network over an edge may only leave it again where the provider's transit
// rules say so ("VPC peering basics", edge to edge routing; "Using a Connection to Access Multiple VPCs").
import { type Address, covers, inAny, isSix } from './address.ts';
import { isReservedDestination, select } from './lookup.ts';
import type { Attachment, Igw, Link, Route, Subnet, Table, Tgw, Vgw, Vpc, World } from './model.ts';
import { type Drop, type Journey, type Step, drop, hopOf, revisits } from './packet.ts';
import { otherEnd, sharesGateway } from './peerings.ts';
import { kindOf } from './tables.ts';

const INSPECTION = new Set(['local', 'translated', 'eni', 'gwlbe', 'blackhole', 'missing']);

/** The violation a packet commits when it wants to leave over this kind of target. */
export function edgeReason(kind: string): string {
  switch (kind) {
    case 'peering':
      return 'transitive-peering';
    case 'vgw':
    case 'vpn':
      return 'edge-to-edge-vpn';
    case 'eigw':
      return 'edge-to-edge-igw';
    default:
      return `edge-to-edge-${kind}`;
  }
}

/** The ranges a gateway serves: its list of local subnets, or its own VPC where none is given. */
export function lists(gateway: Vgw, address: Address): boolean {
  return inAny(gateway.locals ?? gateway.vpc?.cidrs ?? [], address);
}

function afterTgw(kind: string, table: Table): Drop | undefined {
  switch (kind) {
    case 'nat':
    case 'igw':
    case 'eigw':
      // The gateway itself has no public address for a source of another VPC.
      return undefined;
    case 'tgw':
      return drop('routing-loop', table.hop);
    case 'gateway-endpoint':
      return drop('edge-to-edge-gateway-endpoint', table.hop);
    default:
      return drop('edge-to-edge-tgw', table.hop);
  }
}

/** What a gateway brought in for somebody else, where the provider looks it up in a table at all. */
function afterGateway(journey: Journey, kind: string, link: Link, gateway: Vgw): Drop | undefined {
  const { world, packet } = journey;
  const hop = hopOf(gateway);
  if (world.profile === 'otc') {
    switch (kind) {
      case 'gateway-endpoint':
        return undefined;
      case 'peering':
        return lists(gateway, packet.dst) ? undefined : drop('gateway-local-subnet-missing', hop);
      case 'nat':
      case 'tgw':
        return drop(edgeReason(kind), hop);
      default:
        return drop('vgw-destination-not-local', hop);
    }
  }
  if (kind === 'gateway-endpoint' || kind === 'tgw') return drop(edgeReason(kind), hop);
  const hub = gateway.vpc;
  const far = link.type === 'peering' && hub !== undefined ? otherEnd(link, hub) : undefined;
  const shared =
    link.type === 'peering' && hub !== undefined && far !== undefined && sharesGateway(world, link, hub, far);
  return shared ? undefined : drop(edgeReason(gateway.type), hop);
}

/** Whether a packet may take this route given the edge it came in by; undefined lets it go on. */
export function transit(journey: Journey, route: Route, table: Table): Drop | undefined {
  const { packet, world } = journey;
  const kind = kindOf(route.target);
  if (packet.entered === undefined || INSPECTION.has(kind) || route.target.kind !== 'link') return undefined;
  const { entered } = packet;
  const { link } = route.target;
  if (entered.kind === 'tgw') return afterTgw(kind, table);
  if (entered.kind === 'gateway') return afterGateway(journey, kind, link, entered.link);
  if (entered.kind === 'internet') return drop('edge-to-edge-igw', hopOf(entered.link));
  if (kind === 'vgw' || kind === 'vpn' || kind === 'dx') return undefined;
  if (kind === 'nat' && world.profile === 'otc' && world.natOverPeering) return undefined;
  return drop(edgeReason(kind), hopOf(entered.link));
}

/** Sizes in bytes; where a provider states none the plain Ethernet one holds ("Quotas", MTU tables). */
function sizeLimit(world: World, link: Link): number {
  if (link.type === 'gateway-endpoint' || link.type === 'gwlbe') return Infinity;
  if (world.profile !== 'aws') return 1500;
  switch (link.type) {
    case 'peering': {
      const [a, b] = link.ends;
      return a?.region === b?.region ? 9001 : 8500;
    }
    case 'tgw':
    case 'nat':
      return 8500;
    default:
      return 1500;
  }
}

export function tooBig(journey: Journey, link: Link): Drop | undefined {
  const { packet, world } = journey;
  // A transit gateway loses larger packets silently, fragmentable or not ("Quotas for your transit gateways").
  const strict = packet.df || link.type === 'tgw';
  if (!strict || packet.bytes <= sizeLimit(world, link)) return undefined;
  return drop('mtu-exceeded', hopOf(link));
}

/** A VPN attachment of a transit gateway carries what a tunnel carries ("Quotas for your transit gateways"). */
export function tunnelDrop({ packet }: Journey, tgw: Tgw, attachment: Attachment): Drop | undefined {
  const tunnel = attachment.site !== undefined && !attachment.dx;
  return tunnel && packet.df && packet.bytes > 1500 ? drop('mtu-exceeded', hopOf(tgw)) : undefined;
}

/** On Open Telekom Cloud an elastic address is a policy route of its server, behind every longer route. */
function policyDoor(journey: Journey, vpc: Vpc, route: Route | undefined): Igw | undefined {
  const { packet, world } = journey;
  const { emitter } = packet;
  if (world.profile !== 'otc' || emitter?.eip === undefined || isSix(packet.dst)) return undefined;
  if (route !== undefined && route.prefix.length > 0) return undefined;
  return vpc.publics.has(packet.src) && inAny(emitter.spans, packet.src)
    ? vpc.doors.find((door) => door.type === 'igw')
    : undefined;
}

/** A lab saw replies to a NAT gateway find their way over the peering without a route; off by default. */
function strayReturn(journey: Journey, vpc: Vpc): Step | undefined {
  const crossing = journey.natCrossing;
  if (!journey.world.natReturnWithoutRoute || journey.leg !== 'return' || crossing === undefined) {
    return undefined;
  }
  if (crossing.address !== journey.packet.dst || !crossing.peering.ends.includes(vpc)) return undefined;
  if (otherEnd(crossing.peering, vpc)?.owners.has(crossing.address) !== true) return undefined;
  return { kind: 'cross', peering: crossing.peering, from: vpc, appliance: undefined };
}

function handOver(journey: Journey, route: Route, vpc: Vpc, subnet: Subnet | undefined, table: Table): Step {
  const { target } = route;
  switch (target.kind) {
    case 'local':
      return { kind: 'deliver', vpc, from: subnet };
    case 'translated': {
      const hop = translatedHop(journey, vpc);
      if (hop === undefined) return drop('dst-not-in-any-subnet', `vpc:${vpc.id}`);
      return drop('endpoint-reverse-initiation', hop);
    }
    case 'eni': {
      const { host } = target;
      if (host?.vpc === undefined) return drop('route-target-unavailable', table.hop);
      if (host.vpc !== vpc) {
        const peering = (journey.world.peerings.get(vpc) ?? []).find(
          (held) => held.live && otherEnd(held, vpc) === host.vpc,
        );
        if (peering === undefined) return drop('route-target-unavailable', table.hop);
        return tooBig(journey, peering) ?? { kind: 'cross', peering, from: vpc, appliance: host };
      }
      const overridesLocal = vpc.ranges.some((range) => covers(range, route.prefix));
      return { kind: 'appliance', host, vpc, from: subnet, overridesLocal };
    }
    case 'link':
      return tooBig(journey, target.link) ?? { kind: 'hand', link: target.link, vpc, subnet };
    default:
      return drop('route-blackhole', table.hop);
  }
}

/** Which endpoint reports that its service side, or somebody beside it, dials a translated client. */
function translatedHop(journey: Journey, vpc: Vpc): string | undefined {
  const { world, packet } = journey;
  let nearest: string | undefined;
  const links = [...world.links.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const link of links) {
    if (link.type !== 'endpoint') continue;
    const service = world.hosts.get(link.service);
    if (service !== undefined && service === packet.emitter) return hopOf(link);
    const front = world.links.get(link.service);
    const provider = service?.vpc ?? (front?.type === 'nlb' ? front.vpc : undefined);
    if (provider === vpc) nearest ??= hopOf(link);
  }
  return nearest;
}

export function visit(journey: Journey, vpc: Vpc, table: Table, subnet: Subnet | undefined): Step {
  const { packet, world } = journey;
  packet.ttl -= 1;
  if (packet.ttl <= 0) return drop('ttl-exceeded', table.hop);
  if (revisits(journey, table)) return drop('routing-loop', table.hop);
  if (isReservedDestination(world.profile, packet.dst)) return drop('reserved-destination', table.hop);
  const selection = select(world.profile, table, packet.dst);
  const route = selection?.route;
  const door = policyDoor(journey, vpc, route);
  if (door !== undefined) {
    if (!door.attached) return drop('igw-not-attached', table.hop);
    return tooBig(journey, door) ?? { kind: 'hand', link: door, vpc, subnet };
  }
  if (selection === undefined || route === undefined) {
    return strayReturn(journey, vpc) ?? drop('no-route', table.hop);
  }
  if (selection.arbitrary) journey.notes.add('nondeterministic-route');
  if (route.dead !== undefined) return drop(route.dead, table.hop);
  return transit(journey, route, table) ?? handOver(journey, route, vpc, subnet, table);
}
