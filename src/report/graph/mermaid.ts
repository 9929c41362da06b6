/**
 * Graphs for Mermaid ("Flowcharts - Basic Syntax", mermaid.js.org), which code hosts draw in Markdown.
 * Ids are counted, since names of clouds hold characters that ids may not.
 */
import { grouped, type EdgeState, type Graph, type GraphEdge } from './graph.ts';

const ARROWS: Readonly<Record<EdgeState, readonly [oneWay: string, mutual: string]>> = {
  open: ['-->', '<-->'],
  half: ['-.->', '<-.->'],
  closed: ['--x', 'x--x'],
};

export function toMermaid(graph: Graph): string {
  const ids = new Map(graph.nodes.map(({ id }, i) => [id, `n${i}`]));
  const lines = ['---', `title: ${JSON.stringify(graph.title)}`, '---', 'flowchart LR'];
  let cluster = 0;
  for (const [group, nodes] of grouped(graph)) {
    const boxes = nodes.map(({ id, label }) => `${ids.get(id)}[${quoted(label)}]`);
    if (group === '') {
      lines.push(...boxes.map((box) => `  ${box}`));
      continue;
    }
    lines.push(`  subgraph g${cluster++}[${quoted(group)}]`, ...boxes.map((box) => `    ${box}`), '  end');
  }
  lines.push(...graph.edges.map((edge) => `  ${edgeText(edge, ids)}`));
  return `${lines.join('\n')}\n`;
}

function edgeText({ from, to, label, state, isMutual }: GraphEdge, ids: ReadonlyMap<string, string>): string {
  const arrow = ARROWS[state][isMutual ? 1 : 0];
  const words = label === '' ? '' : `|${quoted(label)}|`;
  return `${ids.get(from)} ${arrow}${words} ${ids.get(to)}`;
}

/** Quoted text with the entities the syntax knows for what would end it or be markup. */
function quoted(text: string): string {
  const safe = text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('`', '#96;')
    .replaceAll(/[\r\n]+/g, ' ');
  return `"${safe}"`;
}
