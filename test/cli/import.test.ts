/**
 * `vpcsim import`: the scenario it writes answers every question to the byte as what it was written from.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNetwork } from '../../src/source/load.ts';
import { differences, questionsAbout } from '../survey/reports.ts';
import { run } from './run-main.ts';

const ROOT = relative('', join(import.meta.dirname, '..', '..'));
const data = (path: string): string => join(ROOT, 'test', 'data', path);
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-import-'));
const copy = join(folder, 'net.yaml');

afterAll(() => rmSync(folder, { recursive: true }));

async function differencesOf(inputs: string[], options: string[] = []): Promise<string[]> {
  const { network } = await loadNetwork(inputs, { side: options.includes('--prior') ? 'prior' : 'planned' });
  const { exitCode } = await run('import', ...inputs, ...options, '-o', copy);
  expect(exitCode).toBe(0);
  const questions = [
    ...questionsAbout(network).filter((question) => inputs.length === 1 || question[0] !== 'trace'),
    ['check', '{}', '--coverage', '--format', 'json'],
    ['check', '{}', '--format', 'sarif'],
  ];
  expect(questions.length).toBeGreaterThan(5);
  return differences(run, questions, [...inputs, ...options], [copy]);
}

describe('a scenario written from', () => {
  it.each([
    'aws/lab-tgw-peering',
    'aws/c7n-placebo/test_peer_miss_route_filter',
    'terraform/plan-and-show/terraform-compliance-subnets-0.12.json',
    'terraform/plan-and-show/infracost-azure-firewall-1.0.json',
    'terraform/plan-and-show/regula-google-subnets-0.13.json',
    'terraform/tfstate/driftctl-google_compute_subnetwork-v4.json',
    'cloudformation/eksctl-vpc-private-endpoints.json',
    'otc/api-v1v2',
  ])('%s answers alike', async (input) => {
    expect(await differencesOf([data(input)])).toEqual([]);
  });

  it('several inputs together answers alike', async () => {
    expect(await differencesOf([data('aws/lab-vpc-endpoints'), data('otc/api-v1v2')])).toEqual([]);
  });

  it('a plan answers alike, for the network before it, too', async () => {
    const plan = join(ROOT, 'test/source/terraform/documents/remove-peering-route.plan.json');
    expect(await differencesOf([plan])).toEqual([]);
    expect(readFileSync(copy, 'utf8')).toContain('plan: planned');
    expect(await differencesOf([plan], ['--prior'])).toEqual([]);
    expect(readFileSync(copy, 'utf8')).toContain('plan: prior');
  });

  it('a scenario answers alike, and from a scenario that was imported', async () => {
    const scenario = join(ROOT, 'scenarios/rules/nlb-order.yaml');
    expect(await differencesOf([scenario])).toEqual([]);
    expect(await differencesOf([data('aws/lab-multi-eni')])).toEqual([]);
    const again = join(folder, 'again.yaml');
    await run('import', copy, '-o', again);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(copy, 'utf8'));
  });
});

describe('import', () => {
  it('writes to stdout, and says on stderr what it read', async () => {
    const { exitCode, stdout, stderr } = await run('import', data('aws/lab-multi-eni'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# A network in the words of a scenario/);
    expect(stderr).toBe(
      '1 VPCs, 3 subnets, 6 interfaces, 1 links, 0 objects not modelled, 1 files not read\n',
    );
  });

  it('writes nothing when the input is wrong', async () => {
    const { exitCode, stdout } = await run(
      'import',
      data('terraform/plan-and-show/pulumi-converter-vpc-stripped.json'),
    );
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });
});
