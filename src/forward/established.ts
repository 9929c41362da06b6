/**
 * Flows that were open before the network changed.
 *
 * An established flow lives on when the changed network carries it by the same devices: those remember it.
 * Otherwise the event that changed the network has cut it, whatever a new flow would meet.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Flow } from '../model/flow.ts';
import { walkFlow, type WalkOptions } from './legs.ts';
import { drop, type Verdict } from './outcome.ts';
import { startOf, type InternetAddresses } from './start.ts';

export interface Versions {
  readonly before: CompiledNetwork;
  readonly after: CompiledNetwork;
  /** What lies between them, in words. */
  readonly event: string;
}

/** What becomes of a flow that was opened under `before` when the network turns into `after`. */
export function traceEstablished(versions: Versions, flow: Flow, internet: InternetAddresses): Verdict {
  const { before, after, event } = versions;
  const options: WalkOptions = {
    ttl: flow.ttl,
    bytes: flow.bytes,
    dontFragment: flow.dontFragment,
    oneWay: flow.oneWay,
    recording: false,
    explaining: false,
    established: 'watched',
    ...(flow.idleMs !== undefined && { idleMs: flow.idleMs }),
  };
  const start = startOf(before, flow, internet);
  if (flow.established === 'reply') return walkFlow(before, start, { ...options, replyNet: after }).verdict;
  const opened = walkFlow(before, start, options).verdict;
  if (!opened.delivered) return opened;
  const later = walkFlow(after, startOf(after, flow, internet), {
    ...options,
    established: opened.isUntracked ? 'untracked' : 'tracked',
  }).verdict;
  const livesOn = later.delivered && later.devices.join(' ') === opened.devices.join(' ');
  return livesOn ? later : interrupted(opened, event);
}

function interrupted(opened: Verdict, event: string): Verdict {
  const cut = drop('flow-interrupted', `event:${event}`);
  return {
    ...opened,
    delivered: false,
    leg: 'forward',
    drop: cut,
    blockers: [{ leg: 'forward', drop: cut }],
  };
}
