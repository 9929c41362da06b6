/**
 * Tiles of one sender: its flows to some destinations, cut into boxes of one fate each.
 */
import { familyOf, type Address } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { DESTINATION, type Box } from '../forward/box.ts';
import type { WalkOptions, WalkRecords } from '../forward/legs.ts';
import { tilesOf, type Tile } from '../forward/reach.ts';
import { ALL_PORTS, ALL_PROTOCOLS, type NumberRange } from '../model/protocol.ts';
import { FLOW_DEFAULTS } from '../model/flow.ts';
import type { Sender, WalkTo } from '../forward/shared-tiles.ts';
import { fateOf, type Fate } from './fate.ts';

/** Which flows are asked about; everything where a field is left out. */
export interface Traffic {
  readonly protocols?: NumberRange;
  readonly sourcePorts?: NumberRange;
  readonly destinationPorts?: NumberRange;
}

export interface FateTile {
  readonly box: Box;
  readonly fate: Fate;
}

/** What a flow of a reach question looks like besides its header. */
export const REACH_WALK: WalkOptions = {
  ttl: FLOW_DEFAULTS.ttl,
  bytes: FLOW_DEFAULTS.bytes,
  dontFragment: false,
  oneWay: FLOW_DEFAULTS.oneWay,
  recording: false,
  explaining: false,
  established: 'no',
};

/** All flows of a sender to some ranges of destinations, as boxes. */
export function boxesOf(sources: readonly Range[], destinations: readonly Range[], traffic: Traffic): Box[] {
  const protocols = traffic.protocols ?? ALL_PROTOCOLS;
  const sourcePorts = traffic.sourcePorts ?? ALL_PORTS;
  const ports = traffic.destinationPorts ?? ALL_PORTS;
  return sources.flatMap((source) =>
    destinations
      .filter((destination) => typeof destination.first === typeof source.first)
      .map((destination) => ({
        family: familyOf(source.first),
        first: [source.first, destination.first, protocols.first, sourcePorts.first, ports.first],
        last: [source.last, destination.last, protocols.last, sourcePorts.last, ports.last],
      })),
  );
}

/** Walks boxes of one sender until none is left. Whom a flow is meant for is told apart later. */
export function* tilesFrom(
  net: CompiledNetwork,
  sender: Sender,
  boxes: readonly Box[],
  records: Omit<WalkRecords, 'forking'> = {},
): Generator<Tile> {
  const start = { origin: sender.origin, intent: { kind: 'anyone' }, unresolvedName: undefined } as const;
  for (const box of boxes) yield* tilesOf(net, { ...start, box }, REACH_WALK, records);
}

/** How senders are walked that may share their tiles, of which `digest` says what is kept. */
export function walkTo<T>(net: CompiledNetwork, traffic: Traffic, digest: (tile: Tile) => T): WalkTo<T> {
  return (sender, source, to, questions) =>
    Array.from(tilesFrom(net, sender, boxesOf([source], to, traffic), { questions }), digest);
}

/** The same with the fate of each tile. */
export function* walkBoxes(net: CompiledNetwork, sender: Sender, boxes: readonly Box[]): Generator<FateTile> {
  for (const tile of tilesFrom(net, sender, boxes)) yield { box: tile.part, fate: fateOf(tile) };
}

/** The part of a box with destinations inside a range; nothing where they do not meet. */
export function withDestinations(box: Box, range: Range): Box | undefined {
  const low = box.first[DESTINATION]!;
  const high = box.last[DESTINATION]!;
  if (low > range.last || high < range.first) return undefined;
  if (low >= range.first && high <= range.last) return box;
  const first: Address[] = [...box.first];
  const last: Address[] = [...box.last];
  if (low < range.first) first[DESTINATION] = range.first;
  if (high > range.last) last[DESTINATION] = range.last;
  return { family: box.family, first, last };
}
