/**
 * The way of one flow as a graph: the hops of the request in order, those of the reply after them, and a
 * closed edge where something stands in the way.
 */
import type { Verdict } from '../../forward/outcome.ts';
import type { Leg } from '../../model/scenario.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';

const TITLES: Readonly<Record<Leg, string>> = { forward: 'request', return: 'reply' };

export function traceGraph(verdict: Verdict, title: string): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const leg of ['forward', 'return'] as const) {
    let previous: string | undefined;
    const enter = (hop: string, label: string, state: GraphEdge['state']): void => {
      const id = `${leg} ${nodes.length}`;
      nodes.push({ id, label: hop, group: TITLES[leg] });
      if (previous !== undefined) edges.push({ from: previous, to: id, label, state, isMutual: false });
      previous = id;
    };
    for (const step of verdict.steps) {
      if (step.leg === leg) enter(step.hop, step.cause?.text ?? step.action, 'open');
    }
    for (const { leg: where, drop } of verdict.blockers) {
      if (where === leg) enter(drop.hop, drop.reason, 'closed');
    }
  }
  return { title, nodes, edges };
}
