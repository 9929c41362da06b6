/**
 * The one door: inputs are recognised by looking at them, and what is wrong with one is said once.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { renderProblems } from '../../src/report/problem-text.ts';
import { styleFor } from '../../src/report/style.ts';
import { detect } from '../../src/source/detect.ts';
import { offsetOf } from '../../src/source/document.ts';
import { loadNetwork, type Loaded } from '../../src/source/load.ts';

const made: string[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpcsim-load-'));
  made.push(folder);
});

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** Writes files below the test's folder and gives the path of the first one. */
function write(files: Readonly<Record<string, string | Buffer | object>>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(path, isText ? content : JSON.stringify(content, undefined, 2));
  }
  return join(folder, Object.keys(files)[0]!);
}

const VPCS = { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] };
const SUBNETS = { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' }] };
const SCENARIO = 'profile: aws\nvpcs:\n  A: {cidrs: [10.0.0.0/16], subnets: {s: 10.0.1.0/24}}\n';

function codes({ problems }: Loaded): string[] {
  return problems.map((problem) => problem.code);
}

describe('what is recognised', () => {
  test('is a scenario, in YAML or JSON', async () => {
    const yaml = await loadNetwork([write({ 'net.yaml': SCENARIO })]);
    expect(yaml.problems).toEqual([]);
    expect(yaml.scenario!.network).toBe(yaml.network);
    const json = write({ 'net.json': { profile: 'aws', vpcs: { A: { cidrs: ['10.0.0.0/16'] } } } });
    expect([...(await loadNetwork([json])).network.vpcs.keys()]).toEqual(['A']);
  });

  test.each([
    ['by region', 'us-east-1/Vpcs.json', 'us-east-1/Subnets.json'],
    [
      'by account and region',
      'accounts/111122223333/us-east-1/Vpcs.json',
      'accounts/111122223333/us-east-1/Subnets.json',
    ],
    [
      'by call',
      '111122223333/us-east-1/ec2-describe-vpcs.json',
      '111122223333/us-east-1/ec2-describe-subnets.json',
    ],
    ['by call under a region', 'us-east-1/describe-vpcs.json', 'us-east-1/describe-subnets.json'],
    ['flat, with names that say nothing', 'a.json', 'b.json'],
  ])('is a folder of an AWS export that is laid out %s', async (_, vpcs, subnets) => {
    write({
      [vpcs]: VPCS,
      [subnets]: SUBNETS,
      'describe-regions.json': { Regions: [] },
      'notes.txt': 'hello',
    });
    const { network, problems, counts, ignored } = await loadNetwork([folder]);
    expect(problems).toEqual([]);
    expect(network.subnets.get('subnet-1')!.vpc).toBe('vpc-1');
    expect([counts.get('Vpcs'), counts.get('Subnets')]).toEqual([1, 1]);
    expect(ignored.map((file) => file.why)).toEqual(['nothing of a network that is known here', 'no JSON']);
  });

  test('is one file of an export', async () => {
    const { network } = await loadNetwork([write({ 'export.json': { ...VPCS, ...SUBNETS } })]);
    expect(network.vpcs.size).toBe(1);
  });

  test('is an export in several places, which make one network', async () => {
    write({ 'a/Vpcs.json': VPCS, 'b/Subnets.json': SUBNETS });
    const { network } = await loadNetwork([join(folder, 'a'), join(folder, 'b', 'Subnets.json')]);
    expect(network.unmodelled.has('vpc-1')).toBe(false);
    expect(network.vpcs.get('vpc-1')!.source.file).toBe(join(folder, 'a', 'Vpcs.json'));
    expect(network.subnets.size).toBe(1);
  });

  test('is text of any usual encoding', async () => {
    const text = JSON.stringify(VPCS);
    write({
      'a.json': Buffer.from(`\uFEFF${text}`, 'utf16le'),
      'b.json': `\uFEFF${JSON.stringify(SUBNETS)}`,
    });
    const loaded = await loadNetwork([folder]);
    expect(loaded.problems).toEqual([]);
    expect([loaded.network.vpcs.size, loaded.network.subnets.size]).toEqual([1, 1]);
  });

  test.each([
    [{ format_version: '1.2', planned_values: {} }, 'terraform'],
    [{ version: 4, terraform_version: '1.9.0', resources: [] }, 'terraform'],
    [{ AWSTemplateFormatVersion: '2010-09-09' }, 'cloudformation'],
    [{ Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } }, 'cloudformation'],
    [{ profile: 'aws' }, 'scenario'],
    [VPCS, undefined],
    [[VPCS], undefined],
  ])('%j is of the kind %s', (value, kind) => {
    expect(detect(value)).toBe(kind);
  });
});

describe('what is wrong', () => {
  test('with one file of an export does not hide the others', async () => {
    write({
      'Vpcs.json': VPCS,
      'Subnets.json': JSON.stringify(SUBNETS).slice(0, 40),
      'Broken.json': '{"Vpcs": x}',
    });
    const loaded = await loadNetwork([folder]);
    expect(codes(loaded)).toEqual(['not-json', 'truncated']);
    expect(loaded.problems[1]).toMatchObject({ file: join(folder, 'Subnets.json'), offset: 40 });
    expect(loaded.network.vpcs.size).toBe(1);
  });

  test.each([
    ['an empty file', '', 'truncated'],
    ['a text that is neither JSON nor a mapping', 'hello', 'not-an-input'],
    ['a file of another service', '{"Volumes": []}', 'not-an-input'],
    ['Terraform output', '{"format_version": "1.2"}', 'not-an-input'],
  ])('is said of %s', async (_, text, code) => {
    expect(codes(await loadNetwork([write({ 'input.json': text })]))).toEqual([code]);
  });

  test('is said of a path that leads nowhere, and of a folder with nothing in it', async () => {
    const missing = await loadNetwork([join(folder, 'nowhere')]);
    expect(missing.problems[0]).toMatchObject({
      code: 'unreadable',
      message: 'cannot be read: there is no such file or folder',
    });
    expect(codes(await loadNetwork([folder]))).toEqual(['not-an-input']);
  });

  test('is said of a folder without a single known resource', async () => {
    write({ 'a.json': { Volumes: [] }, 'b.txt': 'x' });
    const { problems } = await loadNetwork([folder]);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toBe('none of the 2 files holds anything of a network that is known here');
  });

  test('is said of a scenario that is not alone', async () => {
    const yaml = write({ 'net.yaml': SCENARIO, 'other.yaml': SCENARIO, 'Vpcs.json': VPCS });
    expect(codes(await loadNetwork([yaml, join(folder, 'Vpcs.json')]))).toEqual(['not-an-input']);
    expect(codes(await loadNetwork([yaml, join(folder, 'other.yaml')]))).toEqual(['not-an-input']);
  });

  test('is said of a file that is too large, before it is read', async () => {
    const large = write({ 'export.json': '{' });
    truncateSync(large, 512_000_001);
    const yaml = write({ 'net.yaml': 'x' });
    truncateSync(yaml, 64_000_001);
    const loaded = await loadNetwork([large, yaml]);
    expect(codes(loaded)).toEqual(['too-large', 'too-large']);
    expect(loaded.problems[0]!.message).toBe('the file has 512.0 MB, and the limit is 512 MB');
  });
});

test('a folder that contains itself is read once', async () => {
  write({ 'a/Vpcs.json': VPCS });
  symlinkSync(folder, join(folder, 'a', 'again'));
  const { network, problems } = await loadNetwork([folder]);
  expect(problems).toEqual([]);
  expect(network.vpcs.size).toBe(1);
});

test('a record leads back to its line', async () => {
  write({ 'us-east-1/all.json': { ...SUBNETS, ...VPCS } });
  const { network, fileNamed } = await loadNetwork([folder]);
  const { file, path } = network.vpcs.get('vpc-1')!.source;
  const text = fileNamed(file)!;
  const { line } = text.positionOf(offsetOf(text, [...path, 'VpcId']));
  expect(text.text.split('\n')[line - 1]).toContain('"vpc-1"');
  expect(fileNamed(join(folder, 'nowhere'))).toBeUndefined();
});

test('a file of something else is not repeated in the message about it', async () => {
  const path = write({ 'map.graphml': `<graphml>${'<node/>'.repeat(1000)}</graphml>` });
  const { problems } = await loadNetwork([path]);
  expect(problems.map(({ code }) => code)).toEqual(['not-an-input']);
  expect(problems[0]!.message.length).toBeLessThan(200);
});

describe('a file of something else', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['a flow log with a header', 'version account-id interface-id srcaddr\n2 1 eni-1 10.0.0.1\n', /flow log/],
    [
      'a flow log without one',
      '2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK\n',
      /flow log/,
    ],
    ['a packed file', gzipSync('2 123456789012 eni-1\n'), /gzip has packed/],
    ['a Parquet file', 'PAR1\u0015\u0000', /Parquet/],
  ])('%s is said to be one, and what reads it', async (_, content, message) => {
    const { problems } = await loadNetwork([write({ 'file.log': content })]);
    expect(problems).toMatchObject([
      {
        code: 'not-an-input',
        message: expect.stringMatching(message),
        hint: expect.stringContaining('replay'),
      },
    ]);
  });

  test('is shown without obeying it', async () => {
    const file = write({ 'file.log': '\u001b[2Jprofile: [\u0007\n' });
    const { problems, fileNamed } = await loadNetwork([file]);
    expect(problems).not.toEqual([]);
    const controls = renderProblems(problems, fileNamed, styleFor(false)).replaceAll('\n', '');
    expect(/\p{Cc}/u.test(controls)).toBe(false);
  });
});
