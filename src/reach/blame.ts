/**
 * Which of several changes caused an effect: those whose undoing, one at a time and everything else left
 * in place, takes the effect away. Where no single one does, pairs are tried.
 *
 * Undoing may help some flows of a box only, so the box is cut by the answers. Cost: one walk per change
 * that touches the flows; a version of the network is compiled once per change that is ever asked about.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from '../forward/box.ts';
import { effectsOf, ABSENT, type Effect } from './effect.ts';
import { endOf } from './end.ts';
import { fateFor, type Change } from './compare.ts';
import { senderIn } from './sender-in.ts';
import { walkBoxes } from './tiles.ts';

/** Changes that act together, by number. */
export type Cause = readonly number[];

/** The changes between two versions, any of which can be left out. */
export interface ChangeSet {
  readonly count: number;
  /** The newer version as it would be without some of the changes. */
  readonly without: (left: Cause) => CompiledNetwork;
}

export interface Blamed {
  readonly box: Box;
  /** Each of them alone explains the effect; none when it takes more than two changes. */
  readonly causes: readonly Cause[];
}

/** So many pairs of changes are tried at most. */
const MOST_PAIRS = 300;

export class Blame {
  private readonly changes: ChangeSet;
  private readonly versions = new Map<string, CompiledNetwork>();

  constructor(changes: ChangeSet) {
    this.changes = changes;
  }

  private without(left: Cause): CompiledNetwork {
    const key = left.join(' ');
    const known = this.versions.get(key);
    if (known) return known;
    const net = this.changes.without(left);
    this.versions.set(key, net);
    return net;
  }

  causesOf(change: Change, effect: Effect): Blamed[] {
    const { count } = this.changes;
    if (count === 1) return [{ box: change.box, causes: [[0]] }];
    const singles = Array.from({ length: count }, (_, i) => [i]);
    return this.blame(change, effect, change.box, singles).flatMap((part): Blamed[] => {
      if (part.causes.length > 0 || (count * (count - 1)) / 2 > MOST_PAIRS) return [part];
      const pairs = singles.flatMap(([i]) => singles.slice(i! + 1).map(([j]) => [i!, j!]));
      return this.blame(change, effect, part.box, pairs);
    });
  }

  /** Cuts a box by which of the candidates explain the effect. */
  private blame(change: Change, effect: Effect, box: Box, candidates: readonly Cause[]): Blamed[] {
    let parts: Blamed[] = [{ box, causes: [] }];
    for (const candidate of candidates) {
      parts = parts.flatMap((part) => this.undo(change, effect, part, candidate));
    }
    return parts;
  }

  private undo({ row, to, before }: Change, effect: Effect, part: Blamed, candidate: Cause): Blamed[] {
    const net = this.without(candidate);
    const end = endOf(net, to.name);
    const { present, absent } = senderIn(net, row.from, row.sender, part.box);
    const judged = (box: Box, hasEffect: boolean): Blamed => ({
      box,
      causes: hasEffect ? part.causes : [...part.causes, candidate],
    });
    const parts = absent.map((box) => judged(box, effectsOf(before, fateFor(ABSENT, end)).includes(effect)));
    for (const { sender, box } of present) {
      for (const tile of walkBoxes(net, sender, [box])) {
        const fate = fateFor(tile.fate, end);
        parts.push(judged(tile.box, effectsOf(before, fate).includes(effect)));
      }
    }
    return parts;
  }
}
