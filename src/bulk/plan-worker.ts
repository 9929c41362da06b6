/**
 * A thread that helps with a plan: it takes the network over once, and claims senders until none is left.
 */
import { workerData } from 'piscina';
import { takeOver } from '../compile/handover.ts';
import { Drafter, drafted, type Draft, type Pass } from './draft.ts';
import { partiesOf } from './parties.ts';
import type { PlanShare } from './plan-pool.ts';

const { nets: handovers, workloads, internet, counter } = workerData as PlanShare;
const nets = handovers.map(takeOver);
const parties = workloads.map((workload) => partiesOf(nets[0]!, workload, internet));
const drafter = new Drafter(nets, workloads, parties);

export default (passes: readonly Pass[]): Draft => drafted(drafter.draft(passes, counter));
