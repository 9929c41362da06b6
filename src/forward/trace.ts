/**
 * One flow, with every step kept: the answer a person reads.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Flow } from '../model/flow.ts';
import { withCauses } from './hop-record.ts';
import { walkFlow } from './legs.ts';
import type { Verdict } from './outcome.ts';
import { startOf, type InternetAddresses } from './start.ts';

export interface TraceOptions {
  /** Keep every step; off where only the verdict counts. */
  readonly recording?: boolean;
  /** Go on past filters, to find everything that stands in the way. */
  readonly explaining?: boolean;
  readonly internet?: InternetAddresses;
}

export function trace(net: CompiledNetwork, flow: Flow, options: TraceOptions = {}): Verdict {
  const start = startOf(net, flow, options.internet);
  const recording = options.recording ?? true;
  const { verdict } = walkFlow(net, start, {
    ttl: flow.ttl,
    bytes: flow.bytes,
    dontFragment: flow.dontFragment,
    oneWay: flow.oneWay,
    recording,
    explaining: options.explaining ?? false,
    established: 'no',
    ...(flow.idleMs !== undefined && { idleMs: flow.idleMs }),
  });
  return recording ? withCauses(net, verdict) : verdict;
}
