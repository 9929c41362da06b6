/**
 * What is wrong with an input, as data: collected, sorted by place, printed once.
 *
 * A problem names what was found and what was expected. Its code is stable; its wording is not.
 */
import { closest, distance } from 'fastest-levenshtein';
import { formatPath } from '../model/source-ref.ts';
import type { SourceFile } from './source-file.ts';

/** Every code a problem can have; test/source has an input for each. */
export const PROBLEM_CODES = [
  'unreadable',
  'too-large',
  'not-an-input',
  'not-yaml',
  'not-json',
  'duplicate-key',
  'several-documents',
  'wrong-shape',
  'unknown-key',
  'unknown-name',
  'duplicate-name',
  'reserved-name',
  'bad-address',
  'bad-cidr',
  'host-bits',
  'bad-route',
  'bad-rule',
  'bad-flow',
  'bad-number',
  'bad-time',
  'outside-range',
  'overlapping-ranges',
  'impossible-state',
  'not-runnable',
  'truncated',
  'not-a-log',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** One sentence without a full stop at the end. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly file: string;
  /** Keys and indices to the place inside the file. */
  readonly path: readonly (string | number)[];
  /** Where the place is, in UTF-16 units, when it is known without looking for the path. */
  readonly offset?: number;
}

export type FileNamed = (name: string) => SourceFile | undefined;

/** Thrown once, with everything that was found wrong. */
export class InputError extends Error {
  readonly problems: readonly Problem[];
  /** Text of an input by name, to show the line a problem is in. */
  readonly fileNamed: FileNamed;

  constructor(problems: readonly Problem[], fileNamed: FileNamed = () => undefined) {
    super(
      problems
        .map(
          ({ file, path, message }) =>
            `${file}${path.length > 0 ? ` (${formatPath(path)})` : ''}: ${message}`,
        )
        .join('\n'),
    );
    this.name = 'InputError';
    this.problems = problems;
    this.fileNamed = fileNamed;
  }
}

/** `did you mean "pcx-1"?` when a known name is near enough to be meant. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.length === 0) return undefined;
  const nearest = closest(
    name.toLowerCase(),
    names.map((candidate) => candidate.toLowerCase()),
  );
  const index = names.findIndex((candidate) => candidate.toLowerCase() === nearest);
  const isNear = distance(name.toLowerCase(), nearest) <= Math.max(1, Math.floor(name.length / 2));
  return isNear ? `did you mean "${names[index]}"?` : undefined;
}
