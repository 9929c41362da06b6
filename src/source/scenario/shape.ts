/**
 * zod's account of a wrong shape → problems in words a person can act on.
 *
 * A union fails in each of its branches; only the branch that fits the kind of value at hand says
 * something useful, so its complaints are the ones reported.
 */
import type { z } from 'zod';
import type { Path } from '../document.ts';
import { didYouMean, type Problem } from '../problem.ts';

type ZodIssue = z.core.$ZodIssue;

export function shapeProblems(
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  file: string,
  path: Path,
): Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, schema, value, file, path));
}

function problemsOf(issue: ZodIssue, schema: z.ZodType, root: unknown, file: string, base: Path): Problem[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const found = valueAt(root, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const hint = didYouMean(key, knownKeys(schema, root, issue.path));
        return {
          code: 'unknown-key',
          message: `the key "${key}" is not known here`,
          ...(hint !== undefined && { hint }),
          file,
          path: [...path, key],
        };
      });
    case 'invalid_union': {
      const branch = issue.errors.find((issues) =>
        issues.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
      );
      if (branch) {
        return branch.flatMap((inner) =>
          problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, root, file, base),
        );
      }
      if ('discriminator' in issue && typeof issue.discriminator === 'string') {
        const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
        const at = [...path, issue.discriminator].slice(
          0,
          path.at(-1) === issue.discriminator ? -1 : undefined,
        );
        return [
          {
            code: 'wrong-shape',
            message: `${describe(found)} is not a known ${issue.discriminator}; expected one of ${kinds.join(', ')}`,
            file,
            path: at,
          },
        ];
      }
      return [wrongShape(issue.message, found, file, path)];
    }
    case 'invalid_value':
      return [wrongShape(`expected ${issue.values.map(String).join(' or ')}`, found, file, path)];
    case 'invalid_type':
      return [
        found === undefined
          ? { code: 'wrong-shape', message: `the key "${String(path.at(-1))}" is missing`, file, path }
          : wrongShape(`expected ${KIND_WORDS[issue.expected] ?? issue.expected}`, found, file, path),
      ];
    default:
      return [wrongShape(issue.message, found, file, path)];
  }
}

/** Kinds of values in the words of people who write YAML. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

function wrongShape(expected: string, found: unknown, file: string, path: Path): Problem {
  return { code: 'wrong-shape', message: `${expected}, found ${describe(found)}`, file, path };
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Keys the schema knows at a path, as far as it can be followed. */
function knownKeys(schema: z.ZodType, root: unknown, path: readonly PropertyKey[]): string[] {
  let shapes: unknown[] = [schema];
  let value = root;
  const open = (candidates: unknown[]): Record<string, unknown>[] =>
    candidates.flatMap((candidate) => {
      const def = (candidate as { def?: Record<string, unknown> } | undefined)?.def;
      if (!def) return [];
      if (def['type'] === 'optional') return open([def['innerType']]);
      if (def['type'] === 'union') return open(def['options'] as unknown[]);
      return [def];
    });
  for (const key of path) {
    value = valueAt(value, [key]);
    shapes = open(shapes).flatMap((def): unknown[] => {
      if (def['type'] === 'object') return [(def['shape'] as Record<PropertyKey, unknown>)[key]];
      if (def['type'] === 'record') return [def['valueType']];
      if (def['type'] === 'array') return [def['element']];
      return [];
    });
  }
  return open(shapes)
    .filter((def) => def['type'] === 'object' && fitsDiscriminator(def, value))
    .flatMap((def) => Object.keys(def['shape'] as object));
}

/** Of several objects that differ in `type`, only the one the value claims to be is of interest. */
function fitsDiscriminator(def: Record<string, unknown>, value: unknown): boolean {
  const typeShape = (def['shape'] as Record<string, { def?: { values?: unknown[] } }>)['type'];
  const claimed = valueAt(value, ['type']);
  return typeShape?.def?.values === undefined || typeShape.def.values.includes(claimed);
}

/** More of a text than this is no help, and may be a whole file. */
const LONGEST = 60;

/** What a value is, in words for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string' && value.length > LONGEST) return `"${value.slice(0, LONGEST)}…"`;
  return JSON.stringify(value);
}
