/**
 * `vpcsim run`: expectations, workloads and timeline of an input.
 */
import { isUnproven } from '../run/expectations.ts';
import { runScenario } from '../run/run-scenario.ts';
import { ofPlan, runJson, toJson, type JsonObject } from '../report/json.ts';
import { renderRunJunit } from '../report/junit.ts';
import { fenced } from '../report/markdown.ts';
import { toNdjson } from '../report/ndjson.ts';
import { renderRun } from '../report/run-text.ts';
import { styleFor, type Style } from '../report/style.ts';
import { FINDINGS, INTERRUPTED, OK } from './exit-code.ts';
import { loadInput, sideText, type InputOptions } from './input.ts';
import { interruptible, ProgressLine } from './terminal.ts';
import { readChoice, readNumber } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

export interface RunCommandOptions extends InputOptions, OutputOptions {
  readonly threads: string;
  readonly seed: string;
  readonly flows?: string;
  readonly quiet?: boolean;
}

export async function runCommand(paths: readonly string[], options: RunCommandOptions): Promise<number> {
  const format = readChoice(options.format, '--format', [
    'text',
    'json',
    'ndjson',
    'markdown',
    'junit',
    'html',
  ]);
  const threads = options.threads === 'auto' ? 0 : readNumber(options.threads, '--threads', 1, 1024);
  const seed = readNumber(options.seed, '--seed', 0, Number.MAX_SAFE_INTEGER);
  const flows = options.flows === undefined ? undefined : readNumber(options.flows, '--flows', 0, 1e15);
  const input = await loadInput(paths, options);
  const { scenario, at, placeOf, side } = input;
  const progress = new ProgressLine('evaluating', options.quiet !== true);
  const { signal, wasInterrupted } = interruptible();
  const { result, timings } = await runScenario(scenario, {
    threads,
    seed,
    ...(flows !== undefined && { flows }),
    talkers: format === 'html',
    signal,
    onProgress: (done, total) => progress.update(done, total),
  });
  progress.clear();
  const inText = (style: Style): string => sideText(side) + renderRun(result, { style, at, timings });
  const inJson = (): JsonObject => ofPlan(runJson(result, at), side);
  const text = await {
    text: () => inText(styleOf(options)),
    json: () => toJson(inJson()),
    ndjson: () => toNdjson(inJson()),
    markdown: () => fenced(`vpcsim run: ${result.id}`, inText(styleFor(false))),
    junit: () => renderRunJunit(result, placeOf),
    html: async () => (await import('./html-report.ts')).runPage(input, paths, result),
  }[format]();
  await writeReport(text, options);
  if (wasInterrupted()) return INTERRUPTED;
  const isMissed = result.judgements.some((judgement) => judgement.result === 'missed');
  const isLeftOut = (result.traffic?.impossible.length ?? 0) > 0;
  const isDoubtful = result.judgements.some(isUnproven);
  return isMissed || isLeftOut || isDoubtful ? FINDINGS : OK;
}
