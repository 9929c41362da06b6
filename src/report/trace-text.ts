/**
 * A trace for people: the verdict, both legs hop by hop, what stands in the way and how to mend it.
 */
import type { Cause, Drop, TraceStep, Verdict } from '../forward/outcome.ts';
import { NOTES } from '../forward/outcome.ts';
import { explain } from '../model/drop-reason.ts';
import type { Leg } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { alignRows, type Style } from './style.ts';

export interface TraceText {
  readonly style: Style;
  readonly at: (source: SourceRef) => string;
  /** The flow in words. */
  readonly flow: string;
  /** Print explanation codes of the AWS Reachability Analyzer. */
  readonly codes: boolean;
}

export function renderTrace(verdict: Verdict, text: TraceText): string {
  const { style } = text;
  const head = verdict.delivered ? style.green(style.bold('delivered')) : style.red(style.bold('dropped'));
  const lines = [`${head}  ${text.flow}`];
  for (const leg of ['forward', 'return'] as const) {
    const steps = verdict.steps.filter((step) => step.leg === leg);
    const drops = verdict.blockers.filter((blocker) => blocker.leg === leg).map((blocker) => blocker.drop);
    if (steps.length === 0 && drops.length === 0) continue;
    lines.push('', style.bold(leg === 'forward' ? 'Request' : 'Reply'));
    lines.push(...stepLines(steps, text));
    lines.push(...drops.flatMap((drop) => dropLines(drop, leg, text)));
  }
  if (verdict.delivered && verdict.steps.every((step) => step.leg === 'forward')) {
    lines.push('', 'The reply is answered on the spot, or nobody waits for one.');
  }
  for (const note of verdict.notes) lines.push('', `${style.yellow(note)}: ${NOTES[note]}`);
  if (verdict.conditional.length > 0) {
    lines.push('', style.yellow(`conditional: depends on ${verdict.conditional.join(', ')}, not modelled`));
    lines.push(style.yellow(boundsText(verdict.ifOpen)));
  }
  return `${lines.join('\n')}\n`;
}

/** What the answer amounts to either way. */
export function boundsText(ifOpen: boolean): string {
  return ifOpen
    ? 'delivered if they let everything through, dropped if they let nothing through'
    : 'dropped either way, as far as everything else is known';
}

function stepLines(steps: readonly TraceStep[], text: TraceText): string[] {
  const rows = steps.map((step) => [step.hop, step.action, causeText(step.cause, text)]);
  return alignRows(rows).map((row) => `  ${row}`);
}

function causeText(cause: Cause | undefined, { at, style }: TraceText): string {
  if (!cause) return '';
  return cause.source ? `${cause.text}  ${style.dim(at(cause.source))}` : cause.text;
}

function dropLines(drop: Drop, leg: Leg, text: TraceText): string[] {
  const { style } = text;
  const { meaning, fix, codes } = explain(drop.reason);
  const cause = causeText(drop.cause, text);
  return [
    `  ${style.red('✗')} ${drop.hop}  ${style.red(drop.reason)}  ${meaning}${drop.detail === undefined ? '' : ` (${drop.detail})`}`,
    ...(cause === '' ? [] : [`      decided by ${cause}`]),
    ...(drop.transit
      ? [`      ${drop.transit.from} → ${drop.transit.via} → ${drop.transit.to} is not carried`]
      : []),
    `      fix: ${fix}`,
    ...(text.codes && codes.length > 0
      ? [style.dim(`      Reachability Analyzer: ${codes.join(', ')}`)]
      : []),
    ...(leg === 'return' ? [style.dim('      the request arrives, its reply does not')] : []),
  ];
}
