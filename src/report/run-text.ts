/**
 * The report of a run for people: the answer, then the counts, then the first few of each kind.
 */
import type { Judgement } from '../run/expectations.ts';
import type { DropCount, RunResult, RunTimings, TrafficResult } from '../run/run-scenario.ts';
import { explain } from '../model/drop-reason.ts';
import { explainRefusal } from '../model/refusal.ts';
import type { SourceRef } from '../model/source-ref.ts';
import {
  alignRows,
  formatCount,
  formatRate,
  formatShare,
  formatTime,
  scale,
  sparkline,
  type Style,
} from './style.ts';

/** Rows of a kind that are shown; the JSON report has all of them. */
const FIRST_FEW = 10;

export interface RunText {
  readonly style: Style;
  /** `file:line` of a source. */
  readonly at: (source: SourceRef) => string;
  readonly timings: RunTimings | undefined;
}

export function renderRun(result: RunResult, text: RunText): string {
  const { style } = text;
  const title = [style.bold(result.id), result.title].filter((part) => part !== '').join('  ');
  return [
    title,
    ...(result.judgements.length > 0 ? ['', ...expectationLines(result.judgements, text)] : []),
    ...refusalLines(result, text),
    ...(result.traffic ? ['', ...trafficLines(result.traffic, text)] : []),
    ...violationLines(result, text),
    ...timelineLines(result, text),
    ...unmodelledLines(result, text),
    '',
  ].join('\n');
}

function expectationLines(judgements: readonly Judgement[], { style, at }: RunText): string[] {
  const missed = judgements.filter((judgement) => judgement.result === 'missed');
  const unchecked = judgements.filter((judgement) => judgement.result === 'not-checked');
  const met = judgements.length - missed.length - unchecked.length;
  const flows = judgements.filter((judgement) => judgement.kind === 'flow').length;
  const counts = [
    style.green(`${met} met`),
    missed.length > 0 ? style.red(`${missed.length} missed`) : '0 missed',
    ...(unchecked.length > 0 ? [style.yellow(`${unchecked.length} in prose, not checked`)] : []),
  ];
  return [
    `Expectations  ${counts.join(', ')}  (${flows} flows traced)`,
    ...missed
      .slice(0, FIRST_FEW)
      .flatMap((judgement) => [
        `  ${style.red('✗')} ${judgement.text}${judgement.atMs > 0 ? ` at ${formatTime(judgement.atMs)}` : ''}  ${style.dim(at(judgement.source))}`,
        `      expected  ${judgement.expected}`,
        `      found     ${judgement.found}`,
      ]),
    ...more(missed.length),
    ...unchecked.map(
      (judgement) => `  ${style.yellow('?')} ${judgement.text}  ${style.dim(at(judgement.source))}`,
    ),
  ];
}

function more(count: number): string[] {
  return count > FIRST_FEW ? [`  and ${formatCount(count - FIRST_FEW)} more (--format json has all)`] : [];
}

function refusalLines({ refusals, epochs }: RunResult, { style, at }: RunText): string[] {
  const atStart = refusals.map((refusal) => ({ refusal, when: '' }));
  const later = epochs.flatMap((epoch) =>
    epoch.refusals.map((refusal) => ({ refusal, when: `at ${formatTime(epoch.fromMs)}  ` })),
  );
  const all = [...atStart, ...later];
  if (all.length === 0) return [];
  return [
    '',
    'Refused by the control plane',
    ...all
      .slice(0, FIRST_FEW)
      .map(
        ({ refusal: { reason, detail, source }, when }) =>
          `  ${when}${style.yellow(reason)}  ${detail}; ${explainRefusal(reason)}  ${style.dim(at(source))}`,
      ),
    ...more(all.length),
  ];
}

function trafficLines(traffic: TrafficResult, { style, timings }: RunText): string[] {
  const { flows, delivered, dropped, windows } = traffic;
  const lines = [
    `Flows         ${formatCount(flows)}  delivered ${style.green(formatCount(delivered))} (${formatShare(delivered, flows)})  dropped ${dropped > 0 ? style.red(formatCount(dropped)) : '0'} (${formatShare(dropped, flows)})`,
    `Throughput    ${formatRate(traffic.throughputBps)} on average, ${formatRate(traffic.peakBps)} at the peak (simulated)`,
  ];
  if (windows.length > 1) {
    const last = windows.at(-1)!;
    lines.push(
      `              ${sparkline(windows.map((window) => window.deliveredBps))}  0 s to ${formatTime(last.toMs)}`,
    );
  }
  if (timings) {
    const threads = timings.threads === 1 ? '1 thread' : `${timings.threads} threads`;
    lines.push(
      `Evaluated     ${scale(timings.flowsPerSecond)}flows/s on ${threads}: ${formatTime(Math.round(timings.evaluateMs))}, after ${formatTime(Math.round(timings.planMs))} for ${formatCount(timings.tables)} tables`,
    );
  }
  if (!traffic.isComplete) lines.push(style.yellow('Incomplete    the run was stopped before its last flow'));
  if (traffic.conditionalFlows > 0) {
    lines.push(
      style.yellow(
        `Conditional   ${formatCount(traffic.conditionalFlows)} flows depend on objects that are not modelled`,
      ),
    );
  }
  for (const name of traffic.impossible) {
    lines.push(
      style.yellow(
        `Left out      workload ${name}: its ends have no address family in common, or nobody is there`,
      ),
    );
  }
  return [...lines, ...dropLines(traffic, style)];
}

function dropLines({ drops, dropped }: TrafficResult, style: Style): string[] {
  if (drops.length === 0) return [];
  const rows = drops
    .slice(0, FIRST_FEW)
    .map((drop) => [
      formatCount(drop.flows),
      formatShare(drop.flows, dropped),
      drop.reason,
      drop.leg,
      drop.hop,
    ]);
  const aligned = alignRows(rows, [0, 1]);
  return [
    '',
    'Dropped flows by reason',
    ...aligned.flatMap((row, i) => [`  ${row}`, ...dropNotes(drops[i]!, style)]),
    ...more(drops.length),
  ];
}

function dropNotes(drop: DropCount, style: Style): string[] {
  const indent = ' '.repeat(6);
  return [
    `${indent}${drop.meaning}; ${explain(drop.reason).fix}`,
    ...(drop.sample === '' ? [] : [style.dim(`${indent}first: ${drop.sample}`)]),
  ];
}

function violationLines({ findings, traffic }: RunResult, { style, at }: RunText): string[] {
  const found = findings.filter((finding) => finding.violation);
  if (found.length === 0) return [];
  const countOf = (finding: (typeof found)[number]): number => {
    const { violation } = finding;
    const counts = traffic?.violations.filter(
      (count) =>
        violation?.kind === count.kind &&
        violation.from === count.from &&
        violation.via === count.via &&
        violation.to === count.to,
    );
    return (counts ?? []).reduce((sum, count) => sum + count.flows, 0);
  };
  const rows = found.slice(0, FIRST_FEW).map((finding) => {
    const { severity, kind, from, via, to } = finding.violation!;
    return [
      severity,
      kind,
      `${from} → ${via} → ${to}`,
      traffic ? `${formatCount(countOf(finding))} flows` : '',
      finding.source ? at(finding.source) : '',
    ];
  });
  return [
    '',
    'Transitivity violations',
    ...alignRows(rows, [3]).map(
      (row, i) => `  ${rows[i]![0] === 'confirmed' ? style.red(row) : style.yellow(row)}`,
    ),
    ...more(found.length),
  ];
}

function timelineLines({ epochs }: RunResult, { style }: RunText): string[] {
  if (epochs.length < 2) return [];
  const rows = epochs.slice(1).map((epoch) => [formatTime(epoch.fromMs), epoch.changes]);
  return ['', style.bold('Timeline'), ...alignRows(rows, [0]).map((row) => `  ${row}`)];
}

function unmodelledLines({ unmodelled }: RunResult, { style, at }: RunText): string[] {
  if (unmodelled.length === 0) return [];
  return [
    '',
    `Read but not modelled  ${formatCount(unmodelled.length)}`,
    ...unmodelled
      .slice(0, FIRST_FEW)
      .map((object) => `  ${object.id} (${object.kind}): ${object.why}  ${style.dim(at(object.source))}`),
    ...more(unmodelled.length),
  ];
}
