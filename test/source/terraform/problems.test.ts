/**
 * Documents of Terraform that are of no use, and what is said of them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { locate } from '../../../src/report/problem-text.ts';
import { loadNetwork } from '../../../src/source/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-terraform-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function problemsOf(text: string | Buffer, name = 'plan.json'): Promise<string[]> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { problems, fileNamed } = await loadNetwork([file]);
  return problems.map(({ code, message, path, offset }) => {
    const place = locate(fileNamed, file, path, offset);
    return `${place?.line}:${place?.column} ${code}: ${message}`;
  });
}

const PLAN = {
  format_version: '1.2',
  terraform_version: '1.9.8',
  planned_values: {
    root_module: {
      resources: [{ address: 'aws_vpc.a', values: { id: 'vpc-1', cidr_block: '10.0.0.0/16' } }],
    },
  },
};

test.each<[string, string | Buffer, string]>([
  [
    'a format of the future',
    JSON.stringify({ ...PLAN, format_version: '2.0' }),
    `1:20 not-an-input: Terraform's JSON format "2.0" is not known; 0.1 to 1.x are`,
  ],
  [
    'a state of the future',
    '{"version": 5, "terraform_version": "9"}',
    '1:13 not-an-input: states of version 5 are not known; 3 and 4 are',
  ],
  [
    'a plan with an error',
    JSON.stringify({ ...PLAN, errored: true }, undefined, 1),
    '17:13 not-an-input: the plan ended with an error, so it is not the whole plan',
  ],
  [
    'a redacted plan',
    '{"resource_changes": [\n{"type": "aws_vpc", "name": "a"}]}',
    '2:1 not-an-input: the values were taken out of this plan: it names resources and says nothing about them',
  ],
  ['an empty state', '{"format_version": "1.0"}', '1:1 not-an-input: there is no resource in this state'],
  [
    'a truncated plan',
    JSON.stringify(PLAN).slice(0, 90),
    '1:91 truncated: the JSON ends in the middle of a value',
  ],
  [
    'a log of a plan',
    '{"@level":"info","@message":"Terraform 1.9.8"}\n{"@level":"info"}',
    '1:1 not-an-input: this is the log that terraform plan -json writes, not the plan',
  ],
  [
    'a binary plan',
    Buffer.from('PK\u0003\u0004binary'),
    '1:1 not-an-input: this is a plan in its binary form',
  ],
  ['two documents', `${JSON.stringify(PLAN)}\n{}`, '2:1 not-json: this is not valid JSON'],
])('%s', async (_, text, problem) => {
  expect(await problemsOf(text)).toEqual([problem]);
});

test('two plans at once are one too many', async () => {
  const files = ['a.json', 'b.json'].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, JSON.stringify(PLAN));
  const { problems } = await loadNetwork(files);
  expect(problems.map(({ code, file }) => [code, file])).toEqual([['not-an-input', files[1]]]);
});

test('a plan and an export of what it changes are not one network', async () => {
  const [plan, list] = ['a.json', 'vpcs.json'].map((name) => join(folder, name));
  writeFileSync(plan!, JSON.stringify(PLAN));
  writeFileSync(list!, JSON.stringify({ Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] }));
  const { problems } = await loadNetwork([plan!, list!]);
  expect(problems.map(({ code, file }) => [code, file])).toEqual([['not-an-input', list]]);
});

test('a plan from PowerShell is read like any other', async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(JSON.stringify(PLAN), 'utf16le')]);
  expect(await problemsOf(utf16)).toEqual([]);
});
