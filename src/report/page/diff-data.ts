/**
 * What a change does to every flow, as the page shows it.
 */
import type { DiffEntry, DiffVerdict } from '../../reach/diff.ts';
import type { NetworkDiff } from '../../reach/what-if.ts';
import { flowText } from '../flow-box-text.ts';
import { violationData } from './matrix-data.ts';
import type { DiffData, DiffEntryData } from './page-data.ts';
import { boxesData, outcomeData, sizeText } from './pair-data.ts';
import { placeOfEnd, type At } from './place-of-hop.ts';

export function diffData(diff: NetworkDiff, at: At): DiffData {
  const { lost, gained, rerouted, newlyAsymmetric, reasonChanged } = diff;
  return {
    changes: diff.changes.map(({ text, source }) => ({ text, at: source ? at(source) : null })),
    entries: [...lost, ...gained, ...rerouted, ...newlyAsymmetric, ...reasonChanged].map((entry) =>
      entryData(entry, at),
    ),
    newViolations: diff.newViolations.map(violationData),
    removedViolations: diff.removedViolations.map(violationData),
  };
}

function entryData(
  { effect, from, to, before, after, boxes, size, witness, causes }: DiffEntry,
  at: At,
): DiffEntryData {
  return {
    effect,
    from: placeOfEnd(from),
    to: placeOfEnd(to),
    before: { ...outcomeData(before, at), path: pathText(before) },
    after: { ...outcomeData(after, at), path: pathText(after) },
    flows: sizeText(size),
    ...boxesData(boxes),
    witness: flowText(witness),
    causes,
  };
}

/** `pcx-1 and back by pcx-2`; empty where nothing is crossed. */
function pathText({ path }: DiffVerdict): string {
  return [path.forward, path.return]
    .map((ids) => ids.join(', '))
    .filter((ids) => ids !== '')
    .join(' and back by ');
}
