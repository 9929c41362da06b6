/**
 * Threads that all run one worker file, from source or from the build.
 */
import { extname } from 'node:path';
import { Piscina } from 'piscina';

export interface PoolJob {
  /** Name of the worker file, without its extension. */
  readonly worker: string;
  /** URL of a module in the same folder. */
  readonly beside: string;
  /** What each thread starts out with; plain data. */
  readonly data: object;
  readonly threads: number;
}

/** From source, threads need a loader on versions of Node that do not strip types by themselves. */
export function poolOf({ worker, beside, data, threads }: PoolJob): Piscina {
  const extension = extname(beside);
  const stripsTypes = Boolean((process.features as { typescript?: unknown }).typescript);
  const needsLoader = extension === '.ts' && !stripsTypes;
  return new Piscina({
    filename: new URL(`${worker}${extension}`, beside).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: data,
    ...(needsLoader && { execArgv: ['--import', import.meta.resolve('tsx')] }),
  });
}
