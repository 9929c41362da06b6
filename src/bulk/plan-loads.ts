/**
 * Which outcomes draw on which connection pools, and which share bandwidth, as columns for the threads.
 */
import type { Bottleneck, ConnectionPool } from './limits.ts';
import { dropOutcome, type Outcomes } from './outcomes.ts';
import { shared } from './shared-column.ts';

export interface LoadPlan {
  /** Pools of each outcome, in the order of the way: entries of `pools` from `poolStarts[code]` on. */
  readonly poolStarts: Uint32Array;
  readonly pools: Uint32Array;
  /** Beside each entry of `pools`: how many connections the pool keeps open for these flows. */
  readonly poolLimits: Float64Array;
  /** Per pool: whether it is one per destination, and the outcome of the flows it refuses. */
  readonly isPerDestination: Uint8Array;
  readonly refusalCode: Uint32Array;
  /** Row of each outcome among those that share bandwidth, from 1; 0: it shares none. */
  readonly sharingRow: Uint32Array;
  readonly sharingRowCount: number;
}

/** Adds an outcome per pool, for the flows it refuses. `ways[row - 1]` are the bottlenecks of a row. */
export function planLoads(outcomes: Outcomes): {
  readonly loads: LoadPlan;
  readonly ways: readonly (readonly Bottleneck[])[];
} {
  const walked = [...outcomes.list];
  const known = new Map<string, { readonly pool: ConnectionPool; readonly index: number }>();
  const entries: { readonly index: number; readonly limit: number }[] = [];
  const poolStarts = [0];
  for (const { limits } of walked) {
    for (const pool of limits.pools) {
      const key = JSON.stringify([pool.hop, pool.perDestination]);
      const { index } = known.get(key) ?? { index: known.size };
      if (index === known.size) known.set(key, { pool, index });
      entries.push({ index, limit: pool.limit });
    }
    poolStarts.push(entries.length);
  }
  const pools = Array.from(known.values(), ({ pool }) => pool);
  const refusals = pools.map(({ reason, hop }) => outcomes.intern(dropOutcome(reason, hop)));
  // Outcomes added here draw on nothing.
  for (let code = walked.length; code < outcomes.list.length; code++) poolStarts.push(entries.length);
  const { rowOfCode, ways } = sharingRows(outcomes);
  return {
    loads: {
      poolStarts: shared(poolStarts),
      pools: shared(entries.map(({ index }) => index)),
      poolLimits: Float64Array.from(entries, ({ limit }) => limit),
      isPerDestination: Uint8Array.from(pools, (pool) => (pool.perDestination ? 1 : 0)),
      refusalCode: shared(refusals),
      sharingRow: shared(rowOfCode),
      sharingRowCount: ways.length + 1,
    },
    ways,
  };
}

/** Whether flows of an outcome draw on a pool that tells destinations apart. */
export function hasPoolPerDestination(
  { poolStarts, pools, isPerDestination }: LoadPlan,
  code: number,
): boolean {
  return pools.subarray(poolStarts[code], poolStarts[code + 1]).some((pool) => isPerDestination[pool] === 1);
}

/** Outcomes with the same bottlenecks are one row. */
function sharingRows({ list }: Outcomes): {
  readonly rowOfCode: readonly number[];
  readonly ways: readonly (readonly Bottleneck[])[];
} {
  const rows = new Map<string, number>();
  const ways: (readonly Bottleneck[])[] = [];
  const rowOfCode = list.map(({ limits: { bottlenecks } }) => {
    if (bottlenecks.length === 0) return 0;
    const key = JSON.stringify(bottlenecks);
    const row = rows.get(key) ?? ways.push(bottlenecks);
    rows.set(key, row);
    return row;
  });
  return { rowOfCode, ways };
}
