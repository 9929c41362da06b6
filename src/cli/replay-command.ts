/**
 * `vpcsim replay`: flow logs against a network, and against what a change makes of it.
 */
import { applyChanges } from '../model/apply-change.ts';
import type { Network } from '../model/network.ts';
import type { Refusal } from '../model/refusal.ts';
import { withoutRefused } from '../model/refusals.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { keepHeapsSmall } from '../replay/heap.ts';
import { replay } from '../replay/replay.ts';
import type { ReplayResult } from '../replay/result.ts';
import { toJson, type JsonObject } from '../report/json.ts';
import { fenced } from '../report/markdown.ts';
import { toNdjson } from '../report/ndjson.ts';
import { replayJson } from '../report/replay-json.ts';
import { renderReplay } from '../report/replay-text.ts';
import { styleFor, type Style } from '../report/style.ts';
import { KNOWN_FIELDS } from '../source/flow-log/fields.ts';
import { findLogs } from '../source/flow-log/find-logs.ts';
import { fieldNames, layoutOf, type Layout } from '../source/flow-log/layout.ts';
import { didYouMean, InputError, type Problem } from '../source/problem.ts';
import { changesNamed } from './changes-named.ts';
import { FINDINGS, INTERRUPTED, OK } from './exit-code.ts';
import { loadInput, type InputOptions } from './input.ts';
import { interruptible, ProgressLine } from './terminal.ts';
import { readChoice, readNumber, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

const FAILURES = ['lost', 'gained', 'rerouted', 'disagreement', 'nothing'] as const;

export interface ReplayCommandOptions extends InputOptions, OutputOptions {
  readonly logs: readonly string[];
  readonly logFormat?: string;
  readonly byAddress?: boolean;
  readonly change?: readonly string[];
  readonly plan?: string;
  readonly after?: string;
  readonly failOn: string;
  readonly threads: string;
  readonly quiet?: boolean;
}

export async function replayCommand(
  paths: readonly string[],
  options: ReplayCommandOptions,
): Promise<number> {
  const failures = options.failOn.split(',').map((word) => readChoice(word.trim(), '--fail-on', FAILURES));
  const format = readChoice(options.format, '--format', ['text', 'json', 'ndjson', 'markdown']);
  const threads = options.threads === 'auto' ? 0 : readNumber(options.threads, '--threads', 1, 1024);
  const layout = options.logFormat === undefined ? undefined : layoutNamed(options.logFormat);
  const { networks, refusals, at } = await networksOf(paths, options);
  const problems: Problem[] = [];
  const files = findLogs(options.logs, problems);
  if (problems.length > 0) throw new InputError(problems);
  keepHeapsSmall();
  const progress = new ProgressLine('replaying', options.quiet !== true);
  const { signal, wasInterrupted } = interruptible();
  const replayed = await replay(networks, files, {
    threads,
    byAddress: options.byAddress === true,
    ...(layout && { layout }),
    signal,
    onProgress: (done, total) => progress.update(done, total),
  });
  progress.clear();
  if (replayed.problems.length > 0) throw new InputError(replayed.problems);
  const { result } = replayed;
  const inText = (style: Style): string => refusalText(refusals) + renderReplay(result, { style, at });
  const inJson = (): JsonObject => replayJson(result, refusals, at);
  const text = {
    text: () => inText(styleOf(options)),
    json: () => toJson(inJson()),
    ndjson: () => toNdjson(inJson()),
    markdown: () => fenced('vpcsim replay', inText(styleFor(false))),
  }[format]();
  await writeReport(text, options);
  if (wasInterrupted()) return INTERRUPTED;
  const counts = countsOf(result);
  return failures.some((failure) => counts[failure] > 0) || refusals.length > 0 ? FINDINGS : OK;
}

function countsOf({ change, disagreements }: ReplayResult): Record<(typeof FAILURES)[number], number> {
  return {
    lost: change?.lost.length ?? 0,
    gained: change?.gained.length ?? 0,
    rerouted: change?.rerouted.length ?? 0,
    disagreement: disagreements.length,
    nothing: 0,
  };
}

function refusalText(refusals: readonly Refusal[]): string {
  return refusals.map(({ reason, detail }) => `refused ${reason}: ${detail}\n`).join('');
}

interface Versions {
  readonly networks: { readonly before: Network; readonly after?: Network };
  readonly refusals: readonly Refusal[];
  readonly at: (source: SourceRef) => string;
}

/** The network as it is, and as a change, a plan or a second input has it. */
async function networksOf(paths: readonly string[], options: ReplayCommandOptions): Promise<Versions> {
  const { change = [], plan: planPath, after: afterPath } = options;
  if ([change.length > 0, planPath !== undefined, afterPath !== undefined].filter(Boolean).length > 1) {
    throw new UsageError('--change, --plan and --after are three ways to say one thing: give one of them');
  }
  const inputs = planPath === undefined ? paths : [...paths, planPath];
  if (inputs.length === 0) throw new UsageError('no input is given', 'vpcsim replay <input> --logs <files>');
  const { scenario, plan, at } = await loadInput(inputs, options);
  if (afterPath !== undefined) {
    const young = await loadInput([afterPath], options);
    const networks = {
      before: withoutRefused(scenario.network),
      after: withoutRefused(young.scenario.network),
    };
    return {
      networks,
      refusals: [],
      at: (source) => (isFrom(source, afterPath) ? young.at(source) : at(source)),
    };
  }
  if (plan && change.length === 0 && options.prior !== true) {
    const networks = { before: withoutRefused(plan.prior), after: withoutRefused(plan.planned) };
    return { networks, refusals: [], at };
  }
  const before = withoutRefused(scenario.network);
  if (change.length === 0) return { networks: { before }, refusals: [], at };
  const changes = change.flatMap((name) => changesNamed(scenario, name));
  const { network, refusals } = applyChanges(before, changes);
  return { networks: { before, after: network }, refusals, at };
}

function isFrom({ file }: SourceRef, path: string): boolean {
  return file === path || file.startsWith(`${path.replace(/\/$/, '')}/`);
}

/** The fields of `--log-format`, of which every one has to be known: a name that is not shifts none. */
function layoutNamed(text: string): Layout {
  const names = fieldNames(text);
  const unknown = names.find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--log-format has a field "${unknown}" that is not known`,
      didYouMean(unknown, KNOWN_FIELDS),
    );
  }
  return layoutOf(names);
}
