/**
 * `vpcsim diff` and `vpcsim whatif` as a comment under a pull request: the verdict in the heading, then
 * what is lost, gained and new, each with a flow to try and the change to blame.
 */
import type { Violation } from '../finding/finding.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { DiffEntry } from '../reach/diff.ts';
import type { SweepRow } from '../reach/sweep.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import { flowBoxText, flowText } from './flow-box-text.ts';
import { code, details, plain, table } from './markdown.ts';
import { verdictText } from './reach-text.ts';
import { formatCount } from './quantity.ts';

/** First line of the comment, by which the next run finds it again. */
export const COMMENT_MARK = '<!-- vpcsim whatif -->';

/** Boxes of an entry in a cell. */
const MOST_BOXES = 3;

type At = (source: SourceRef) => string;

export function renderDiffMarkdown(diff: NetworkDiff, at: At): string {
  const sections = [
    ['Lost', diff.lost],
    ['Gained', diff.gained],
    ['Rerouted', diff.rerouted],
    ['Newly asymmetric', diff.newlyAsymmetric],
  ] as const;
  const lines = [COMMENT_MARK, `### vpcsim: ${headline(diff)}`, ''];
  if (diff.refusals.length > 0) {
    lines.push('**The provider would refuse this**', '');
    lines.push(...diff.refusals.map(({ reason, detail }) => `- ${code(reason)} ${plain(detail)}`), '');
  }
  for (const [title, entries] of sections) {
    if (entries.length === 0) continue;
    lines.push(`**${title} (${formatCount(entries.length)})**`, '', ...entryTable(entries, diff, at), '');
  }
  lines.push(...violationLines('New transitivity violations', diff.newViolations));
  lines.push(...violationLines('Transitivity violations gone', diff.removedViolations));
  const other = diff.reasonChanged;
  lines.push(
    ...details(`dropped for another reason (${formatCount(other.length)})`, entryTable(other, diff, at)),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function headline(diff: NetworkDiff): string {
  const counts = [
    [diff.refusals.length, 'refused by the provider', 'refused by the provider'],
    [pairsOf(diff.lost), 'pair loses flows', 'pairs lose flows'],
    [pairsOf(diff.gained), 'pair gains flows', 'pairs gain flows'],
    [pairsOf(diff.rerouted), 'pair is rerouted', 'pairs are rerouted'],
    [diff.newViolations.length, 'new transitivity violation', 'new transitivity violations'],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${formatCount(count)} ${count === 1 ? one : many}`);
  return words.length === 0 ? 'no flow is lost or gained' : words.join(', ');
}

function pairsOf(entries: readonly DiffEntry[]): number {
  return new Set(entries.map(({ from, to }) => JSON.stringify([from, to]))).size;
}

function entryTable(entries: readonly DiffEntry[], diff: NetworkDiff, at: At): string[] {
  return table(
    ['from', 'to', 'flows', 'such as', 'before', 'after', 'because of'],
    entries.map((entry) => [
      code(entry.from.id),
      code(entry.to.id),
      flowsCell(entry),
      code(flowText(entry.witness)),
      plain(verdictText(entry.before)),
      plain(verdictText(entry.after)),
      causeCell(entry, diff, at),
    ]),
  );
}

function flowsCell({ boxes }: DiffEntry): string {
  const shown = boxes.slice(0, MOST_BOXES).map((box) => code(flowBoxText(box)));
  const left = boxes.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${formatCount(left)} more`] : [])].join('<br>');
}

function causeCell({ causes }: DiffEntry, { changes }: NetworkDiff, at: At): string {
  if (causes.length === 0) return 'more than two of the changes together';
  return causes
    .map((cause) =>
      cause
        .map((i) => {
          const { text, source } = changes[i]!;
          return source ? `${plain(text)} (${code(at(source))})` : plain(text);
        })
        .join(' together with '),
    )
    .join('<br>or ');
}

function violationLines(title: string, violations: readonly Violation[]): string[] {
  if (violations.length === 0) return [];
  return [
    `**${title} (${formatCount(violations.length)})**`,
    '',
    ...table(
      ['kind', 'from', 'through', 'to', 'severity'],
      violations.map(({ kind, from, via, to, severity }) => [
        code(kind),
        code(from),
        code(via),
        code(to),
        severity,
      ]),
    ),
    '',
  ];
}

export function renderSweepMarkdown(rows: readonly SweepRow[]): string {
  const harmful = rows.filter(({ pairsLost, pairsReduced }) => pairsLost + pairsReduced > 0);
  const lines = [
    `### vpcsim: ${formatCount(harmful.length)} of ${formatCount(rows.length)} are single points of failure`,
    '',
    ...table(
      ['removed', 'pairs lost', 'pairs reduced', 'such as'],
      harmful.map(({ text, pairsLost, pairsReduced, example }) => [
        plain(text),
        formatCount(pairsLost),
        formatCount(pairsReduced),
        example ? `${code(example.from)} → ${code(example.to)}` : '',
      ]),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
