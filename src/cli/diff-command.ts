/**
 * `vpcsim diff` and `vpcsim whatif`: what fares differently between two networks, or under a change; and
 * what removing each object in turn would do.
 */
import { compile } from '../compile/compile.ts';
import type { Network } from '../model/network.ts';
import type { SourceRef } from '../model/source-ref.ts';
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
import { loadInput } from './input.ts';
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
  return reportDiff(result, options, young.at);
}

export async function whatIfCommand(
  paths: readonly string[],
  options: WhatIfCommandOptions,
): Promise<number> {
  const { scenario, plan, at } = await loadInput(paths);
  if (options.each !== undefined) return sweepEach(scenario.network, options.each, options);
  const { change = [] } = options;
  // A plan is a question by itself.
  if (plan && change.length === 0) return reportDiff(diff(plan.prior, plan.planned), options, at);
  if (change.length === 0) {
    throw new UsageError('nothing is to be changed', '--change names a change set or a file, --each sweeps');
  }
  const changes = change.flatMap((name) => changesNamed(scenario, name));
  return reportDiff(whatIf(scenario.network, changes), options, at);
}

async function reportDiff(
  result: NetworkDiff,
  options: DiffCommandOptions,
  at: (source: SourceRef) => string,
): Promise<number> {
  const failures = options.failOn.split(',').map((word) => readChoice(word.trim(), '--fail-on', FAILURES));
  await writeReport(diffText(result, options, at), options);
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

function diffText(result: NetworkDiff, options: OutputOptions, at: (source: SourceRef) => string): string {
  switch (formatOf(options)) {
    case 'text':
      return renderDiff(result, { style: styleOf(options), at });
    case 'json':
      return toJson(diffJson(result, at));
    case 'ndjson':
      return toNdjson(diffJson(result, at));
    case 'markdown':
      return renderDiffMarkdown(result, at);
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
  }
}

function formatOf({ format }: OutputOptions): 'text' | 'json' | 'ndjson' | 'markdown' {
  return readChoice(format, '--format', ['text', 'json', 'ndjson', 'markdown']);
}
