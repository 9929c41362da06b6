/**
 * `vpcsim replay` for people: what was read, how far log and network agree, what a change would do to the
 * recorded traffic, and which routes and rules it uses.
 */
import type { SourceRef } from '../model/source-ref.ts';
import type { LogPlace, Volume } from '../replay/ledger.ts';
import type { ClassOf, Group, LogSource, ReplayChange, ReplayResult } from '../replay/result.ts';
import { UNJUDGED, type Decision } from '../replay/story.ts';
import type { Written } from '../replay/usage.ts';
import { DISAGREEMENTS } from '../replay/verdict-of-log.ts';
import { formatBytes, formatCount, formatShare } from './quantity.ts';
import { alignRows, FIRST_FEW, more, type Style } from './style.ts';

export interface ReplayTextOptions {
  readonly style: Style;
  readonly at: (source: SourceRef) => string;
}

export function renderReplay(result: ReplayResult, options: ReplayTextOptions): string {
  const sections = [
    renderReading(result, options),
    renderAgreement(result, options),
    ...(result.change ? [renderChange(result.change, options)] : []),
    renderUsage(result, options),
  ];
  return `${sections.map((lines) => lines.join('\n').trimEnd()).join('\n\n')}\n`;
}

function renderReading(result: ReplayResult, { style }: ReplayTextOptions): string[] {
  const { sources, volume, noData, skipData, bad, firstBad } = result;
  const lines = [`${style.bold(filesText(sources))}: ${volumeText(volume)}`];
  if (!result.isComplete) lines.push(style.red('  interrupted: this is not the whole log'));
  if (volume.start !== undefined && volume.end !== undefined) {
    lines.push(`  from ${timeText(volume.start)} to ${timeText(volume.end)}`);
  }
  lines.push(...renderRegions(sources));
  if (noData > 0) lines.push(`  ${formatCount(noData)} × NODATA: an interface without traffic`);
  if (skipData > 0) {
    lines.push(
      style.yellow(
        `  ${formatCount(skipData)} × SKIPDATA: the platform left records out, so this is not all traffic`,
      ),
    );
  }
  if (bad > 0) {
    lines.push(style.yellow(`  ${countText(bad, 'line')} could not be read as records and were left out`));
    for (const { place, message } of firstBad) lines.push(`    ${placeText(place)}: ${message}`);
    if (bad > firstBad.length) lines.push(`    and ${formatCount(bad - firstBad.length)} more`);
  }
  return lines;
}

function filesText(sources: readonly LogSource[]): string {
  return sources.length === 1 ? sources[0]!.name : countText(sources.length, 'file');
}

/** Accounts and regions as the keys in S3 have them. */
function renderRegions(sources: readonly LogSource[]): string[] {
  const byRegion = new Map<string, { files: number; records: number }>();
  for (const { account, region, records } of sources) {
    if (account === undefined || region === undefined) continue;
    const name = `account ${account}, ${region}`;
    const known = byRegion.get(name) ?? { files: 0, records: 0 };
    byRegion.set(name, { files: known.files + 1, records: known.records + records });
  }
  return [...byRegion].map(
    ([name, { files, records }]) =>
      `  ${name}: ${countText(records, 'record')} in ${countText(files, 'file')}`,
  );
}

function renderAgreement(result: ReplayResult, options: ReplayTextOptions): string[] {
  const { volume, agreement, disagreements, unjudged, openers } = result;
  const { style } = options;
  const differing = sumOf(disagreements);
  const open = sumOf(unjudged);
  const rows = [
    ['  agrees', agreement],
    ['  disagrees', differing],
    ['  cannot be judged', open],
  ] as const;
  const lines = [
    style.bold('log against network'),
    ...alignRows(
      rows.map(([word, part]) => [
        word,
        formatCount(part.records),
        formatShare(part.records, volume.records),
        formatBytes(part.bytes),
      ]),
      [1, 2, 3],
    ),
    `  who opened a conversation: TCP flags say it of ${formatCount(openers.flags)} records, ports of ${formatCount(openers.ports)}, nothing of ${formatCount(openers.nothing)}`,
  ];
  for (const one of disagreements)
    lines.push('', ...renderClass(one, DISAGREEMENTS[one.class], style.red, options));
  for (const one of unjudged) lines.push('', ...renderClass(one, UNJUDGED[one.class], style.yellow, options));
  return lines;
}

function renderClass(
  { class: name, volume, groups }: ClassOf<string>,
  meaning: string,
  paint: (text: string) => string,
  options: ReplayTextOptions,
): string[] {
  const lines = [`${paint(name)}: ${volumeText(volume)}`, `  ${meaning}`];
  const shown = groups.slice(0, FIRST_FEW);
  for (const group of shown) lines.push(...renderGroup(group, options));
  return [...lines, ...more(groups.length)];
}

function renderGroup(group: Group, { style, at }: ReplayTextOptions): string[] {
  const { from, to, decision, paths, conditional, volume, sample } = group;
  const ends = from === '' ? group.logged : `${from} → ${to}`;
  const lines = [`  ${ends}: ${volumeText(volume)}`];
  if (decision) lines.push(`    ${decisionText(decision, at)}`);
  if (paths) lines.push(`    before: ${paths.before}; after: ${paths.after}`);
  if (conditional.length > 0)
    lines.push(`    unless ${conditional.join(', ')} says otherwise, which is not modelled`);
  lines.push(style.dim(`    such as ${sample.text} (${placeText(sample.place)})`));
  return lines;
}

function decisionText({ reason, leg, hop, text, source }: Decision, at: ReplayTextOptions['at']): string {
  const what =
    reason === undefined ? 'let pass by' : `${reason}${leg === 'return' ? ' (return leg)' : ''} at`;
  const where = source ? ` (${at(source)})` : '';
  return `${what} ${hop}: ${text}${where}`;
}

const EFFECTS = [
  ['lost', 'newly dropped'],
  ['gained', 'newly allowed'],
  ['rerouted', 'rerouted'],
] as const;

function renderChange(change: ReplayChange, options: ReplayTextOptions): string[] {
  const { style } = options;
  const lines = [style.bold('under the change'), ...renderCounts(change)];
  for (const [effect, title] of EFFECTS) {
    const groups = change[effect];
    if (groups.length === 0) continue;
    lines.push('', style.bold(title));
    for (const group of groups.slice(0, FIRST_FEW)) lines.push(...renderGroup(group, options));
    lines.push(...more(groups.length));
  }
  return lines;
}

function renderCounts(change: ReplayChange): string[] {
  const rows = [
    ...EFFECTS.map(([effect, title]) => [title, sumOf(change[effect])] as const),
    ['as before', change.unchanged] as const,
    ['cannot be compared', change.uncompared] as const,
  ];
  return alignRows(
    rows.map(([title, { records, bytes }]) => [
      `  ${title}`,
      countText(records, 'record'),
      formatBytes(bytes),
    ]),
    [1, 2],
  );
}

function renderUsage({ used, unused }: ReplayResult, { style, at }: ReplayTextOptions): string[] {
  const lines: string[] = [];
  for (const [kind, title] of [
    ['route', 'routes'],
    ['rule', 'rules of security groups and network ACLs'],
  ] as const) {
    const hits = used.filter(({ written }) => written.kind === kind);
    const idle = unused.filter((written) => written.kind === kind);
    if (hits.length + idle.length === 0) continue;
    lines.push(
      style.bold(
        `${title} in use (${formatCount(hits.length)} of ${formatCount(hits.length + idle.length)})`,
      ),
    );
    const rows = hits
      .slice(0, FIRST_FEW)
      .map(({ written, volume }) => [
        `  ${written.where}`,
        written.text,
        countText(volume.records, 'record'),
        formatBytes(volume.bytes),
      ]);
    lines.push(...alignRows(rows, [2, 3]), ...more(hits.length));
    lines.push(...renderIdle(idle, at), '');
  }
  return lines;
}

function renderIdle(idle: readonly Written[], at: ReplayTextOptions['at']): string[] {
  if (idle.length === 0) return [];
  const rows = idle.slice(0, FIRST_FEW).map(({ where, text, source }) => [`    ${where}`, text, at(source)]);
  return ['  never used:', ...alignRows(rows), ...more(idle.length)];
}

function sumOf(parts: readonly { readonly volume: Volume }[]): Pick<Volume, 'records' | 'bytes'> {
  return {
    records: parts.reduce((sum, { volume }) => sum + volume.records, 0),
    bytes: parts.reduce((sum, { volume }) => sum + volume.bytes, 0),
  };
}

function volumeText({ records, packets, bytes }: Volume): string {
  return [countText(records, 'record'), countText(packets, 'packet'), formatBytes(bytes)].join(', ');
}

function countText(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `file:12`, or `file, row 12` where lines are none. */
function placeText({ file, unit, line }: LogPlace): string {
  return unit === 'line' ? `${file}:${line}` : `${file}, ${unit} ${formatCount(line)}`;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
