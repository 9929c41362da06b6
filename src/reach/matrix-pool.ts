/**
 * A large matrix on several threads.
 *
 * This thread works along with the others: all claim rows from one counter and write cells into one shared
 * buffer, so the result does not depend on who did which. Workers get the network as it was read and
 * compile it themselves, which is cheaper than handing over what compiling makes.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Network } from '../model/network.ts';
import type { EndName } from './end.ts';
import { MatrixWalk, ReachMatrix } from './matrix.ts';
import type { Traffic } from './tiles.ts';

/** What a worker starts out with. */
export interface MatrixJob {
  readonly network: Network;
  readonly names: readonly EndName[];
  readonly traffic: Traffic;
  /** Next row to be claimed. */
  readonly counter: Int32Array;
  readonly states: Uint8Array;
  readonly reasons: Uint8Array;
}

/** Fewer rows than this are done before another thread has compiled the network. */
const ROWS_WORTH_A_THREAD = 500;

/** Rows between two looks at what else is to be done. */
const ROWS_AT_A_TIME = 16;

/** `threads` 0: as many as the machine has. */
export async function reachMatrixOnThreads(
  net: CompiledNetwork,
  names: readonly EndName[],
  traffic: Traffic = {},
  threads = 0,
): Promise<ReachMatrix> {
  const shared = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
  const job: MatrixJob = {
    network: net.network,
    names,
    traffic,
    counter: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    states: shared(names.length ** 2),
    reasons: shared(names.length ** 2),
  };
  const wanted = threads === 0 ? availableParallelism() : threads;
  const count = Math.max(1, Math.min(wanted, Math.ceil(names.length / ROWS_WORTH_A_THREAD)));
  const pool = count > 1 ? makePool(job, count - 1) : undefined;
  const others = pool ? Array.from({ length: count - 1 }, () => pool.run(undefined)) : [];
  const walk = new MatrixWalk(net, names, traffic);
  while (claimRows(walk, job, ROWS_AT_A_TIME)) await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(others);
  await pool?.destroy();
  return new ReachMatrix(names, job.states, job.reasons);
}

/** Walks rows nobody has claimed; false when none is left. */
export function claimRows(
  walk: MatrixWalk,
  { counter, names, states, reasons }: MatrixJob,
  most: number,
): boolean {
  for (let i = 0; i < most; i++) {
    const row = Atomics.add(counter, 0, 1);
    if (row >= names.length) return false;
    const at = row * names.length;
    walk.row(row, states.subarray(at, at + names.length), reasons.subarray(at, at + names.length));
  }
  return true;
}

/**
 * The worker runs from source or from the build. From source it needs a loader on versions of Node that
 * do not strip types by themselves.
 */
function makePool(job: MatrixJob, threads: number): Piscina {
  const fromSource = import.meta.url.endsWith('.ts');
  const stripsTypes = Boolean((process.features as { typescript?: unknown }).typescript);
  const loader = fromSource && !stripsTypes ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {};
  return new Piscina({
    filename: new URL(fromSource ? './matrix-worker.ts' : './matrix-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: job,
    ...loader,
  });
}
