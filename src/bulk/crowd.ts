/**
 * The flows that a connection pool might refuse: those that draw on a pool while more flows than it keeps
 * open are in its cell. All others are admitted whatever happens.
 *
 * Columns again, one row per flow, so that threads can hand them over.
 */
import { poolCell, type LivingBatch } from './passes.ts';
import type { BulkPlan } from './plan.ts';
import { windowAt } from './time-plan.ts';

/** One row per flow. */
export interface CrowdColumns {
  readonly workload: Uint32Array;
  readonly flow: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Outcome with which it opens if it is admitted. */
  readonly code: Uint32Array;
  /** Destination address and port: what pools per destination tell flows apart by. */
  readonly destination: Uint32Array;
  readonly port: Uint16Array;
}

export class Crowd {
  private readonly rows: number[][] = [[], [], [], [], [], [], []];
  private readonly plan: BulkPlan;
  private readonly window: number;
  /** 1 for crowded cells, per window. */
  private readonly crowded: Uint8Array;

  constructor(plan: BulkPlan, window: number, crowded: Uint8Array) {
    this.plan = plan;
    this.window = window;
    this.crowded = crowded;
  }

  add(batch: LivingBatch, destination: Uint32Array, port: Uint16Array): void {
    const { workloadIndex, firstFlow, startMs, endsMs, opened, count } = batch;
    const [workloads, flows, starts, ends, codes, destinations, ports] = this.rows;
    for (let i = 0; i < count; i++) {
      if (windowAt(this.plan.time, startMs[i]!) !== this.window) continue;
      if (!this.isCrowded(opened[i]!, destination[i]!, port[i]!, endsMs[i]!)) continue;
      workloads!.push(workloadIndex);
      flows!.push(firstFlow + i);
      starts!.push(startMs[i]!);
      ends!.push(endsMs[i]!);
      codes!.push(opened[i]!);
      destinations!.push(destination[i]!);
      ports!.push(port[i]!);
    }
  }

  private isCrowded(code: number, destination: number, port: number, endMs: number): boolean {
    const { loads, time } = this.plan;
    const last = windowAt(time, endMs);
    for (let entry = loads.poolStarts[code]!; entry < loads.poolStarts[code + 1]!; entry++) {
      const cell = poolCell(loads, loads.pools[entry]!, destination, port) * time.windowCount;
      for (let window = this.window; window <= last; window++) {
        if (this.crowded[cell + window] === 1) return true;
      }
    }
    return false;
  }

  columns(): CrowdColumns {
    const [workloads, flows, starts, ends, codes, destinations, ports] = this.rows;
    return {
      workload: Uint32Array.from(workloads!),
      flow: Float64Array.from(flows!),
      startMs: Float64Array.from(starts!),
      endMs: Float64Array.from(ends!),
      code: Uint32Array.from(codes!),
      destination: Uint32Array.from(destinations!),
      port: Uint16Array.from(ports!),
    };
  }
}
