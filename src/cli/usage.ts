/**
 * A mistake on the command line, in a sentence and perhaps a hint. Ends in exit code 2.
 */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/** A whole number within bounds, given as text. */
export function readNumber(text: string, what: string, least: number, most: number): number {
  const digits = text.replaceAll('_', '');
  const number = /^\d+$/.test(digits) ? Number(digits) : NaN;
  if (!(number >= least && number <= most)) {
    throw new UsageError(`${what} must be a whole number from ${least} to ${most}, not "${text}"`);
  }
  return number;
}

/** One of a few words. */
export function readChoice<T extends string>(text: string, what: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined)
    throw new UsageError(`${what} must be one of ${choices.join(', ')}, not "${text}"`);
  return choice;
}
