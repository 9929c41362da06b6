// A packet on its way, and the journey around it: what a flow has met so far, on both legs.
// The walk is a chain of steps. Every part of the oracle takes the journey and answers with the next step,
// so no part calls another one, and the order of events is the order of the steps.
import { type Address, inAny } from './address.ts';
import type { Attachment, Endpoint, Gwlbe, Host, Igw, Link, Nat, Nlb, Peering } from './model.ts';
import type { Site, Subnet, Table, Tgw, Vgw, Vpc, World } from './model.ts';
import { type Acl, hasPorts } from './rules.ts';

type Entry =
  | { readonly kind: 'peering'; readonly link: Peering; readonly from: Vpc }
  | { readonly kind: 'gateway'; readonly link: Vgw }
  | { readonly kind: 'internet'; readonly link: Igw }
  | { readonly kind: 'tgw'; readonly link: Tgw };

export interface Packet {
  src: Address;
  dst: Address;
  readonly proto: number;
  sport: number;
  dport: number;
  readonly bytes: number;
  readonly df: boolean;
  ttl: number;
  /** The interface whose groups a reference may mean, and whether a hop has lost that knowledge. */
  origin: Host | undefined;
  lost: boolean;
  overTgw: boolean;
  /** The edge over which the packet came into the present network; empty once an interface there emitted it. */
  entered: Entry | undefined;
  crossedEdge: boolean;
  /** The host that has just put the packet on the wire under its own address. */
  emitter: Host | undefined;
}

/** A rewrite to be undone by the reply: what the packet was before, and where it was changed. */
export interface Translation {
  readonly link: Nat | Endpoint | Nlb;
  readonly address: Address;
  readonly before: { src: Address; dst: Address; sport: number; dport: number };
  readonly vpc: Vpc;
  readonly subnet: Subnet | undefined;
  /** Set where the reply is handed back without a route lookup, from this subnet's point of view. */
  readonly direct: { readonly vpc: Vpc; readonly node: Subnet | undefined } | undefined;
}

export type Start = { kind: 'host'; host: Host; address: Address } | { kind: 'internet'; address: Address };

export type Goal = { kind: 'any' | 'internet' } | { kind: 'host'; host: Host } | { kind: 'link'; link: Link };

export type End =
  | { kind: 'host'; host: Host }
  | { kind: 'internet' }
  | { kind: 'resolver'; vpc: Vpc }
  | { kind: 'gateway'; subnet: Subnet }
  | { kind: 'gateway-endpoint'; link: Link; vpc: Vpc }
  | { kind: 'service'; subnet: Subnet | undefined; vpc: Vpc };

/** What may keep the state of a flow that only passes by. */
export type Device = Host | Gwlbe;

/** A stateful device and which of the conversations of the flow it watches, the first being 0. */
export interface Meeting {
  readonly device: Device;
  readonly conversation: number;
}

/** Load balancers and endpoints open a conversation of their own for every one that reaches them. */
export function conversationOf({ translations }: Journey): number {
  return translations.filter(({ link }) => link.type !== 'nat').length;
}

/** An interface or access list keeps state of the present conversation from now on. */
export function remember(journey: Journey, keeper: Host | Acl): void {
  const known = journey.memory.get(keeper) ?? new Set();
  journey.memory.set(keeper, known.add(conversationOf(journey)));
}

export function remembers(journey: Journey, keeper: Host | Acl): boolean {
  return journey.memory.get(keeper)?.has(conversationOf(journey)) === true;
}

/** A device in the path of the request that the reply went around, at the end of a conversation. */
export function bypassed(journey: Journey): Drop | undefined {
  const { stateful } = journey;
  const conversation = conversationOf(journey);
  const missed = stateful.forward.find(
    (meeting) => meeting.conversation === conversation && !stateful.return.has(meeting),
  );
  if (missed === undefined) return undefined;
  const { device } = missed;
  return drop('return-asymmetric', 'type' in device ? hopOf(device) : `eni:${device.name}`);
}

export interface Drop {
  readonly kind: 'drop';
  readonly reason: string;
  readonly hop: string;
}

export type Step =
  | Drop
  | { kind: 'reached'; end: End }
  | { kind: 'loopback'; host: Host }
  | { kind: 'leave'; vpc: Vpc; subnet: Subnet | undefined }
  | { kind: 'route'; vpc: Vpc; table: Table; subnet: Subnet | undefined }
  | { kind: 'deliver'; vpc: Vpc; from: Subnet | undefined }
  | { kind: 'cross'; peering: Peering; from: Vpc; appliance: Host | undefined }
  | { kind: 'hand'; link: Link; vpc: Vpc; subnet: Subnet | undefined }
  | { kind: 'appliance'; host: Host; vpc: Vpc; from: Subnet | undefined; overridesLocal: boolean }
  | { kind: 'tgw'; tgw: Tgw; ingress: Attachment; az: string | undefined }
  | { kind: 'site-route'; site: Site }
  | { kind: 'site'; site: Site }
  | { kind: 'gateway-in'; link: Vgw; vpc: Vpc }
  | { kind: 'igw-out'; link: Igw; vpc: Vpc }
  | { kind: 'igw-in'; link: Igw; vpc: Vpc }
  | { kind: 'internet'; vpc: Vpc | undefined }
  | { kind: 'endpoint'; link: Endpoint; vpc: Vpc; subnet: Subnet }
  | { kind: 'nlb'; link: Nlb; vpc: Vpc; subnet: Subnet }
  | { kind: 'undo'; translation: Translation };

export interface Journey {
  readonly world: World;
  readonly start: Start;
  goal: Goal;
  leg: 'forward' | 'return';
  packet: Packet;
  readonly translations: Translation[];
  /** Who keeps state of which conversations: interfaces the request has passed, access lists it has met. */
  readonly memory: Map<Host | Acl, Set<number>>;
  readonly stateful: { readonly forward: Meeting[]; readonly return: Set<Meeting> };
  readonly via: Set<string>;
  readonly notes: Set<string>;
  readonly routers: { readonly forward: Set<string>; readonly return: Set<string> };
  /** The gateway by which an IPv6 packet went out of a network: its reply comes back there. */
  readonly exits: Map<Vpc, Igw>;
  /** The private address an elastic address was mapped to on the way in. */
  eipEntry: { readonly link: Igw; readonly inside: Address } | undefined;
  natCrossing: { readonly address: Address; readonly peering: Peering } | undefined;
  seen: Visit[];
}

interface Visit {
  readonly place: unknown;
  readonly src: Address;
  readonly dst: Address;
  readonly sport: number;
  readonly dport: number;
}

/** A question to a resolver, over UDP or TCP. */
export function isQuestion({ proto, dport }: Packet): boolean {
  return hasPorts(proto) && dport === 53;
}

export function drop(reason: string, hop: string): Drop {
  return { kind: 'drop', reason, hop };
}

export function hopOf(link: Link): string {
  return `${link.type}:${link.id}`;
}

/** True when this very packet was at this very place before: nothing will ever change again. */
export function revisits(journey: Journey, place: unknown): boolean {
  const { src, dst, sport, dport } = journey.packet;
  const { seen } = journey;
  const found = seen.some(
    (visit) =>
      visit.place === place &&
      visit.src === src &&
      visit.dst === dst &&
      visit.sport === sport &&
      visit.dport === dport,
  );
  if (!found) seen.push({ place, src, dst, sport, dport });
  return found;
}

/** Emission by an interface of the network: the edge it came over is forgotten, and with it the groups. */
export function reemit(packet: Packet): void {
  packet.entered = undefined;
  packet.emitter = undefined;
  packet.lost = true;
}

export function sameSubnet(subnet: Subnet | undefined, address: Address): boolean {
  return subnet !== undefined && inAny(subnet.ranges, address);
}
