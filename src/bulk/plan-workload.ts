/**
 * One workload, planned: a tree per sender and epoch, made from the tiles of everything the sender can
 * ask, and the columns its flows are generated from.
 */
import type { Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { boxOf, type Box } from '../forward/box.ts';
import type { WalkOptions } from '../forward/legs.ts';
import { tilesOf } from '../forward/reach.ts';
import type { Start } from '../forward/start.ts';
import type { Intent } from '../forward/start.ts';
import type { Established } from '../forward/walk.ts';
import type { Workload } from '../model/scenario.ts';
import type { Epoch } from '../timeline/epochs.ts';
import { poolOf, zipfWeights, type AddressPool, type GeneratorPlan } from '../workload/generator.ts';
import { withoutTwins, type Destination, type Ends, type Sender } from '../workload/places.ts';
import type { JobTemplate } from './job.ts';
import type { Outcomes } from './outcomes.ts';
import { addSenderTree, type CodedTile, type PlacedRange, type TiledDestinations } from './sender-tree.ts';
import { shared } from './shared-column.ts';
import type { TreePool } from './tree-pool.ts';

/** One workload as the evaluation loop sees it. */
export interface WorkloadPlan {
  readonly generator: GeneratorPlan;
  readonly flowCount: number;
  readonly protocol: number;
  readonly bytes: number;
  readonly durationMs: number;
  /**
   * Tree of (epoch, sender), in this order of significance, for flows that open in the epoch; then, where
   * events can find flows open, the same again for flows that were open before it, and where filters keep
   * no state of some, once more for those. See tree-layout.ts.
   */
  readonly trees: Uint32Array;
  readonly hasUntracked: boolean;
  readonly senderCount: number;
  /** Whether some of its flows draw on a connection pool that tells destinations apart. */
  readonly hasPoolsPerDestination: boolean;
  /** What the kernel is told about it; absent where the plain form has to do. */
  readonly job: JobTemplate | undefined;
  /** Group of each destination entry: destinations of one address are in different groups. */
  readonly groupOf: Uint32Array;
}

/** What the workloads of a run share. */
export interface Sinks {
  readonly outcomes: Outcomes;
  readonly trees: TreePool;
}

/** Trees for every sender in every epoch, and what it takes to generate the flows. */
export function planWorkload(
  epochs: readonly Epoch[],
  workload: Workload,
  index: number,
  ends: Ends,
  sinks: Sinks,
): Omit<WorkloadPlan, 'job' | 'hasPoolsPerDestination'> & { readonly codes: ReadonlySet<number> } {
  const { family, senders, destinations } = ends;
  const pools = {
    senders: poolOf(
      family,
      senders.map((sender) => sender.range),
    ),
    destinations: poolOf(
      family,
      destinations.map((destination) => destination.range),
    ),
  };
  const groups = groupsOf(destinations, pools.destinations);
  const trees: number[] = [];
  const codes = new Set<number>();
  const addTrees = (established: Established): void => {
    for (const { net } of epochs) {
      const aims = groups.flatMap((group) => aimsAt(net, group));
      for (const sender of senders) {
        const { spreadBits } = pools.senders;
        const placed = { range: sender.range, firstPlace: 0, spreadBits };
        const parts = aims.map(({ entries, ...aim }): TiledDestinations => ({
          entries,
          tiles: tilesTo({ net, workload, established }, sender, aim, sinks.outcomes),
        }));
        for (const { code } of parts.flatMap(({ tiles }) => tiles)) codes.add(code);
        trees.push(addSenderTree(sinks.trees, placed, parts));
      }
    }
  };
  const canBeFoundOpen = workload.durationMs > 0 && epochs.length > 1;
  addTrees(canBeFoundOpen ? 'watched' : 'no');
  if (canBeFoundOpen) addTrees('tracked');
  const hasUntracked = canBeFoundOpen && sinks.outcomes.list.some(({ isUntracked }) => isUntracked);
  if (hasUntracked) addTrees('untracked');
  return {
    generator: {
      index,
      family,
      flowCount: workload.flowCount,
      pick: workload.pick,
      ...pools,
      zipfWeights: zipfWeights(workload.pick === 'zipf' ? pools.destinations.offsets.at(-1)! : 0),
      destinationPorts: Uint16Array.from(
        workload.destinationPorts.flatMap((range) => [range.first, range.last]),
      ),
      sourcePortFirst: workload.sourcePorts.first,
      sourcePortLast: workload.sourcePorts.last,
      fromMs: workload.arrival.fromMs,
      overMs: workload.arrival.overMs,
      process: workload.arrival.process,
    },
    flowCount: workload.flowCount,
    protocol: workload.protocol,
    bytes: workload.bytes,
    durationMs: workload.durationMs,
    trees: shared(trees),
    hasUntracked,
    senderCount: senders.length,
    groupOf: groupColumn(destinations, groups),
    codes,
  };
}

/** Destinations of different addresses, with the places they have. */
interface Group {
  readonly destinations: readonly Destination[];
  readonly placed: ReadonlyMap<Destination, PlacedRange>;
}

function groupsOf(destinations: readonly Destination[], { offsets, spreadBits }: AddressPool): Group[] {
  const placed = new Map(
    destinations.map((destination, i) => [
      destination,
      { range: destination.range, firstPlace: offsets[i]!, spreadBits },
    ]),
  );
  return withoutTwins(destinations).map((group) => ({ destinations: group, placed }));
}

function groupColumn(destinations: readonly Destination[], groups: readonly Group[]): Uint32Array {
  const numbers = new Map(
    groups.flatMap((group, number) => group.destinations.map((destination) => [destination, number])),
  );
  return Uint32Array.from(destinations, (destination) => numbers.get(destination)!);
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

/** What the trees of a workload under one version of the network are about. */
interface Asked {
  readonly net: CompiledNetwork;
  readonly workload: Workload;
  readonly established: Established;
}

/** Tiles of everything a sender can ask of some destinations. */
function tilesTo(
  { net, workload, established }: Asked,
  sender: Sender,
  { intent, ranges }: Omit<Aim, 'entries'>,
  outcomes: Outcomes,
): CodedTile[] {
  const tiles: CodedTile[] = [];
  for (const range of ranges) {
    for (const ports of workload.destinationPorts) {
      const box = boxOf({
        source: sender.range,
        destination: range,
        protocol: { first: workload.protocol, last: workload.protocol },
        sourcePort: workload.sourcePorts,
        destinationPort: ports,
      });
      const { start, options } = startWith(net, workload, sender, { intent, box });
      for (const { part, verdict } of tilesOf(net, start, { ...options, established })) {
        tiles.push({ part, source: sender.range, code: outcomes.codeOf(net.network, verdict) });
      }
    }
  }
  return tiles;
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
  sender: Sender,
  { intent, box }: { readonly intent: Intent; readonly box: Box },
): { readonly start: Start; readonly options: WalkOptions } {
  return {
    start: { origin: refresh(net, sender), intent, box, unresolvedName: undefined },
    options: { ...WALK, oneWay: workload.oneWay },
  };
}

/** The sender as another version of the network knows it. */
function refresh(net: CompiledNetwork, { origin }: Sender): Sender['origin'] {
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
