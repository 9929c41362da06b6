/**
 * What programs and tests may rely on: read a network, ask who reaches whom, and what a change does to it.
 *
 *     const before = await readNetwork(['estate/']);
 *     const { lost, newViolations } = whatIf(before, changes);
 */
import { compile } from './compile/compile.ts';
import type { Network } from './model/network.ts';
import { withoutRefused } from './model/refusals.ts';
import { endNamesOf, endOf, type EndKind, type EndName } from './reach/end.ts';
import { findEnd } from './reach/find-end.ts';
import { reachMatrix, type ReachMatrix } from './reach/matrix.ts';
import { reachPair, type PairReach } from './reach/reach.ts';
import type { Traffic } from './reach/tiles.ts';
import { loadNetwork } from './source/load.ts';
import { InputError } from './source/problem.ts';

/** Reads the files and folders of an input. Throws an {@link InputError} with everything that is wrong. */
export async function readNetwork(paths: readonly string[]): Promise<Network> {
  const { network, problems, fileNamed } = await loadNetwork(paths);
  if (problems.length > 0) throw new InputError(problems, fileNamed);
  return network;
}

/**
 * Every set of flows from one end to another, by what becomes of them. Ends are names of subnets, VPCs,
 * hosts or sites, or `internet`. Throws a RangeError for a name that no end or several ends bear.
 */
export function reach(network: Network, from: string, to: string, traffic: Traffic = {}): PairReach {
  const net = compile(withoutRefused(network));
  const [sender, receiver] = [from, to].map((text) => {
    const found = findEnd(net.network, text);
    const end = found.ok ? endOf(net, found.end) : undefined;
    if (!end) throw new RangeError(`"${text}" names no end, or more than one.`);
    return end;
  });
  return reachPair(net, sender!, receiver!, traffic);
}

/** One cell per ordered pair of ends of some kinds; subnets unless told otherwise. */
export function matrix(
  network: Network,
  kinds: readonly EndKind[] = ['subnet'],
  traffic: Traffic = {},
): ReachMatrix {
  const net = compile(withoutRefused(network));
  return reachMatrix(
    net,
    kinds.flatMap((kind) => endNamesOf(net.network, kind)),
    { traffic },
  );
}

export { readChangeFile } from './source/change-file.ts';
export { openSession, type FlowChange, type Session, type Step } from './reach/session.ts';
export { diff, whatIf, type DiffOptions, type NetworkDiff } from './reach/what-if.ts';
export { InputError };
export type { EndKind, EndName, Network, PairReach, ReachMatrix, Traffic };
export type { Change, ChangeAction } from './model/change.ts';
export type { DropReason } from './model/drop-reason.ts';
export type { DiffEntry } from './reach/diff.ts';
export type { FlowSet, SetVerdict } from './reach/flow-set.ts';
export type { Cell } from './reach/matrix-row.ts';
