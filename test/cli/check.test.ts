/**
 * `vpcsim check` as its users meet it: people in a terminal, code scanning, and build servers.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/finding/check.ts';
import { run } from './run-main.ts';

const hub = 'scenarios/hub-and-spoke.yaml';
const oneSided = 'scenarios/findings/one-sided-route.yaml';
const unused = 'scenarios/findings/unused-peering.yaml';
const clean = 'scenarios/findings/transitive-peering-near-miss.yaml';

function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'vpcsim-'));
}

describe('vpcsim check', () => {
  it('prints each finding with its place, level, rule, route and fix', async () => {
    const { exitCode, stdout, stderr } = await run('check', hub);
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/check-hub-and-spoke.txt');
  });

  it('says that there is nothing, and ends in 0', async () => {
    const { exitCode, stdout } = await run('check', clean);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`no findings (${RULES.length} rules)\n`);
  });

  it.each([
    [oneSided, 'error', 0],
    [oneSided, 'warning', 1],
    [unused, 'warning', 0],
    [unused, 'info', 1],
    [hub, 'error', 1],
    [hub, 'never', 0],
  ])('of %s with --fail-on %s ends in %i', async (file, level, expected) => {
    expect((await run('check', file, '--fail-on', level)).exitCode).toBe(expected);
  });

  it('asks the rules it is told to, and leaves out those it is told to', async () => {
    expect((await run('check', hub, '--rule', 'dead-range')).stdout).toBe('no findings (1 rule)\n');
    expect((await run('check', hub, '--rule', 'dead-range,transitive-peering')).exitCode).toBe(1);
    expect((await run('check', hub, '--ignore', 'transitive-peering')).exitCode).toBe(0);
  });

  it('ends in 2 for a rule, level or input it does not know', async () => {
    const typo = await run('check', hub, '--rule', 'dead-rnge');
    expect(typo.exitCode).toBe(2);
    expect(typo.stderr).toContain('did you mean "dead-range"?');
    expect((await run('check', hub, '--fail-on', 'some')).exitCode).toBe(2);
    expect((await run('check')).exitCode).toBe(2);
    expect((await run('check', 'nowhere.yaml')).exitCode).toBe(2);
    expect((await run('check', hub, '--rule', 'dead-range', '--ignore', 'dead-range')).exitCode).toBe(2);
  });

  it('shows as many findings of a rule as it is told to, and says how many there are', async () => {
    const { stdout } = await run('check', hub, '--max', '1');
    expect(stdout.match(/\[transitive-peering\]/g)).toHaveLength(1);
    expect(stdout).toContain('and 1 more of transitive-peering');
    expect(stdout).toContain('2 errors');
  });

  it.each(RULES.map((rule) => rule.id))('explains %s', async (id) => {
    const { exitCode, stdout } = await run('check', '--explain', id);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${id} {2}(error|warning|info)\n.*\\.\n\n`));
    expect(stdout).toMatch(/\nExample: .*\nSource: {2}.*\n$/);
  });

  it('says what was read and is not modelled, and which files were not read', async () => {
    const folder = scratch();
    writeFileSync(
      join(folder, 'vpcs.json'),
      JSON.stringify({
        Vpcs: [
          {
            VpcId: 'vpc-1',
            CidrBlock: '10.1.0.0/16',
            OwnerId: '1',
            CidrBlockAssociationSet: [
              { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'associated' }, AssociationId: 'a' },
            ],
          },
        ],
      }),
    );
    writeFileSync(join(folder, 'notes.txt'), 'nothing of a network');
    const { stdout } = await run('check', folder);
    expect(stdout).toMatch(/Files not read: 1\n {2}.*notes\.txt: no JSON/);
  });

  it('tells the same to programs', async () => {
    const { stdout } = await run('check', hub, '--format', 'json');
    const report = JSON.parse(stdout) as {
      kind: string;
      counts: Record<string, number>;
      findings: Record<string, unknown>[];
      rules: string[];
    };
    expect(report).toMatchObject({
      schemaVersion: 1,
      kind: 'check',
      counts: { error: 2, warning: 0, info: 0 },
    });
    expect(report.rules).toEqual(RULES.map((rule) => rule.id));
    expect(report.findings[0]).toMatchObject({
      rule: 'transitive-peering',
      subject: 'route 10.3.0.0/16 → pcx-orders in table:orders',
      line: 45,
      violation: { from: 'orders', via: 'hub', to: 'reports', severity: 'confirmed', prefix: '10.3.0.0/16' },
    });
  });

  it.each(['text', 'json', 'sarif', 'junit'])(
    'writes %s to a file, whole, and nothing beside it',
    async (format) => {
      const folder = scratch();
      const file = join(folder, 'report');
      const { exitCode, stdout } = await run('check', hub, '--format', format, '-o', file);
      expect(exitCode).toBe(1);
      expect(stdout).toBe('');
      expect(readdirSync(folder)).toEqual(['report']);
      expect(readFileSync(file, 'utf8')).toBe((await run('check', hub, '--format', format)).stdout);
    },
  );
});
