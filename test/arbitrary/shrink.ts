// Shrinking: a failing document is taken apart until nothing can be left out any more.
// The document is a tree of maps and lists, and every entry of it is a candidate: whole VPCs first, single
// options last. Leaving something out may leave others with a name nobody bears; whatever the reader then
// complains about is left out too, so a VPC takes its peerings, routes and flows with it.
import type { Problem } from '../../src/source/problem.ts';
import type { ScenarioDocument } from './document.ts';

type Path = readonly (string | number)[];

export interface ShrinkOptions {
  /** Whether the document still shows the failure that is looked for. */
  readonly fails: (document: ScenarioDocument) => boolean;
  readonly problemsOf: (document: ScenarioDocument) => readonly Problem[];
  /** At most this many documents are tried. */
  readonly budget: number;
}

function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value as unknown[])[key] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** Removes what is at a path, or the nearest thing around it that exists; the root always stays. */
function removeAt(document: ScenarioDocument, path: Path): boolean {
  let holder: unknown = document;
  let depth = 0;
  const chain: unknown[] = [holder];
  while (depth < path.length) {
    const key = path[depth];
    const next = key === undefined ? undefined : childOf(holder, key);
    if (next === undefined) break;
    holder = next;
    chain.push(holder);
    depth += 1;
  }
  // Sections of the document are emptied, never dropped.
  if (depth < 2) return false;
  const parent = chain[depth - 1];
  const key = path[depth - 1];
  if (Array.isArray(parent) && typeof key === 'number') parent.splice(key, 1);
  else if (typeof parent === 'object' && parent !== null && key !== undefined) {
    delete (parent as Record<string, unknown>)[key];
  }
  return true;
}

/** The document without one entry and without everything that made no sense after it, or nothing. */
function without(
  document: ScenarioDocument,
  path: Path,
  options: ShrinkOptions,
): ScenarioDocument | undefined {
  const smaller = structuredClone(document);
  if (!removeAt(smaller, path)) return undefined;
  for (let round = 0; round < 12; round += 1) {
    const problems = options.problemsOf(smaller);
    if (problems.length === 0) return smaller;
    // From the back, so that positions in lists stay true.
    const paths = problems.map((problem) => problem.path).sort(laterFirst);
    if (!paths.every((at) => removeAt(smaller, at))) return undefined;
  }
  return undefined;
}

function laterFirst(a: Path, b: Path): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const one = a[i];
    const other = b[i];
    if (one === other) continue;
    if (typeof one === 'number' && typeof other === 'number') return other - one;
    return String(other) < String(one) ? -1 : 1;
  }
  return 0;
}

function* entriesBelow(value: unknown, path: Path, depth: number): Generator<Path> {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  const keys = Array.isArray(value) ? [...value.keys()].toReversed() : Object.keys(value);
  for (const key of keys) yield [...path, key];
  for (const key of keys) yield* entriesBelow(childOf(value, key), [...path, key], depth - 1);
}

/** Every entry of the sections, the big ones first. */
function candidates(document: ScenarioDocument): Path[] {
  const sections = [
    'steps',
    'flows',
    'vpcs',
    'sites',
    'links',
    'acls',
    'sgs',
    'routes',
    'prefixLists',
    'flags',
  ];
  const paths = sections.flatMap((section) => [...entriesBelow(childOf(document, section), [section], 6)]);
  return paths.sort((a, b) => a.length - b.length);
}

/** The smallest document found that still fails. */
export function shrink(document: ScenarioDocument, options: ShrinkOptions): ScenarioDocument {
  let current = document;
  let tried = 0;
  for (let progress = true; progress;) {
    progress = false;
    for (const path of candidates(current)) {
      if (tried >= options.budget) return current;
      // An earlier success in this round may have taken the entry away, or moved it.
      const smaller = without(current, path, options);
      if (smaller === undefined) continue;
      tried += 1;
      if (!options.fails(smaller)) continue;
      current = smaller;
      progress = true;
    }
  }
  return current;
}
