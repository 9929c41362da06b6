/**
 * What becomes of the flows of a tile, told for a pair of ends: delivered, or dropped by whom and why.
 *
 * A walk is made for whoever has the destination where the packet arrives, once for all ends. For one end
 * that is meant the answer follows from whom the request came to: somebody else with the same address is a
 * misdelivery, as it is for a trace that names its receiver.
 */
import type { Cause, Drop, Receiver } from '../forward/outcome.ts';
import type { Tile } from '../forward/reach.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Leg } from '../model/scenario.ts';
import type { End } from './end.ts';

/** Equal fates are one object within one {@link Fates}. */
export interface Fate {
  readonly delivered: boolean;
  readonly leg: Leg | undefined;
  readonly reason: DropReason | undefined;
  readonly hop: string | undefined;
  readonly detail: string | undefined;
  readonly cause: Cause | undefined;
  readonly transit: { readonly from: string; readonly via: string; readonly to: string } | undefined;
  /** Whom the request came to; nobody when it was dropped before. */
  readonly met: Receiver | undefined;
  readonly notes: readonly string[];
  readonly conditional: readonly string[];
  /** Delivered, if what is not modelled lets everything through. */
  readonly ifOpen: boolean;
  /** Links and appliances crossed, in order, per leg. */
  readonly path: Readonly<Record<Leg, readonly string[]>>;
  /** Devices that hold state of the flow. */
  readonly devices: readonly string[];
  /** The text that makes it equal to others, in every version of the network. */
  readonly key: string;
}

function receiverName(met: Receiver): string {
  switch (met.kind) {
    case 'eni':
      return met.eni.hop;
    case 'site-host':
      return `eni:${met.host.id}`;
    case 'internet':
      return 'site:internet';
    case 'gateway-service':
      return `gateway-endpoint:${met.endpoint.record.id}`;
    case 'endpoint-service':
      return `endpoint:${met.endpoint.record.id}`;
    case 'platform':
      return `vpc:${met.vpc.record.id}`;
  }
}

/** Identity of a receiver; the hop name of a link's interface is shared by all of its interfaces. */
function identityOf(met: Receiver): string {
  return met.kind === 'eni' ? `eni:${met.eni.record.id}` : `${met.kind} ${receiverName(met)}`;
}

export function fateOf({ verdict, met }: Pick<Tile, 'verdict' | 'met'>): Fate {
  const { delivered, leg, drop, notes, conditional, ifOpen, path, devices } = verdict;
  const parts = [
    delivered ? 'delivered' : `${leg} ${drop?.reason} ${drop?.hop}`,
    met ? identityOf(met) : '',
    notes.join(','),
    `${conditional.join(',')}${ifOpen && !delivered ? ' open' : ''}`,
    path.forward.join(','),
    path.return.join(','),
    devices.join(','),
    drop?.transit ? `${drop.transit.from} ${drop.transit.via} ${drop.transit.to}` : '',
  ];
  return {
    delivered,
    leg,
    reason: drop?.reason,
    hop: drop?.hop,
    detail: drop?.detail,
    cause: drop?.cause,
    transit: drop?.transit,
    met,
    notes,
    conditional,
    ifOpen,
    path,
    devices,
    key: parts.join('|'),
  };
}

/** The fate of the same flows when they are meant for an end. */
export function fateAt(fate: Fate, end: Pick<End, 'holds'>): Fate {
  const { met } = fate;
  return met && isMisdelivered(met, fate.reason, fate.hop, end) ? misdelivered(fate, met) : fate;
}

/** Did the request come to somebody who is not of the end? */
export function isStray(met: Receiver, drop: Drop | undefined, end: Pick<End, 'holds'>): boolean {
  return isMisdelivered(met, drop?.reason, drop?.hop, end);
}

function isMisdelivered(
  met: Receiver,
  reason: DropReason | undefined,
  hop: string | undefined,
  end: Pick<End, 'holds'>,
): boolean {
  if (end.holds(met)) return false;
  // What does not listen says so before it looks whom the flow is meant for.
  const isDeaf = met.kind === 'eni' && met.eni.owner.kind === 'host' && reason === 'no-listener';
  return !(isDeaf && hop === met.eni.hop);
}

const strays = new WeakMap<Fate, Fate>();

function misdelivered(fate: Fate, met: Receiver): Fate {
  const known = strays.get(fate);
  if (known) return known;
  const hop = receiverName(met);
  const stray: Fate = {
    delivered: false,
    leg: 'forward',
    reason: 'misdelivered',
    hop,
    detail: undefined,
    cause: undefined,
    transit: undefined,
    met,
    notes: [],
    conditional: fate.conditional,
    ifOpen: false,
    path: { forward: [], return: [] },
    devices: [],
    key: `forward misdelivered ${hop}|${identityOf(met)}|${fate.conditional.join(',')}`,
  };
  strays.set(fate, stray);
  return stray;
}

/** Somebody answers who is not the platform itself. */
export function reachesSomebody(fate: Fate): boolean {
  return fate.delivered && fate.met?.kind !== 'platform';
}
