/**
 * `vpcsim reach`: who reaches whom, as a matrix, or every set of flows between two ends.
 */
import { certify } from '../certificate/certify.ts';
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { formatCorner } from '../forward/box.ts';
import type { Network } from '../model/network.ts';
import type { SourceRef } from '../model/source-ref.ts';
import { parseProtocol } from '../model/protocol.ts';
import { withoutRefused } from '../model/refusals.ts';
import { uncertainPairs } from '../reach/coverage.ts';
import { endNamesOf, endOf, type End, type EndKind, type EndName } from '../reach/end.ts';
import { reachMatrixOnThreads } from '../reach/matrix-pool.ts';
import { reachPair } from '../reach/reach.ts';
import type { Traffic } from '../reach/tiles.ts';
import { ofPlan, toJson } from '../report/json.ts';
import { matrixJson, reachJson } from '../report/reach-json.ts';
import { renderMatrix, renderPairs } from '../report/reach-text.ts';
import { styleFor } from '../report/style.ts';
import { fenced } from '../report/markdown.ts';
import { toNdjson } from '../report/ndjson.ts';
import { toDot } from '../report/graph/dot.ts';
import { toMermaid } from '../report/graph/mermaid.ts';
import { reachGraph } from '../report/graph/reach-graph.ts';
import type { PlanSide } from '../source/declarations.ts';
import { endCalled } from './end-called.ts';
import { BAD_INPUT, FINDINGS, OK } from './exit-code.ts';
import { loadInput, sideText, type Input, type InputOptions } from './input.ts';
import { ProgressLine, writeError, writeOut, writeWhole } from './terminal.ts';
import { readChoice, readNumber, UsageError } from './usage.ts';
import { styleOf, writeReport, type OutputOptions } from './write-report.ts';

export interface ReachCommandOptions extends OutputOptions, InputOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by: string;
  readonly with?: string;
  readonly full?: boolean;
  readonly proto?: string;
  readonly port?: string;
  readonly certificate?: string;
}

/** Formats of sets of flows; a matrix can be drawn as well. */
const PAIR_FORMATS = ['text', 'json', 'ndjson', 'markdown', 'html'] as const;
const MATRIX_FORMATS = [...PAIR_FORMATS, 'dot', 'mermaid'] as const;

export async function reachCommand(paths: readonly string[], options: ReachCommandOptions): Promise<number> {
  const isPair = options.from !== undefined || options.to !== undefined || options.full === true;
  const render = isPair ? pairRenderer(options) : matrixRenderer(options);
  const by = readChoice(options.by, '--by', ['subnet', 'vpc', 'host', 'site']);
  const traffic = trafficOf(options);
  const kinds: readonly EndKind[] = [by, ...readKinds(options.with)];
  const input = await loadInput(paths, options);
  const { scenario, at, side } = input;
  const network = withoutRefused(scenario.network);
  const names = kinds.flatMap((kind) => endNamesOf(network, kind));
  const question = {
    network,
    net: compile(network),
    names,
    traffic,
    title: scenario.id,
    at,
    side,
    input,
    paths,
  };
  if (options.certificate !== undefined) return writeCertificate(question, options, options.certificate);
  await writeReport(await render(question), options);
  return OK;
}

/** Who is asked about, and which of their traffic. */
interface Question {
  readonly network: Network;
  readonly net: CompiledNetwork;
  readonly names: readonly EndName[];
  readonly traffic: Traffic;
  readonly title: string;
  readonly at: (source: SourceRef) => string;
  readonly side: PlanSide | undefined;
  readonly input: Input;
  readonly paths: readonly string[];
}

type Renderer = (question: Question) => Promise<string> | string;

function pairRenderer(options: ReachCommandOptions): Renderer {
  const format = readChoice(options.format, '--format', PAIR_FORMATS);
  return (question) => {
    const { at, title, side } = question;
    const ends = askedOf(question, options);
    if (format === 'html') return htmlPage(question, ends);
    const pairs = ends.map(([from, to]) => reachPair(question.net, from, to, question.traffic));
    switch (format) {
      case 'text':
        return sideText(side) + renderPairs(pairs, { style: styleOf(options), at });
      case 'json':
        return toJson(ofPlan(reachJson(pairs, at), side));
      case 'ndjson':
        return toNdjson(ofPlan(reachJson(pairs, at), side));
      case 'markdown':
        return fenced(`vpcsim reach: ${title}`, renderPairs(pairs, { style: styleFor(false), at }));
    }
  };
}

function matrixRenderer(options: ReachCommandOptions): Renderer {
  const format = readChoice(options.format, '--format', MATRIX_FORMATS);
  return async (question) => {
    if (format === 'html') return htmlPage(question, undefined);
    const { net, network, names, traffic, title, at, side } = question;
    const progress = new ProgressLine('walking', true);
    const matrix = await reachMatrixOnThreads(net, names, {
      traffic,
      onProgress: (done, total) => progress.update(done, total),
    });
    progress.clear();
    const uncertain = uncertainPairs(net, names, traffic);
    switch (format) {
      case 'text':
        return sideText(side) + renderMatrix(matrix, uncertain, { style: styleOf(options), at });
      case 'json':
        return toJson(ofPlan(matrixJson(matrix, uncertain), side));
      case 'ndjson':
        return toNdjson(ofPlan(matrixJson(matrix, uncertain), side));
      case 'markdown':
        return fenced(
          `vpcsim reach: ${title}`,
          renderMatrix(matrix, uncertain, { style: styleFor(false), at }),
        );
      case 'dot':
        return toDot(reachGraph(matrix, network, title));
      case 'mermaid':
        return toMermaid(reachGraph(matrix, network, title));
    }
  };
}

/** Pairs of ends that were asked for. */
type Pairs = readonly (readonly [End, End])[];

function askedOf({ net, names }: Question, { from, to }: ReachCommandOptions): Pairs {
  const ends = (wanted: string | undefined): End[] =>
    wanted === undefined ? names.flatMap((name) => endOf(net, name) ?? []) : [endCalled(net, wanted)];
  const receivers = ends(to);
  return ends(from).flatMap((sender) => receivers.map((receiver) => [sender, receiver] as const));
}

async function htmlPage(
  { input, paths, names, traffic }: Question,
  asked: Pairs | undefined,
): Promise<string> {
  const { reachPage } = await import('./html-report.ts');
  const pairs = asked?.map(([from, to]) => [from.name, to.name] as const);
  return reachPage(input, paths, { names, traffic, pairs });
}

/** A proof that the one end cannot reach the other; 1 and a witness where it does. */
async function writeCertificate(
  { net, network, traffic }: Question,
  { from, to }: ReachCommandOptions,
  file: string,
): Promise<number> {
  if (from === undefined || to === undefined) {
    throw new UsageError('a certificate is about one pair', 'name its ends with --from and --to');
  }
  const result = certify(network, endCalled(net, from).name, endCalled(net, to).name, traffic);
  switch (result.kind) {
    case 'certificate':
      await writeWhole(file, result.text);
      writeOut(`${from} cannot reach ${to}: ${file} proves it (vpcsim verify checks it)\n`);
      return OK;
    case 'reaches':
      writeOut(`${from} reaches ${to}, so there is nothing to certify: ${formatCorner(result.witness)}\n`);
      return FINDINGS;
    case 'cannot-certify':
      writeError(`cannot certify: ${result.why}\n`);
      return BAD_INPUT;
  }
}

function readKinds(text: string | undefined): EndKind[] {
  if (text === undefined) return [];
  return text.split(',').map((word) => readChoice(word.trim(), '--with', ['site', 'internet']));
}

function trafficOf({ proto, port }: ReachCommandOptions): Traffic {
  const protocol = proto === undefined ? undefined : parseProtocol(proto);
  if (proto !== undefined && protocol === undefined) {
    throw new UsageError(`--proto must be a protocol by name or number, not "${proto}"`);
  }
  const number = port === undefined ? undefined : readNumber(port, '--port', 0, 65535);
  return {
    ...(protocol !== undefined && { protocols: { first: protocol, last: protocol } }),
    ...(number !== undefined && { destinationPorts: { first: number, last: number } }),
  };
}
