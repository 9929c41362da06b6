/**
 * What nobody may see stays unseen: secrets are planted in every kind of input, and looked for in everything
 * every command prints or writes.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { concealed, dropSecrets } from '../../src/source/secrets.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { run } from '../cli/run-main.ts';

const SECRET = 'hunter2';
const DATA = join(import.meta.dirname, '..', 'data');
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-secrets-'));

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Keys that hold secrets in the records, attributes and properties of the providers. */
const PLANTED = {
  CustomerGatewayConfiguration: `<vpn><ike><pre_shared_key>${SECRET}</pre_shared_key></ike></vpn>`,
  UserData: SECRET,
  MasterUserPassword: SECRET,
  authKey: SECRET,
  pre_shared_key: SECRET,
  tunnel1_preshared_key: SECRET,
  user_data: SECRET,
  user_data_base64: SECRET,
  password: SECRET,
  Options: { TunnelOptions: [{ PreSharedKey: SECRET }] },
};

function awsExport(): string {
  const path = join(folder, 'aws');
  cpSync(join(DATA, 'aws', 'lab-igw-in-nat-out'), path, { recursive: true });
  const ids = {
    VpnConnectionId: 'vpn-1',
    VpnGatewayId: 'vgw-1',
    CustomerGatewayId: 'cgw-1',
    State: 'available',
  };
  mkdirSync(join(path, 'us-east-1'), { recursive: true });
  const vpn = { ...ids, Type: 'ipsec.1', ...PLANTED };
  writeFileSync(join(path, 'us-east-1', 'Vpn.json'), JSON.stringify({ VpnConnections: [vpn] }, undefined, 1));
  return path;
}

function state(): object {
  const resource = (type: string, attributes: object): object => ({
    mode: 'managed',
    type,
    name: 'main',
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [{ attributes: { ...attributes, ...PLANTED } }],
  });
  return {
    version: 4,
    terraform_version: '1.5.0',
    outputs: { db_password: { value: SECRET, type: 'string' } },
    resources: [
      resource('aws_vpc', { id: 'vpc-1', cidr_block: '10.0.0.0/16' }),
      resource('aws_subnet', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
      resource('aws_instance', { id: 'i-1', subnet_id: 'subnet-1', private_ip: '10.0.1.10' }),
      resource('aws_vpn_connection', { id: 'vpn-1', vpn_gateway_id: 'vgw-1' }),
      resource('aws_db_instance', { id: 'db-1' }),
      resource('aws_unheard_of', { id: 'what-1', vpc_id: 'vpc-1' }),
    ],
  };
}

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  DbPassword: {Type: String, Default: ${SECRET}}
Resources:
  SecretVpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref SecretVpc, CidrBlock: 10.0.1.0/24}}
  Host:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !Ref Subnet
      UserData:
        Fn::Base64: |
          #!/bin/sh
          echo ${SECRET}
  Db: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: ${SECRET}}}
`;

const inputs: [string, () => string][] = [
  ['an AWS export', awsExport],
  ['a Terraform state', () => file('state.json', state())],
  ['a template', () => file('stack.yaml', TEMPLATE)],
  [
    'a plan that ended in an error',
    () => file('plan.json', { format_version: '1.2', errored: true, planned_values: PLANTED }),
  ],
  [
    'a state of an unknown version',
    () => file('v9.json', { ...PLANTED, terraform_version: '9', version: 9 }),
  ],
  ['a state that was cut off', () => file('cut.json', JSON.stringify(state()).slice(0, 700))],
  [
    'a state with a fault',
    () => file('fault.json', JSON.stringify(state()).replace('"provider"', 'provider')),
  ],
  [
    'a fault beside a secret',
    () => file('near.json', `{"terraform_version": "1", "password": "${SECRET}" oops}`),
  ],
  [
    'a template with a fault',
    () => file('fault.yaml', TEMPLATE.replace('#!/bin/sh', `*! ${SECRET}\n   : [`)),
  ],
  [
    'a scenario with a stray key',
    () => file('stray.yaml', `profile: aws\npassword: ${SECRET}\nvpcs: {A: {user_data: ${SECRET}}}\n`),
  ],
];

const commands = [
  ...['text', 'json', 'sarif', 'junit'].map((format) => ['check', '{}', '--format', format]),
  ...['text', 'json'].map((format) => ['check', '{}', '--coverage', '--format', format]),
  ...['text', 'json', 'junit'].map((format) => ['run', '{}', '--format', format]),
  ...['text', 'json'].map((format) => ['reach', '{}', '--format', format]),
  ...['text', 'json'].map((format) => [
    'reach',
    '{}',
    '--full',
    '--proto',
    'tcp',
    '--port',
    '443',
    '--format',
    format,
  ]),
  ...['text', 'json'].map((format) => [
    'trace',
    '{}',
    'internet',
    '10.0.1.10',
    '--explain',
    '--fix',
    '--format',
    format,
  ]),
  ['diff', '{}', '{}'],
  ['whatif', '{}', '--each', 'peering'],
  ['import', '{}'],
];

describe('secrets are in nothing that is printed', () => {
  it.each(inputs)('about %s', async (_, make) => {
    const input = make();
    const codes = new Set<number>();
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await run(
        ...command.map((word) => (word === '{}' ? input : word)),
      );
      codes.add(exitCode);
      expect(`${stdout}${stderr}`, command.join(' ')).not.toContain(SECRET);
      expect(`${stdout}${stderr}`.length).toBeGreaterThan(0);
    }
    expect(codes).not.toContain(3);
  });

  it('nor in the lines that errors show, which are shown', async () => {
    const { stderr } = await run('check', join(folder, 'stray.yaml'));
    expect(stderr).toContain('2 | password: xxxxxxx');
    expect(stderr).toContain('3 | vpcs: {A: {user_data: xxxxxxx}}');
  });
});

describe('what is read', () => {
  it('loses secrets and nothing else', () => {
    const template = {
      Resources: { Secret: { Type: 'AWS::EC2::VPC', Properties: { UserData: { a: ['b'] } } } },
    };
    dropSecrets(template);
    expect(template).toEqual({ Resources: { Secret: { Type: 'AWS::EC2::VPC', Properties: {} } } });
    const variables = { variables: { db_password: { value: SECRET }, region: { value: 'eu' } } };
    dropSecrets(variables);
    expect(variables).toEqual({ variables: { db_password: {}, region: { value: 'eu' } } });
  });

  it('keeps every place where it was when it is blotted out', () => {
    const source = new SourceFile('stack.yaml', TEMPLATE);
    const { text } = concealed(source);
    expect(text).not.toContain(SECRET);
    expect(text.length).toBe(TEMPLATE.length);
    expect(text.split('\n').map((line) => line.search(/\S/))).toEqual(
      TEMPLATE.split('\n').map((line) => line.search(/\S/)),
    );
    const real = readFileSync(join(DATA, 'aws', 'aws-cli-docs', 'describe-vpn-connections-1.json'), 'utf8');
    expect(concealed(new SourceFile('vpn.json', real)).text).toHaveLength(real.length);
  });
});

it.each([
  ['a template', '{"Parameters":{"Key":{"Type":"String","NoEcho":true,"Default":"hunter2"}},"Resources":{}}'],
  ['one cut off', '{"Parameters":{"Key":{"Default":"hunter2","NoEcho":true}},"Resources":x}'],
  ['one in YAML', 'Parameters:\n  Key: { NoEcho: true, Default: hunter2 }\nResources: {}\n'],
])('conceals the default of a masked parameter in %s', (_, text) => {
  const shown = concealed(new SourceFile('net', text)).text;
  expect(shown).not.toContain(SECRET);
  expect(shown).toHaveLength(text.length);
});
