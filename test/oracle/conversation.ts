// A conversation: the request on its forward leg, what the receiver does with it, and the reply on its way
// back. The reply is a packet like any other: it is routed by the tables it meets, nothing of the forward
// path is remembered but filters and rewrites ("Routing for response traffic").
// A proxy that receives the request holds a conversation of its own with the host behind it.
import { type Address, inAny, isSix } from './address.ts';
import type { Host, World } from './model.ts';
import { type Aim, type Sender, aimOf, senderOf } from './names.ts';
import {
  type Drop,
  type End,
  type Journey,
  type Packet,
  type Start,
  type Step,
  bypassed,
  drop,
} from './packet.ts';
import { fromInternet } from './outside.ts';
import { addressFor, answer, leave, send } from './sending.ts';
import { ICMP, ICMP6, TCP, hasPorts } from './rules.ts';
import { walk } from './walk.ts';

export interface Request {
  readonly proto: number;
  readonly dport: number;
  readonly sport: number;
  readonly icmpType: number | undefined;
  readonly src: Address | undefined;
  readonly ttl: number;
  readonly bytes: number;
  readonly df: boolean | undefined;
  readonly oneWay: boolean;
}

export interface Outcome {
  readonly failed: Drop | undefined;
  readonly leg: 'forward' | 'return';
  readonly seenSource: Address | undefined;
  readonly notes: ReadonlySet<string>;
  readonly via: ReadonlySet<string>;
}

const DEEPEST_PROXY = 16;

function refusedAtOnce(failed: Drop): Outcome {
  return { failed, leg: 'forward', seenSource: undefined, notes: new Set(), via: new Set() };
}

/** A ping asks with one type and is answered with another; other protocols know no ports. */
function portsOf({ proto, sport, dport, icmpType }: Request): { sport: number; dport: number } {
  if (hasPorts(proto)) return { sport, dport };
  if (proto === ICMP) return { sport: 0, dport: icmpType ?? 8 };
  return proto === ICMP6 ? { sport: 129, dport: icmpType ?? 128 } : { sport: 0, dport: 0 };
}

function newPacket(request: Request, src: Address, dst: Address, origin: Host | undefined): Packet {
  const { proto, bytes, ttl } = request;
  const { sport, dport } = portsOf(request);
  // TCP forbids fragments by itself; anything else may be cut to pieces unless the sender says no.
  const df = request.df ?? proto === TCP;
  return {
    src,
    dst,
    proto,
    sport,
    dport,
    bytes,
    df,
    ttl,
    origin,
    lost: false,
    overTgw: false,
    entered: undefined,
    crossedEdge: false,
    emitter: undefined,
  };
}

function begin(world: World, start: Start, aim: Aim, packet: Packet): Journey {
  return {
    world,
    start,
    goal: aim.goal,
    leg: 'forward',
    packet,
    translations: [],
    memory: new Map(),
    stateful: { forward: [], return: new Set() },
    via: new Set(),
    notes: new Set(),
    routers: { forward: new Set(), return: new Set() },
    exits: new Map(),
    eipEntry: undefined,
    natCrossing: undefined,
    seen: [],
  };
}

/** Turns the packet the receiver saw around, and says where the reply starts. */
function turn(journey: Journey, end: Exclude<End, { kind: 'resolver' | 'gateway' }>): Step {
  const { src, dst, sport, dport } = journey.packet;
  const origin = end.kind === 'host' ? end.host : undefined;
  journey.leg = 'return';
  journey.seen = [];
  journey.packet = {
    ...journey.packet,
    src: dst,
    dst: src,
    sport: dport,
    dport: sport,
    ttl: 64,
    origin,
    lost: false,
    overTgw: false,
    entered: undefined,
    crossedEdge: false,
    emitter: undefined,
  };
  switch (end.kind) {
    case 'host':
      return answer(journey, end.host);
    case 'internet':
      return fromInternet(journey);
    case 'service':
      return leave(journey, end.vpc, end.subnet);
    default:
      // A gateway endpoint: the service sees the private address and answers into the VPC.
      return inAny(end.vpc.ranges, src) || !['otc', 'azure', 'gcp'].includes(journey.world.profile)
        ? { kind: 'deliver', vpc: end.vpc, from: undefined }
        : { kind: 'route', vpc: end.vpc, table: end.vpc.main, subnet: undefined };
  }
}

/** A reply that ended up somewhere that is nobody's client. */
function stray(end: End): Drop | undefined {
  switch (end.kind) {
    case 'host':
    case 'internet':
      return undefined;
    case 'gateway-endpoint':
      return drop('return-state-missing', `gateway-endpoint:${end.link.id}`);
    case 'gateway':
      return drop('misdelivered', `vpc:${end.subnet.vpc.id}`);
    default:
      return drop('misdelivered', `vpc:${end.vpc.id}`);
  }
}

function finish(journey: Journey): Drop | undefined {
  const missed = bypassed(journey);
  if (missed !== undefined) return missed;
  const { forward, return: back } = journey.routers;
  if (forward.size !== back.size || [...forward].some((id) => !back.has(id))) {
    journey.notes.add('asymmetric-path');
  }
  return undefined;
}

function proxied(journey: Journey, host: Host, request: Request, depth: number): Outcome | undefined {
  if (host.proxyTo === undefined) return undefined;
  if (depth >= DEEPEST_PROXY) return refusedAtOnce(drop('routing-loop', `eni:${host.name}`));
  const second = converse(
    journey.world,
    { kind: 'host', host },
    host.proxyTo,
    { ...request, src: undefined, ttl: 64, dport: journey.packet.dport },
    depth + 1,
  );
  journey.via.add(host.name);
  const behind = journey.world.hosts.get(host.proxyTo)?.vpc;
  if (journey.packet.crossedEdge && behind !== host.vpc) journey.notes.add('transit-by-proxy');
  for (const id of second.via) journey.via.add(id);
  for (const note of second.notes) journey.notes.add(note);
  return second;
}

function firstStep(journey: Journey): Step {
  const { start } = journey;
  return start.kind === 'host' ? send(journey, start.host) : fromInternet(journey);
}

function forged(sender: Sender, { src }: Request): Drop | undefined {
  if (sender.kind === 'internet' || src === undefined || inAny(sender.host.spans, src)) return undefined;
  const { name, vpc, check } = sender.host;
  return vpc !== undefined && check ? drop('source-check-failed', `eni:${name}`) : undefined;
}

function sourceOf(sender: Sender, request: Request, dst: Address): { own: Address; src: Address } | Drop {
  if (sender.kind === 'internet') {
    if (isSix(sender.address) !== isSix(dst)) return drop('address-family-unsupported', 'site:internet');
    return { own: sender.address, src: request.src ?? sender.address };
  }
  const { host } = sender;
  const hop = `eni:${host.name}`;
  const listed = request.src !== undefined && inAny(host.spans, request.src);
  const own = listed ? request.src : addressFor(host, isSix(dst));
  if (own === undefined || (listed && isSix(own) !== isSix(dst))) {
    return drop('address-family-unsupported', hop);
  }
  return forged(sender, request) ?? { own, src: request.src ?? own };
}

function converse(world: World, sender: Sender, to: string, request: Request, depth: number): Outcome {
  // The source is checked before anybody looks up a name.
  const early = to.startsWith('dns:') ? forged(sender, request) : undefined;
  const aim = early ?? aimOf(world, sender, to);
  if ('kind' in aim) return refusedAtOnce(aim);
  const source = sourceOf(sender, request, aim.dst);
  if ('kind' in source) return refusedAtOnce(source);
  const start: Start =
    sender.kind === 'host'
      ? { kind: 'host', host: sender.host, address: source.own }
      : { kind: 'internet', address: source.src };
  const origin = sender.kind === 'host' ? sender.host : undefined;
  const journey = begin(world, start, aim, newPacket(request, source.src, aim.dst, origin));
  const outcome = (failed: Drop | undefined, seenSource?: Address): Outcome => {
    const { leg, notes, via } = journey;
    return { failed, leg, seenSource, notes, via };
  };

  const end = walk(journey, firstStep(journey));
  if (end.kind === 'drop') return outcome(end);
  let seen = journey.packet.src;
  const second = end.kind === 'host' ? proxied(journey, end.host, request, depth) : undefined;
  if (second !== undefined) {
    if (second.failed !== undefined) return { ...outcome(second.failed), leg: second.leg };
    seen = second.seenSource ?? seen;
  }
  // The platform answers on the spot: no packet of its own is routed.
  const platform = end.kind === 'resolver' || end.kind === 'gateway';
  if (platform && aim.goal.kind !== 'any') {
    return outcome(drop('misdelivered', `vpc:${end.kind === 'gateway' ? end.subnet.vpc.id : end.vpc.id}`));
  }
  if (request.oneWay || platform) return outcome(undefined, seen);

  const back = walk(journey, turn(journey, end));
  return outcome(back.kind === 'drop' ? back : (stray(back) ?? finish(journey)), seen);
}

export function ask(world: World, from: string, to: string, request: Request): Outcome {
  const sender = senderOf(world, from);
  return sender.kind === 'drop' ? refusedAtOnce(sender) : converse(world, sender, to, request, 0);
}
