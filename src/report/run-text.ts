/**
 * The report of a run for people: the answer, then the counts, then the first few of each kind.
 */
import { isUnproven, type Judgement } from '../run/expectations.ts';
import type { RunResult } from '../run/run-scenario.ts';
import type { RunTimings } from '../run/traffic.ts';
import { explainRefusal } from '../model/refusal.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { formatCount, formatTime } from './quantity.ts';
import { alignRows, FIRST_FEW, more, type Style } from './style.ts';
import { trafficLines } from './traffic-text.ts';

export interface RunText {
  readonly style: Style;
  /** `file:line` of a source. */
  readonly at: (source: SourceRef) => string;
  readonly timings: RunTimings | undefined;
}

export function renderRun(result: RunResult, text: RunText): string {
  const { style } = text;
  const eventsMs = result.epochs.slice(1).map((epoch) => epoch.fromMs);
  const title = [style.bold(result.id), result.title].filter((part) => part !== '').join('  ');
  return [
    title,
    ...(result.judgements.length > 0 ? ['', ...expectationLines(result.judgements, text)] : []),
    ...refusalLines(result, text),
    ...(result.traffic ? ['', ...trafficLines(result.traffic, { ...text, eventsMs })] : []),
    ...violationLines(result, text),
    ...timelineLines(result, text),
    ...unmodelledLines(result, text),
    '',
  ].join('\n');
}

function expectationLines(judgements: readonly Judgement[], { style, at }: RunText): string[] {
  const missed = judgements.filter((judgement) => judgement.result === 'missed');
  const unchecked = judgements.filter((judgement) => judgement.result === 'not-checked');
  const unproven = judgements.filter(isUnproven);
  const met = judgements.length - missed.length - unchecked.length;
  const flows = judgements.filter((judgement) => judgement.kind === 'flow').length;
  const counts = [
    style.green(`${met} met`),
    missed.length > 0 ? style.red(`${missed.length} missed`) : '0 missed',
    ...(unproven.length > 0
      ? [style.yellow(`${unproven.length} of them only if what is not modelled plays along`)]
      : []),
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
    ...unproven
      .slice(0, FIRST_FEW)
      .map(
        ({ text, conditional = [], source }) =>
          `  ${style.yellow('?')} ${text} depends on ${conditional.join(', ')}, not modelled  ${style.dim(at(source))}`,
      ),
    ...more(unproven.length),
    ...unchecked.map(
      (judgement) => `  ${style.yellow('?')} ${judgement.text}  ${style.dim(at(judgement.source))}`,
    ),
  ];
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
    style.bold('Refused by the control plane'),
    ...all
      .slice(0, FIRST_FEW)
      .map(
        ({ refusal: { reason, detail, source }, when }) =>
          `  ${when}${style.yellow(reason)}  ${detail}; ${explainRefusal(reason)}  ${style.dim(at(source))}`,
      ),
    ...more(all.length),
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
    style.bold('Transitivity violations'),
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
    `${style.bold('Read but not modelled')}  ${formatCount(unmodelled.length)}`,
    ...unmodelled
      .slice(0, FIRST_FEW)
      .map((object) => `  ${object.id} (${object.kind}): ${object.why}  ${style.dim(at(object.source))}`),
    ...more(unmodelled.length),
  ];
}
