/**
 * What came of workloads, for people: counts, a column of time per window, full links, and what stood in
 * the way of most flows.
 */
import { explain } from '../model/drop-reason.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { DropCount, RunTimings, TrafficResult } from '../run/traffic.ts';
import { formatBytes, formatCount, formatRate, formatShare, formatTime, scale } from './quantity.ts';
import { alignRows, FIRST_FEW, more, sparkline, type Style } from './style.ts';

export interface TrafficText {
  readonly style: Style;
  /** `file:line` of a source. */
  readonly at: (source: SourceRef) => string;
  readonly timings: RunTimings | undefined;
  /** Milliseconds at which the network changes. */
  readonly eventsMs: readonly number[];
}

export function trafficLines(traffic: TrafficResult, text: TrafficText): string[] {
  return [
    ...summaryLines(traffic, text),
    ...overTimeLines(traffic, text),
    ...linkLines(traffic, text),
    ...blockerLines(traffic, text),
  ];
}

function summaryLines(traffic: TrafficResult, { style, timings }: TrafficText): string[] {
  const { flows, delivered, dropped, refusedBytes, deliveredBytes } = traffic;
  const share = (count: number): string => `(${formatShare(count, flows)})`;
  const lines = [
    `Flows         ${formatCount(flows)}  delivered ${style.green(formatCount(delivered))} ${share(delivered)}  dropped ${dropped > 0 ? style.red(formatCount(dropped)) : '0'} ${share(dropped)}`,
    `Throughput    ${formatRate(traffic.throughputBps)} on average, ${formatRate(traffic.peakBps)} at the peak (simulated)`,
  ];
  if (refusedBytes > 0) {
    const part = formatShare(refusedBytes, refusedBytes + deliveredBytes);
    lines.push(style.red(`Refused       ${formatBytes(refusedBytes)} (${part}) by links that were full`));
  }
  if (timings) {
    const threads = timings.threads === 1 ? '1 thread' : `${timings.threads} threads`;
    lines.push(
      `Evaluated     ${scale(timings.flowsPerSecond)}flows/s on ${threads}: ${formatTime(Math.round(timings.evaluateMs))}, after ${formatTime(Math.round(timings.planMs))} for ${formatCount(timings.trees)} trees`,
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
  return lines;
}

/** One column per window: what is carried, what links refuse, and flows dropped for each reason. */
function overTimeLines({ windows }: TrafficResult, { style, eventsMs }: TrafficText): string[] {
  const last = windows.at(-1);
  if (windows.length < 2 || !last) return [];
  const peak = (rates: readonly number[]): string => `${formatRate(Math.max(...rates))} at most`;
  const deliveredBps = windows.map((window) => window.deliveredBps);
  const refusedBps = windows.map((window) => window.refusedBps);
  const rows = [['delivered', sparkline(deliveredBps), peak(deliveredBps)]];
  if (refusedBps.some((bps) => bps > 0)) {
    rows.push(['refused by full links', sparkline(refusedBps), peak(refusedBps)]);
  }
  const reasons = new Set(windows.flatMap((window) => Object.keys(window.drops)));
  const dropped = [...reasons].map((reason) => {
    const counts = windows.map(({ drops }) => (drops as Record<string, number>)[reason] ?? 0);
    return { reason, counts, total: counts.reduce((sum, count) => sum + count, 0) };
  });
  dropped.sort((a, b) => b.total - a.total || (a.reason < b.reason ? -1 : 1));
  for (const { reason, counts, total } of dropped.slice(0, FIRST_FEW)) {
    rows.push([reason, sparkline(counts), `${formatCount(total)} flows`]);
  }
  const isEvent = windows.map(({ fromMs, toMs }) => eventsMs.some((ms) => fromMs <= ms && ms < toMs));
  if (isEvent.includes(true)) {
    rows.push(['changes', isEvent.map((here) => (here ? '▲' : ' ')).join(''), '']);
  }
  const step = formatTime(last.toMs - last.fromMs);
  return [
    '',
    `${style.bold('Over time')}  0 s to ${formatTime(last.toMs)}, ${step} a column`,
    ...alignRows(rows, [2]).map((row) => `  ${row}`),
    ...more(dropped.length),
  ];
}

/** Links that were asked for more than half of what they carry, the fullest first. */
function linkLines({ links }: TrafficResult, { style }: TrafficText): string[] {
  const busy = links.filter((link) => link.peakBps * 2 > link.bps);
  if (busy.length === 0) return [];
  const rows = busy
    .slice(0, FIRST_FEW)
    .map(({ carrier, hop, bps, peakBps, refusedBytes }) => [
      carrier,
      `carries ${formatRate(bps)}`,
      `asked for ${formatRate(peakBps)}`,
      ...(refusedBytes > 0 ? ['capacity-exceeded', hop, `${formatBytes(refusedBytes)} refused`] : []),
    ]);
  return [
    '',
    style.bold('Busiest links'),
    ...alignRows(rows).map((row, i) => `  ${busy[i]!.refusedBytes > 0 ? style.red(row) : row}`),
    ...more(busy.length),
  ];
}

function blockerLines({ drops, dropped }: TrafficResult, text: TrafficText): string[] {
  if (drops.length === 0) return [];
  const rows = drops
    .slice(0, FIRST_FEW)
    .map(({ flows, reason, leg, hop }) => [
      formatCount(flows),
      formatShare(flows, dropped),
      reason,
      hop,
      leg === 'return' ? 'on the reply' : '',
    ]);
  return [
    '',
    text.style.bold('Top blockers'),
    ...alignRows(rows, [0, 1]).flatMap((row, i) => [`  ${row}`, ...blockerNotes(drops[i]!, text)]),
    ...more(drops.length),
  ];
}

function blockerNotes({ reason, meaning, cause, sample }: DropCount, { style, at }: TrafficText): string[] {
  const indent = ' '.repeat(6);
  const line = cause?.source ? `  ${style.dim(at(cause.source))}` : '';
  return [
    `${indent}${meaning}`,
    ...(cause ? [`${indent}by     ${cause.text}${line}`] : []),
    `${indent}fix    ${explain(reason).fix}`,
    ...(sample === '' ? [] : [style.dim(`${indent}first  ${sample}`)]),
  ];
}
