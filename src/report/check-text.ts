/**
 * The report of a check for people: findings by file and line, each with the route or object it is about
 * and what to do; then the counts, and what the check could not see.
 */
import { LEVELS, type Level, type Rule } from '../finding/finding.ts';
import type { CheckResult } from '../run/run-check.ts';
import type { MissingCall } from '../source/aws/calls.ts';
import type { IgnoredFile } from '../source/load.ts';
import { placed, formatPlace, type PlacedFinding, type PlaceOf } from './placed-finding.ts';
import { formatCount } from './quantity.ts';
import { type Style } from './style.ts';

export interface CheckText {
  readonly style: Style;
  readonly placeOf: PlaceOf;
  /** Findings of one rule that are shown; the other formats have all. */
  readonly most: number;
  /** Files that were found and not read, with the reason. */
  readonly ignored: readonly IgnoredFile[];
  /** Calls whose answers an AWS export lacks. */
  readonly missing: readonly MissingCall[];
}

export function renderCheck(result: CheckResult, text: CheckText): string {
  const { style } = text;
  const shown = new Map<string, number>();
  const lines: string[] = [];
  let file: string | undefined;
  for (const one of placed(result.findings, text.placeOf)) {
    const count = (shown.get(one.finding.rule) ?? 0) + 1;
    shown.set(one.finding.rule, count);
    if (count > text.most) continue;
    if (one.place.file !== file) lines.push(style.bold(style.underline(one.place.file)), '');
    ({ file } = one.place);
    lines.push(...findingLines(one, style), '');
  }
  for (const [rule, count] of shown) {
    if (count > text.most) {
      lines.push(
        `and ${formatCount(count - text.most)} more of ${rule} (--max, or --format json, shows all)`,
        '',
      );
    }
  }
  return `${[...lines, summary(result, style), ...baselineLines(result), ...blindSpots(result, text)].join('\n')}\n`;
}

function findingLines({ finding, place }: PlacedFinding, style: Style): string[] {
  const level = paint(finding.level, style);
  return [
    `${formatPlace(place)}: ${level}: ${finding.message} ${style.dim(`[${finding.rule}]`)}`,
    `  ${finding.subject}`,
    style.cyan(`  fix: ${finding.fix}`),
  ];
}

function paint(level: Level, style: Style): string {
  switch (level) {
    case 'error':
      return style.red(level);
    case 'warning':
      return style.yellow(level);
    case 'info':
      return style.blue(level);
  }
}

const PLURALS: Readonly<Record<Level, string>> = { error: 'errors', warning: 'warnings', info: 'infos' };

function summary({ findings, rules }: CheckResult, style: Style): string {
  const asked = `${rules.length} rule${rules.length === 1 ? '' : 's'}`;
  if (findings.length === 0) return style.green(`no findings (${asked})`);
  const counts = LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? level : PLURALS[level]}`];
  });
  return `${counts.join(', ')} (${asked})`;
}

/** What the baseline made of the findings, and what it could do without. */
function baselineLines({ accepted, expired, unused }: CheckResult): string[] {
  const lines: string[] = [];
  if (accepted.length > 0) lines.push(`${formatCount(accepted.length)} accepted by the baseline`);
  for (const { finding, acceptance } of expired) {
    lines.push(`no longer accepted since ${acceptance.expires}: ${finding.rule}, ${finding.subject}`);
  }
  for (const { rule, subject } of unused) lines.push(`in the baseline for nothing: ${rule}, ${subject}`);
  return lines;
}

/** Rows of a kind; the JSON report has all. */
const FIRST_FEW = 10;

/** What is not known is said, never passed over: a check that finds nothing there has not looked. */
function blindSpots({ unmodelled }: CheckResult, { ignored, missing, placeOf, style }: CheckText): string[] {
  const lines: string[] = [];
  if (unmodelled.length > 0) {
    lines.push('', `Read but not modelled, so not checked: ${formatCount(unmodelled.length)}`);
    for (const { id, kind, why, source } of unmodelled.slice(0, FIRST_FEW)) {
      lines.push(`  ${id} (${kind}): ${why}  ${style.dim(formatPlace(placeOf(source)))}`);
    }
    if (unmodelled.length > FIRST_FEW) lines.push(`  and ${formatCount(unmodelled.length - FIRST_FEW)} more`);
  }
  const reasons = new Map<string, string[]>();
  for (const { name, why } of ignored) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  if (reasons.size > 0) lines.push('', `Files not read: ${formatCount(ignored.length)}`);
  for (const [why, names] of reasons) {
    const more = names.length > 1 ? ` and ${formatCount(names.length - 1)} more` : '';
    lines.push(`  ${names[0]!}${more}: ${why}`);
  }
  if (missing.length > 0) lines.push('', 'Not in the export, so not known: the answers of');
  for (const call of missing) lines.push(`  ${missingText(call)}`);
  return lines;
}

/** `aws ec2 describe-vpcs (us-east-1 and 3 more)`. */
export function missingText({ command, places }: MissingCall): string {
  const [first, ...others] = places;
  if (first === undefined) return `aws ${command}`;
  return `aws ${command} (${first}${others.length > 0 ? ` and ${formatCount(others.length)} more` : ''})`;
}

/** What `--explain` prints. */
export function renderRule(rule: Rule, style: Style): string {
  return [
    `${style.bold(rule.id)}  ${paint(rule.level, style)}`,
    `${rule.title}.`,
    '',
    ...wrap(rule.meaning),
    '',
    `Example: ${rule.example}`,
    `Source:  ${rule.documents}`,
    '',
  ].join('\n');
}

/** Lines of at most a hundred characters. */
function wrap(text: string): string[] {
  return text.match(/.{1,100}(?:\s|$)/g)?.map((line) => line.trimEnd()) ?? [];
}
