/**
 * What a walk amounts to once it has ended.
 */
import type { Address } from '../ip/address.ts';
import type { Drop, Verdict } from './outcome.ts';
import type { Walk } from './walk.ts';

export function isAsymmetric(walk: Walk): boolean {
  const { forward, return: back } = walk.path;
  return forward.length !== back.length || forward.some((id, i) => id !== back[back.length - 1 - i]);
}

function sorted<T extends string>(words: readonly T[]): readonly T[] {
  return words.length < 2 ? words : words.toSorted();
}

export function verdictOf(walk: Walk, failure: Drop | undefined, seenSource: Address | undefined): Verdict {
  const blockers = failure ? [...walk.blockers, { leg: walk.leg, drop: failure }] : walk.blockers;
  const first = blockers[0];
  return {
    delivered: first === undefined,
    leg: first?.leg,
    drop: first?.drop,
    blockers,
    notes: sorted(walk.notes),
    path: walk.path,
    carriers: walk.carriers,
    devices: walk.devices,
    isUntracked: walk.isUntracked,
    seenSource,
    packet: walk.packet.values,
    conditional: sorted(walk.doubts.ids),
    ifOpen: blockers.every(({ drop }) => walk.doubts.couldPass(drop.hop)),
    steps: walk.steps,
  };
}
