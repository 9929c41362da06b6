/**
 * Which connections find their pools used up: decided flow by flow, by start and then by number, so that
 * it depends on nothing else. A flow is admitted when every pool on its way has room, and takes a place in
 * each until it ends; otherwise the first pool that has none refuses it.
 *
 * Only the flows of crowded pools come here, one window of time after the other; what is kept meanwhile
 * is the connections that are open and a byte per flow.
 */
import { Heap } from 'heap-js';
import type { CrowdColumns } from './crowd.ts';
import type { BulkPlan } from './plan.ts';

interface OpenConnection {
  readonly endMs: number;
  readonly places: readonly string[];
}

export class Admission {
  private readonly plan: BulkPlan;
  private readonly taken = new Map<string, number>();
  private readonly open = new Heap<OpenConnection>((a, b) => a.endMs - b.endMs);
  /** See `Refusals`. */
  readonly refusals: Uint8Array[];

  constructor(plan: BulkPlan) {
    this.plan = plan;
    this.refusals = plan.workloads.map(() => new Uint8Array(0));
  }

  /** Decides on the flows of one window; windows come in the order of time. */
  admit(crowds: readonly CrowdColumns[]): void {
    const rows = crowds.flatMap((crowd) => Array.from(crowd.flow.keys(), (row) => ({ crowd, row })));
    rows.sort(
      (a, b) =>
        a.crowd.startMs[a.row]! - b.crowd.startMs[b.row]! ||
        a.crowd.workload[a.row]! - b.crowd.workload[b.row]! ||
        a.crowd.flow[a.row]! - b.crowd.flow[b.row]!,
    );
    for (const { crowd, row } of rows) this.decide(crowd, row);
  }

  private decide(crowd: CrowdColumns, row: number): void {
    const { poolStarts, pools, poolLimits } = this.plan.loads;
    const code = crowd.code[row]!;
    this.close(crowd.startMs[row]!);
    const places: string[] = [];
    for (let entry = poolStarts[code]!; entry < poolStarts[code + 1]!; entry++) {
      const place = this.placeIn(pools[entry]!, crowd, row);
      if ((this.taken.get(place) ?? 0) >= poolLimits[entry]!) {
        this.refuse(crowd.workload[row]!, crowd.flow[row]!, entry - poolStarts[code]! + 1);
        return;
      }
      places.push(place);
    }
    for (const place of places) this.taken.set(place, (this.taken.get(place) ?? 0) + 1);
    this.open.push({ endMs: crowd.endMs[row]!, places });
  }

  /** Connections that end by then give their places back. */
  private close(atMs: number): void {
    for (let first = this.open.peek(); first && first.endMs <= atMs; first = this.open.peek()) {
      this.open.pop();
      for (const place of first.places) {
        const count = this.taken.get(place)! - 1;
        if (count === 0) this.taken.delete(place);
        else this.taken.set(place, count);
      }
    }
  }

  private placeIn(pool: number, crowd: CrowdColumns, row: number): string {
    if (this.plan.loads.isPerDestination[pool] === 0) return String(pool);
    const { protocol } = this.plan.workloads[crowd.workload[row]!]!;
    return `${pool} ${protocol} ${crowd.destination[row]} ${crowd.port[row]}`;
  }

  private refuse(workload: number, flow: number, place: number): void {
    if (this.refusals[workload]!.length === 0) {
      const { flowCount } = this.plan.workloads[workload]!;
      this.refusals[workload] = new Uint8Array(new SharedArrayBuffer(flowCount));
    }
    this.refusals[workload]![flow] = place;
  }
}
