/**
 * Both legs of a flow: step by step to the receiver, and the answer back to whoever asked.
 *
 * The answer is routed on its own; nothing is remembered about the way of the request except what
 * stateful devices keep ("Routing for response traffic", Amazon VPC Peering Guide).
 */
import type { CompiledNetwork, CompiledVpc } from '../compile/compiled-network.ts';
import { DESTINATION, SOURCE, type Box } from './box.ts';
import { Footprint } from './footprint.ts';
import { drop, type Drop, type Outcome, type Receiver, type Verdict } from './outcome.ts';
import { Packet } from './packet.ts';
import type { SourceQuestions } from './source-questions.ts';
import { missedDevice } from './stateful-device.ts';
import { firstPlace, type Origin, type Start } from './start.ts';
import { step } from './step.ts';
import { isPlace, type Next, type Place } from './place.ts';
import { isAsymmetric, verdictOf } from './verdict.ts';
import type { Stay } from './stay.ts';
import { Walk, type Established } from './walk.ts';
import { familyOf } from '../ip/address.ts';

export interface WalkOptions {
  readonly ttl: number;
  readonly bytes: number;
  readonly dontFragment: boolean;
  readonly oneWay: boolean;
  /** Keep every step. */
  readonly recording: boolean;
  /** Go on past filters. */
  readonly explaining: boolean;
  /** The flow was open before the network became what it is now. */
  readonly established: Established;
  /** How long both ends were silent before the reply. */
  readonly idleMs?: number;
  /** Version of the network the reply finds; absent: the same. */
  readonly replyNet?: CompiledNetwork;
}

/** A walk as it stood in front of a step, from which the parts that this step cut off go on. */
export interface Checkpoint {
  readonly walk: Walk;
  readonly place: Place;
}

/** A verdict, the part of the box it holds for, and the parts that still have to be walked. */
export interface Walked {
  readonly verdict: Verdict;
  readonly part: Box;
  /** Whoever the request first came to; nobody when it was dropped before. */
  readonly met: Receiver | undefined;
  /** Where it ended; absent when it never began. */
  readonly at: Place | undefined;
  readonly rest: readonly Box[];
  /** Where the rest from {@link resumable} on may go on; anything else starts afresh. */
  readonly checkpoint: Checkpoint | undefined;
  readonly resumable: number;
  /** What the walk looked at, where that was asked. */
  readonly footprint: Footprint | undefined;
  /** Every place on the way, where that was asked. */
  readonly stays: readonly Stay[] | undefined;
}

/** How much of a walk is kept besides its verdict. */
export interface WalkRecords {
  /** Keep a checkpoint in front of the delivery, where most boxes are cut. */
  readonly forking?: boolean;
  readonly footprint?: boolean;
  /** Where to note what is asked about the sender's address. */
  readonly questions?: SourceQuestions | undefined;
  readonly stays?: boolean;
}

/** Steps one leg can take at most: a hop budget of 255 tables at 16 steps each; more is a bug. */
const STEP_LIMIT = 255 * 16;

export function walkFlow(
  net: CompiledNetwork,
  start: Start,
  options: WalkOptions,
  records: WalkRecords = {},
): Walked {
  const footprint = records.footprint ? new Footprint() : undefined;
  const packet = new Packet(start.box, footprint, records.questions);
  const walk = new Walk(net, packet, start.intent, options, footprint);
  walk.unresolvedName = start.unresolvedName;
  if (records.stays) walk.stays = [];
  if (start.origin.kind === 'eni') {
    walk.identity = { eni: start.origin.eni, lost: false, keptByTgw: false };
  }
  const place = firstPlace(start.origin);
  if (!place) {
    const id = start.origin.kind === 'endpoint' ? start.origin.endpoint.record.id : '';
    const refusal = drop('endpoint-reverse-initiation', `endpoint:${id}`);
    return walkedOf(walk, { checkpoint: undefined, resumable: 0 }, verdictOf(walk, refusal, undefined));
  }
  const fork: Fork = { checkpoint: undefined, resumable: 0 };
  const mute = muteSender(walk, start.origin);
  if (mute) return walkedOf(walk, fork, verdictOf(walk, mute, undefined));
  const request = walkLeg(walk, place, records.forking ? fork : undefined);
  return walkedOf(walk, fork, finish(walk, request, start.origin, options));
}

/** Walks a part that was cut off at a checkpoint. */
export function resumeFlow(
  { walk: before, place }: Checkpoint,
  box: Box,
  origin: Origin,
  options: WalkOptions,
): Walked {
  const footprint = before.footprint?.fork();
  const walk = before.fork(before.packet.fork(box, footprint), footprint);
  const request = walkLeg(walk, place, undefined);
  return walkedOf(
    walk,
    { checkpoint: { walk: before, place }, resumable: 0 },
    finish(walk, request, origin, options),
  );
}

/** The checkpoint of a walk, once there is one, and the first part of the rest that it serves. */
interface Fork {
  checkpoint: Checkpoint | undefined;
  resumable: number;
}

function walkedOf(walk: Walk, fork: Fork, verdict: Verdict): Walked {
  const { packet, met, at, footprint, stays } = walk;
  return { verdict, part: packet.part, met, at, rest: packet.rest, ...fork, footprint, stays };
}

/** From the end of the forward leg to the verdict. */
function finish(walk: Walk, request: Outcome, origin: Origin, options: WalkOptions): Verdict {
  if (request.kind === 'drop') return verdictOf(walk, request, undefined);
  walk.met ??= request.receiver;
  const stray = strayed(walk, request.receiver);
  if (stray) return verdictOf(walk, stray, undefined);
  const seenSource = walk.packet.low(SOURCE);
  if (options.oneWay) return verdictOf(walk, undefined, seenSource);

  // The platform answers on the spot: no packet of its own is routed.
  if (request.receiver.kind === 'platform') return verdictOf(walk, undefined, seenSource);
  walk.startReturnLeg();
  walk.net = options.replyNet ?? walk.net;
  const { receiver } = request;
  walk.identity = receiver.kind === 'eni' ? { eni: receiver.eni, lost: false, keptByTgw: false } : undefined;
  walk.packet.answer(walk.packet.fields);
  const reply = walkLeg(walk, replyPlace(walk, request.receiver), undefined);
  const failure =
    reply.kind === 'drop' ? reply : (returnedTo(walk, origin, reply.receiver) ?? missedDevice(walk));
  if (!failure && isAsymmetric(walk)) walk.note('asymmetric-path');
  return verdictOf(walk, failure, seenSource);
}

/** A sender outside of the clouds that cannot say what the flow asks for; interfaces answer for themselves. */
function muteSender(walk: Walk, origin: Origin): Drop | undefined {
  if (origin.kind === 'eni' || origin.kind === 'endpoint') return undefined;
  const where = origin.kind === 'site-host' ? origin.site.record.id : 'internet';
  if (walk.unresolvedName !== undefined) {
    return drop('dns-unresolved', `resolver:${where}`, {
      detail: `nothing answers for ${walk.unresolvedName}`,
    });
  }
  const { family } = walk.packet;
  if (origin.kind === 'internet') {
    return origin.family === family ? undefined : drop('address-family-unsupported', 'site:internet');
  }
  if (origin.host.addresses.some(({ first }) => familyOf(first) === family)) return undefined;
  return drop('address-family-unsupported', `eni:${origin.host.id}`, {
    detail: `${origin.host.id} has no IPv${family} address`,
  });
}

function walkLeg(walk: Walk, start: Place, fork: Fork | undefined): Outcome {
  let next: Next = start;
  for (let count = 0; isPlace(next); count++) {
    if (count > STEP_LIMIT) throw new Error(`a leg takes more than ${count} steps`);
    if (fork && !fork.checkpoint && next.at === 'delivery') {
      const { packet, footprint } = walk;
      const kept = footprint?.fork();
      fork.checkpoint = { walk: walk.fork(packet.fork(packet.part, kept), kept), place: next };
      fork.resumable = packet.rest.length;
    }
    walk.footprint?.visit(next);
    if (walk.stays) walk.stays = [...walk.stays, stayAt(walk, next)];
    walk.at = next;
    next = step(walk, next);
  }
  return next;
}

function stayAt({ leg, entry, packet }: Walk, place: Place): Stay {
  return { leg, place, entry, fields: packet.fields };
}

/** A named host was meant, and somebody who is no interface at all got the packet. */
function strayed(walk: Walk, receiver: Receiver): Drop | undefined {
  const { intent } = walk;
  if (intent.kind === 'anyone') return undefined;
  switch (receiver.kind) {
    case 'endpoint-service':
      return undefined;
    case 'eni': {
      const isMeant =
        intent.kind === 'eni'
          ? receiver.eni === intent.eni
          : intent.kind === 'enis' && intent.enis.has(receiver.eni);
      return isMeant ? undefined : drop('misdelivered', receiver.eni.hop);
    }
    case 'site-host':
      return intent.kind === 'site-host' && intent.id === receiver.host.id
        ? undefined
        : drop('misdelivered', `eni:${receiver.host.id}`);
    case 'internet':
      return intent.kind === 'internet' ? undefined : drop('misdelivered', 'site:internet');
    case 'gateway-service':
      return drop('misdelivered', `gateway-endpoint:${receiver.endpoint.record.id}`);
    case 'platform':
      return drop('misdelivered', `vpc:${receiver.vpc.record.id}`);
  }
}

/** Where the answer starts out, in the network as it is by then. */
function replyPlace(walk: Walk, receiver: Receiver): Place {
  const { net } = walk;
  switch (receiver.kind) {
    case 'eni':
      return { at: 'eni', eni: present(net.enis, receiver.eni.record.id) };
    case 'site-host':
      return { at: 'site', site: present(net.sites, receiver.site.record.id), sent: true };
    case 'internet':
      return { at: 'from-internet' };
    case 'gateway-service':
      return replyOfService(walk, present(net.vpcs, receiver.endpoint.vpc.record.id));
    case 'endpoint-service':
      return { at: 'endpoint-reply', endpoint: present(net.endpoints, receiver.endpoint.record.id) };
    case 'platform':
      throw new Error('the platform sends no answer of its own');
  }
}

/** Changes put objects into other states, but never make them disappear. */
function present<T>(parts: ReadonlyMap<string, T>, id: string): T {
  const part = parts.get(id);
  if (part === undefined) throw new Error(`${id} is missing from the network the reply finds`);
  return part;
}

/** Into the VPC of a gateway endpoint; on to a site behind it, where the provider carries that. */
function replyOfService(walk: Walk, vpc: CompiledVpc): Place {
  const isCarried = vpc.profile.siteArrival === 'main' && !walk.packet.inSet(DESTINATION, vpc.range);
  if (isCarried) return { at: 'table', table: vpc.main, vpc, subnet: undefined };
  return { at: 'vpc', vpc, from: undefined };
}

/** Did the answer come back to who asked, and as the answer to what was asked? */
function returnedTo(walk: Walk, origin: Origin, receiver: Receiver): Drop | undefined {
  switch (receiver.kind) {
    case 'eni': {
      const hop = receiver.eni.hop;
      if (origin.kind !== 'eni' || !isOrigin(origin, receiver.eni.record.id))
        return drop('misdelivered', hop);
      return isAnswer(walk) ? undefined : drop('return-state-missing', hop);
    }
    case 'site-host': {
      const hop = `eni:${receiver.host.id}`;
      if (origin.kind !== 'site-host' || origin.host.id !== receiver.host.id)
        return drop('misdelivered', hop);
      return isAnswer(walk) ? undefined : drop('return-state-missing', hop);
    }
    case 'internet':
      return origin.kind === 'internet' && isAnswer(walk) ? undefined : drop('misdelivered', 'site:internet');
    case 'gateway-service':
      return drop('misdelivered', `gateway-endpoint:${receiver.endpoint.record.id}`);
    case 'endpoint-service':
      return drop('misdelivered', `endpoint:${receiver.endpoint.record.id}`);
    case 'platform':
      return drop('misdelivered', `vpc:${receiver.vpc.record.id}`);
  }
}

function isOrigin({ eni, twins }: Extract<Origin, { kind: 'eni' }>, id: string): boolean {
  return eni.record.id === id || twins?.has(id) === true;
}

/** The asker only recognises its own question turned round. */
function isAnswer(walk: Walk): boolean {
  return walk.packet.isOwn(DESTINATION, SOURCE) && walk.packet.isOwn(SOURCE, DESTINATION);
}
