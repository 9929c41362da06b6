/**
 * One mutated document through the door every command uses: it has to be a network that compiles, or
 * problems each of which has a place.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compile } from '../../src/compile/compile.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { Network } from '../../src/model/network.ts';
import { replay } from '../../src/replay/replay.ts';
import { toJson } from '../../src/report/json.ts';
import { locate } from '../../src/report/problem-text.ts';
import { replayJson } from '../../src/report/replay-json.ts';
import { readChangeFile } from '../../src/source/change-file.ts';
import { formatPath } from '../../src/model/source-ref.ts';
import { parseDocument } from '../../src/source/document.ts';
import { findLogs } from '../../src/source/flow-log/find-logs.ts';
import { loadNetwork } from '../../src/source/load.ts';
import { inNormalOrder } from '../../src/source/normal-order.ts';
import { InputError, type FileNamed, type Problem } from '../../src/source/problem.ts';
import { readScenario } from '../../src/source/scenario/read-scenario.ts';
import { writeNetwork } from '../../src/source/scenario/write/write-scenario.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { casesOf, type Importer } from './importers.ts';

/** Writing a network and reading it again takes longer than all the rest. */
const IMPORT_EVERY = 10;

/** The network that logs are held against. */
const SHOP = join(import.meta.dirname, '..', 'replay', 'shop.yaml');

export interface Attempt {
  readonly original: string;
  /** What it was read as, or the codes of the problems. */
  readonly outcome: string;
  /** What is wrong with the outcome; absent when nothing is. */
  readonly fault?: string;
}

/** Folders with the inputs of cases, made when first needed; only the mutated file of each changes. */
export class Workshop {
  private readonly root = mkdtempSync(join(tmpdir(), 'vpcsim-fuzz-'));
  private readonly folders = new Map<string, string>();
  private readonly scenarios = new Map<string, Promise<Network>>();

  /** Path of the input, and of the file to mutate. */
  place({ name, path, beside }: FuzzCase): { readonly input: string; readonly mutant: string } {
    let folder = this.folders.get(name);
    if (folder === undefined) {
      folder = join(this.root, String(this.folders.size));
      this.folders.set(name, folder);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      for (const [other, text] of beside ?? []) {
        mkdirSync(dirname(join(folder, other)), { recursive: true });
        writeFileSync(join(folder, other), text);
      }
    }
    const mutant = join(folder, path);
    return { input: beside ? folder : mutant, mutant };
  }

  /** The network of a scenario, which stays as it is. */
  network(scenario: string): Promise<Network> {
    const known = this.scenarios.get(scenario) ?? loadNetwork([scenario]).then(({ network }) => network);
    this.scenarios.set(scenario, known);
    return known;
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }
}

export async function attempt(workshop: Workshop, importer: Importer, seed: number): Promise<Attempt> {
  const cases = casesOf(importer);
  const fuzzCase = cases[seed % cases.length]!;
  const { name } = fuzzCase;
  try {
    const { input, mutant } = workshop.place(fuzzCase);
    const content = fuzzCase.mutant(seed);
    writeFileSync(mutant, content);
    const { networks, problems, fileNamed } = await TAKERS[fuzzCase.kind](input, workshop, fuzzCase);
    const lost = problems.find(
      ({ file, path, offset }) =>
        content.length > 0 && file !== input && !locate(fileNamed, file, path, offset),
    );
    if (lost) return { original: name, outcome: lost.code, fault: `no place for: ${lost.message}` };
    if (problems.length > 0) return { original: name, outcome: outcomeOf(problems) };
    for (const network of networks) compile(network);
    const isReadBack = seed % IMPORT_EVERY === 0 && fuzzCase.kind === 'network';
    const difference = isReadBack ? importFault(networks[0]!) : undefined;
    return { original: name, outcome: fuzzCase.kind, ...(difference !== undefined && { fault: difference }) };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { original: name, outcome: 'exception', fault: text.split('\n').slice(0, 8).join('\n') };
  }
}

/** What is wrong with the scenario that a network is written as; nothing when it reads back alike. */
function importFault(network: Network): string | undefined {
  const before = inNormalOrder(network);
  const problems: Problem[] = [];
  const text = writeNetwork('fuzz', before, { counts: new Map(), ignored: [], missing: [] });
  const document = parseDocument(new SourceFile('net.yaml', text), problems);
  const after = document && readScenario(document, problems)?.network;
  const [problem] = problems;
  if (problem) return `import: ${problem.message} at ${formatPath(problem.path)}`;
  const section = (Object.keys(before) as (keyof Network)[]).find(
    (key) => !isDeepStrictEqual(before[key], after?.[key]),
  );
  return section && `import: ${section} come back different`;
}

interface Taken {
  readonly networks: readonly Network[];
  readonly problems: readonly Problem[];
  readonly fileNamed: FileNamed;
}

const NOWHERE: FileNamed = () => undefined;

type Taker = (path: string, workshop: Workshop, fuzzCase: FuzzCase) => Promise<Taken>;

const TAKERS: Readonly<Record<FuzzCase['kind'], Taker>> = {
  network: inputAt,
  changes: changesAt,
  log: logAt,
};

async function inputAt(path: string): Promise<Taken> {
  const { network, plan, problems, fileNamed } = await loadNetwork([path]);
  return { networks: plan ? [plan.prior, plan.planned] : [network], problems, fileNamed };
}

async function changesAt(path: string, workshop: Workshop, { scenario }: FuzzCase): Promise<Taken> {
  const network = await workshop.network(scenario!);
  try {
    const changes = readChangeFile(path, network);
    return { networks: [applyChanges(network, changes).network], problems: [], fileNamed: NOWHERE };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { networks: [], problems: error.problems, fileNamed: error.fileNamed };
  }
}

/** Problems of logs name line or row in their words. */
async function logAt(path: string, workshop: Workshop): Promise<Taken> {
  const before = await workshop.network(SHOP);
  const problems: Problem[] = [];
  const files = findLogs([path], problems);
  if (problems.length === 0) {
    const { result, problems: found } = await replay({ before }, files, { threads: 1, byAddress: true });
    problems.push(...found);
    toJson(replayJson(result, [], ({ file }) => file));
  }
  return { networks: [], problems, fileNamed: NOWHERE };
}

function outcomeOf(problems: readonly Problem[]): string {
  return [...new Set(problems.map(({ code }) => code))].toSorted().join(' ');
}
