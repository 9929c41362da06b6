/**
 * A large matrix on several threads.
 *
 * This thread works along with the others: all claim groups of rows from one counter, and a row is the same
 * whoever walks it, so the result does not depend on who did which. Workers share the forwarding tables and
 * make the parts of the network again; the tables are most of what compiling costs.
 */
import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { handOver, type Handover } from '../compile/handover.ts';
import { poolOf } from '../threads/pool.ts';
import type { EndName } from './end.ts';
import { ReachMatrix } from './matrix.ts';
import type { MatrixRow } from './matrix-row.ts';
import { MatrixWalk, type MatrixOptions } from './matrix-walk.ts';

/** What a worker starts out with. */
export interface MatrixJob {
  readonly handover: Handover;
  readonly names: readonly EndName[];
  readonly options: MatrixOptions;
  /** Next group to be claimed. */
  readonly counter: Int32Array;
}

/** Rows by their number, as far as one thread did them. */
export type Claimed = (readonly [number, MatrixRow])[];

/** Fewer rows than this are done before another thread has started. */
const ROWS_WORTH_A_THREAD = 500;

export interface PoolOptions extends MatrixOptions {
  /** As many as the machine has unless told otherwise. */
  readonly threads?: number;
  /** Told after each group of rows that this thread walks, how many have been claimed by anybody. */
  readonly onProgress?: (done: number, total: number) => void;
}

export async function reachMatrixOnThreads(
  net: CompiledNetwork,
  names: readonly EndName[],
  { threads = availableParallelism(), onProgress, ...options }: PoolOptions = {},
): Promise<ReachMatrix> {
  const count = Math.max(1, Math.min(threads, Math.ceil(names.length / ROWS_WORTH_A_THREAD)));
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const pool =
    count > 1 ? helpers({ handover: handOver(net), names, options, counter }, count - 1) : undefined;
  const others = Array.from({ length: count - 1 }, () => pool!.run(undefined) as Promise<Claimed>);
  const walk = new MatrixWalk(net, names, options);
  const rows: MatrixRow[] = [];
  const own: Claimed = [];
  // A look at what else is to be done after each: the others could not start otherwise.
  while (claimGroup(walk, counter, own)) {
    onProgress?.(Math.min(Atomics.load(counter, 0), walk.groups.length), walk.groups.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const claimed of [own, ...(await Promise.all(others))]) {
    for (const [index, row] of claimed) rows[index] = row;
  }
  await pool?.destroy();
  return new ReachMatrix(names, rows);
}

/** Walks a group of rows nobody has claimed; false when none is left. */
export function claimGroup(walk: MatrixWalk, counter: Int32Array, claimed: Claimed): boolean {
  const group = walk.groups[Atomics.add(counter, 0, 1)];
  if (!group) return false;
  for (const [i, row] of walk.rowsOf(group).entries()) claimed.push([group[i]!, row]);
  return true;
}

function helpers(job: MatrixJob, threads: number): Piscina {
  return poolOf({ worker: 'matrix-worker', beside: import.meta.url, data: job, threads });
}
