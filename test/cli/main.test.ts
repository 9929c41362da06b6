/**
 * The command line as a user meets it: exit codes, what goes where, what is left behind.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './run-main.ts';

const scenarios = new URL('../../scenarios/', import.meta.url).pathname;
const hub = join(scenarios, 'hub-and-spoke.yaml');

describe('vpcsim', () => {
  it('explains itself on --help and ends in 0', async () => {
    const { exitCode, stdout } = await run('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Commands:\s+run .*\s+trace .*\s+schema/s);
  });

  it('has the version of its package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await run('--version')).stdout).toBe(`${version}\n`);
  });

  it('ends in 2 for a command it does not know, and names the nearest', async () => {
    const { exitCode, stderr } = await run('tracee', hub, 'a', 'b');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean trace?');
  });

  it('ends in 2 for an option with a bad value', async () => {
    expect((await run('run', hub, '--threads', 'many')).exitCode).toBe(2);
    expect((await run('run', hub, '--format', 'pdf')).exitCode).toBe(2);
    expect((await run('run', hub, '--seed', '-1')).exitCode).toBe(2);
  });
});

describe('vpcsim run', () => {
  it('reports throughput, drops by reason, violations and expectations', async () => {
    const { exitCode, stdout } = await run('run', hub, '--flows', '50000', '--threads', '1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Expectations {2}11 met, 0 missed/);
    expect(stdout).toMatch(/Throughput .* bit\/s on average|Throughput .*bit\/s on average/);
    expect(stdout).toMatch(/Evaluated .*flows\/s on 1 thread/);
    expect(stdout).toMatch(/peering-not-active +table:web/);
    expect(stdout).toMatch(/flow-interrupted +event:delete pcx-web/);
    expect(stdout).toMatch(
      /confirmed {2}transitive-peering {2}reports → hub → orders .*hub-and-spoke.yaml:46/,
    );
  });

  it('ends in 1 with a readable difference when an expectation is missed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vpcsim-'));
    const file = join(folder, 'wrong.yaml');
    writeFileSync(
      file,
      readFileSync(hub, 'utf8').replace('db, delivered, {dport: 5432, via', 'db, delivered, {dport: 22, via'),
    );
    const { exitCode, stdout } = await run('run', file, '--flows', '1000');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/1 missed/);
    expect(stdout).toMatch(/expected {2}delivered\n +found {5}dropped forward sg-ingress-denied sg:sg-db/);
  });

  it('writes JSON that does not depend on clock or threads', async () => {
    const first = await run('run', hub, '--flows', '200000', '--threads', '1', '--format', 'json');
    const second = await run('run', hub, '--flows', '200000', '--threads', '2', '--format', 'json');
    expect(second.stdout).toBe(first.stdout);
    const report = JSON.parse(first.stdout) as { schemaVersion: number; traffic: { flows: number } };
    expect(report.schemaVersion).toBe(1);
    expect(report.traffic.flows).toBe(200_000);
  });

  it('writes a report file whole, and leaves nothing beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vpcsim-'));
    const file = join(folder, 'report.json');
    const { exitCode, stdout } = await run('run', hub, '--flows', '1000', '--format', 'json', '-o', file);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(['report.json']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('kind', 'run');
  });

  it('writes nothing when the input is bad', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vpcsim-'));
    const file = join(folder, 'bad.yaml');
    writeFileSync(file, 'profile: aws\nvpcs: {A: {cidrs: [10.0.0.5/8]}}\n');
    const output = join(folder, 'report.txt');
    const { exitCode, stderr } = await run('run', file, '-o', output);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file}:2:20: error: "10.0.0.5/8" has bits set behind its length`);
    expect(stderr).toContain('hint: write 10.0.0.0/8');
    expect(existsSync(output)).toBe(false);
  });
});

describe('vpcsim trace', () => {
  it('shows both legs of a delivered flow and ends in 0', async () => {
    const { exitCode, stdout } = await run('trace', hub, 'front-a', 'db', '--port', '5432');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^delivered {2}front-a → db tcp 40000 → 5432/);
    expect(stdout).toMatch(/Request[\s\S]*peering:pcx-web-orders[\s\S]*Reply[\s\S]*peering:pcx-web-orders/);
  });

  it('says why a flow is dropped, where that is written, and ends in 1', async () => {
    const { exitCode, stdout } = await run('trace', hub, 'batch', 'db');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/table:reports .*10\.2\.0\.0\/16 → pcx-reports {2}.*hub-and-spoke\.yaml:46/);
    expect(stdout).toContain('reports → hub → orders is not carried');
    expect(stdout).toContain('PCX_REQUIRES_ADDRESS_IN_VPC_CIDR');
  });

  it('proposes what would mend a flow, in the order in which to do it', async () => {
    const { stdout, exitCode } = await run('trace', hub, 'batch', 'db', '--port', '5432', '--fix');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The smallest set of changes that mends the flow has 4.');
    expect(stdout).toContain('1. peer reports with orders (pcx-reports-orders)');
    // The peering opens more than was asked for: the batch hosts have no group that would stop it.
    expect(stdout).toMatch(/gained {2}orders\/db → reports\/batch .* all protocols/);
  });

  it('prints a proposal alone for the AWS command line, and as Terraform', async () => {
    const query = ['trace', hub, 'batch', 'db', '--port', '5432', '--fix', '--as'];
    const { stdout: cli } = await run(...query, 'aws-cli');
    expect(cli.split('\n')).toContain(
      'aws ec2 create-route --route-table-id orders --destination-cidr-block 10.3.1.0/24 --vpc-peering-connection-id pcx-reports-orders',
    );
    const { stdout: blocks } = await run(...query, 'terraform');
    expect(blocks).toContain('resource "aws_vpc_peering_connection" "pcx_reports_orders" {');
    expect(blocks).toContain('from_port         = 5432');
  });

  it('proposes what would stop a flow that works', async () => {
    const { stdout, exitCode } = await run('trace', hub, 'front-a', 'db', '--port', '5432', '--block');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The smallest set of changes that cuts the flow has one.');
  });

  it('does not take opposite questions together', async () => {
    const { stderr, exitCode } = await run('trace', hub, 'batch', 'db', '--fix', '--block');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--fix and --block ask for opposite things');
  });

  it('goes on past filters with --explain', async () => {
    const { stdout } = await run('trace', hub, 'proxy', 'db', '--port', '22', '--explain');
    expect(stdout).toContain('sg-ingress-denied');
    expect(stdout).toContain('no-listener');
  });

  it('suggests the nearest name for a place it does not know', async () => {
    const { exitCode, stderr } = await run('trace', hub, 'front-c', 'db');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "front-a"?');
  });

  it('stops at a name that several things bear', async () => {
    const { exitCode, stderr } = await run('trace', hub, '10.1.1.10', 'db');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/could be any of these: .*front-a.*ledger/);
  });
});

describe('vpcsim whatif', () => {
  it('takes a plan for the question, and blames the resource by its address', async () => {
    const plan = 'test/source/terraform/documents/remove-peering-route.plan.json';
    const { exitCode, stdout } = await run('whatif', plan);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^lost/);
    expect(stdout).toContain('because of route 10.2.0.0/16 of rtb-a removed');
    expect(stdout).toContain('(aws_route.a_to_b)');
  });
});

describe('vpcsim schema', () => {
  it('prints a JSON Schema that knows every section', async () => {
    const { exitCode, stdout } = await run('schema');
    expect(exitCode).toBe(0);
    const schema = JSON.parse(stdout) as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(['vpcs', 'links', 'routes', 'workloads']),
    );
  });
});
