/**
 * Plans and templates on the command line: which network a report is about, and what is never shown.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './run-main.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpcsim-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const documents = new URL('../source/terraform/documents/', import.meta.url).pathname;
const removal = join(documents, 'remove-peering-route.plan.json');
const stripped = new URL(
  '../data/terraform/plan-and-show/pulumi-converter-vpc-stripped.json',
  import.meta.url,
).pathname;

describe('a plan', () => {
  it('is traced as it will be, and the report says so', async () => {
    const { exitCode, stdout } = await run('trace', removal, 'host-a', 'host-b');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^the network once the plan is applied/);
    expect(stdout).toContain('no-route');
  });

  it('is traced as it was with --prior, with the addresses of resources', async () => {
    const { exitCode, stdout } = await run('trace', removal, 'aws_instance.a', 'aws_instance.b', '--prior');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^the network before the plan is applied/);
    expect(stdout).toMatch(/10\.2\.0\.0\/16 → pcx-ab .*plan\.json:\d+ \(aws_route\.a_to_b\)/);
  });

  it('is named in JSON, too', async () => {
    const { stdout } = await run('trace', removal, 'host-a', 'host-b', '--prior', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ plan: 'prior', verdict: 'delivered' });
  });

  it('without values ends in 2, with the place and what to do', async () => {
    const { exitCode, stdout, stderr } = await run('run', stripped);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('stripped.json:3:5: error: the values were taken out of this plan');
    expect(stderr).toContain('terraform show -json');
  });

  it('that is cut off near a secret does not show it', async () => {
    const file = join(folder, 'cut.json');
    writeFileSync(file, '{"format_version":"1.2","values":{"tunnel1_preshared_key":"hush",');
    const { exitCode, stderr } = await run('run', file);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('hush');
  });
});

describe('a template', () => {
  const template = join(folder, 'net.yaml');
  writeFileSync(
    template,
    `
Parameters:
  Port: {Type: Number, Default: 22}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: !GetAtt Vpc.CidrBlock}
  A: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}}
  B: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}}
`,
  );

  it('in YAML takes its parameters from the command line', async () => {
    expect((await run('trace', template, 'A', 'B', '--port', '443')).exitCode).toBe(1);
    const { exitCode, stdout } = await run(
      'trace',
      template,
      'A',
      'B',
      '--port',
      '443',
      '--parameter',
      'Port=443',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('net.yaml:8 (Group)');
  });

  it('has no side', async () => {
    const { exitCode, stderr } = await run('trace', template, 'A', 'B', '--prior');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--prior is about a plan');
    expect((await run('run', template, '--parameter', 'Port')).exitCode).toBe(2);
  });
});
