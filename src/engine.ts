/**
 * The engine by itself, for programs without files or threads: pages, plugins. It imports nothing of Node.
 *
 *     const network = readScenario(text);
 *     const { lost, newViolations } = whatIf(network, readChanges('- {delete: pcx-1}', network));
 *     const { proposals } = repair(network, { from: 'web', to: 'orders', port: 5432 });
 */
import { certify as certifyEnds, type Certification } from './certificate/certify.ts';
import { compile } from './compile/compile.ts';
import { flowOf, type FlowQuestion } from './model/flow-question.ts';
import type { Change } from './model/change.ts';
import type { Network } from './model/network.ts';
import { withoutRefused } from './model/refusals.ts';
import { endNamesOf, endOf, type EndKind, type EndName } from './reach/end.ts';
import { findEnd } from './reach/find-end.ts';
import { reachMatrix, type ReachMatrix } from './reach/matrix.ts';
import { reachPair, type PairReach } from './reach/reach.ts';
import type { Traffic } from './reach/tiles.ts';
import { explain as explainFlow, type Explanation } from './repair/explain.ts';
import { block as blockFlow, repair as repairFlow } from './repair/repair.ts';
import type { SearchOptions, SearchResult } from './repair/search.ts';
import { readChanges as changesOf } from './source/changes.ts';
import { parseDocument } from './source/document.ts';
import { InputError, type Problem } from './source/problem.ts';
import { readScenario as scenarioOf } from './source/scenario/read-scenario.ts';
import { SourceFile } from './source/source-file.ts';

/** Reads a scenario, as text in YAML or JSON. Throws an {@link InputError} with everything that is wrong. */
export function readScenario(text: string, name = 'scenario'): Network {
  const problems: Problem[] = [];
  const source = new SourceFile(name, text);
  const document = parseDocument(source, problems);
  const scenario = document && scenarioOf(document, problems);
  if (!scenario || problems.length > 0) throw new InputError(problems, () => source);
  return scenario.network;
}

/**
 * Reads changes, as a scenario's timeline writes them: `- {delete: pcx-1}`. Throws an {@link InputError} with
 * everything that is wrong.
 */
export function readChanges(text: string, network: Network): Change[] {
  return changesOf(new SourceFile('changes', text), network);
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

/**
 * What becomes of a flow, and everything that stands in its way, in the order in which packets meet it.
 * Throws a RangeError for ends that are not to be found, as do {@link repair} and {@link block}.
 */
export function explain(network: Network, question: FlowQuestion, options: SearchOptions = {}): Explanation {
  const marked = withoutRefused(network);
  return explainFlow(marked, flowOf(marked, question), options);
}

/**
 * The smallest sets of changes after which the flow completes both legs, the least intrusive first. Each
 * obeys the rules of the provider and has been walked; `whatIf(network, proposal.changes)` tells its side
 * effects. No proposals: nothing that may be changed helps, or with `isComplete` false, not within limits.
 */
export function repair(network: Network, question: FlowQuestion, options: SearchOptions = {}): SearchResult {
  const marked = withoutRefused(network);
  return repairFlow(marked, flowOf(marked, question), options);
}

/** The smallest sets of changes after which the flow does not complete both legs any more. */
export function block(network: Network, question: FlowQuestion, options: SearchOptions = {}): SearchResult {
  const marked = withoutRefused(network);
  return blockFlow(marked, flowOf(marked, question), options);
}

/**
 * A proof that no flow from one end to another completes both legs, as text for {@link verifyCertificate};
 * or a flow that does; or why there is no proof. Ends as in {@link reach}, inside of VPCs.
 */
export function certify(network: Network, from: string, to: string, traffic: Traffic = {}): Certification {
  const [sender, receiver] = [from, to].map((text) => {
    const found = findEnd(network, text);
    if (!found.ok) throw new RangeError(`"${text}" names no end, or more than one.`);
    return found.end;
  });
  return certifyEnds(network, sender!, receiver!, traffic);
}

export { verifyCertificate } from './certificate/certify.ts';
export { openSession, type FlowChange, type Session, type Step } from './reach/session.ts';
export { diff, whatIf, type DiffOptions, type NetworkDiff } from './reach/what-if.ts';
export { InputError };
export type {
  Certification,
  Change,
  EndKind,
  EndName,
  Explanation,
  FlowQuestion,
  Network,
  PairReach,
  ReachMatrix,
  SearchOptions,
  SearchResult,
  Traffic,
};
export type { CheckResult } from './certificate/check/verify.ts';
export type { ChangeAction } from './model/change.ts';
export type { DropReason } from './model/drop-reason.ts';
export type { DiffEntry } from './reach/diff.ts';
export type { FlowSet, SetVerdict } from './reach/flow-set.ts';
export type { Verdict } from './forward/outcome.ts';
export type { Mend } from './repair/mend.ts';
export type { Obstacle } from './repair/explain.ts';
export type { Proposal } from './repair/search.ts';
export type { Cell } from './reach/matrix-row.ts';
