/**
 * Whole boxes to the last packet: what becomes of every flow of a box.
 *
 * Each walk answers for the part of the box that is of one mind with its lowest member and hands back
 * the parts it cut off; walking those until none is left tiles the box. Cost: one walk per part.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from './box.ts';
import { walkFlow, type WalkOptions } from './legs.ts';
import type { Receiver, Verdict } from './outcome.ts';
import type { Start } from './start.ts';

export interface Tile {
  readonly part: Box;
  readonly verdict: Verdict;
  /** Whoever the request first came to; nobody when it was dropped before. */
  readonly met: Receiver | undefined;
}

/** Tiles of the start's box: disjoint, and together the whole box. */
export function* tilesOf(net: CompiledNetwork, start: Start, options: WalkOptions): Generator<Tile> {
  const pending: Box[] = [start.box];
  for (let box = pending.pop(); box; box = pending.pop()) {
    const { verdict, part, met, rest } = walkFlow(net, { ...start, box }, options);
    yield { part, verdict, met };
    for (let i = rest.length - 1; i >= 0; i--) pending.push(rest[i]!);
  }
}
