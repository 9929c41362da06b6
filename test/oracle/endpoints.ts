// Interface endpoints and load balancers: places where one conversation ends and another begins.
// An endpoint is an address of the consumer's VPC; behind it the packet appears in the provider's VPC with
// a translated source, without any route of either side, which is why equal ranges on both sides are legal
// ("What Are the Differences Between VPC Endpoints and VPC Peering Connections?", "AWS PrivateLink" guide).
// A load balancer sends its own second leg and therefore may reach over a peering what its client may not.
import { type Address, inAny, isSix, parsePrefix } from './address.ts';
import { subnetOf, zoneOf } from './estate.ts';
import { aclDrop, groupDrop } from './filters.ts';
import type { Endpoint, Host, Listener, Nlb, Subnet, Vpc } from './model.ts';
import { type Drop, type Journey, type Step, drop, hopOf, reemit } from './packet.ts';
import { addressFor, leave } from './sending.ts';
import { TCP } from './rules.ts';
import { ownerOf } from './world.ts';

/** Open Telekom Cloud's range of translated clients. */
const TRANSLATED = parsePrefix('198.19.128.0/17');

/** Nobody on the other side has opened the door yet; `pending` and `creating` wait for the platform. */
const WAITING = 'pendingAcceptance';

/** Gates of the control plane, of the acceptance, and of the packet, in that order. */
function gate(journey: Journey, link: Endpoint, vpc: Vpc, provider: Vpc | undefined): Drop | undefined {
  const { packet, world } = journey;
  const hop = hopOf(link);
  const { principals, whitelist } = link;
  const listed = principals === undefined || principals.includes('*') || principals.includes(vpc.account);
  if (!listed && provider !== undefined && provider.account !== vpc.account)
    return drop('endpoint-principal-not-allowed', hop);
  if (provider !== undefined && provider.region !== vpc.region) return drop('endpoint-cross-region', hop);
  if (link.state === WAITING) return drop('endpoint-pending-acceptance', hop);
  if (link.state === 'rejected') return drop('endpoint-rejected', hop);
  if (link.state !== 'available' && link.state !== 'accepted') return drop('endpoint-not-available', hop);
  if (world.profile === 'otc' && whitelist !== undefined && !inAny(whitelist, packet.src)) {
    return drop('endpoint-access-control-denied', hop);
  }
  if (!link.allows) return drop('endpoint-policy-denied', hop);
  return packet.proto === TCP ? undefined : drop('endpoint-protocol-unsupported', hop);
}

/** The port behind the endpoint, or nothing where the service does not offer the one in front. */
function mappedPort(link: Endpoint, port: number, front: Nlb | undefined): number | undefined {
  if (link.ports !== undefined) return link.ports.get(port);
  const offered = front?.listeners.some((item) => item.port === port) ?? true;
  return offered ? port : undefined;
}

function health(link: Endpoint, zone: string, up: boolean): Drop | undefined {
  const { healthy } = link;
  if (!up || healthy?.length === 0) return drop('endpoint-no-healthy-target', hopOf(link));
  const here = link.crossZone || healthy === undefined || healthy.includes(zone);
  return here ? undefined : drop('endpoint-az-mismatch', hopOf(link));
}

/** The address the provider sees: the given node, or one nobody in the provider's subnet has. */
function nodeAddress(journey: Journey, link: Endpoint, vpc: Vpc, target: Address): Address {
  if (link.nodeIp !== undefined) return link.nodeIp;
  if (journey.world.profile === 'otc') return TRANSLATED.low + 1n;
  const range = subnetOf(vpc, target)?.ranges.find((held) => target >= held.low && target <= held.high);
  if (range === undefined) return target;
  let node = range.low + 4n;
  while (ownerOf(vpc, node) !== undefined) node += 1n;
  return node;
}

/** A named destination must be this very place; beyond it the second leg has its own destination. */
function misled(journey: Journey, link: Endpoint | Nlb): Drop | undefined {
  const { goal } = journey;
  const meant = goal.kind === 'any' || (goal.kind === 'link' && goal.link === link);
  return meant ? undefined : drop('misdelivered', hopOf(link));
}

/** Starts a new packet where the old one ended, and records how to undo it. */
function reborn(journey: Journey, src: Address, dst: Address, dport: number): void {
  const { packet } = journey;
  packet.src = src;
  packet.dst = dst;
  packet.dport = dport;
  packet.ttl = 64;
  reemit(packet);
  packet.crossedEdge = false;
}

export function throughEndpoint(journey: Journey, link: Endpoint, vpc: Vpc, subnet: Subnet): Step {
  const { packet, world } = journey;
  const hop = hopOf(link);
  const host = world.hosts.get(link.service);
  const other = host === undefined ? world.links.get(link.service) : undefined;
  const front = other?.type === 'nlb' && other.state !== 'deleted' ? other : undefined;
  const denied =
    (world.profile === 'otc' ? undefined : groupDrop(journey, link.groups, 'in', vpc)) ??
    gate(journey, link, vpc, host?.vpc ?? front?.vpc);
  if (denied !== undefined) return denied;
  const port = mappedPort(link, packet.dport, front);
  if (port === undefined) return drop('endpoint-port-not-mapped', hop);
  const answersItself = link.service.startsWith('aws:');
  const sick = health(link, subnet.az, answersItself || (host?.running ?? front !== undefined));
  const wrong = sick ?? misled(journey, link);
  if (wrong !== undefined) return wrong;
  journey.via.add(link.id);
  if (journey.goal.kind === 'link') journey.goal = { kind: 'any' };
  if (answersItself) return { kind: 'reached', end: { kind: 'service', vpc, subnet } };
  const { src, dst, sport, dport } = packet;
  const before = { src, dst, sport, dport };
  if (front?.vpc !== undefined) {
    const node = front.nodes.find((item) => item.subnet?.az === subnet.az);
    const used = node ?? (link.crossZone ? front.nodes[0] : undefined);
    if (used?.subnet === undefined) return drop('endpoint-az-mismatch', hop);
    const direct = { vpc: front.vpc, node: used.subnet };
    const client = world.profile === 'otc' ? TRANSLATED.low + 1n : used.address;
    journey.translations.push({ link, address: client, before, vpc, subnet, direct });
    reborn(journey, client, used.address, port);
    return { kind: 'nlb', link: front, vpc: front.vpc, subnet: used.subnet };
  }
  const target = host === undefined ? undefined : addressFor(host, isSix(packet.dst));
  if (host?.vpc === undefined || target === undefined) return drop('address-family-unsupported', hop);
  const address = nodeAddress(journey, link, host.vpc, target);
  const node = subnetOf(host.vpc, address);
  journey.translations.push({ link, address, before, vpc, subnet, direct: { vpc: host.vpc, node } });
  reborn(journey, address, target, port);
  if (node !== undefined && node !== subnetOf(host.vpc, target)) {
    const refused = aclDrop(journey, node, 'out');
    if (refused !== undefined) return refused;
  }
  return { kind: 'deliver', vpc: host.vpc, from: node };
}

function pick(journey: Journey, link: Nlb, listener: Listener, zone: string): Host | Drop {
  const healthy = listener.targets.flatMap((name): Host[] => {
    const host = journey.world.hosts.get(name);
    return host?.running === true && !link.unhealthy.includes(name) ? [host] : [];
  });
  if (healthy.length === 0) return drop('endpoint-no-healthy-target', hopOf(link));
  const [first] = link.crossZone ? healthy : healthy.filter((host) => zoneOf(host) === zone);
  return first ?? drop('endpoint-az-mismatch', hopOf(link));
}

export function throughNlb(journey: Journey, link: Nlb, vpc: Vpc, subnet: Subnet): Step {
  const { packet, world } = journey;
  const listener = link.listeners.find((item) => item.proto === packet.proto && item.port === packet.dport);
  if (listener === undefined) return drop('no-listener', hopOf(link));
  const target = pick(journey, link, listener, subnet.az);
  if ('kind' in target) return target;
  const wrong = misled(journey, link);
  if (wrong !== undefined) return wrong;
  const address = addressFor(target, isSix(packet.dst));
  if (address === undefined) return drop('address-family-unsupported', hopOf(link));
  // Behind an endpoint the client is not known, except where the platform's own range stands for it.
  const hidden = world.profile !== 'otc' && journey.translations.at(-1)?.link.type === 'endpoint';
  const keeps = link.preserve && target.vpc === vpc && !hidden;
  const { src, dst, sport, dport } = packet;
  const seen = keeps ? src : dst;
  journey.translations.push({
    link,
    address: seen,
    before: { src, dst, sport, dport },
    vpc,
    subnet,
    direct: keeps ? { vpc, node: subnet } : undefined,
  });
  journey.via.add(link.id);
  journey.goal = { kind: 'host', host: target };
  if (target.vpc !== vpc && packet.crossedEdge) journey.notes.add('transit-by-proxy');
  reborn(journey, seen, address, listener.targetPort);
  // The second leg is the balancer's own, and it is in no group; a client that shows through has lost its.
  if (!keeps) packet.origin = undefined;
  return leave(journey, vpc, subnet);
}
