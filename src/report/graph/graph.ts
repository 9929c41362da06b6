/**
 * Something to draw: nodes, perhaps in groups, and edges between them.
 */
export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** Name of the group it is drawn in. */
  readonly group?: string;
}

/** `open`: flows complete both legs. `half`: requests arrive, replies do not. `closed`: none arrives. */
export type EdgeState = 'open' | 'half' | 'closed';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly state: EdgeState;
  /** The same holds the other way. */
  readonly isMutual: boolean;
}

export interface Graph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Nodes by group, in the order in which groups come first; those without one under the empty name. */
export function grouped({ nodes }: Graph): Map<string, GraphNode[]> {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const group = node.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), node]);
  }
  return groups;
}
