/**
 * Proposals for programs: each change in words and as an event for `whatif`, what stood in the way, and
 * what the first proposal does to all other flows.
 */
import type { Network } from '../model/network.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import { describeMend } from '../repair/mend.ts';
import type { SearchResult } from '../repair/search.ts';
import { eventOf } from './change-text.ts';
import { dropJson, type Json } from './json.ts';
import { diffJson } from './reach-json.ts';

export function proposalsJson(
  network: Network,
  { isComplete, proposals }: SearchResult,
  effects: NetworkDiff | undefined,
  at: (source: SourceRef) => string,
): Json {
  return {
    isComplete,
    sets: proposals.map(({ mends, obstacles }) => ({
      changes: mends.map((mend) => ({
        kind: mend.kind,
        text: describeMend(mend),
        event: eventOf(network, mend) ?? null,
      })),
      obstacles: obstacles.flatMap((obstacle) =>
        obstacle.drop ? [{ leg: obstacle.leg ?? null, ...dropJson(obstacle.drop, at) }] : [],
      ),
    })),
    sideEffects: effects ? diffJson(effects, at) : null,
  };
}
