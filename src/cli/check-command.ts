/**
 * `vpcsim check`: findings about a network, without flows.
 */
import { acceptAll } from '../finding/baseline.ts';
import { RULES } from '../finding/check.ts';
import { fails, LEVELS, type FailOn, type Rule } from '../finding/finding.ts';
import type { Baseline, Day } from '../model/acceptance.ts';
import { renderCheckMarkdown } from '../report/check-markdown.ts';
import { renderCheck, renderRule } from '../report/check-text.ts';
import { coverageJson, renderCoverage } from '../report/coverage-text.ts';
import { checkJson, ofPlan, toJson, type JsonObject } from '../report/json.ts';
import { renderCheckJunit } from '../report/junit.ts';
import { toNdjson } from '../report/ndjson.ts';
import { renderSarif } from '../report/sarif.ts';
import { coverageOf, type Coverage } from '../run/coverage.ts';
import { runCheck, type CheckResult } from '../run/run-check.ts';
import { baselineText, readBaseline } from '../source/baseline-file.ts';
import { didYouMean } from '../source/problem.ts';
import { FINDINGS, OK } from './exit-code.ts';
import { loadInput, sideText, type Input, type InputOptions } from './input.ts';
import { writeWhole } from './terminal.ts';
import { readChoice, readNumber, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

export interface CheckCommandOptions extends InputOptions, OutputOptions {
  readonly failOn: string;
  readonly rule: readonly string[];
  readonly ignore: readonly string[];
  readonly max: string;
  readonly explain?: string;
  readonly coverage?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly why: string;
  readonly expires?: string;
  readonly today?: string;
}

export async function checkCommand(
  paths: readonly string[],
  options: CheckCommandOptions,
  version: string,
): Promise<number> {
  const format = readChoice(options.format, '--format', [
    'text',
    'json',
    'ndjson',
    'markdown',
    'sarif',
    'junit',
    'html',
  ]);
  const failOn = readChoice(options.failOn, '--fail-on', [...LEVELS, 'never']);
  const most = readNumber(options.max, '--max', 0, Number.MAX_SAFE_INTEGER);
  if (options.coverage === true && format !== 'text' && format !== 'json' && format !== 'ndjson') {
    throw new UsageError('--coverage is told as text, json or ndjson');
  }
  const rules = rulesOf(options);
  const style = styleOf(options);
  if (options.explain !== undefined) {
    await writeReport(renderRule(ruleCalled(options.explain), style), options);
    return OK;
  }
  if (options.writeBaseline !== undefined && rules.length < RULES.length) {
    throw new UsageError(
      'a baseline is about all rules',
      '--write-baseline goes without --rule and --ignore',
    );
  }
  if (paths.length === 0) {
    throw new UsageError('nothing to check', 'name a scenario file, or a folder of cloud exports');
  }
  const input = await loadInput(paths, options);
  const result = runCheck(input.scenario.network, rules, baselineOf(options));
  if (options.writeBaseline !== undefined) {
    const expires = options.expires === undefined ? {} : { expires: readDay(options.expires, '--expires') };
    const accepted = acceptAll(result, { why: options.why, ...expires });
    await writeWhole(options.writeBaseline, baselineText(accepted));
    return OK;
  }
  const { placeOf, ignored, missing } = input;
  const coverage = options.coverage === true ? coverageOf(input.scenario.network, input.counts) : undefined;
  const text =
    format === 'text'
      ? sideText(input.side) +
        renderCheck(result, { style, placeOf, most, ignored, missing }) +
        (coverage ? renderCoverage(coverage, style) : '')
      : format === 'html'
        ? await (await import('./html-report.ts')).checkPage(input, paths, result)
        : forPrograms(format, { result, coverage }, input, failOn, version);
  await writeReport(text, options);
  return result.findings.some(({ level }) => fails(level, failOn)) ? FINDINGS : OK;
}

function forPrograms(
  format: 'json' | 'ndjson' | 'markdown' | 'sarif' | 'junit',
  { result, coverage }: { readonly result: CheckResult; readonly coverage: Coverage | undefined },
  { placeOf, ignored, missing, side }: Input,
  failOn: FailOn,
  version: string,
): string {
  const document = (): JsonObject =>
    ofPlan(checkJson(result, placeOf, { ignored, missing }, coverage && coverageJson(coverage)), side);
  switch (format) {
    case 'json':
      return toJson(document());
    case 'ndjson':
      return toNdjson(document());
    case 'markdown':
      return renderCheckMarkdown(result, placeOf);
    case 'sarif':
      return renderSarif(result, { placeOf, ignored, missing, version });
    case 'junit':
      return renderCheckJunit(result, placeOf, failOn);
  }
}

/** The clock is read here and nowhere else, and only for those who accept findings for a time. */
function baselineOf({ baseline, today }: CheckCommandOptions): Baseline {
  return {
    acceptances: baseline === undefined ? [] : readBaseline(baseline),
    today: today === undefined ? new Date().toISOString().slice(0, 10) : readDay(today, '--today'),
  };
}

function readDay(text: string, what: string): Day {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay) throw new UsageError(`${what} must be a day such as 2027-01-31, not "${text}"`);
  return text;
}

/** Rules asked for, less those ignored. Asking nothing finds nothing, which must not pass for an answer. */
function rulesOf({ rule, ignore }: CheckCommandOptions): Rule[] {
  const wanted = rule.length === 0 ? RULES : rule.map(ruleCalled);
  const unwanted = new Set(ignore.map(ruleCalled));
  const rules = RULES.filter((known) => wanted.includes(known) && !unwanted.has(known));
  if (rules.length === 0) throw new UsageError('--ignore leaves no rule to ask');
  return rules;
}

function ruleCalled(id: string): Rule {
  const rule = RULES.find((known) => known.id === id);
  if (rule) return rule;
  const ids = RULES.map((known) => known.id);
  throw new UsageError(
    `there is no rule called "${id}"`,
    didYouMean(id, ids) ?? `the rules are ${ids.join(', ')}`,
  );
}
