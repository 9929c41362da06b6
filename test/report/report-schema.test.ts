/**
 * The published schema of JSON reports, asked by a validator that knows nothing of vpcsim.
 */
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../cli/run-main.ts';

const hub = 'scenarios/hub-and-spoke.yaml';
const plan = 'test/source/terraform/documents/remove-peering-route.plan.json';

let validate: ReturnType<Ajv['compile']>;

beforeAll(async () => {
  const { stdout } = await run('schema', '--of', 'report');
  validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(stdout) as object);
});

describe('the schema of reports', () => {
  it.each([
    [['check', hub]],
    [['check', 'test/data/aws', '--fail-on', 'never']],
    [['check', plan, '--prior']],
    [['run', hub, '--flows', '1000', '--threads', '1']],
    [['run', 'scenarios/rush-hour.yaml', '--flows', '1000', '--threads', '1']],
    [['run', 'scenarios/cases/AWS-23.yaml']],
    [['trace', hub, 'batch', 'db', '--port', '5432', '--fix']],
    [['trace', hub, 'batch', 'db', '--explain']],
    [['trace', plan, 'host-a', 'host-b']],
    [['reach', hub]],
    [['reach', hub, '--full']],
    [['diff', hub, 'scenarios/rush-hour.yaml']],
    [['whatif', plan]],
    [['whatif', hub, '--each', 'peering']],
    [['replay', 'test/replay/shop.yaml', '--logs', 'test/replay/shop.log', '--change', 'without-database']],
    [['replay', 'test/replay/shop.yaml', '--logs', 'test/replay/shop.log']],
  ])('describes %j', async (args) => {
    const { stdout } = await run(...args, '--format', 'json');
    const isValid = validate(JSON.parse(stdout));
    expect([isValid, validate.errors]).toEqual([true, null]);
  });

  it('refuses a key too many, a reason that is none, and a kind it does not know', async () => {
    const { stdout } = await run('check', hub, '--format', 'json');
    const report = JSON.parse(stdout) as { findings: { violation: { kind: string } }[] };
    expect(validate(report)).toBe(true);
    expect(validate({ ...report, more: 1 })).toBe(false);
    expect(validate({ ...report, kind: 'cheque' })).toBe(false);
    report.findings[0]!.violation.kind = 'bad-weather';
    expect(validate(report)).toBe(false);
  });
});
