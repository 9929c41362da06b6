/**
 * Graphs for Graphviz ("The DOT Language", graphviz.org). Colour never tells alone: lines differ too.
 */
import { grouped, type EdgeState, type Graph, type GraphNode } from './graph.ts';

const LINES: Readonly<Record<EdgeState, string>> = {
  open: 'color="#1a7f37"',
  half: 'color="#9a6700" style=dashed',
  closed: 'color="#cf222e" style=dotted arrowhead=tee',
};

export function toDot(graph: Graph): string {
  const lines = [
    `digraph ${quoted(graph.title)} {`,
    '  graph [rankdir=LR, fontname="sans-serif"]',
    '  node [shape=box, style=rounded, fontname="sans-serif"]',
    '  edge [fontname="sans-serif", fontsize=10]',
  ];
  let cluster = 0;
  for (const [group, nodes] of grouped(graph)) {
    if (group === '') {
      lines.push(...nodes.map((node) => `  ${nodeText(node)}`));
      continue;
    }
    lines.push(`  subgraph cluster_${cluster++} {`, `    label=${quoted(group)}`);
    lines.push(...nodes.map((node) => `    ${nodeText(node)}`), '  }');
  }
  for (const { from, to, label, state, isMutual } of graph.edges) {
    const attributes = [
      ...(label === '' ? [] : [`label=${quoted(label)}`]),
      LINES[state],
      ...(isMutual ? ['dir=both'] : []),
    ];
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [${attributes.join(' ')}]`);
  }
  return `${lines.join('\n')}\n}\n`;
}

function nodeText({ id, label }: GraphNode): string {
  return label === id ? quoted(id) : `${quoted(id)} [label=${quoted(label)}]`;
}

/** A backslash would begin an escape of the language, a quote end the text. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
