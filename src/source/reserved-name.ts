/**
 * The one name an object of JavaScript cannot keep: what is called so would be lost on the way, in silence.
 */
import type { Problem } from './problem.ts';
import type { SourceFile } from './source-file.ts';

const RESERVED = /(?<![\w.-])__proto__(?![\w.-])/;

/** Reports a text in which something is called by that name. */
export function reportReserved({ name: file, text }: SourceFile, problems: Problem[]): boolean {
  const offset = text.search(RESERVED);
  if (offset < 0) return false;
  const message = 'nothing can be called "__proto__"';
  problems.push({ code: 'reserved-name', message, hint: 'rename it', file, path: [], offset });
  return true;
}
