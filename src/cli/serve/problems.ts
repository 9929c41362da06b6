/**
 * What is wrong with a request, in sentences for whoever made it.
 */
import { InputError } from '../../source/problem.ts';
import { UsageError } from '../usage.ts';

export class Problems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'Problems';
    this.problems = problems;
  }
}

/** The sentences in an error that is about what somebody asked or wrote; nothing for a bug of ours. */
export function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof Problems) return error.problems;
  if (error instanceof UsageError)
    return [error.hint === undefined ? error.message : `${error.message}; ${error.hint}`];
  if (error instanceof InputError) {
    return error.problems.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`));
  }
  return undefined;
}
