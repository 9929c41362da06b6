/**
 * Who reaches whom as a graph: one edge for each pair of which at least requests arrive, one for both
 * directions where they fare alike. Ends are drawn in their VPC.
 */
import type { Network } from '../../model/network.ts';
import type { EndName } from '../../reach/end.ts';
import type { ReachMatrix } from '../../reach/matrix.ts';
import type { CellState } from '../../reach/matrix-row.ts';
import type { EdgeState, Graph, GraphEdge, GraphNode } from './graph.ts';

const STATES: Partial<Record<CellState, EdgeState>> = { reaches: 'open', 'no-reply': 'half' };

export function reachGraph(matrix: ReachMatrix, network: Network, title: string): Graph {
  const { ends } = matrix;
  const edges: GraphEdge[] = [];
  for (let i = 0; i < ends.length; i++) {
    for (let j = i + 1; j < ends.length; j++) {
      const [there, back] = [STATES[matrix.cell(i, j).state], STATES[matrix.cell(j, i).state]];
      const [from, to] = [keyOf(ends[i]!), keyOf(ends[j]!)];
      if (there) edges.push({ from, to, label: '', state: there, isMutual: there === back });
      if (back && back !== there) edges.push({ from: to, to: from, label: '', state: back, isMutual: false });
    }
  }
  return { title, nodes: ends.map((end) => nodeOf(end, network)), edges };
}

/** Ends of different kinds may bear one name. */
function keyOf({ kind, id }: EndName): string {
  return `${kind}:${id}`;
}

function nodeOf(end: EndName, network: Network): GraphNode {
  const vpc =
    end.kind === 'subnet'
      ? network.subnets.get(end.id)?.vpc
      : end.kind === 'host'
        ? network.enis.get(end.id)?.vpc
        : undefined;
  return { id: keyOf(end), label: end.id, ...(vpc !== undefined && { group: vpc }) };
}
