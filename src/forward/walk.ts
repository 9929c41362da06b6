/**
 * The state of one packet under way: where it came into the current VPC, what was rewritten, which
 * devices remember it. `step` reads and extends it; nobody else does.
 */
import type {
  CompiledEni,
  CompiledGroup,
  CompiledNetwork,
  CompiledTable,
} from '../compile/compiled-network.ts';
import type { Leg } from '../model/scenario.ts';
import { Doubts } from './doubts.ts';
import type { Footprint } from './footprint.ts';
import type { Drop, Note, Cause, Receiver, TraceStep } from './outcome.ts';
import type { Header, Packet } from './packet.ts';
import type { Entry, Place } from './place.ts';
import type { Intent } from './start.ts';
import type { Stay } from './stay.ts';

/**
 * A rewrite that its device remembers and undoes on the reply. Devices are named by id, so that what they
 * remember outlives a change of the network.
 */
export interface Translation {
  readonly kind: 'nat' | 'dnat' | 'igw-out' | 'igw-in' | 'eigw' | 'endpoint' | 'proxy';
  readonly device: string;
  readonly before: Header;
  /** Interface through which the device took the request, and sends the reply on. */
  readonly eni?: string;
  /** Interface that sees the client's own address, so that its replies are taken back to the device. */
  readonly transparentTo?: string;
}

/** Who opened the conversation, as security groups know it. */
export interface Identity {
  readonly eni: CompiledEni;
  /** Something on the way hides the groups from whoever comes behind it. */
  readonly lost: boolean;
  /** A transit gateway with security group referencing carried it across. */
  readonly keptByTgw: boolean;
}

/** Hop budget that a sender of a new packet gives it. */
const FRESH_TTL = 64;

/** A device that keeps state about one of the conversations a flow consists of. */
interface StatefulDevice {
  readonly hop: string;
  readonly vpc: string;
  readonly zone: string;
  readonly conversation: number;
}

/**
 * Whether the flow was open before the network became what it is now, and if so, whether the filters of
 * its ends keep state of it. `watched`: it opens now, and whether they will is asked for.
 */
export type Established = 'no' | 'watched' | 'tracked' | 'untracked';

interface Visit {
  readonly table: CompiledTable;
  readonly fields: Header;
}

/** An interface or ACL that remembers a conversation from its first packet. */
interface Tracker {
  readonly kind: 'eni' | 'acl';
  readonly id: string;
  readonly conversation: number;
}

const NONE: readonly never[] = [];
const NOWHERE = { forward: NONE, return: NONE };

/** What a walk has gathered is in lists that are only ever replaced, so that forks share them. */
export class Walk {
  /** The network as the packet under way finds it; a reply may find a later version. */
  net: CompiledNetwork;
  readonly packet: Packet;
  intent: Intent;
  leg: Leg = 'forward';
  /** Where the step that was taken last was taken. */
  at: Place | undefined;
  entry: Entry | undefined;
  /** It came over an edge on this leg, and nobody has put an address of their own on it since. */
  isForeign = false;
  /** Interface that sent it, as long as nobody else has handled it since. */
  emitter: CompiledEni | undefined;
  identity: Identity | undefined;
  ttl: number;
  readonly bytes: number;
  readonly dontFragment: boolean;
  translations: readonly Translation[] = NONE;
  /** Devices that made a rewrite or keep state, in order, over the whole forward leg. */
  devices: readonly string[] = NONE;
  private trackers: readonly Tracker[] = NONE;
  /** Stateful devices in the path of the request, by hop, which the reply has to cross too. */
  statefulDevices: readonly StatefulDevice[] = NONE;
  /** Those the reply has crossed. */
  statefulSeen: readonly StatefulDevice[] = NONE;
  /** Peering over which a NAT gateway sent the request, for replies that need no route. */
  natCrossing: { readonly peering: string; readonly nat: Translation } | undefined;
  /** What carries the request, in order: links, and attachments as `gateway/attachment`. */
  carriers: readonly string[] = NONE;
  path: Readonly<Record<Leg, readonly string[]>> = NOWHERE;
  notes: readonly Note[] = NONE;
  doubts = new Doubts();
  blockers: readonly { readonly leg: Leg; readonly drop: Drop }[] = NONE;
  steps: readonly TraceStep[] = NONE;
  private visits: readonly Visit[] = NONE;
  /** Every place, in order, where that was asked for. */
  stays: readonly Stay[] | undefined;
  /** Name the flow is meant for, when nothing answers for it. */
  unresolvedName: string | undefined;
  /** Whoever the packet first came to on the forward leg; a flow meant for somebody else ends there. */
  met: Receiver | undefined;
  readonly footprint: Footprint | undefined;
  /** Keep every step, for a trace. */
  readonly recording: boolean;
  /** Go on past filters, to find everything that is in the way. */
  readonly explaining: boolean;
  /** The flow was open before the network became what it is now. */
  readonly established: Established;
  readonly idleMs: number;
  /** Some interface has let the flow in or out without keeping state. */
  isUntracked = false;

  constructor(
    net: CompiledNetwork,
    packet: Packet,
    intent: Intent,
    options: {
      readonly ttl: number;
      readonly bytes: number;
      readonly dontFragment: boolean;
      readonly recording: boolean;
      readonly explaining: boolean;
      readonly established: Established;
      readonly idleMs?: number;
    },
    footprint?: Footprint,
  ) {
    this.net = net;
    this.packet = packet;
    this.intent = intent;
    this.ttl = options.ttl;
    this.bytes = options.bytes;
    this.dontFragment = options.dontFragment;
    this.recording = options.recording;
    this.explaining = options.explaining;
    this.established = options.established;
    this.idleMs = options.idleMs ?? 0;
    this.footprint = footprint;
  }

  /** The same state for another packet, which goes its own way from here. */
  fork(packet: Packet, footprint: Footprint | undefined): Walk {
    const fork = new Walk(this.net, packet, this.intent, this, footprint);
    fork.leg = this.leg;
    fork.at = this.at;
    fork.entry = this.entry;
    fork.isForeign = this.isForeign;
    fork.emitter = this.emitter;
    fork.identity = this.identity;
    fork.translations = this.translations;
    fork.devices = this.devices;
    fork.trackers = this.trackers;
    fork.statefulDevices = this.statefulDevices;
    fork.statefulSeen = this.statefulSeen;
    fork.stays = this.stays;
    fork.natCrossing = this.natCrossing;
    fork.carriers = this.carriers;
    fork.path = this.path;
    fork.notes = this.notes;
    fork.doubts = this.doubts.fork();
    fork.blockers = this.blockers;
    fork.steps = this.steps;
    fork.visits = this.visits;
    fork.unresolvedName = this.unresolvedName;
    fork.met = this.met;
    fork.isUntracked = this.isUntracked;
    return fork;
  }

  startReturnLeg(): void {
    this.leg = 'return';
    this.openConversation();
    this.visits = NONE;
  }

  /** Comes into a VPC over an edge. */
  enter(entry: Entry): void {
    this.entry = entry;
    this.isForeign = true;
  }

  /** An interface of the VPC sends the packet on as it is: what follows is judged by its source. */
  reemit(): void {
    this.entry = undefined;
    this.emitter = undefined;
  }

  /** A device of the VPC sends a packet under an address of its own. */
  originate(): void {
    this.entry = undefined;
    this.isForeign = false;
    this.emitter = undefined;
  }

  /** A device opens a conversation of its own: its packets have a fresh hop budget. */
  openConversation(): void {
    this.originate();
    this.ttl = FRESH_TTL;
  }

  /** How many conversations a device has opened by now on behalf of the first one. */
  get conversation(): number {
    let count = 0;
    for (const { kind } of this.translations) if (kind === 'proxy' || kind === 'endpoint') count++;
    return count;
  }

  /** An interface or ACL remembers the conversation from now on. */
  track(kind: 'eni' | 'acl', id: string): void {
    if (!this.isTracked(kind, id))
      this.trackers = [...this.trackers, { kind, id, conversation: this.conversation }];
  }

  isTracked(kind: 'eni' | 'acl', id: string): boolean {
    const { conversation } = this;
    return this.trackers.some(
      (tracker) => tracker.id === id && tracker.kind === kind && tracker.conversation === conversation,
    );
  }

  /** True when the table was visited with the same packet before on this leg; remembers the visit. */
  isLoop(table: CompiledTable): boolean {
    if (this.visits.some((visit) => visit.table === table && this.packet.hasFields(visit.fields)))
      return true;
    this.visits = [...this.visits, { table, fields: this.packet.fields }];
    return false;
  }

  /** Crosses a link or appliance. */
  cross(id: string): void {
    this.path = { ...this.path, [this.leg]: [...this.path[this.leg], id] };
    this.loads(id);
    this.dependOn(id);
  }

  /** The request takes up some of what a carrier has to give. */
  loads(carrier: string): void {
    if (this.leg === 'forward') this.carriers = [...this.carriers, carrier];
  }

  /** What is not modelled of an object makes the verdict conditional; `hop`: where the object decides. */
  dependOn(id: string, hop?: string): void {
    this.footprint?.ids.add(id);
    if (this.net.network.unmodelled.has(id)) this.doubts.about(id, hop);
  }

  note(note: Note): void {
    if (!this.notes.includes(note)) this.notes = [...this.notes, note];
  }

  record(hop: string, action: string, cause?: Cause): void {
    if (!this.recording) return;
    const step = { leg: this.leg, hop, action, cause, packet: this.packet.values };
    this.steps = [...this.steps, step];
  }

  /** A device rewrites the packet and remembers it. */
  translate(translation: Translation): void {
    this.translations = [...this.translations, translation];
    this.devices = [...this.devices, translation.device];
  }

  /** The last rewrite that has not been undone, when it is of this kind and this device made it. */
  lastTranslation(kind: Translation['kind'], device: string): Translation | undefined {
    const last = this.translations.at(-1);
    return last?.kind === kind && last.device === device ? last : undefined;
  }

  /** Undoes the last rewrite: the reply gets the fields that answer what was there before. */
  undo(translation: Translation): void {
    if (this.translations.at(-1) !== translation) throw new Error('a rewrite is undone out of order');
    this.translations = this.translations.slice(0, -1);
    this.packet.answer(translation.before);
  }

  loseIdentity(): void {
    if (this.identity) this.identity = { ...this.identity, lost: true };
  }

  /** Groups of the originating interface, whether or not they are still visible. */
  get originGroups(): readonly CompiledGroup[] {
    return this.identity?.eni.groups ?? [];
  }
}
