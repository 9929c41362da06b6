/**
 * What becomes of everything the senders of a workload can ask, under one version of the network: their
 * flows walked as boxes, and a tree per sender made of the tiles. Senders that are alike are walked once.
 */
import type { Range } from '../ip/range.ts';
import { familyOf } from '../ip/address.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledEni, CompiledNetwork } from '../compile/compiled-network.ts';
import { boxOf, type Box } from '../forward/box.ts';
import type { WalkOptions } from '../forward/legs.ts';
import { tilesOf } from '../forward/reach.ts';
import { SharedTiles, type Sender, type WalkTo } from '../forward/shared-tiles.ts';
import type { Intent, Start } from '../forward/start.ts';
import type { Established } from '../forward/walk.ts';
import type { Workload } from '../model/scenario.ts';
import type { Destination, Sender as Entry } from '../workload/places.ts';
import type { Outcomes } from './outcomes.ts';
import type { Group, Parties } from './parties.ts';
import { SenderFootprint } from './sender-footprint.ts';
import { addSenderTree, type CodedTile, type PlacedRange } from './sender-tree.ts';
import type { TreePool } from './tree-pool.ts';

/** Where trees and what they lead to end up. */
export interface Sinks {
  readonly outcomes: Outcomes;
  readonly trees: TreePool;
}

/** What all senders of a workload are asked about. */
export interface Asked {
  readonly net: CompiledNetwork;
  readonly workload: Workload;
  readonly established: Established;
  /** Keep what the walks of each sender look at. */
  readonly remembering: boolean;
}

/** The tree of a sender, and what made it so. */
export interface SenderTree {
  readonly tree: number;
  readonly footprint: SenderFootprint;
}

export class SenderWalks {
  private readonly asked: Asked;
  private readonly parties: Parties;
  private readonly sinks: Sinks;
  private readonly aims: readonly (Aim & { readonly tiles: SharedTiles<CodedTile> })[];

  constructor(asked: Asked, parties: Parties, sinks: Sinks, sharing = true) {
    this.asked = asked;
    this.parties = parties;
    this.sinks = sinks;
    const { net } = asked;
    const names = (tile: CodedTile, eni: CompiledEni): boolean => isAbout(sinks.outcomes, tile, eni);
    this.aims = parties.groups
      .flatMap((group) => aimsAt(net, group))
      .map((aim) => ({
        ...aim,
        tiles: new SharedTiles(net, this.walkTo(aim), { names, sharing }),
      }));
  }

  /** Walks that another sender's have made unnecessary so far. */
  get spared(): number {
    return this.aims.reduce((sum, { tiles }) => sum + tiles.spared, 0);
  }

  /** Trees of some senders, of one VPC if they are to share anything; by their position in the workload. */
  treesOf(positions: readonly number[]): SenderTree[] {
    const entries = positions.map((position) => this.parties.ends.senders[position]!);
    const senders = entries.map((entry): Sender => ({
      origin: refresh(this.asked.net, entry),
      sources: [entry.range],
    }));
    for (const { tiles } of this.aims) tiles.begin(senders);
    return senders.map((sender, i) => this.treeOf(sender, entries[i]!.range));
  }

  private treeOf(sender: Sender, range: Range): SenderTree {
    const placed = { range, firstPlace: 0, spreadBits: this.parties.senders.spreadBits };
    const parts = this.aims.map(({ entries, tiles }) => ({ entries, tiles: tiles.tilesOf(sender) }));
    const footprint = new SenderFootprint();
    if (this.asked.remembering) {
      for (const { tiles } of parts)
        for (const tile of tiles) if (tile.footprint) footprint.add(tile.footprint);
    }
    return { tree: addSenderTree(this.sinks.trees, placed, parts), footprint };
  }

  /** Walks everything that a sender can ask of the destinations of an aim. */
  private walkTo({ intent, ranges }: Aim): WalkTo<CodedTile> {
    const { net, workload, established, remembering } = this.asked;
    const { outcomes } = this.sinks;
    const options = { ...WALK, oneWay: workload.oneWay, established };
    const among = rangesAmong(ranges);
    return ({ origin }, source, to, questions) => {
      const tiles: CodedTile[] = [];
      for (const destination of among(to)) {
        for (const ports of workload.destinationPorts) {
          const box = boxOf({
            source,
            destination,
            protocol: { first: workload.protocol, last: workload.protocol },
            sourcePort: workload.sourcePorts,
            destinationPort: ports,
          });
          const start = { origin, intent, box, unresolvedName: undefined };
          const records = { questions, footprint: remembering };
          for (const { part, verdict, footprint } of tilesOf(net, start, options, records)) {
            tiles.push({ part, source, code: outcomes.codeOf(net.network, verdict), footprint });
          }
        }
      }
      return tiles;
    };
  }
}

/** The parts of some ranges that lie in others, which are asked for again and again. */
function rangesAmong(ranges: readonly Range[]): (to: readonly Range[]) => readonly Range[] {
  const own = RangeSet.of(ranges);
  const family = familyOf(ranges[0]!.first);
  const known = new WeakMap<readonly Range[], readonly Range[]>();
  return (to) => {
    const parts =
      known.get(to) ??
      own.intersect(RangeSet.of(to.filter(({ first }) => familyOf(first) === family))).ranges;
    known.set(to, parts);
    return parts;
  };
}

/** Would the outcome be another one if an equal interface had sent the flow? */
function isAbout({ list }: Outcomes, { code }: CodedTile, { record, hop, subnet }: CompiledEni): boolean {
  const outcome = list[code]!;
  return (
    outcome.hop === hop ||
    outcome.hop === subnet.hop ||
    outcome.devices.includes(record.id) ||
    outcome.conditional.includes(record.id) ||
    outcome.conditional.includes(subnet.record.id)
  );
}

/** Destinations that are meant in one way. */
interface Aim {
  readonly entries: readonly PlacedRange[];
  readonly intent: Intent;
  /** Their addresses. */
  readonly ranges: readonly Range[];
}

function aimsAt(net: CompiledNetwork, { destinations, placed }: Group): Aim[] {
  return [true, false].flatMap((isHost) => {
    const meant = destinations.filter(({ eni }) => (eni !== undefined) === isHost);
    if (meant.length === 0) return [];
    return [
      {
        entries: meant.map((destination) => placed.get(destination)!),
        intent: intentFor(net, destinations, isHost),
        ranges: RangeSet.of(meant.map((destination) => destination.range)).ranges,
      },
    ];
  });
}

const WALK = {
  ttl: 64,
  bytes: 1500,
  dontFragment: false,
  recording: false,
  explaining: false,
  established: 'no' as const,
};

/** Hosts of a group are meant as themselves, bare addresses as whoever has them. */
export function intentFor(net: CompiledNetwork, group: readonly Destination[], isHost: boolean): Intent {
  if (!isHost) return { kind: 'anyone' };
  return {
    kind: 'enis',
    enis: new Set(group.flatMap(({ eni }) => (eni && net.enis.get(eni.record.id)) ?? [])),
  };
}

/** How flows of a workload begin, from one sender. */
export function startWith(
  net: CompiledNetwork,
  workload: Workload,
  sender: Entry,
  { intent, box }: { readonly intent: Intent; readonly box: Box },
): { readonly start: Start; readonly options: WalkOptions } {
  return {
    start: { origin: refresh(net, sender), intent, box, unresolvedName: undefined },
    options: { ...WALK, oneWay: workload.oneWay },
  };
}

/** The sender as another version of the network knows it. */
function refresh(net: CompiledNetwork, { origin }: Entry): Entry['origin'] {
  switch (origin.kind) {
    case 'eni':
      return { kind: 'eni', eni: present(net.enis.get(origin.eni.record.id), origin.eni.record.id) };
    case 'site-host': {
      const { id } = origin.site.record;
      return { ...origin, site: present(net.sites.get(id), id) };
    }
    case 'endpoint':
    case 'internet':
      return origin;
  }
}

function present<T>(part: T | undefined, id: string): T {
  if (part === undefined) throw new Error(`${id} is missing from a later version of the network`);
  return part;
}
