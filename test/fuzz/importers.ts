/**
 * What each importer is fed: real documents, as one file or as the folder they came in.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { dump, load } from 'js-yaml';
import { asPlan } from './as-plan.ts';
import { logCases } from './flow-logs.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { mutated } from './mutation.ts';
import { JSON_TEXT, type Notation } from './notation.ts';

const YAML_TEXT: Notation = { parse: load, print: (value) => dump(value) };

/** Templates with the short form of the functions, which most people write. */
const SHORT_YAML: Notation = {
  parse: (text) => JSON.parse(text) as unknown,
  print: (value) =>
    dump(value)
      .replaceAll(/:\n +Ref: (\S+)\n/g, ': !Ref $1\n')
      .replaceAll(/- Ref: (\S+)\n/g, '- !Ref $1\n'),
};

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, 'test', 'data');
const DOCUMENTS = join(ROOT, 'test', 'source', 'terraform', 'documents');

/** Mutating is not the point: small documents show as much as large ones. */
const LARGEST = 60_000;

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path, ending);
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .toSorted();
}

/** A document by itself. */
function alone(name: string, text: string, notation = JSON_TEXT, ending = 'json'): FuzzCase {
  return {
    name,
    kind: 'network',
    path: `input.${ending}`,
    mutant: (seed) => mutated(text, seed, notation),
  };
}

function singles(folder: string, notation = JSON_TEXT, from = '.json', ending = 'json'): FuzzCase[] {
  return filesUnder(folder, from)
    .filter((path) => statSync(path).size <= LARGEST)
    .map((path) => alone(relative(ROOT, path), readFileSync(path, 'utf8'), notation, ending));
}

/** The folder as it is, once for each file that is mutated in it. */
function inFolder(folder: string): FuzzCase[] {
  const all = filesUnder(folder, '.json').map(
    (path) => [relative(folder, path), readFileSync(path, 'utf8')] as const,
  );
  return all
    .filter(([, text]) => text.length <= LARGEST)
    .map(([path, text]) => ({
      name: `${relative(ROOT, folder)}: ${path}`,
      kind: 'network',
      path,
      mutant: (seed) => mutated(text, seed, JSON_TEXT),
      beside: all.filter(([other]) => other !== path),
    }));
}

/**
 * All responses of a folder in one document, so that a mutation can move what refers into what is referred
 * to; and every list of it without its name.
 */
function together(folder: string): FuzzCase[] {
  const lists: Record<string, unknown[]> = {};
  for (const path of filesUnder(folder, '.json')) {
    const document = JSON.parse(readFileSync(path, 'utf8')) as { data?: object; result?: object };
    for (const [key, value] of Object.entries(document.data ?? document.result ?? document)) {
      if (Array.isArray(value)) lists[key] = [...(lists[key] ?? []), ...(value as unknown[])];
    }
  }
  const text = JSON.stringify(lists);
  if (text.length > 5 * LARGEST) return [];
  const name = `${relative(ROOT, folder)} in one file`;
  const unnamed = Object.entries(lists).filter(([, list]) => list.length > 0);
  return [
    alone(name, text),
    ...unnamed.map(([key, list]) => alone(`${name}, only ${key}`, JSON.stringify(list))),
  ];
}

function aws(): FuzzCase[] {
  const folder = join(DATA, 'aws');
  const placebo = readdirSync(join(folder, 'c7n-placebo')).map((name) => join(folder, 'c7n-placebo', name));
  const labs = ['lab-vpc-endpoints', 'lab-multi-eni', 'lab-igw-in-nat-out', 'lab-tgw-peering'].map((name) =>
    join(folder, name),
  );
  return [
    ...singles(join(folder, 'aws-cli-docs')),
    ...singles(join(folder, 'c7n-placebo')),
    ...placebo.flatMap(inFolder),
    ...inFolder(join(folder, 'cloudmapper-demo')),
    ...inFolder(labs[0]!),
    ...[...labs, join(folder, 'cloudmapper-demo')].flatMap(together),
  ];
}

/** Events of every timeline and change set, as files of changes about the network they were written for. */
function changes(): FuzzCase[] {
  return filesUnder(join(ROOT, 'scenarios'), '.yaml').flatMap((path) => {
    if (path.includes('invalid')) return [];
    const scenario = load(readFileSync(path, 'utf8')) as {
      steps?: { event: unknown }[];
      timeline?: { event: unknown }[];
      changes?: object;
    };
    const steps = (scenario.steps ?? scenario.timeline ?? []).map((step) => step.event);
    const sets = [...(steps.length > 0 ? [steps] : []), ...Object.values(scenario.changes ?? {})];
    return sets.map((set): FuzzCase => {
      const text = dump(set);
      return {
        name: `events of ${relative(ROOT, path)}`,
        kind: 'changes',
        path: 'input.yaml',
        mutant: (seed) => mutated(text, seed, YAML_TEXT),
        scenario: path,
      };
    });
  });
}

/** What is no document to begin with cannot be mutated. */
const isInvalid = ({ name }: FuzzCase): boolean => name.startsWith(join('scenarios', 'invalid'));

const isState = ({ name }: FuzzCase): boolean => /state/.test(name);

/** States of a cloud's provider, and the plans that would make the same. */
function declared(cloud: string): FuzzCase[] {
  const states = filesUnder(DOCUMENTS, '.state.json').filter((path) => basename(path).startsWith(cloud));
  return states.flatMap((path) => {
    const [name, text] = [relative(ROOT, path), readFileSync(path, 'utf8')];
    return [alone(name, text), alone(`${name} as a plan`, JSON.stringify(asPlan(JSON.parse(text))))];
  });
}

const MAKERS = {
  scenario: () =>
    singles(join(ROOT, 'scenarios'), YAML_TEXT, '.yaml', 'yaml').filter((one) => !isInvalid(one)),
  aws,
  'terraform-plan': () => [
    ...singles(join(DATA, 'terraform', 'plan-and-show')).filter((one) => !isState(one)),
    ...singles(DOCUMENTS).filter((one) => !isState(one)),
  ],
  'terraform-state': () => singles(join(DATA, 'terraform')).filter(isState),
  'cloudformation-json': () => singles(join(DATA, 'cloudformation')),
  'cloudformation-yaml': () => singles(join(DATA, 'cloudformation'), SHORT_YAML, '.json', 'yaml'),
  huawei: () => [
    ...singles(join(DATA, 'otc')),
    ...readdirSync(join(DATA, 'otc')).flatMap((name) => inFolder(join(DATA, 'otc', name))),
  ],
  jd: () => {
    const folder = join(ROOT, 'test', 'source', 'jd', 'responses');
    return [...singles(folder), ...inFolder(folder), ...together(folder)];
  },
  azure: () => declared('azure'),
  google: () => declared('google'),
  changes,
  'flow-log': () => logCases(join(DATA, 'flow-logs'), join(ROOT, 'test', 'replay', 'shop.log')),
} satisfies Record<string, () => FuzzCase[]>;

export type Importer = keyof typeof MAKERS;

export const IMPORTERS = Object.keys(MAKERS) as Importer[];

export function isImporter(name: string): name is Importer {
  return Object.hasOwn(MAKERS, name);
}

const made = new Map<Importer, FuzzCase[]>();

export function casesOf(importer: Importer): readonly FuzzCase[] {
  const cases = made.get(importer) ?? MAKERS[importer]();
  made.set(importer, cases);
  return cases;
}
