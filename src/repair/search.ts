/**
 * The smallest sets of single changes that make a flow do what is asked of it.
 *
 * Iterative deepening: all sets of one change, then of two, and so on. Each step looks at what the flow
 * meets by then and tries every change that could matter there, so the obstacles of a solution are found
 * in the order in which packets meet them. The rules of the provider stay in force: a change that would be
 * refused is no option, and whatever is proposed has been walked.
 */
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Verdict } from '../forward/outcome.ts';
import type { InternetAddresses } from '../forward/start.ts';
import { trace } from '../forward/trace.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change } from '../model/change.ts';
import type { Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import { changesOf } from './apply-mend.ts';
import { compareMends, describeMend, weightOf, type Mend } from './mend.ts';

export interface SearchOptions {
  readonly internet?: InternetAddresses;
  /** Most changes of one proposal; 6 when absent. */
  readonly maxChanges?: number;
  /** Most networks looked at before giving up; 5,000 when absent. */
  readonly maxNetworks?: number;
}

/** A set of changes that works, and what stood in the way of the flow, in order. */
export interface Proposal {
  readonly mends: readonly Mend[];
  readonly changes: readonly Change[];
  /** What the flow did before each mend. */
  readonly obstacles: readonly Verdict[];
  readonly network: Network;
  readonly verdict: Verdict;
}

export interface SearchResult {
  /** All of the smallest size, the least intrusive first; empty when none was found. */
  readonly proposals: readonly Proposal[];
  /** False when the search ended at a limit, so that smaller or other proposals may exist. */
  readonly isComplete: boolean;
}

/** What a search is for: when it is done, and what could bring it nearer. */
export interface Goal {
  readonly isReached: (verdict: Verdict) => boolean;
  readonly mendsFor: (network: Network, net: CompiledNetwork, verdict: Verdict) => readonly Mend[];
}

const MAX_CHANGES = 6;
const MAX_NETWORKS = 5_000;

interface State {
  readonly network: Network;
  readonly mends: readonly Mend[];
  readonly changes: readonly Change[];
  readonly obstacles: readonly Verdict[];
}

export function search(network: Network, flow: Flow, goal: Goal, options: SearchOptions = {}): SearchResult {
  const { maxChanges = MAX_CHANGES, maxNetworks = MAX_NETWORKS, internet } = options;
  let seen = 0;
  let frontier: State[] = [{ network, mends: [], changes: [], obstacles: [] }];
  const known = new Set<string>(['']);
  for (let size = 0; size <= maxChanges; size++) {
    const found: Proposal[] = [];
    const next: State[] = [];
    for (const state of frontier) {
      if (seen++ >= maxNetworks) return { proposals: ranked(found), isComplete: false };
      const net = compile(state.network);
      const verdict = trace(net, flow, { ...(internet && { internet }) });
      if (goal.isReached(verdict)) {
        found.push({ ...state, verdict });
      } else if (size < maxChanges) {
        for (const mend of goal.mendsFor(state.network, net, verdict)) {
          const successor = apply(state, mend, verdict, known);
          if (successor) next.push(successor);
        }
      }
    }
    if (found.length > 0) return { proposals: ranked(found), isComplete: true };
    if (next.length === 0) return { proposals: [], isComplete: true };
    frontier = next.sort((a, b) => totalWeight(a.mends) - totalWeight(b.mends));
  }
  return { proposals: [], isComplete: false };
}

/** The state after one more mend; none when the provider refuses it or the same set was seen before. */
function apply(state: State, mend: Mend, verdict: Verdict, known: Set<string>): State | undefined {
  const mends = [...state.mends, mend];
  const key = mends.map(describeMend).sort().join('\n');
  if (known.has(key)) return undefined;
  known.add(key);
  const changes = changesOf(state.network, mend);
  const applied = applyChanges(state.network, changes);
  if (applied.refusals.length > 0) return undefined;
  return {
    network: applied.network,
    mends,
    changes: [...state.changes, ...changes],
    obstacles: [...state.obstacles, verdict],
  };
}

function totalWeight(mends: readonly Mend[]): number {
  return mends.reduce((sum, mend) => sum + weightOf(mend), 0);
}

function ranked(proposals: readonly Proposal[]): Proposal[] {
  const textOf = ({ mends }: Proposal): string => mends.toSorted(compareMends).map(describeMend).join('\n');
  return proposals.toSorted(
    (a, b) => totalWeight(a.mends) - totalWeight(b.mends) || (textOf(a) < textOf(b) ? -1 : 1),
  );
}
