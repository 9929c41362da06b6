/**
 * What each importer is fed: real documents, as one file or as the folder they came in.
 */
import { JSON_TEXT, type Notation } from './notation.ts';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dump, load } from 'js-yaml';

export interface FuzzCase {
  readonly name: string;
  /** Files of the input by relative path, the last one of which is mutated in each attempt. */
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly notation: Notation;
  /** Scenario whose network a file of changes is about. */
  readonly scenario?: string;
}

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

function single(path: string, notation: Notation, ending: string): FuzzCase {
  return {
    name: relative(ROOT, path),
    files: [[`input.${ending}`, readFileSync(path, 'utf8')]],
    notation,
  };
}

function singles(folder: string, notation = JSON_TEXT, from = '.json', ending = 'json'): FuzzCase[] {
  return filesUnder(folder, from)
    .filter((path) => statSync(path).size <= LARGEST)
    .map((path) => single(path, notation, ending));
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
      files: [...all.filter(([other]) => other !== path), [path, text] as const],
      notation: JSON_TEXT,
    }));
}

/** All responses of a folder in one document, so that a mutation can move what refers into what is referred to. */
function together(folder: string): FuzzCase[] {
  const lists: Record<string, unknown[]> = {};
  for (const path of filesUnder(folder, '.json')) {
    const document = JSON.parse(readFileSync(path, 'utf8')) as { data?: object };
    for (const [key, value] of Object.entries(document.data ?? document)) {
      if (Array.isArray(value)) lists[key] = [...(lists[key] ?? []), ...(value as unknown[])];
    }
  }
  const text = JSON.stringify(lists);
  if (text.length > 5 * LARGEST) return [];
  return [
    { name: `${relative(ROOT, folder)} in one file`, files: [['input.json', text]], notation: JSON_TEXT },
  ];
}

/** Every list of a folder without its name. */
function unnamed(folder: string): FuzzCase[] {
  return together(folder).flatMap(({ name, files: [file] }) =>
    Object.entries(JSON.parse(file![1]) as Record<string, unknown[]>)
      .filter(([, list]) => list.length > 0)
      .map(([key, list]) => ({
        name: `${name}, only ${key}`,
        files: [['input.json', JSON.stringify(list)] as const],
        notation: JSON_TEXT,
      })),
  );
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
    ...[...labs, join(folder, 'cloudmapper-demo')].flatMap((lab) => [...together(lab), ...unnamed(lab)]),
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
    return sets.map((set) => ({
      name: `events of ${relative(ROOT, path)}`,
      files: [['input.yaml', dump(set)] as const],
      notation: YAML_TEXT,
      scenario: path,
    }));
  });
}

/** What is no document to begin with cannot be mutated. */
const isInvalid = ({ name }: FuzzCase): boolean => name.startsWith(join('scenarios', 'invalid'));

const isState = ({ name }: FuzzCase): boolean => /state/.test(name);

const MAKERS = {
  scenario: () =>
    singles(join(ROOT, 'scenarios'), YAML_TEXT, '.yaml', 'yaml').filter((one) => !isInvalid(one)),
  aws,
  'terraform-plan': () => [
    ...singles(join(DATA, 'terraform', 'plan-and-show')).filter((one) => !isState(one)),
    ...singles(DOCUMENTS),
  ],
  'terraform-state': () => singles(join(DATA, 'terraform')).filter(isState),
  'cloudformation-json': () => singles(join(DATA, 'cloudformation')),
  'cloudformation-yaml': () => singles(join(DATA, 'cloudformation'), SHORT_YAML, '.json', 'yaml'),
  huawei: () => [
    ...singles(join(DATA, 'otc')),
    ...readdirSync(join(DATA, 'otc')).flatMap((name) => inFolder(join(DATA, 'otc', name))),
  ],
  changes,
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
