/**
 * A network at a glance: who reaches whom among as many ends as one can look at, and what is wrong with it.
 */
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { checkNetwork } from '../finding/check.ts';
import type { Finding } from '../finding/finding.ts';
import type { Network } from '../model/network.ts';
import { refusalsOf, withoutRefused } from '../model/refusals.ts';
import type { Refusal } from '../model/refusal.ts';
import { endNamesOf, type EndKind, type EndName } from '../reach/end.ts';
import type { ReachMatrix } from '../reach/matrix.ts';
import { reachMatrixOnThreads } from '../reach/matrix-pool.ts';
import { MatrixWalk } from '../reach/matrix-walk.ts';
import type { Traffic } from '../reach/tiles.ts';
import type { NetworkDiff } from '../reach/what-if.ts';

export interface Overview {
  readonly net: CompiledNetwork;
  /** Absent where no choice of ends gives a matrix one can look at. */
  readonly matrix: ReachMatrix | undefined;
  readonly findings: readonly Finding[];
  readonly refusals: readonly Refusal[];
}

/** Most ends of a matrix by subnet, and of any matrix. */
const MOST_SUBNETS = 150;
export const MOST_ENDS = 1500;

/** `names`: ends somebody asked for; absent: {@link overviewEnds}. */
export async function overviewOf(
  network: Network,
  names?: readonly EndName[],
  traffic: Traffic = {},
): Promise<Overview> {
  const net = compile(withoutRefused(network));
  const ends = names ?? overviewEnds(net.network);
  const refusals = refusalsOf(network);
  return {
    net,
    matrix:
      ends.length <= MOST_ENDS && ends.length > 0
        ? await reachMatrixOnThreads(net, ends, { traffic })
        : undefined,
    findings: checkNetwork(net, refusals),
    refusals,
  };
}

/**
 * The overview of a later version, in which only flows of a difference fare otherwise: rows of the matrix
 * without any of them stay as they are.
 */
export async function overviewAfter(
  before: Overview,
  network: Network,
  diff: NetworkDiff,
): Promise<Overview> {
  const net = compile(withoutRefused(network));
  const ends = overviewEnds(net.network);
  const { matrix } = before;
  if (!matrix || JSON.stringify(ends) !== JSON.stringify(matrix.ends)) return overviewOf(network);
  const refusals = refusalsOf(network);
  const rows = rowsTouched(net.network, ends, diff);
  return {
    net,
    matrix: rows.length === 0 ? matrix : matrix.walkedAgain(new MatrixWalk(net, ends), rows),
    findings: checkNetwork(net, refusals),
    refusals,
  };
}

/** Positions of the ends whose own flows differ, or those of a subnet of theirs. */
function rowsTouched({ subnets }: Network, ends: readonly EndName[], diff: NetworkDiff): number[] {
  const { lost, gained, rerouted, reasonChanged, newlyAsymmetric } = diff;
  const senders = new Set(
    [lost, gained, rerouted, reasonChanged, newlyAsymmetric].flat().flatMap(({ from: { kind, id } }) => {
      const vpc = kind === 'subnet' ? subnets.get(id)?.vpc : undefined;
      return [`${kind} ${id}`, `vpc ${vpc}`];
    }),
  );
  return ends.flatMap(({ kind, id }, row) => (senders.has(`${kind} ${id}`) ? [row] : []));
}

/** Subnets, or VPCs where there are many subnets; sites; the internet where anything leads there. */
export function overviewEnds(network: Network): EndName[] {
  const kinds: EndKind[] = [network.subnets.size <= MOST_SUBNETS ? 'subnet' : 'vpc', 'site'];
  const leadsOut = [...network.links.values()].some(({ kind }) => kind === 'igw' || kind === 'eigw');
  if (leadsOut) kinds.push('internet');
  return kinds.flatMap((kind) => endNamesOf(network, kind));
}
