/**
 * What a flow costs by counting: lines that its look-up reads, and how many flows the destination alone does
 * not decide. bench/scale.ts says the same of estates that nobody measured.
 */
import { JOB, ROOT_WORDS } from '../../src/bulk/job.ts';
import { lookUp } from '../../src/bulk/look-up.ts';
import { DESTINATION_PORT, fieldOf, levelOf, LINE_BYTES, OFFSET, PLACE } from '../../src/bulk/tree-layout.ts';
import { entryOf } from './entry-of.ts';
import { segmentStarts, type FlowLab } from './lab.ts';

export interface FlowCost {
  readonly linesPerFlow: number;
  readonly segmentsPerSender: number;
  /** Share of flows for which ports or the sender's own place are asked. */
  readonly shareBelow: number;
}

const SAMPLE = 1 << 16;

export function costOf({
  planned,
  senders,
  places,
  destinationPorts,
  sourcePorts,
  flows,
}: FlowLab): FlowCost {
  const { lines, workloads } = planned.plan;
  const { trees, generator } = workloads[0]!;
  const { offsets } = generator.senders;
  const count = Math.min(SAMPLE, flows);
  const [job] = workloads.map((workload) => workload.job!);
  const words = new Uint32Array(lines.buffer);
  const levelOfRoot = (entry: number): number =>
    words[job![JOB.roots]! / 4 + (entry + 1) * ROOT_WORDS - 1]! & (LINE_BYTES - 1);
  let read = 0;
  let below = 0;
  for (let i = 0; i < count; i++) {
    const entry = entryOf(offsets, senders[i]!);
    let value = trees[entry]! | 0;
    for (let depth = 0; value < 0; depth++) {
      const field = fieldOf(value);
      read += 1 + (depth === 0 ? levelOfRoot(entry) : levelOf(value));
      if (depth === 1) below++;
      const asked =
        field === PLACE
          ? places[i]!
          : field === OFFSET
            ? senders[i]! - offsets[entry]!
            : field === DESTINATION_PORT
              ? destinationPorts[i]!
              : sourcePorts[i]!;
      value = lookUp(lines, value, asked);
    }
  }
  const segments = Array.from(trees.subarray(0, 500), (tree) => segmentStarts(lines, tree).length);
  return {
    linesPerFlow: read / count,
    shareBelow: below / count,
    segmentsPerSender: segments.reduce((sum, n) => sum + n, 0) / segments.length,
  };
}
