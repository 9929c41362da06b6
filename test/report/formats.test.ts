/**
 * Reports for places where people work: a comment under a pull request, a drawing, a stream of lines.
 */
import { describe, expect, it } from 'vitest';
import { COMMENT_MARK } from '../../src/report/diff-markdown.ts';
import { code, details, fenced, plain, table } from '../../src/report/markdown.ts';
import { toDot } from '../../src/report/graph/dot.ts';
import type { Graph } from '../../src/report/graph/graph.ts';
import { toMermaid } from '../../src/report/graph/mermaid.ts';
import { run } from '../cli/run-main.ts';

const hub = 'scenarios/hub-and-spoke.yaml';
const dropped = ['trace', hub, 'batch', 'db', '--port', '5432'];
const plan = ['whatif', 'test/source/terraform/documents/remove-peering-route.plan.json'];

describe('the same report', () => {
  it.each([
    ['check-hub.md', ['check', hub, '--format', 'markdown']],
    ['reach-hub.md', ['reach', hub, '--format', 'markdown']],
    ['trace-hub.md', [...dropped, '--format', 'markdown']],
    ['whatif-plan.md', [...plan, '--format', 'markdown']],
    ['sweep-hub.md', ['whatif', hub, '--each', 'peering', '--format', 'markdown']],
    ['reach-hub.dot', ['reach', hub, '--format', 'dot']],
    ['reach-hub.mmd', ['reach', hub, '--by', 'vpc', '--format', 'mermaid']],
    ['trace-hub.dot', [...dropped, '--format', 'dot']],
    ['trace-hub.mmd', [...dropped, '--format', 'mermaid']],
  ])('reads well as %s', async (file, args) => {
    const { stdout, stderr } = await run(...args);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot(`golden/formats/${file}`);
  });

  it.each([
    [['check', hub]],
    [['run', hub, '--flows', '1000', '--threads', '1']],
    [dropped],
    [['reach', hub]],
    [['reach', hub, '--full']],
    [['diff', hub, 'scenarios/rush-hour.yaml']],
    [plan],
    [['whatif', hub, '--each', 'peering,route']],
  ])('of %j says in lines what it says in one document', async (args) => {
    const document = JSON.parse((await run(...args, '--format', 'json')).stdout) as Record<string, unknown>;
    const { stdout } = await run(...args, '--format', 'ndjson');
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const lists = Object.entries(document).filter(
      ([, value]) => Array.isArray(value) && value.length > 0 && typeof value[0] === 'object',
    );
    expect({ ...head, ...Object.fromEntries(lists) }).toEqual(document);
    for (const [name, entries] of lists) {
      const expected = (entries as object[]).map((entry, index) =>
        Array.isArray(entry) ? { list: name, index, cells: entry } : { list: name, ...entry },
      );
      expect(rows.filter(({ list }) => list === name)).toEqual(expected);
    }
    expect(rows).toHaveLength(lists.reduce((sum, [, entries]) => sum + (entries as unknown[]).length, 0));
  });
});

const hostile = '</details><script>alert(1)</script> | `a` [x](javascript:y) @team #1 "q" \\ \n```';

it('begins a comment about a change with the mark by which it is found again', async () => {
  const { stdout } = await run(...plan, '--format', 'markdown');
  expect(stdout.split('\n')[0]).toBe(COMMENT_MARK);
});

describe('names that would be markup', () => {
  it('stay text in Markdown', () => {
    for (const text of [plain(hostile), table(['head'], [[plain(hostile)]]).at(-1)!]) {
      expect(text).not.toMatch(/<script|<\/details>|(?<!\\)`|(?<!\\)\[|@team|\n/);
    }
    expect(
      table(['head'], [[code(hostile)]])
        .at(-1)!
        .match(/(?<!\\)\|/g),
    ).toHaveLength(2);
    expect(code('a `b` c')).toBe('`` a `b` c ``');
    expect(details(hostile, ['x'])[1]).toContain('&lt;script&gt;');
    expect(fenced('t', '```\ninside')).toContain('````text\n```\ninside\n````');
  });

  it('stay text in drawings', () => {
    const graph: Graph = {
      title: hostile,
      nodes: [{ id: 'a', label: hostile, group: hostile }],
      edges: [{ from: 'a', to: 'a', label: hostile, state: 'open', isMutual: false }],
    };
    const mermaid = toMermaid(graph);
    expect(mermaid.split('\n').slice(4).join('\n')).not.toMatch(/<|`|@team #1|"q"/);
    expect(mermaid.split('\n')).toHaveLength(9);
    const dot = toDot(graph).replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(dot).not.toContain('script');
  });

  it('are counted beyond the rows a comment can hold', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [String(i)]);
    expect(table(['n'], rows)).toHaveLength(54);
    expect(table(['n'], rows).at(-1)).toBe('and 10 more (`--format json` has all)');
  });
});
