/**
 * Accepted findings: what a baseline silences, for how long, and what it never does.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './run-main.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hub = 'scenarios/hub-and-spoke.yaml';
const file = join(folder, 'baseline.json');

interface Accepted {
  fingerprint: string;
  rule: string;
  subject: string;
  why: string;
  expires?: string;
}

function accepted(): Accepted[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { accepted: Accepted[] }).accepted;
}

async function write(...args: string[]): Promise<void> {
  const { exitCode, stdout } = await run('check', hub, '--write-baseline', file, ...args);
  expect([exitCode, stdout]).toEqual([0, '']);
}

describe('a baseline', () => {
  it('holds every finding with its rule, subject and reason, and silences them', async () => {
    await write('--why', 'the hub gets a transit gateway in spring', '--expires', '2027-03-31');
    expect(accepted()).toHaveLength(2);
    expect(accepted()[0]).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      rule: 'transitive-peering',
      subject: 'route 10.3.0.0/16 → pcx-orders in table:orders',
      why: 'the hub gets a transit gateway in spring',
      expires: '2027-03-31',
    });
    const { exitCode, stdout } = await run('check', hub, '--baseline', file, '--today', '2027-03-31');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no findings');
    expect(stdout).toContain('2 accepted by the baseline');
  });

  it('holds no longer than it says, and the report says since when', async () => {
    await write('--expires', '2027-03-31');
    const { exitCode, stdout } = await run('check', hub, '--baseline', file, '--today', '2027-04-01');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 errors');
    expect(stdout).toContain('no longer accepted since 2027-03-31: transitive-peering, route 10.3.0.0/16');
  });

  it('silences nothing but what it names, wherever lines move', async () => {
    await write();
    const [first] = accepted();
    writeFileSync(file, JSON.stringify({ version: 1, accepted: [first] }));
    const moved = join(folder, 'moved.yaml');
    writeFileSync(moved, `# a line more\n\n${readFileSync(hub, 'utf8')}`);
    const { exitCode, stdout } = await run('check', moved, '--baseline', file);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/1 error .*\n1 accepted/);
  });

  it('keeps its reasons when it is written again, and says what it no longer needs', async () => {
    await write('--why', 'first');
    const gone = { fingerprint: '0'.repeat(32), rule: 'dead-range', subject: 'a range', why: 'gone since' };
    writeFileSync(file, JSON.stringify({ version: 1, accepted: [...accepted(), gone] }));
    expect((await run('check', hub, '--baseline', file)).stdout).toContain(
      'in the baseline for nothing: dead-range, a range',
    );
    expect(
      (await run('check', hub, '--baseline', file, '--rule', 'transitive-peering')).stdout,
    ).not.toContain('for nothing');
    await write('--baseline', file, '--why', 'second');
    expect(accepted().map(({ why }) => why)).toEqual(['first', 'first']);
  });

  it('is a suppression in SARIF and a list in JSON', async () => {
    await write('--why', 'ticket 7');
    const { stdout: sarif } = await run('check', hub, '--baseline', file, '--format', 'sarif');
    const [{ results }] = (JSON.parse(sarif) as { runs: [{ results: object[] }] }).runs;
    const suppression = { kind: 'external', status: 'accepted', justification: 'ticket 7' };
    expect(results).toHaveLength(2);
    for (const result of results) expect(result).toMatchObject({ suppressions: [suppression] });
    const { stdout: json } = await run('check', hub, '--baseline', file, '--format', 'json');
    expect(JSON.parse(json)).toMatchObject({ findings: [], accepted: [{ why: 'ticket 7' }, {}] });
  });

  it.each([
    ['{"version": 2, "accepted": []}', 'expected 1'],
    ['{"version": 1, "accepted": [{"fingerprint": "x"}]}', 'expected 32 hexadecimal digits'],
    ['{"version": 1, "acepted": []}', 'did you mean "accepted"?'],
    ['[', 'baseline.json:1:2'],
  ])('that reads %s ends in 2, with its place', async (text, message) => {
    writeFileSync(file, text);
    const { exitCode, stderr } = await run('check', hub, '--baseline', file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('takes no day that is none, and no part of the rules', async () => {
    expect((await run('check', hub, '--today', '2027-13-01')).exitCode).toBe(2);
    expect((await run('check', hub, '--write-baseline', file, '--rule', 'dead-range')).exitCode).toBe(2);
    expect((await run('check', hub, '--baseline', join(folder, 'none.json'))).exitCode).toBe(2);
  });
});
