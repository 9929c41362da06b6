/**
 * Who reaches whom, exactly: for ordered pairs of ends the sets of flows that complete both legs, and the
 * sets that die, by reason and hop. The boxes of a pair tile its space: disjoint, complete.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { End } from './end.ts';
import { fateAt } from './fate.ts';
import { setsOf, type FlowSet } from './flow-set.ts';
import { boxesOf, walkBoxes, type FateTile, type Traffic } from './tiles.ts';

/** All flows from one end to another, by what becomes of them. */
export interface PairReach {
  readonly from: string;
  readonly to: string;
  readonly sets: readonly FlowSet[];
}

/** Tiles of a pair, before equal ones are joined. */
export function* pairTiles(
  net: CompiledNetwork,
  from: End,
  to: End,
  traffic: Traffic = {},
): Generator<FateTile> {
  const destinations = [...to.addresses[4].ranges, ...to.addresses[6].ranges];
  for (const sender of from.senders) {
    for (const { box, fate } of walkBoxes(net, sender, boxesOf(sender.sources, destinations, traffic))) {
      yield { box, fate: fateAt(fate, to) };
    }
  }
}

export function reachPair(net: CompiledNetwork, from: End, to: End, traffic: Traffic = {}): PairReach {
  return { from: from.name.id, to: to.name.id, sets: setsOf(pairTiles(net, from, to, traffic)) };
}
