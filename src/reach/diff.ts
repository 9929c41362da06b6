/**
 * Two versions of a network compared over every flow: exactly which are lost, gained, rerouted, die for
 * another reason, or come back another way, and which change is to blame.
 */
import type { Address } from '../ip/address.ts';
import type { Box } from '../forward/box.ts';
import { Blame, type Cause, type ChangeSet } from './blame.ts';
import { forEachChange, type Change, type Comparison } from './compare.ts';
import { EFFECTS, effectsOf, type Effect } from './effect.ts';
import type { EndName } from './end.ts';
import type { Fate } from './fate.ts';
import { setVerdictOf, sizeOf, witnessOf, type SetVerdict } from './flow-set.ts';
import { compareBoxes, mergeBoxes } from './merge-boxes.ts';

export interface DiffVerdict extends SetVerdict {
  /** Links and appliances crossed by the witness, per leg. */
  readonly path: Fate['path'];
}

/** Flows between two ends on which the change has one effect, for one reason. */
export interface DiffEntry {
  readonly effect: Effect;
  readonly from: EndName;
  readonly to: EndName;
  readonly before: DiffVerdict;
  readonly after: DiffVerdict;
  /** Disjoint. */
  readonly boxes: readonly Box[];
  readonly size: bigint;
  /** One flow: source, destination, protocol, source port, destination port. */
  readonly witness: readonly Address[];
  /** Each of them explains the effect: undoing its changes takes it away. Changes by number. */
  readonly causes: readonly Cause[];
}

/** Entries in order of effect, then of their ends. */
export function diffEntries(comparison: Comparison, changes: ChangeSet): DiffEntry[] {
  const groups = new Map<string, Group>();
  const blame = new Blame(changes);
  forEachChange(comparison, (change) => {
    for (const effect of effectsOf(change.before, change.after)) {
      for (const { box, causes } of blame.causesOf(change, effect)) {
        addTo(groups, change, effect, box, causes);
      }
    }
  });
  return [...groups.values()].map(entryOf).sort(compareEntries);
}

interface Group {
  readonly change: Change;
  readonly effect: Effect;
  readonly causes: readonly Cause[];
  readonly boxes: Box[];
}

function addTo(
  groups: Map<string, Group>,
  change: Change,
  effect: Effect,
  box: Box,
  causes: readonly Cause[],
): void {
  const { row, to, before, after } = change;
  const key = JSON.stringify([
    effect,
    row.from,
    to.name,
    wordsOf(before, effect),
    wordsOf(after, effect),
    causes,
  ]);
  const group = groups.get(key);
  if (group) group.boxes.push(box);
  else groups.set(key, { change, effect, causes, boxes: [box] });
}

/** What tells entries apart: the way of what is delivered matters where it is the point. */
function wordsOf(fate: Fate, effect: Effect): unknown[] {
  const { delivered, leg, reason, hop, path, conditional } = fate;
  const isPoint = effect === 'rerouted' || effect === 'newly-asymmetric';
  return [delivered, leg, reason, hop, conditional, isPoint ? path : undefined];
}

function entryOf({ change, effect, causes, boxes }: Group): DiffEntry {
  const merged = mergeBoxes(boxes);
  const { row, to, before, after } = change;
  return {
    effect,
    from: row.from,
    to: to.name,
    before: { ...setVerdictOf(before), path: before.path },
    after: { ...setVerdictOf(after), path: after.path },
    boxes: merged,
    size: sizeOf(merged),
    witness: witnessOf(boxes[0]!),
    causes,
  };
}

/** Verdicts of fates, each made once. */
export function verdictsOf(): (fate: Fate) => DiffVerdict {
  const known = new Map<Fate, DiffVerdict>();
  return (fate) => {
    const verdict = known.get(fate) ?? { ...setVerdictOf(fate), path: fate.path };
    known.set(fate, verdict);
    return verdict;
  };
}

function compareEntries(a: DiffEntry, b: DiffEntry): number {
  return (
    EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) ||
    compareText(a.from.id, b.from.id) ||
    compareText(a.to.id, b.to.id) ||
    compareBoxes(a.boxes[0]!, b.boxes[0]!)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
