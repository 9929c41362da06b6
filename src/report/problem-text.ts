/**
 * Problems of an input as people read them: place, sentence, the line itself with a caret, a hint.
 */
import { formatPath } from '../model/source-ref.ts';
import { offsetOf } from '../source/document.ts';
import type { FileNamed, Problem } from '../source/problem.ts';
import type { Style } from './style.ts';

/** More than this many say the same thing as fewer. */
const MOST_PRINTED = 50;

export interface Place {
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

/** Line and column of a path inside a file, both from 1. */
export function locate(
  fileNamed: FileNamed,
  file: string,
  path: readonly (string | number)[],
  offset?: number,
): Place | undefined {
  const source = fileNamed(file);
  if (!source || source.text === '') return undefined;
  return source.positionOf(offset ?? offsetOf(source, path));
}

export function renderProblems(problems: readonly Problem[], fileNamed: FileNamed, style: Style): string {
  const placed = problems.map((problem) => ({
    problem,
    place: locate(fileNamed, problem.file, problem.path, problem.offset),
  }));
  placed.sort(
    (a, b) =>
      compareText(a.problem.file, b.problem.file) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
  const lines = placed
    .slice(0, MOST_PRINTED)
    .map(({ problem, place }) => renderProblem(problem, place, style));
  const left = placed.length - MOST_PRINTED;
  if (left > 0) lines.push(`and ${left} more\n`);
  return lines.join('\n');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function renderProblem(problem: Problem, place: Place | undefined, style: Style): string {
  const where = place ? `${problem.file}:${place.line}:${place.column}` : problem.file;
  const hint = problem.hint === undefined ? '' : style.cyan(`  hint: ${problem.hint}\n`);
  const head = `${style.bold(where)}: ${style.red('error')}: ${problem.message.replaceAll(CONTROL, ' ')} ${style.dim(`[${problem.code}]`)}\n`;
  if (!place) {
    const at = problem.path.length > 0 ? `  at ${formatPath(problem.path)}\n` : '';
    return head + at + hint;
  }
  return head + excerpt(place, style) + hint;
}

/** What a file holds is shown, and not obeyed by a terminal. */
const CONTROL = /\p{Cc}/gu;

/** Room for a line of a report; minified files have longer ones. */
const WIDTH = 100;

function excerpt({ line, column, lineText }: Place, style: Style): string {
  const start = column > WIDTH ? column - WIDTH / 2 : 1;
  const shown = lineText.slice(start - 1, start - 1 + WIDTH).replaceAll(CONTROL, ' ');
  const number = String(line).padStart(5);
  const caret = ' '.repeat(column - start);
  return `${style.dim(`${number} | `)}${shown}\n${style.dim('      | ')}${caret}${style.red('^')}\n`;
}
