/**
 * Traces as people read them. The golden files show every part of one: a delivered flow, a violation, a
 * filter, a lost answer, everything in the way at once. `npx vitest -u` writes them anew; read the diff.
 */
import { describe, expect, it } from 'vitest';
import { DROP_REASONS, explain } from '../../src/model/drop-reason.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import { styleFor } from '../../src/report/style.ts';
import { renderTrace } from '../../src/report/trace-text.ts';
import { run } from '../cli/run-main.ts';

const hub = 'scenarios/hub-and-spoke.yaml';

describe('a trace in text', () => {
  it.each([
    ['delivered', [hub, 'front-a', 'db', '--port', '5432']],
    ['transit-violation', [hub, 'batch', 'db', '--port', '5432']],
    ['everything-in-the-way', [hub, 'proxy', 'db', '--port', '22', '--explain']],
    ['lost-answer', ['scenarios/findings/one-sided-route.yaml', 'a1', 'b1']],
    ['no-route', ['scenarios/findings/one-sided-route.yaml', 'b1', 'a1']],
    ['blackhole', ['scenarios/findings/blackhole-route.yaml', 'a1', 'b1']],
    [
      'peer-resolver',
      ['scenarios/findings/edge-to-edge-dns.yaml', 'b1', '10.1.0.2', '-p', 'udp', '--port', '53'],
    ],
  ])('reads well: %s', async (name, args) => {
    const { stdout, stderr } = await run('trace', ...args);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot(`golden/trace-${name}.txt`);
  });

  it.each(DROP_REASONS)('says what %s means, where, why there, and what to do', (reason) => {
    const source = { file: 'net.yaml', path: ['routes', 'A', 0] };
    const drop = {
      kind: 'drop',
      reason,
      hop: 'table:A',
      detail: 'the detail',
      cause: { text: 'the route', source },
      transit: undefined,
    } as const;
    const verdict: Verdict = {
      delivered: false,
      leg: 'forward',
      drop,
      blockers: [{ leg: 'forward', drop }],
      notes: [],
      path: { forward: [], return: [] },
      devices: [],
      isUntracked: false,
      carriers: [],
      seenSource: undefined,
      ifOpen: false,
      conditional: [],
      steps: [],
      packet: { source: 1, destination: 2, protocol: 6, sourcePort: 40_000, destinationPort: 443 },
    };
    const text = renderTrace(verdict, {
      style: styleFor(false),
      at: ({ file }) => `${file}:7`,
      flow: 'a → b',
      codes: true,
    });
    const { meaning, fix, codes } = explain(reason);
    expect(text).toContain(`✗ table:A  ${reason}  ${meaning} (the detail)`);
    expect(text).toContain('decided by the route  net.yaml:7');
    expect(text).toContain(`fix: ${fix}`);
    expect(text.includes('Reachability Analyzer')).toBe(codes.length > 0);
    for (const code of codes) expect(text).toContain(code);
    expect(meaning).toMatch(/^[a-z].*[^.]$/);
    expect(fix).toMatch(/^\S.*[^.]$/);
  });
});
