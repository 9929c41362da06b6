/**
 * What `check` and `trace` say about real inputs of every kind, word by word.
 */
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../cli/run-main.ts';

const DATA = relative('', join(import.meta.dirname, '..', 'data'));

const CHECKED = [
  'aws/cloudmapper-demo',
  'aws/lab-shared-vpc',
  'aws/lab-tgw-peering',
  'aws/lab-vpc-endpoints',
  'terraform/plan-and-show/terraform-compliance-vpc-module-0.12.json',
  'terraform/plan-and-show/terraview-inspection-vpc-1.10.json',
  'cloudformation/quickstart-vpc.json',
  'cloudformation/eksctl-vpc-private-endpoints.json',
  'otc/api-v1v2',
] as const;

const TRACED = [
  ['aws/lab-shared-vpc', '10.2.1.100', '10.3.1.100'],
  ['aws/lab-tgw-peering', '10.1.1.100', '10.2.1.100'],
  ['aws/lab-tgw-peering', '10.2.1.100', '10.3.1.100'],
  ['aws/lab-vpc-endpoints', '10.1.3.100', '8.8.8.8'],
] as const;

const fileOf = (...words: string[]): string => `golden/${words.join(' ').replaceAll(/[^\w.-]+/g, '-')}.txt`;

describe('a real input', () => {
  test.each(CHECKED)('%s, checked', async (name) => {
    const { stdout, stderr } = await run('check', join(DATA, name), '--fail-on', 'never');
    await expect(stdout + stderr).toMatchFileSnapshot(fileOf('check', name));
  });

  test.each(TRACED)('%s, from %s to %s', async (name, from, to) => {
    const { stdout, stderr } = await run('trace', join(DATA, name), from, to, '--proto', 'icmp');
    await expect(stdout + stderr).toMatchFileSnapshot(fileOf('trace', name, from, to));
  });
});
