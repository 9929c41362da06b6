/**
 * `vpcsim diff` and `vpcsim whatif`: what fares differently between two networks, or under a change; and
 * what removing each object in turn would do.
 */
import { compile } from '../compile/compile.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Network } from '../model/network.ts';
import { withoutRefused } from '../model/refusals.ts';
import { sweep, SWEEP_KINDS, type SweepKind, type SweepRow } from '../reach/sweep.ts';
import { TileStore } from '../reach/tile-store.ts';
import { diff, whatIf, type NetworkDiff } from '../reach/what-if.ts';
import { renderDiffMarkdown, renderSweepMarkdown } from '../report/diff-markdown.ts';
import { renderDiff, renderSweep } from '../report/diff-text.ts';
import { toJson } from '../report/json.ts';
import { diffJson, sweepJson } from '../report/reach-json.ts';
import { toNdjson } from '../report/ndjson.ts';
import { changesNamed } from './changes-named.ts';
import { FINDINGS, OK } from './exit-code.ts';
import { loadInput, type Input } from './input.ts';
import { readChoice, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

const FAILURES = ['lost', 'gained', 'rerouted', 'violation', 'nothing'] as const;

export interface DiffCommandOptions extends OutputOptions {
  readonly failOn: string;
}

export interface WhatIfCommandOptions extends DiffCommandOptions {
  readonly change?: readonly string[];
  readonly each?: string;
}

export async function diffCommand(
  before: string,
  after: string,
  options: DiffCommandOptions,
): Promise<number> {
  const [old, young] = [await loadInput([before]), await loadInput([after])];
  const result = diff(old.scenario.network, young.scenario.network);
  return reportDiff(result, options, {
    input: young,
    paths: [before, after],
    command: 'diff',
    before: old.scenario.network,
    after: () => young.scenario.network,
  });
}

export async function whatIfCommand(
  paths: readonly string[],
  options: WhatIfCommandOptions,
): Promise<number> {
  const input = await loadInput(paths);
  const { scenario, plan } = input;
  const compared = { input, paths, command: 'whatif' as const };
  if (options.each !== undefined) return sweepEach(scenario.network, options.each, options);
  const { change = [] } = options;
  // A plan is a question by itself.
  if (plan && change.length === 0) {
    const { prior, planned } = plan;
    return reportDiff(diff(prior, planned), options, { ...compared, before: prior, after: () => planned });
  }
  if (change.length === 0) {
    throw new UsageError('nothing is to be changed', '--change names a change set or a file, --each sweeps');
  }
  const changes = change.flatMap((name) => changesNamed(scenario, name));
  const { network } = scenario;
  return reportDiff(whatIf(network, changes), options, {
    ...compared,
    before: network,
    after: () => applyChanges(withoutRefused(network), changes).network,
  });
}

/** What was compared, for the page, which shows both networks. */
interface Compared {
  readonly input: Input;
  readonly paths: readonly string[];
  readonly command: 'diff' | 'whatif';
  readonly before: Network;
  readonly after: () => Network;
}

async function reportDiff(
  result: NetworkDiff,
  options: DiffCommandOptions,
  compared: Compared,
): Promise<number> {
  const failures = options.failOn.split(',').map((word) => readChoice(word.trim(), '--fail-on', FAILURES));
  await writeReport(await diffText(result, options, compared), options);
  const counts = {
    lost: result.lost.length,
    gained: result.gained.length,
    rerouted: result.rerouted.length,
    violation: result.newViolations.length,
    nothing: 0,
  };
  const isFailed = failures.some((failure) => counts[failure] > 0) || result.refusals.length > 0;
  return isFailed ? FINDINGS : OK;
}

async function diffText(result: NetworkDiff, options: OutputOptions, compared: Compared): Promise<string> {
  const { input, paths, command, before, after } = compared;
  const { at } = input;
  switch (formatOf(options)) {
    case 'text':
      return renderDiff(result, { style: styleOf(options), at });
    case 'json':
      return toJson(diffJson(result, at));
    case 'ndjson':
      return toNdjson(diffJson(result, at));
    case 'markdown':
      return renderDiffMarkdown(result, at);
    case 'html': {
      const { diffPage } = await import('./html-report.ts');
      return diffPage(input, paths, { command, before, after: after(), diff: result });
    }
  }
}

async function sweepEach(network: Network, each: string, options: OutputOptions): Promise<number> {
  const kinds = each.split(',').map((word): SweepKind => readChoice(word.trim(), '--each', SWEEP_KINDS));
  const rows = sweep(new TileStore(compile(withoutRefused(network))), kinds);
  await writeReport(sweepText(rows, options), options);
  return OK;
}

function sweepText(rows: readonly SweepRow[], options: OutputOptions): string {
  switch (formatOf(options)) {
    case 'text':
      return renderSweep(rows, styleOf(options));
    case 'json':
      return toJson(sweepJson(rows));
    case 'ndjson':
      return toNdjson(sweepJson(rows));
    case 'markdown':
      return renderSweepMarkdown(rows);
    case 'html':
      throw new UsageError('--each has no page', 'ask for one change with --change, or for text or json');
  }
}

function formatOf({ format }: OutputOptions): 'text' | 'json' | 'ndjson' | 'markdown' | 'html' {
  return readChoice(format, '--format', ['text', 'json', 'ndjson', 'markdown', 'html']);
}
