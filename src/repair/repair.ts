/**
 * How to mend a flow, and how to cut one: the two questions a search answers.
 */
import type { Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import { cutsFor } from './cuts.ts';
import { mendsFor } from './candidates.ts';
import { search, type SearchOptions, type SearchResult } from './search.ts';

/** The smallest sets of changes after which the flow is delivered, both legs. */
export function repair(network: Network, flow: Flow, options: SearchOptions = {}): SearchResult {
  return search(network, flow, { isReached: (verdict) => verdict.delivered, mendsFor }, options);
}

/** The smallest sets of changes after which it no longer is. */
export function block(network: Network, flow: Flow, options: SearchOptions = {}): SearchResult {
  return search(network, flow, { isReached: (verdict) => !verdict.delivered, mendsFor: cutsFor }, options);
}
