/**
 * `vpcsim run`: expectations, workloads and timeline of an input.
 */
import { runScenario } from '../run/run-scenario.ts';
import { runJson, toJson } from '../report/json.ts';
import { renderRunJunit } from '../report/junit.ts';
import { renderRun } from '../report/run-text.ts';
import { styleFor } from '../report/style.ts';
import { FINDINGS, INTERRUPTED, OK } from './exit-code.ts';
import { loadInput, sideText, type InputOptions } from './input.ts';
import { interruptible, ProgressLine, wantsColour, writeOut, writeWhole } from './terminal.ts';
import { readChoice, readNumber } from './usage.ts';

export interface RunCommandOptions extends InputOptions {
  readonly threads: string;
  readonly seed: string;
  readonly flows?: string;
  readonly format: string;
  readonly output?: string;
  readonly color?: boolean;
  readonly quiet?: boolean;
}

export async function runCommand(paths: readonly string[], options: RunCommandOptions): Promise<number> {
  const format = readChoice(options.format, '--format', ['text', 'json', 'junit']);
  const threads = options.threads === 'auto' ? 0 : readNumber(options.threads, '--threads', 1, 1024);
  const seed = readNumber(options.seed, '--seed', 0, Number.MAX_SAFE_INTEGER);
  const flows = options.flows === undefined ? undefined : readNumber(options.flows, '--flows', 0, 1e15);
  const { scenario, at, placeOf, side } = await loadInput(paths, options);
  const progress = new ProgressLine('evaluating', options.quiet !== true);
  const { signal, wasInterrupted } = interruptible();
  const { result, timings } = await runScenario(scenario, {
    threads,
    seed,
    ...(flows !== undefined && { flows }),
    signal,
    onProgress: (done, total) => progress.update(done, total),
  });
  progress.clear();
  const colour = wantsColour(options.output === undefined ? options.color : (options.color ?? false));
  const text = {
    text: () => sideText(side) + renderRun(result, { style: styleFor(colour), at, timings }),
    json: () => toJson(runJson(result, at), side),
    junit: () => renderRunJunit(result, placeOf),
  }[format]();
  if (options.output === undefined || options.output === '-') writeOut(text);
  else await writeWhole(options.output, text);
  if (wasInterrupted()) return INTERRUPTED;
  const isMissed = result.judgements.some((judgement) => judgement.result === 'missed');
  const isLeftOut = (result.traffic?.impossible.length ?? 0) > 0;
  return isMissed || isLeftOut ? FINDINGS : OK;
}
