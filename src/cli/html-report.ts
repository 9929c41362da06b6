/**
 * `--format html`: the page of each command's answer.
 */
import type { Verdict } from '../forward/outcome.ts';
import type { Network } from '../model/network.ts';
import type { Scenario } from '../model/scenario.ts';
import type { EndName } from '../reach/end.ts';
import type { Traffic } from '../reach/tiles.ts';
import type { NetworkDiff } from '../reach/what-if.ts';
import type { SearchResult } from '../repair/search.ts';
import { diffData } from '../report/page/diff-data.ts';
import { renderPage } from '../report/page/html.ts';
import type { PageCommand } from '../report/page/page-data.ts';
import { pageData, type PageParts, type PageVersion } from '../report/page/page.ts';
import { runData } from '../report/page/run-data.ts';
import { traceData } from '../report/page/trace-data.ts';
import type { CheckResult } from '../run/run-check.ts';
import { MOST_ENDS, overviewEnds, overviewOf } from '../run/overview.ts';
import type { RunResult } from '../run/run-scenario.ts';
import { epochsOf } from '../timeline/epochs.ts';
import { sideText, type Input } from './input.ts';

/** A matrix nobody asked for is made for so many ends at most, and for so many versions. */
const ENDS_UNASKED = 400;
const MOST_VERSIONS = 8;

type Shown = Pick<Input, 'scenario' | 'side' | 'at' | 'ignored'>;

export async function runPage(input: Shown, paths: readonly string[], result: RunResult): Promise<string> {
  const { network, expectations, steps } = input.scenario;
  const epochs = epochsOf(network, expectations, steps);
  const versions: PageVersion[] = [];
  for (const epoch of epochs.slice(0, MOST_VERSIONS)) {
    const label = epoch.fromMs === 0 ? 'start' : `${epoch.fromMs / 1000} s`;
    versions.push({ label, atMs: epoch.fromMs, overview: await unaskedOverview(epoch.network) });
  }
  const remarks: string[] = [];
  if (result.traffic && !result.traffic.isComplete)
    remarks.push('The run was interrupted: counts are incomplete.');
  if (epochs.length > MOST_VERSIONS) {
    remarks.push(
      `Map and matrix show the first ${MOST_VERSIONS} of ${epochs.length} versions of the network.`,
    );
  }
  const run = runData(result, network, input.at);
  return page(input, 'run', paths, { versions, judged: 0, run, remarks });
}

export async function tracePage(
  input: Shown,
  paths: readonly string[],
  traced: { readonly verdict: Verdict; readonly flow: string; readonly searched: SearchResult | undefined },
): Promise<string> {
  const { network } = input.scenario;
  const traces = [traceData(network, traced.verdict, traced.flow, input.at, traced.searched)];
  const versions = [{ label: 'network', overview: await unaskedOverview(network) }];
  return page(input, 'trace', paths, { versions, traces });
}

export async function reachPage(
  input: Shown,
  paths: readonly string[],
  question: {
    readonly names: readonly EndName[];
    readonly traffic: Traffic;
    readonly pairs: readonly (readonly [EndName, EndName])[] | undefined;
  },
): Promise<string> {
  const { names, traffic, pairs } = question;
  const { network } = input.scenario;
  const fits = names.length <= MOST_ENDS;
  const ends = fits ? names : overviewEnds(network);
  const overview = await overviewOf(network, ends, traffic);
  return page(input, 'reach', paths, {
    remarks: fits ? [] : [`The matrix is by VPC: ${names.length} ends are more than one can look at.`],
    versions: [{ label: 'network', overview }],
    ...(pairs && { asked: { pairs, traffic } }),
  });
}

export async function checkPage(
  input: Shown,
  paths: readonly string[],
  { findings }: CheckResult,
): Promise<string> {
  const overview = await unaskedOverview(input.scenario.network);
  const versions = [{ label: 'network', overview: { ...overview, findings } }];
  return page(input, 'check', paths, { versions });
}

export async function diffPage(
  input: Shown,
  paths: readonly string[],
  compared: {
    readonly command: PageCommand;
    readonly before: Network;
    readonly after: Network;
    readonly diff: NetworkDiff;
  },
): Promise<string> {
  const { command, before, after, diff } = compared;
  const versions = [
    { label: 'before', overview: await unaskedOverview(before) },
    { label: 'after', overview: await unaskedOverview(after) },
  ];
  const remarks = diff.refusals.map(({ reason, detail }) => `Refused and left out: ${reason}, ${detail}.`);
  return page(input, command, paths, { versions, diff: diffData(diff, input.at), remarks });
}

function unaskedOverview(network: Network): ReturnType<typeof overviewOf> {
  const ends = overviewEnds(network);
  return overviewOf(network, ends.length > ENDS_UNASKED ? [] : ends);
}

function page(
  { scenario, side, at, ignored }: Shown,
  command: PageCommand,
  inputs: readonly string[],
  parts: Pick<PageParts, 'versions' | 'judged' | 'run' | 'traces' | 'diff' | 'asked' | 'remarks'>,
): string {
  const remarks = [sideText(side).trim(), ...(parts.remarks ?? [])].filter((remark) => remark !== '');
  const { title, subtitle } = titleOf(scenario);
  return renderPage(pageData({ ...parts, command, title, subtitle, inputs, remarks, ignored, at }));
}

export function titleOf({ id, title }: Scenario): { title: string; subtitle: string } {
  return { title: id, subtitle: title };
}
