/**
 * The recipe of the README, run against a stand-in for the AWS command line: it makes every call whose
 * answer is read, no other, none that changes anything; and every file it writes is recognised.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CALLS } from '../../../src/source/aws/calls.ts';
import { loadNetwork } from '../../../src/source/load.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const recipe = /### Collecting an AWS export\n[^`]*(?:`[^`\n]+`[^`]*)*```sh\n([^]*?)```/.exec(
  readFileSync(join(ROOT, 'README.md'), 'utf8'),
)![1]!;

/** Asked only to find their way about. */
const FOR_THE_WAY = ['sts get-caller-identity', 'ec2 describe-regions'];

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-recipe-'));
afterAll(() => rmSync(folder, { recursive: true }));

const log = join(folder, 'calls.log');
mkdirSync(join(folder, 'bin'));
const command = join(folder, 'bin', 'aws');
writeFileSync(
  command,
  `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'recipe', 'aws.mjs')}" "$@"\n`,
);
chmodSync(command, 0o755);
execFileSync('sh', ['-eu', '-c', recipe], {
  cwd: folder,
  env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, CALLS_LOG: log },
});

const calls = readFileSync(log, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

describe('the recipe', () => {
  test('makes the calls whose answers are read, and no other', () => {
    const made = new Set(calls.map(([, service, operation]) => `${service} ${operation}`));
    for (const call of FOR_THE_WAY) made.delete(call);
    expect([...made].toSorted()).toEqual(CALLS.map(({ command: call }) => call).toSorted());
  });

  test('changes nothing', () => {
    for (const [, , operation] of calls) expect(operation).toMatch(/^(?:describe|get|search)-/);
  });

  test('writes files that are all recognised, and lacks nothing', async () => {
    const { ignored, missing, problems } = await loadNetwork([join(folder, 'export')]);
    expect({ ignored, missing, problems }).toEqual({ ignored: [], missing: [], problems: [] });
  });

  test('says of each file which account and region it is of', async () => {
    const { network } = await loadNetwork([join(folder, 'export')]);
    expect(network.vpcs.get('vpc-1')).toMatchObject({ account: '111111111111', region: 'eu-west-1' });
    for (const { why } of network.unmodelled.values()) expect(why).not.toContain('does not say which object');
  });
});
