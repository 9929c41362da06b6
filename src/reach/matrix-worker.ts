/**
 * A thread that helps with a matrix: it compiles the network and claims rows until none is left.
 */
import { workerData } from 'piscina';
import { compile } from '../compile/compile.ts';
import { MatrixWalk } from './matrix.ts';
import { claimRows, type MatrixJob } from './matrix-pool.ts';

const job = workerData as MatrixJob;

export default (): void => {
  claimRows(new MatrixWalk(compile(job.network), job.names, job.traffic), job, Infinity);
};
