/**
 * A network written as a scenario and read back is the same network: every record, in the same order, with
 * the place it was first read from.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Network } from '../../../src/model/network.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { parseDocument } from '../../../src/source/document.ts';
import { loadNetwork } from '../../../src/source/load.ts';
import { inNormalOrder } from '../../../src/source/normal-order.ts';
import { readScenario } from '../../../src/source/scenario/read-scenario.ts';
import { writeNetwork, writeScenario } from '../../../src/source/scenario/write/write-scenario.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import type { Problem } from '../../../src/source/problem.ts';
import { PROFILES } from '../../arbitrary/document.ts';
import { arbitraryScenario } from '../../arbitrary/scenario.ts';
import { readScenarioValue } from '../../read-scenario-file.ts';

const ROOT = relative('', join(import.meta.dirname, '..', '..', '..'));
const DATA = join(ROOT, 'test', 'data');

function entriesOf(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

/** Every input of the fixtures: the folders of exports and responses, and each file of them alone. */
function inputs(): string[] {
  const aws = entriesOf(join(DATA, 'aws')).flatMap((folder) =>
    folder.endsWith('c7n-placebo') ? entriesOf(folder) : [folder],
  );
  const documents = ['terraform/plan-and-show', 'terraform/tfstate', 'cloudformation'].flatMap((folder) =>
    entriesOf(join(DATA, folder)),
  );
  const responses = entriesOf(join(DATA, 'otc'));
  const alone = [join(DATA, 'aws', 'aws-cli-docs'), ...responses].flatMap(entriesOf);
  return [...aws, ...documents, ...responses, ...alone];
}

function scenarioFiles(folder: string): string[] {
  return entriesOf(folder).flatMap((path) => {
    if (statSync(path).isDirectory()) return path.endsWith('invalid') ? [] : scenarioFiles(path);
    return [path];
  });
}

/** What a text says; it must not have a single problem. */
function read(text: string): Scenario {
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile('net.yaml', text), problems);
  const scenario = document && readScenario(document, problems);
  expect(problems).toEqual([]);
  return scenario!;
}

/** Sections as lists, so that their order counts. */
function listed(network: Network): object {
  return Object.fromEntries(
    Object.entries(network).map(([section, records]: [string, unknown]) => [
      section,
      records instanceof Map ? [...records] : records,
    ]),
  );
}

const nothingElse = { counts: new Map<string, number>(), ignored: [], missing: [] };

describe('a network comes back as it was', () => {
  const counts = { inputs: 0, plans: 0 };

  it.each(inputs())('from %s', async (input) => {
    for (const side of ['planned', 'prior'] as const) {
      const {
        network,
        counts: objects,
        problems,
        ignored,
        missing,
        plan,
      } = await loadNetwork([input], { side });
      if (problems.length > 0 || (side === 'prior' && !plan)) continue;
      const observed = { ...(plan && { plan: side }), counts: objects, ignored, missing };
      const scenario = read(writeNetwork(input, network, observed));
      expect(listed(scenario.network)).toEqual(listed(network));
      expect(scenario.observed).toEqual(observed);
      expect(scenario.id).toBe(input);
      counts.inputs++;
      if (plan) counts.plans++;
    }
  });

  test('which was tried on most of them', () => {
    expect(counts.inputs).toBeGreaterThan(110);
    expect(counts.plans).toBeGreaterThan(25);
  });

  it.each(PROFILES)('from a random one (%s)', (profile) => {
    for (let seed = 7000; seed < 7080; seed += 1) {
      const { network } = readScenarioValue(arbitraryScenario(seed, { flows: 1, profile }));
      const before = inNormalOrder(network);
      const { network: after } = read(writeNetwork(`seed ${seed}`, before, nothingElse));
      expect(listed(after), `seed ${seed}`).toEqual(listed(before));
    }
  });

  it.each(scenarioFiles(join(ROOT, 'scenarios')))(
    'and a scenario does, with all it asks: %s',
    async (path) => {
      const { scenario, document } = await loadNetwork([path]);
      const text = writeScenario(document!, scenario!);
      expect(read(text)).toEqual(scenario);
      expect(listed(read(text).network)).toEqual(listed(scenario!.network));
    },
  );
});

describe('a scenario that was written from an input', () => {
  async function imported(): Promise<string> {
    const input = join(DATA, 'aws', 'lab-multi-eni');
    const { network, counts, ignored, missing } = await loadNetwork([input]);
    return writeNetwork('lab', network, { counts, ignored, missing });
  }

  it('is written again as it is', async () => {
    const text = await imported();
    const problems: Problem[] = [];
    const document = parseDocument(new SourceFile('net.yaml', text), problems)!;
    expect(writeScenario(document, readScenario(document, problems)!)).toBe(text);
  });

  it('keeps the origin of rows that move, and answers for rows that were changed itself', async () => {
    const text = await imported();
    const [row] = /^ +- 0\.0\.0\.0\/0 igw-\w+\n/m.exec(text)!;
    const isDefault = (length: number) => (route: { destination: object }) =>
      JSON.stringify(route.destination).includes(`"length":${length}`);
    const routesOf = (changed: string) =>
      [...read(changed).network.routeTables.values()].flatMap(({ routes }) => routes);
    const before = routesOf(text).find(isDefault(0))!.source;
    expect(before.file).toMatch(/RouteTables\.json$/);

    const moved = routesOf(text.replace(row, `${row.replace('0.0.0.0/0', '10.99.0.0/16')}${row}`));
    expect(moved.find(isDefault(0))!.source).toEqual(before);
    expect(moved.find(isDefault(16))!.source.file).toBe('net.yaml');
  });

  it('is held to its names like any other', async () => {
    const text = await imported();
    const problems: Problem[] = [];
    const changed = text
      .replace(/^( +- 0\.0\.0\.0\/0) igw-\w+$/m, '$1 igw-0')
      .replace(/table: rtb-\w+/, 'table: rtb-0');
    readScenario(parseDocument(new SourceFile('net.yaml', changed), problems)!, problems);
    expect(problems.map(({ message }) => message)).toEqual([
      'there is no link called "igw-0"',
      'there is no route table called "rtb-0"',
    ]);
  });
});
