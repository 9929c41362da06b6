/**
 * What a proposal does besides what it is for: every flow that fares differently, a line per pair of ends.
 */
import type { DiffEntry } from '../reach/diff.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import { flowBoxText } from './flow-box-text.ts';
import { formatCount } from './quantity.ts';
import { alignRows, type Style } from './style.ts';

export function renderSideEffects(diff: NetworkDiff, style: Style): string {
  const rows = [
    ...diff.lost.map((entry) => rowOf('lost', entry)),
    ...diff.gained.map((entry) => rowOf('gained', entry)),
    ...diff.rerouted.map((entry) => rowOf('rerouted', entry)),
    ...diff.newlyAsymmetric.map((entry) => rowOf('asymmetric', entry)),
  ];
  const violations = diff.newViolations.map(
    ({ kind, from, via, to }) => `  new violation: ${kind} from ${from} through ${via} to ${to}`,
  );
  const lines = [
    style.bold('What the first of them changes, over all flows, the one in question included'),
    ...(rows.length === 0 ? ['  nothing between subnets, sites and the internet'] : alignRows(rows)),
    ...violations,
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(effect: string, { from, to, boxes }: DiffEntry): string[] {
  const [first] = boxes;
  const more = boxes.length > 1 ? ` and ${formatCount(boxes.length - 1)} more` : '';
  return [`  ${effect}`, `${from.id} → ${to.id}`, `${first ? flowBoxText(first) : ''}${more}`];
}
