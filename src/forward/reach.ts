/**
 * Whole boxes to the last packet: what becomes of every flow of a box.
 *
 * Each walk answers for the part of the box that is of one mind with its lowest member and hands back
 * the parts it cut off; walking those until none is left tiles the box. Parts that were cut off at the
 * delivery, or behind it, go on from in front of it. Cost: one walk per part.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from './box.ts';
import {
  resumeFlow,
  walkFlow,
  type Checkpoint,
  type Walked,
  type WalkOptions,
  type WalkRecords,
} from './legs.ts';
import type { Start } from './start.ts';

export type Tile = Pick<Walked, 'part' | 'verdict' | 'met' | 'footprint' | 'stays'>;

interface Pending {
  readonly box: Box;
  readonly checkpoint: Checkpoint | undefined;
}

/** Tiles of the start's box: disjoint, and together the whole box. */
export function* tilesOf(
  net: CompiledNetwork,
  start: Start,
  options: WalkOptions,
  records: Omit<WalkRecords, 'forking'> = {},
): Generator<Tile> {
  const forking = { ...records, forking: true };
  const pending: Pending[] = [{ box: start.box, checkpoint: undefined }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { box } = next;
    const walked: Walked = next.checkpoint
      ? resumeFlow(next.checkpoint, box, start.origin, options)
      : walkFlow(net, { ...start, box }, options, forking);
    yield walked;
    const { rest, resumable } = walked;
    for (let i = rest.length - 1; i >= 0; i--) {
      pending.push({ box: rest[i]!, checkpoint: i >= resumable ? walked.checkpoint : undefined });
    }
  }
}
