/**
 * Who asks for most: flows of workloads by sender and destination, delivered or not.
 *
 * Counted from whole batches: all of them where they are few, otherwise from batches spread evenly over
 * each workload, and scaled up. A flow follows from its number, so the answer is the same everywhere.
 */
import { BATCH_FLOWS } from '../workload/batch.ts';
import type { PlannedRun } from '../bulk/plan.ts';
import type { Origin } from '../forward/start.ts';
import { formatRange } from '../ip/range.ts';
import { FlowColumns, generateFlows } from '../workload/generator.ts';
import type { Destination } from '../workload/places.ts';

export interface Talker {
  readonly from: string;
  readonly to: string;
  readonly flows: number;
  readonly bytes: number;
}

export interface Talkers {
  /** Flows that were looked at, out of all; equal where nothing is estimated. */
  readonly sampledFlows: number;
  readonly flows: number;
  /** Most bytes first. */
  readonly rows: readonly Talker[];
}

export const NO_TALKERS: Talkers = { sampledFlows: 0, flows: 0, rows: [] };

/** Batches of one workload that are looked at. */
const MOST_BATCHES = 8;

const MOST_ROWS = 20;

export function talkersOf({ plan, ends }: PlannedRun): Talkers {
  const columns = new FlowColumns(BATCH_FLOWS);
  const totals = new Map<string, { from: string; to: string; flows: number; bytes: number }>();
  let sampledFlows = 0;
  let flows = 0;
  for (const [i, { generator, flowCount, bytes }] of plan.workloads.entries()) {
    const { senders, destinations } = ends[i]!;
    const counts = new Float64Array(senders.length * destinations.length);
    let sampled = 0;
    for (const batch of batchesOf(flowCount)) {
      const firstFlow = batch * BATCH_FLOWS;
      const count = Math.min(BATCH_FLOWS, flowCount - firstFlow);
      generateFlows(generator, plan.seed, firstFlow, count, columns);
      sampled += count;
      for (let flow = 0; flow < count; flow++) {
        counts[columns.sender[flow]! * destinations.length + columns.destination[flow]!]!++;
      }
    }
    sampledFlows += sampled;
    flows += flowCount;
    for (const [at, count] of counts.entries()) {
      if (count === 0) continue;
      const from = originName(senders[Math.floor(at / destinations.length)]!.origin);
      const to = destinationName(destinations[at % destinations.length]!);
      const key = `${from} ${to}`;
      const known = totals.get(key) ?? { from, to, flows: 0, bytes: 0 };
      totals.set(key, known);
      const scaled = Math.round((count / sampled) * flowCount);
      known.flows += scaled;
      known.bytes += scaled * bytes;
    }
  }
  const rows = [...totals.values()].sort(
    (a, b) => b.bytes - a.bytes || (a.from + a.to < b.from + b.to ? -1 : 1),
  );
  return { sampledFlows, flows, rows: rows.slice(0, MOST_ROWS) };
}

function batchesOf(flowCount: number): number[] {
  const count = Math.ceil(flowCount / BATCH_FLOWS);
  const looked = Math.min(count, MOST_BATCHES);
  return Array.from({ length: looked }, (_, i) => Math.floor((i * count) / looked));
}

function originName(origin: Origin): string {
  switch (origin.kind) {
    case 'eni':
      return origin.eni.record.name ?? origin.eni.record.id;
    case 'site-host':
      return origin.host.id;
    case 'internet':
      return 'internet';
    case 'endpoint':
      return origin.endpoint.record.id;
  }
}

function destinationName({ eni, range }: Destination): string {
  return eni ? (eni.record.name ?? eni.record.id) : formatRange(range);
}
