/**
 * The document behind the page, put together from overviews of one or several versions of a network and
 * the answer of the command that was asked.
 */
import type { Network } from '../../model/network.ts';
import { endNamesOf, type EndName } from '../../reach/end.ts';
import type { Traffic } from '../../reach/tiles.ts';
import type { Overview } from '../../run/overview.ts';
import type { IgnoredFile } from '../../source/load.ts';
import { findingData } from './finding-data.ts';
import { mapData } from './map-data.ts';
import { matrixData, vpcOf } from './matrix-data.ts';
import {
  PAGE_SCHEMA_VERSION,
  type DiffData,
  type LiveData,
  type PageCommand,
  type PageData,
  type PairData,
  type RunData,
  type TraceData,
  type VersionData,
} from './page-data.ts';
import { pairData } from './pair-data.ts';
import type { At } from './place-of-hop.ts';

/** Pairs that are worked out in full ahead of time; the rest is a question for `vpcsim reach`. */
const MOST_PAIRS = 160;

export interface PageVersion {
  readonly label: string;
  readonly atMs?: number;
  readonly overview: Overview;
}

export interface PageParts {
  readonly command: PageCommand;
  readonly title: string;
  readonly subtitle: string;
  readonly inputs: readonly string[];
  readonly remarks?: readonly string[];
  readonly versions: readonly PageVersion[];
  /** Version whose findings are shown; the last one unless told. */
  readonly judged?: number;
  /** Pairs that were asked for, instead of as many as fit. */
  readonly asked?: { readonly pairs: readonly (readonly [EndName, EndName])[]; readonly traffic: Traffic };
  readonly traces?: readonly TraceData[];
  readonly diff?: DiffData;
  readonly run?: RunData;
  readonly ignored: readonly IgnoredFile[];
  readonly live?: LiveData;
  readonly at: At;
}

export function pageData(parts: PageParts): PageData {
  const { versions, at } = parts;
  const { net, findings, refusals } = versions[parts.judged ?? versions.length - 1]!.overview;
  return {
    schemaVersion: PAGE_SCHEMA_VERSION,
    kind: 'page',
    command: parts.command,
    title: parts.title,
    subtitle: parts.subtitle,
    remarks: parts.remarks ?? [],
    inputs: parts.inputs,
    versions: versions.map((version) => versionData(version, at)),
    pairs: parts.live ? [] : pairsData(parts),
    traces: parts.traces ?? [],
    diff: parts.diff ?? null,
    run: parts.run ?? null,
    findings: findings.map((finding) => findingData(finding, net.network, at)),
    refusals: refusals.map(({ reason, detail, source }) => ({ reason, detail, at: at(source) })),
    unmodelled: [...net.network.unmodelled.values()].map(({ id, kind, why, source }) => ({
      id,
      kind,
      why,
      at: at(source),
    })),
    ignoredFiles: parts.ignored.map(({ name, why }) => ({ name, why })),
    live: parts.live ?? null,
  };
}

function versionData({ label, atMs, overview }: PageVersion, at: At): VersionData {
  const { net, matrix, findings } = overview;
  return {
    label,
    atMs: atMs ?? null,
    map: mapData(net.network, at),
    matrix: matrix ? matrixData(net.network, matrix, findings) : null,
    matrixNote: matrix ? null : noteFor(net.network),
  };
}

function noteFor(network: Network): string {
  const vpcs = endNamesOf(network, 'vpc').length;
  if (vpcs === 0) return 'The input has no VPC, so there is nobody to reach.';
  return `A matrix of ${vpcs} VPCs is more than one can look at; vpcsim reach --by vpc --format json has it.`;
}

function pairsData(parts: PageParts): PairData[] {
  const { versions, asked, at } = parts;
  const share = Math.floor(MOST_PAIRS / versions.length);
  return versions.flatMap(({ overview }, version) => {
    const { net } = overview;
    const pairs = asked?.pairs ?? mostTelling(overview).slice(0, share);
    return pairs.flatMap(
      ([from, to]) =>
        pairData({ version, net, from, to, ...(asked && { traffic: asked.traffic }) }, at) ?? [],
    );
  });
}

/** Pairs of a matrix: violations first, one-way ones, then whoever reaches somebody, then the rest. */
function mostTelling({ matrix, findings, net }: Overview): (readonly [EndName, EndName])[] {
  if (!matrix) return [];
  const { ends } = matrix;
  const violated = new Set(findings.map(({ violation }) => `${violation?.from} ${violation?.to}`));
  const vpcs = ends.map((name) => vpcOf(net.network, name));
  const rank = (from: number, to: number): number => {
    const there = matrix.cell(from, to).state;
    const back = matrix.cell(to, from).state;
    if (there === 'no-sender') return 3;
    if (violated.has(`${vpcs[from] ?? ''} ${vpcs[to] ?? ''}`)) return 0;
    if ((there === 'reaches') !== (back === 'reaches')) return 0;
    return there === 'reaches' ? 1 : 2;
  };
  const ranked: [number, number, number][] = [];
  for (let from = 0; from < ends.length; from++) {
    for (let to = 0; to < ends.length; to++) {
      const own = rank(from, to);
      if (own < 3) ranked.push([own, from, to]);
    }
  }
  return ranked
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .map(([, from, to]) => [ends[from]!, ends[to]!] as const);
}
