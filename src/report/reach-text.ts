/**
 * `vpcsim reach` for people: the matrix with its legend, or every set of a pair with a witness.
 */
import { explain } from '../model/drop-reason.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { FlowSet, SetVerdict } from '../reach/flow-set.ts';
import type { ReachMatrix } from '../reach/matrix.ts';
import type { CellState } from '../reach/matrix-row.ts';
import type { UncertainPair } from '../reach/coverage.ts';
import type { PairReach } from '../reach/reach.ts';
import { flowBoxText, flowText } from './flow-box-text.ts';
import { formatCount } from './quantity.ts';
import { alignRows, FIRST_FEW, more, type Style } from './style.ts';
import { boundsText } from './trace-text.ts';

export interface ReachTextOptions {
  readonly style: Style;
  readonly at: (source: SourceRef) => string;
}

const SYMBOLS: Readonly<Record<CellState, string>> = {
  reaches: '●',
  platform: 'p',
  'no-reply': '◌',
  blocked: '·',
  'no-sender': ' ',
};

const MEANINGS: Readonly<Record<CellState, string>> = {
  reaches: 'some flow completes both legs',
  platform: 'only the platform answers (resolver, router)',
  'no-reply': 'requests arrive, no reply does',
  blocked: 'no request arrives',
  'no-sender': 'nobody is there who could ask',
};

/** More ends than this are no table for people. */
const WIDEST = 60;

/** `uncertain`: pairs that depend on what is not modelled. */
export function renderMatrix(
  matrix: ReachMatrix,
  uncertain: readonly UncertainPair[],
  { style }: ReachTextOptions,
): string {
  const { ends } = matrix;
  const lines: string[] = [];
  if (ends.length <= WIDEST) {
    const rows = ends.map(({ id }, i) => [
      String(i + 1),
      id,
      ...ends.map((_, j) => SYMBOLS[matrix.cell(i, j).state]),
    ]);
    const heads = ['', 'from \\ to', ...ends.map((_, i) => String(i + 1))];
    lines.push(...alignRows([heads, ...rows], [0]), '');
  }
  const counts = matrix.count();
  const used = (Object.keys(SYMBOLS) as CellState[]).filter((state) => counts[state] > 0);
  lines.push(
    `${formatCount(ends.length * (ends.length - 1))} ordered pairs of ${formatCount(ends.length)} ends`,
    ...alignRows(
      used.map((state) => [`  ${SYMBOLS[state]}`, formatCount(counts[state]), MEANINGS[state]]),
      [1],
    ),
  );
  const reasons = reasonsOf(matrix);
  if (reasons.length > 0) {
    lines.push('', style.bold('what stands in the way of pairs that do not reach each other'));
    lines.push(
      ...alignRows(
        reasons.map(([reason, count]) => [`  ${reason}`, formatCount(count)]),
        [1],
      ),
    );
  }
  lines.push(...uncertainLines(uncertain, style));
  return `${lines.join('\n')}\n`;
}

function uncertainLines(uncertain: readonly UncertainPair[], style: Style): string[] {
  if (uncertain.length === 0) return [];
  const count = `${formatCount(uncertain.length)} pair${uncertain.length === 1 ? '' : 's'}`;
  return [
    '',
    style.yellow(`conditional: ${count} would fare otherwise if what is not modelled were open, or closed`),
    ...alignRows(
      uncertain
        .slice(0, FIRST_FEW)
        .map(({ from, to, objects }) => [`  ${from.id} → ${to.id}`, `depends on ${objects.join(', ')}`]),
    ),
    ...more(uncertain.length),
  ];
}

/** Main reasons of the pairs without a single flow, the most frequent first. */
function reasonsOf(matrix: ReachMatrix): [string, number][] {
  const counts = new Map<string, number>();
  for (let i = 0; i < matrix.ends.length; i++) {
    for (const { first, count, cell } of matrix.runsOf(i)) {
      if (cell.reason === undefined || cell.state === 'reaches') continue;
      const others = first <= i && i < first + count ? count - 1 : count;
      if (others > 0) counts.set(cell.reason, (counts.get(cell.reason) ?? 0) + others);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export function renderPairs(pairs: readonly PairReach[], options: ReachTextOptions): string {
  return pairs.map((pair) => renderPair(pair, options)).join('\n');
}

function renderPair({ from, to, sets }: PairReach, options: ReachTextOptions): string {
  const lines = [options.style.bold(`${from} → ${to}`)];
  if (sets.length === 0) lines.push('  nobody is there who could ask');
  for (const set of sets) lines.push(...renderSet(set, options));
  return `${lines.join('\n')}\n`;
}

function renderSet({ verdict, boxes, size, witness, notes }: FlowSet, options: ReachTextOptions): string[] {
  const { style, at } = options;
  const head = verdictText(verdict);
  const lines = [`  ${verdict.delivered ? style.green(head) : style.red(head)}  ${scaleFlows(size)}`];
  if (verdict.reason !== undefined) lines.push(`    ${explain(verdict.reason).meaning}`);
  if (verdict.cause?.source) lines.push(`    decided by ${verdict.cause.text} (${at(verdict.cause.source)})`);
  if (verdict.conditional.length > 0)
    lines.push(
      `    depends on ${verdict.conditional.join(', ')}, not modelled: ${boundsText(verdict.ifOpen)}`,
    );
  for (const note of notes) lines.push(`    note: ${note}`);
  for (const box of boxes) lines.push(`    ${flowBoxText(box)}`);
  lines.push(style.dim(`    such as ${flowText(witness)}`));
  return lines;
}

export function verdictText({ delivered, byPlatform, leg, reason, hop }: SetVerdict): string {
  if (delivered) return byPlatform ? 'answered by the platform' : 'delivered';
  if (reason === undefined) return 'not there';
  return `${leg === 'return' ? 'reply dropped' : 'dropped'}: ${reason} at ${hop}`;
}

/** Exact up to a million, then its magnitude: address times protocol times ports is a large number. */
function scaleFlows(size: bigint): string {
  return size < 1_000_000n ? `${formatCount(Number(size))} flows` : `${Number(size).toExponential(1)} flows`;
}
