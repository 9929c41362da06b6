/**
 * `vpcsim replay` on a small estate with one record for every class: the reports are the documentation.
 * The same records give the same report whatever they are written as, and whoever evaluates them.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyChanges } from '../../src/model/apply-change.ts';
import { replay } from '../../src/replay/replay.ts';
import { replayJson } from '../../src/report/replay-json.ts';
import { findLogs } from '../../src/source/flow-log/find-logs.ts';
import { fieldNames, layoutOf } from '../../src/source/flow-log/layout.ts';
import { run } from '../cli/run-main.ts';
import { readScenarioFile } from '../read-scenario-file.ts';
import { recordsIn, writeForms, type Form } from './formats.ts';

const SHOP = 'test/replay/shop.yaml';
const LOG = 'test/replay/shop.log';
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the report', () => {
  it('holds a log against the network, and a change against the log', async () => {
    const { exitCode, stdout, stderr } = await run(
      'replay',
      SHOP,
      '--logs',
      LOG,
      '--change',
      'without-database',
    );
    expect([exitCode, stderr]).toEqual([1, '']);
    await expect(stdout).toMatchFileSnapshot('golden/shop.golden.txt');
  });

  it('says what a change newly allows, for programs', async () => {
    const { stdout } = await run(
      'replay',
      SHOP,
      '--logs',
      LOG,
      '--change',
      'open-database',
      '--format',
      'json',
    );
    await expect(stdout).toMatchFileSnapshot('golden/shop.golden.json');
  });

  it('finds interfaces by address where it is asked to', async () => {
    const { stdout } = await run('replay', SHOP, '--logs', LOG, '--by-address', '--format', 'json');
    const { unjudged } = JSON.parse(stdout) as { unjudged: { class: string; records: number }[] };
    // The interface that is gone is found by its peer; the NAT gateway's has neither of the addresses.
    expect(unjudged.find((one) => one.class === 'interface-unknown')?.records).toBe(1);
  });

  it.each([
    ['lost', ['--change', 'without-database', '--fail-on', 'lost'], 1],
    ['gained', ['--change', 'without-database', '--fail-on', 'gained'], 0],
    ['gained', ['--change', 'open-database', '--fail-on', 'gained'], 1],
    ['disagreement', ['--fail-on', 'disagreement'], 1],
    ['nothing', ['--fail-on', 'nothing'], 0],
  ])('ends in 1 for %s if asked to: %j', async (_, options, expected) => {
    const { exitCode } = await run('replay', SHOP, '--logs', LOG, ...options);
    expect(exitCode).toBe(expected);
  });

  it('takes a second input as what is going to be, and a plan as both', async () => {
    const plan = new URL('../source/terraform/documents/remove-peering-route.plan.json', import.meta.url)
      .pathname;
    const log = join(folder, 'plan.log');
    writeFileSync(
      log,
      '2 111122223333 eni-x 10.1.1.10 10.2.1.10 40000 443 6 5 500 1700000000 1700000060 ACCEPT OK\n',
    );
    const { exitCode, stdout } = await run('replay', '--plan', plan, '--logs', log, '--by-address');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('under the change');
    const same = await run(
      'replay',
      SHOP,
      '--logs',
      LOG,
      '--after',
      SHOP,
      '--fail-on',
      'lost,gained,rerouted',
    );
    expect(same.exitCode).toBe(0);
    expect(same.stdout).toMatch(/as before +22 records/);
  });
});

describe('the log of a transit gateway', () => {
  it('is held against its routes', async () => {
    const log = join(folder, 'tgw.log');
    const fields =
      'version tgw-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status tcp-flags';
    const lost = 'packets-lost-no-route packets-lost-blackhole';
    const line = (from: string, to: string, losses: string): string =>
      `6 tgw-1 ${from} ${to} 40000 443 6 5 500 1700000000 1700000060 OK 2 ${losses}`;
    const lines = [
      line('10.1.0.10', '10.99.99.10', '0 0'),
      line('10.1.0.10', '10.2.0.10', '5 0'),
      line('10.1.0.10', '10.2.0.10', '0 0'),
      line('10.2.0.10', '10.99.99.10', '0 5'),
      line('10.1.0.10', '10.1.0.11', '0 0'),
    ];
    writeFileSync(log, [`${fields} ${lost}`, ...lines, ''].join('\n'));
    const { stdout } = await run('replay', 'scenarios/cases/AWS-43.yaml', '--logs', log);
    expect(stdout).toMatch(/agrees +2 /);
    expect(stdout).toContain('gateway-drops: 1 record');
    expect(stdout).toContain('tgw-no-route at tgw:tgw-1/vpcs');
    expect(stdout).toContain('gateway-carries: 1 record');
    expect(stdout).toMatch(/never-arrives: 1 record/);
  });
});

describe('what is asked wrongly', () => {
  it.each([
    [['--logs', 'nowhere.log'], 'nowhere.log: error: cannot be read: there is no such file or folder'],
    [['--logs', SHOP], 'shop.yaml: error: not one record can be used: line 1 has'],
    [['--logs', LOG, '--log-format', 'version scraddr'], 'did you mean "srcaddr"?'],
    [['--logs', LOG, '--change', 'a', '--plan', 'b'], 'three ways to say one thing'],
    [['--logs', LOG, '--fail-on', 'everything'], '--fail-on must be one of'],
  ])('%j ends in 2', async (options, message) => {
    const { exitCode, stdout, stderr } = await run('replay', SHOP, ...options);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

const { network, changes } = readScenarioFile(SHOP);

/** The report as JSON without names of files and places in them. */
async function reportOf({ file, logFormat }: Form, options: { threads: number; blockBytes?: number }) {
  const { result, problems } = await replay({ before: network }, findLogs([file], []), {
    byAddress: false,
    ...(logFormat !== undefined && { layout: layoutOf(fieldNames(logFormat)) }),
    ...options,
  });
  expect(problems).toEqual([]);
  const text = JSON.stringify(replayJson(result, [], ({ path }) => path.join('.')));
  return JSON.parse(text, (key, value: unknown) =>
    ['sources', 'line', 'file', 'unit'].includes(key) ? undefined : value,
  ) as unknown;
}

describe('the same records', () => {
  const { names, records } = recordsIn(readFileSync(LOG, 'utf8'));
  const sound = records.filter(
    (record) => record['log-status'] === 'OK' && record['dstaddr'] !== '10.0.0.300',
  );
  const forms = writeForms(folder, names, sound);
  const [plain] = forms;

  it.each(forms)('give the same report as $name', async (form) => {
    expect(await reportOf(form, { threads: 1 })).toEqual(await reportOf(plain!, { threads: 1 }));
  });

  it('give the same report in blocks of any size', async () => {
    const whole = await reportOf(plain!, { threads: 1 });
    for (const blockBytes of [170, 256, 1000, 4096]) {
      expect(await reportOf(plain!, { threads: 1, blockBytes })).toEqual(whole);
    }
  });

  it('give the same report by any number of threads, to the byte', async () => {
    const many = join(folder, 'many.log');
    const lines = readFileSync(LOG, 'utf8').trim().split('\n');
    const all = Array.from({ length: 200 }, (_, i) => [
      ...lines.slice(1 + (i % 7)),
      ...lines.slice(1, 1 + (i % 7)),
    ]);
    writeFileSync(many, [lines[0], ...all.flat(), ''].join('\n'));
    const { network: after } = applyChanges(network, changes.get('without-database')!);
    const texts: string[] = [];
    for (const threads of [1, 2, 3]) {
      // The second file has rows, a few to each hand-out.
      const files = findLogs([many, forms.at(-1)!.file], []);
      const { result } = await replay({ before: network, after }, files, {
        threads,
        byAddress: false,
        blockBytes: 16_384,
      });
      texts.push(JSON.stringify(replayJson(result, [], ({ path }) => path.join('.'))));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
    expect(JSON.parse(texts[0]!)).toMatchObject({
      isComplete: true,
      volume: { records: 5000 + sound.length },
      badLines: { count: 400 },
    });
  });
});
