/**
 * A run as the page shows it: expectations, and traffic over simulated time.
 */
import { explain } from '../../model/drop-reason.ts';
import type { Network } from '../../model/network.ts';
import type { RunResult } from '../../run/run-scenario.ts';
import type { TrafficResult } from '../../run/traffic.ts';
import { NO_TALKERS } from '../../run/talkers.ts';
import type { RunData, TrafficData } from './page-data.ts';
import { placesOfHop, type At } from './place-of-hop.ts';
import { causeData } from './trace-data.ts';

export function runData(result: RunResult, network: Network, at: At): RunData {
  return {
    expectations: result.judgements.map(({ text, atMs, result: outcome, expected, found, source }) => ({
      text,
      atMs,
      result: outcome,
      expected: expected ?? null,
      found: found ?? null,
      at: at(source),
    })),
    events: result.epochs.slice(1).map(({ fromMs, changes }) => ({ atMs: fromMs, text: changes })),
    traffic: result.traffic ? trafficData(result.traffic, network, at) : null,
  };
}

function trafficData(traffic: TrafficResult, network: Network, at: At): TrafficData {
  const { flows, delivered, dropped, deliveredBytes, throughputBps, peakBps } = traffic;
  return {
    flows,
    delivered,
    dropped,
    deliveredBytes,
    throughputBps,
    peakBps,
    isComplete: traffic.isComplete,
    conditionalFlows: traffic.conditionalFlows,
    impossible: [...traffic.impossible],
    windows: traffic.windows.map(({ fromMs, deliveredBps, refusedBps, drops }) => ({
      fromMs,
      deliveredBps,
      refusedBps,
      drops: { ...drops },
    })),
    drops: traffic.drops.map(({ reason, leg, hop, flows: count, meaning, sample, cause }) => ({
      reason,
      leg,
      hop,
      flows: count,
      meaning,
      fix: explain(reason).fix,
      sample,
      cause: causeData(cause, at),
      places: placesOfHop(network, hop),
    })),
    links: traffic.links.map(({ carrier, bps, peakBps: peak, refusedBytes }) => ({
      id: carrier,
      bps,
      peakBps: peak,
      refusedBytes,
    })),
    talkers: traffic.talkers ?? NO_TALKERS,
  };
}
