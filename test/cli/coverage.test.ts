/**
 * What is not modelled is said beside every verdict it could touch, with what the verdict amounts to when it
 * lets everything through and when it lets nothing through.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './run-main.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-coverage-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A reaches B for certain, C only through a firewall nobody knows the rules of, and D not at all. */
function scenario(more = ''): string {
  const path = join(folder, 'firewall.yaml');
  writeFileSync(
    path,
    `profile: aws
unmodelled:
  fw-1: {kind: NetworkFirewall, why: its rules are not evaluated}
  sg-far: {kind: SecurityGroup, why: nobody describes it}
vpcs:
  A: {cidrs: [10.1.0.0/16], subnets: {a: 10.1.0.0/24}, hosts: {A1: 10.1.0.10}}
  B: {cidrs: [10.2.0.0/16], subnets: {b: 10.2.0.0/24}, hosts: {B1: 10.2.0.10}}
  C: {cidrs: [10.3.0.0/16], subnets: {c: 10.3.0.0/24}, hosts: {C1: 10.3.0.10}}
  D: {cidrs: [10.4.0.0/16], subnets: {d: 10.4.0.0/24}, hosts: {D1: {ip: 10.4.0.10, sg: wary}}}
links:
  pcx-1: {type: peering, between: [A, B]}
  pcx-2: {type: peering, between: [B, D]}
routes:
  A: [10.2.0.0/16 pcx-1, 10.3.0.0/16 unmodelled:fw-1]
  B: [10.1.0.0/16 pcx-1, 10.4.0.0/16 pcx-2]
  D: [10.2.0.0/16 pcx-2]
sgs:
  wary: {in: [{protocols: [6, 6], ports: [22, 22], peer: {group: sg-far}}]}
missing: [sg-far]
${more}`,
  );
  return path;
}

describe('check --coverage', () => {
  it('names the pairs that depend on what is not modelled, and the objects', async () => {
    const { stdout } = await run('check', scenario(), '--coverage', '--fail-on', 'never');
    expect(stdout).toContain(
      '2 of 12 ordered pairs of subnets and sites (16.7 %) depend on objects that are not modelled',
    );
    expect(stdout).toMatch(/1 pairs +fw-1 \(NetworkFirewall\) +its rules are not evaluated/);
    expect(stdout).toMatch(/1 pairs +sg-far \(SecurityGroup\)/);
    const json = await run('check', scenario(), '--coverage', '--fail-on', 'never', '--format', 'json');
    const { coverage } = JSON.parse(json.stdout) as { coverage: Record<string, unknown> };
    expect(coverage).toMatchObject({
      pairs: 12,
      uncertain: 2,
      uncertainPairs: [
        { from: { id: 'A/a' }, to: { id: 'C/c' }, objects: ['fw-1'] },
        { from: { id: 'B/b' }, to: { id: 'D/d' }, objects: ['sg-far'] },
      ],
      kinds: [
        { kind: 'NetworkFirewall', read: 0, modelled: 0, unmodelled: 1 },
        { kind: 'SecurityGroup', read: 0, modelled: 0, unmodelled: 1 },
      ],
    });
  });

  it('counts what was read of each kind', async () => {
    const input = join(import.meta.dirname, '..', 'data', 'cloudformation', 'troposphere-vpn.json');
    const { stdout } = await run('check', input, '--coverage', '--format', 'json');
    const { coverage } = JSON.parse(stdout) as { coverage: { kinds: object[] } };
    expect(coverage.kinds).toContainEqual({ kind: 'AWS::EC2::VPC', read: 1, modelled: 1, unmodelled: 0 });
    expect(coverage.kinds.length).toBeGreaterThan(5);
  });

  it('is told in formats that have room for it', async () => {
    const { exitCode, stderr } = await run('check', scenario(), '--coverage', '--format', 'sarif');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--coverage is told as text, json or ndjson');
  });
});

describe('a verdict that depends on what is not modelled', () => {
  it('is both answers in a trace, and no success', async () => {
    const open = await run('trace', scenario(), 'A1', 'C1');
    expect(open.exitCode).toBe(1);
    expect(open.stdout).toContain('conditional: depends on fw-1, not modelled');
    expect(open.stdout).toContain(
      'delivered if they let everything through, dropped if they let nothing through',
    );
    const json = await run('trace', scenario(), 'B1', 'D1', '--port', '22', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: 'dropped',
      conditional: ['sg-far'],
      ifOpen: 'delivered',
      ifClosed: 'dropped',
    });
  });

  it('is certain where they have no say: another port, another path', async () => {
    const other = await run('trace', scenario(), 'B1', 'D1', '--port', '23', '--format', 'json');
    expect(JSON.parse(other.stdout)).toMatchObject({ verdict: 'dropped', conditional: [] });
    const { exitCode } = await run('trace', scenario(), 'A1', 'B1');
    expect(exitCode).toBe(0);
  });

  it('is marked in the matrix and in every set of flows', async () => {
    const matrix = await run('reach', scenario());
    expect(matrix.stdout).toContain('conditional: 2 pairs would fare otherwise');
    expect(matrix.stdout).toMatch(/A\/a → C\/c +depends on fw-1/);
    const pair = await run('reach', scenario(), '--from', 'A1', '--to', 'C1');
    expect(pair.stdout).toContain('depends on fw-1, not modelled: delivered if they let everything through');
  });

  it('does not prove an expectation, and no run that rests on one ends in 0', async () => {
    const path = scenario('flows:\n  - [A1, C1, dropped]\n  - [A1, B1, delivered]\n');
    const { exitCode, stdout } = await run('run', path);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 met, 0 missed, 1 of them only if what is not modelled plays along');
    expect(stdout).toContain('A1 C1 dropped depends on fw-1, not modelled');
    const json = await run('run', path, '--format', 'json');
    const { expectations } = JSON.parse(json.stdout) as { expectations: object[] };
    expect(expectations[0]).toMatchObject({ result: 'met', conditional: ['fw-1'] });
    const junit = await run('run', path, '--format', 'junit');
    expect(junit.stdout).toContain('depends on fw-1, not modelled');
  });

  it('is said of what a change does', async () => {
    const path = scenario('changes:\n  cut: {removeRoutes: {A: [10.3.0.0/16]}}\n');
    const { stdout } = await run('whatif', path, '--change', 'cut', '--format', 'json');
    const { reasonChanged } = JSON.parse(stdout) as { reasonChanged: { before: object }[] };
    expect(reasonChanged[0]!.before).toMatchObject({ conditional: ['fw-1'], ifOpen: 'delivered' });
  });
});
