/**
 * One workload, planned: a table per sender and epoch, made from the tiles of everything the sender can
 * ask, and the columns its flows are generated from.
 */
import { writeWords, type Family } from '../ip/address.ts';
import { rangeSize, type Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { IntervalTable } from '../fib/freeze.ts';
import { intervalsFrom } from '../fib/intervals.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { boxOf, type Box } from '../forward/box.ts';
import type { WalkOptions } from '../forward/legs.ts';
import { tilesOf } from '../forward/reach.ts';
import type { Start } from '../forward/start.ts';
import type { Established, Intent } from '../forward/walk.ts';
import type { Workload } from '../model/scenario.ts';
import type { Epoch } from '../timeline/epochs.ts';
import { zipfWeights, type AddressPool, type GeneratorPlan } from '../workload/generator.ts';
import { withoutTwins, type Destination, type Ends, type Sender } from '../workload/places.ts';
import { flatten, shared, type Classifiers, type CodedTile } from './flow-table.ts';
import type { Outcomes } from './outcomes.ts';

/** One workload as the evaluation loop sees it. */
export interface WorkloadPlan {
  readonly generator: GeneratorPlan;
  readonly flowCount: number;
  readonly protocol: number;
  readonly bytes: number;
  readonly durationMs: number;
  /**
   * Table of (epoch, group of destinations, sender), in this order of significance, for flows that open
   * in the epoch; then, where events can find flows open, the same again for flows that were open before
   * it, and where filters keep no state of some, once more for those.
   */
  readonly tables: Uint32Array;
  readonly hasUntracked: boolean;
  readonly senderCount: number;
  readonly groupCount: number;
  /** Group of each destination entry. */
  readonly groupOf: Uint32Array;
}

/** What the workloads of a run share. */
export interface Sinks {
  readonly outcomes: Outcomes;
  readonly classifiers: Classifiers;
  readonly tables: IntervalTable[];
}

/** Tables for every sender in every epoch, and what it takes to generate the flows. */
export function planWorkload(
  epochs: readonly Epoch[],
  workload: Workload,
  index: number,
  ends: Ends,
  sinks: Sinks,
): WorkloadPlan {
  const { family, senders, destinations } = ends;
  const groups = withoutTwins(destinations);
  const tableOf: number[] = [];
  const addTables = (established: Established): void => {
    for (const epoch of epochs) {
      for (const group of groups) {
        for (const sender of senders) {
          tableOf.push(sinks.tables.length);
          sinks.tables.push(tableFor(epoch.net, workload, family, sender, group, established, sinks));
        }
      }
    }
  };
  const canBeFoundOpen = workload.durationMs > 0 && epochs.length > 1;
  addTables(canBeFoundOpen ? 'watched' : 'no');
  if (canBeFoundOpen) addTables('tracked');
  const hasUntracked = canBeFoundOpen && sinks.outcomes.list.some(({ isUntracked }) => isUntracked);
  if (hasUntracked) addTables('untracked');
  return {
    generator: {
      index,
      family,
      flowCount: workload.flowCount,
      pick: workload.pick,
      senders: poolOf(
        family,
        senders.map((sender) => sender.range),
      ),
      destinations: poolOf(
        family,
        destinations.map((destination) => destination.range),
      ),
      zipfWeights: zipfWeights(workload.pick === 'zipf' ? countOf(destinations) : 0),
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
    tables: shared(tableOf),
    hasUntracked,
    senderCount: senders.length,
    groupCount: groups.length,
    groupOf: Uint32Array.from(destinations, (destination) =>
      groups.findIndex((group) => group.includes(destination)),
    ),
  };
}

function countOf(destinations: readonly Destination[]): number {
  return Number(destinations.reduce((sum, destination) => sum + rangeSize(destination.range), 0n));
}

function poolOf(family: Family, ranges: readonly Range[]): AddressPool {
  const words = family === 4 ? 1 : 4;
  const firstWords = new Uint32Array(ranges.length * words);
  const offsets = new Float64Array(ranges.length + 1);
  for (const [i, range] of ranges.entries()) {
    writeWords(range.first, firstWords, i * words);
    offsets[i + 1] = offsets[i]! + Number(rangeSize(range));
  }
  return { firstWords, offsets };
}

/** Walks everything a sender can ask of a group of destinations, and flattens the answers. */
function tableFor(
  net: CompiledNetwork,
  workload: Workload,
  family: Family,
  sender: Sender,
  group: readonly Destination[],
  established: Established,
  { outcomes, classifiers }: Sinks,
): IntervalTable {
  const tiles: CodedTile[] = [];
  for (const isHost of [true, false]) {
    const meant = group.filter(({ eni }) => (eni !== undefined) === isHost);
    for (const range of RangeSet.of(meant.map((destination) => destination.range)).ranges) {
      for (const ports of workload.destinationPorts) {
        const box = boxOf({
          source: sender.range,
          destination: range,
          protocol: { first: workload.protocol, last: workload.protocol },
          sourcePort: workload.sourcePorts,
          destinationPort: ports,
        });
        const { start, options } = startAmong(net, workload, sender, { group, isHost, box });
        for (const { part, verdict } of tilesOf(net, start, { ...options, established })) {
          tiles.push({ part, code: outcomes.codeOf(net.network, verdict) });
        }
      }
    }
  }
  const starts = flatten(tiles, sender.range.first, classifiers);
  const intervals = intervalsFrom(family, starts);
  return family === 4 ? { ipv4: intervals } : { ipv6: intervals };
}

const WALK = {
  ttl: 64,
  bytes: 1500,
  dontFragment: false,
  recording: false,
  explaining: false,
  established: 'no' as const,
};

/**
 * How flows of a workload begin, from one sender to destinations of a group. Hosts are meant as
 * themselves, bare addresses as whoever has them.
 */
export function startAmong(
  net: CompiledNetwork,
  workload: Workload,
  sender: Sender,
  flows: { readonly group: readonly Destination[]; readonly isHost: boolean; readonly box: Box },
): { readonly start: Start; readonly options: WalkOptions } {
  const enis = flows.group.flatMap(({ eni }) => (eni && net.enis.get(eni.record.id)) ?? []);
  const intent: Intent = flows.isHost ? { kind: 'enis', enis: new Set(enis) } : { kind: 'anyone' };
  const origin = refresh(net, sender);
  return {
    start: { origin, intent, box: flows.box, unresolvedName: undefined },
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
