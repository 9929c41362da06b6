/**
 * A thread that helps with a matrix: it takes the network over and claims rows until none is left.
 */
import { workerData } from 'piscina';
import { takeOver } from '../compile/handover.ts';
import { claimGroup, type Claimed, type MatrixJob } from './matrix-pool.ts';
import { MatrixWalk } from './matrix-walk.ts';

const { handover, names, options, counter } = workerData as MatrixJob;

export default (): Claimed => {
  const walk = new MatrixWalk(takeOver(handover), names, options);
  const claimed: Claimed = [];
  while (claimGroup(walk, counter, claimed));
  return claimed;
};
