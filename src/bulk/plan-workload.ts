/**
 * One workload, planned: a tree per sender and epoch, and the columns its flows are generated from.
 */
import type { Workload } from '../model/scenario.ts';
import { zipfWeights, type GeneratorPlan } from '../workload/generator.ts';
import type { Destination } from '../workload/places.ts';
import type { JobTemplate } from './job.ts';
import type { Group, Parties } from './parties.ts';
import { shared } from './shared-column.ts';

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

/** The trees of all senders by pass, in the order of {@link WorkloadPlan.trees}. */
export interface WorkloadTrees {
  readonly trees: readonly (readonly number[])[];
  readonly hasUntracked: boolean;
}

export function planWorkload(
  workload: Workload,
  index: number,
  { ends, senders, destinations, groups }: Parties,
  { trees, hasUntracked }: WorkloadTrees,
): Omit<WorkloadPlan, 'job' | 'hasPoolsPerDestination'> {
  return {
    generator: {
      index,
      family: ends.family,
      flowCount: workload.flowCount,
      pick: workload.pick,
      senders,
      destinations,
      zipfWeights: zipfWeights(workload.pick === 'zipf' ? destinations.offsets.at(-1)! : 0),
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
    trees: shared(trees.flat()),
    hasUntracked,
    senderCount: ends.senders.length,
    groupOf: groupColumn(ends.destinations, groups),
  };
}

function groupColumn(destinations: readonly Destination[], groups: readonly Group[]): Uint32Array {
  const numbers = new Map(
    groups.flatMap((group, number) => group.destinations.map((destination) => [destination, number])),
  );
  return Uint32Array.from(destinations, (destination) => numbers.get(destination)!);
}
