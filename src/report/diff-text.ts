/**
 * `vpcsim diff` and `vpcsim whatif` for people: what is lost first, each entry with its flows, a witness
 * before and after, and the change to blame.
 */
import type { SourceRef } from '../model/source-ref.ts';
import type { DiffEntry, DiffVerdict } from '../reach/diff.ts';
import type { SweepRow } from '../reach/sweep.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import { flowBoxText, flowText } from './flow-box-text.ts';
import { verdictText } from './reach-text.ts';
import { formatCount } from './quantity.ts';
import { alignRows, type Style } from './style.ts';

interface DiffTextOptions {
  readonly style: Style;
  readonly at: (source: SourceRef) => string;
}

/** Boxes of an entry that are printed; JSON has all. */
const MOST_BOXES = 8;

export function renderDiff(diff: NetworkDiff, options: DiffTextOptions): string {
  const { style } = options;
  const lines: string[] = [];
  for (const { reason, detail } of diff.refusals) lines.push(`${style.red('refused')} ${reason}: ${detail}`);
  const sections = [
    ['lost', diff.lost],
    ['gained', diff.gained],
    ['rerouted', diff.rerouted],
    ['newly asymmetric', diff.newlyAsymmetric],
  ] as const;
  for (const [title, entries] of sections) {
    if (entries.length === 0) continue;
    lines.push(style.bold(`${title} (${formatCount(entries.length)})`));
    for (const entry of entries) lines.push(...renderEntry(entry, diff, options));
    lines.push('');
  }
  lines.push(...renderReasons(diff.reasonChanged, style));
  for (const [title, violations] of [
    ['new transitivity violation', diff.newViolations],
    ['transitivity violation gone', diff.removedViolations],
  ] as const) {
    for (const { kind, from, via, to, severity } of violations) {
      lines.push(`${title}: ${kind} from ${from} through ${via} to ${to} (${severity})`);
    }
  }
  if (lines.length === 0) lines.push('no flow fares differently');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What was dropped and still is: one line per pair of reasons, with a pair of ends to look at. */
function renderReasons(entries: readonly DiffEntry[], style: Style): string[] {
  if (entries.length === 0) return [];
  const groups = new Map<string, DiffEntry[]>();
  for (const entry of entries) {
    const key = `${verdictText(entry.before)} → ${verdictText(entry.after)}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const rows = [...groups].map(([words, [first, ...more]]) => [
    `  ${words}`,
    `${first!.from.id} → ${first!.to.id}${more.length > 0 ? ` and ${formatCount(more.length)} more` : ''}`,
  ]);
  return [style.bold(`dropped for another reason (${formatCount(entries.length)})`), ...alignRows(rows), ''];
}

function renderEntry(entry: DiffEntry, diff: NetworkDiff, options: DiffTextOptions): string[] {
  const { from, to, before, after, boxes, witness } = entry;
  const lines = [`  ${from.id} → ${to.id}`];
  for (const box of boxes.slice(0, MOST_BOXES)) lines.push(`    ${flowBoxText(box)}`);
  if (boxes.length > MOST_BOXES) lines.push(`    and ${formatCount(boxes.length - MOST_BOXES)} boxes more`);
  lines.push(`    such as ${flowText(witness)}`);
  lines.push(`      before  ${wayText(before)}`, `      after   ${wayText(after)}`);
  const unknown = [...new Set([...before.conditional, ...after.conditional])];
  if (unknown.length > 0) lines.push(`    depends on ${unknown.join(', ')}, not modelled`);
  lines.push(`    ${options.style.dim(causeText(entry, diff, options))}`);
  return lines;
}

function wayText(verdict: DiffVerdict): string {
  const { forward, return: back } = verdict.path;
  const way = [forward, back].map((ids) => ids.join(', ')).filter((ids) => ids !== '');
  return `${verdictText(verdict)}${way.length > 0 ? ` by ${way.join(' and back by ')}` : ''}`;
}

function causeText({ causes }: DiffEntry, { changes }: NetworkDiff, { at }: DiffTextOptions): string {
  if (causes.length === 0) return 'because of more than two of the changes together';
  const words = causes.map((cause) =>
    cause
      .map((i) => {
        const { text, source } = changes[i]!;
        return source ? `${text} (${at(source)})` : text;
      })
      .join(' together with '),
  );
  return `because of ${words.join(', or of ')}`;
}

export function renderSweep(rows: readonly SweepRow[], style: Style): string {
  const harmful = rows.filter(({ pairsLost, pairsReduced }) => pairsLost + pairsReduced > 0);
  const cells = harmful.map(({ text, pairsLost, pairsReduced, example }) => [
    `  ${text}`,
    formatCount(pairsLost),
    formatCount(pairsReduced),
    example ? `${example.from} → ${example.to}` : '',
  ]);
  const harmless = rows.length - harmful.length;
  const lines = [
    style.bold('single points of failure, by ordered pairs that no longer reach each other'),
    ...alignRows([['  removed', 'pairs lost', 'pairs reduced', 'such as'], ...cells], [1, 2]),
    '',
    `${formatCount(harmless)} of ${formatCount(rows.length)} can be removed and every pair keeps all of its flows`,
  ];
  return `${lines.join('\n')}\n`;
}
