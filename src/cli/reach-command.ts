/**
 * `vpcsim reach`: who reaches whom, as a matrix, or every set of flows between two ends.
 */
import { compile } from '../compile/compile.ts';
import type { Network } from '../model/network.ts';
import { parseProtocol } from '../model/protocol.ts';
import { withoutRefused } from '../model/refusals.ts';
import { endNamesOf, endOf, type End, type EndKind, type EndName } from '../reach/end.ts';
import { findEnd } from '../reach/find-end.ts';
import { reachMatrixOnThreads } from '../reach/matrix-pool.ts';
import { reachPair } from '../reach/reach.ts';
import type { Traffic } from '../reach/tiles.ts';
import { toJson } from '../report/json.ts';
import { matrixJson, reachJson } from '../report/reach-json.ts';
import { renderMatrix, renderPairs } from '../report/reach-text.ts';
import { styleFor } from '../report/style.ts';
import { didYouMean } from '../source/problem.ts';
import { OK } from './exit-code.ts';
import { loadInput } from './input.ts';
import { wantsColour, writeOut, writeWhole } from './terminal.ts';
import { readChoice, readNumber, UsageError } from './usage.ts';

export interface ReachCommandOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by: string;
  readonly with?: string;
  readonly full?: boolean;
  readonly proto?: string;
  readonly port?: string;
  readonly format: string;
  readonly output?: string;
  readonly color?: boolean;
}

export async function reachCommand(paths: readonly string[], options: ReachCommandOptions): Promise<number> {
  const format = readChoice(options.format, '--format', ['text', 'json']);
  const by = readChoice(options.by, '--by', ['subnet', 'vpc', 'host', 'site']);
  const traffic = trafficOf(options);
  const { scenario, at } = await loadInput(paths);
  const network = withoutRefused(scenario.network);
  const net = compile(network);
  const kinds: readonly EndKind[] = [by, ...readKinds(options.with)];
  const names = kinds.flatMap((kind) => endNamesOf(network, kind));
  const isPair = options.from !== undefined || options.to !== undefined || options.full === true;
  const colour = wantsColour(options.output === undefined ? options.color : (options.color ?? false));
  const style = styleFor(colour);
  let text: string;
  if (isPair) {
    const ends = (wanted: string | undefined): End[] =>
      (wanted === undefined ? names : [named(network, wanted)]).flatMap((name) => endOf(net, name) ?? []);
    const receivers = ends(options.to);
    const pairs = ends(options.from).flatMap((from) =>
      receivers.map((to) => reachPair(net, from, to, traffic)),
    );
    text = format === 'json' ? toJson(reachJson(pairs, at)) : renderPairs(pairs, { style, at });
  } else {
    const matrix = await reachMatrixOnThreads(net, names, traffic);
    text = format === 'json' ? toJson(matrixJson(matrix)) : renderMatrix(matrix, { style, at });
  }
  if (options.output === undefined || options.output === '-') writeOut(text);
  else await writeWhole(options.output, text);
  return OK;
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

function named(network: Network, text: string): EndName {
  const found = findEnd(network, text);
  if (found.ok) return found.end;
  if (found.problem === 'ambiguous') {
    throw new UsageError(`"${text}" could be any of ${found.candidates.join(', ')}`);
  }
  throw new UsageError(
    `there is no subnet, VPC, host or site called "${text}"`,
    didYouMean(text, found.candidates),
  );
}
