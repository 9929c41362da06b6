/**
 * Paths as the user gave them → files to read, and their text.
 *
 * Folders are walked in order of name, so that the same folder always reads the same. Sizes are checked
 * before anything is read.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, ProblemCode } from './problem.ts';
import { SourceFile } from './source-file.ts';

const MB = 1_000_000;

/** A scenario is written by hand; an export may hold a whole company. JavaScript ends at 536 MB of text. */
export const SIZE_LIMITS = { scenario: 64 * MB, export: 512 * MB } as const;

export interface InputFile {
  /** As the user would name it. */
  readonly name: string;
  readonly size: number;
  /** It was found in a folder, not named by itself. */
  readonly isInFolder: boolean;
}

/** The files behind some paths; what cannot be opened or holds no file goes to `problems`. */
export function findFiles(paths: readonly string[], problems: Problem[]): InputFile[] {
  const found: InputFile[] = [];
  for (const path of paths) {
    const size = attempt(path, problems, () => {
      const stats = statSync(path);
      return stats.isDirectory() ? undefined : stats.size;
    });
    if (size === 'failed') continue;
    if (size !== undefined) {
      found.push({ name: path, size, isInFolder: false });
      continue;
    }
    const before = found.length;
    walk(path, found, problems, new Set());
    if (found.length === before) {
      const hint = 'name the folder that the JSON files of the export are in';
      problems.push({ ...problemOf('not-an-input', 'the folder holds no files', path), hint });
    }
  }
  return found;
}

function walk(folder: string, found: InputFile[], problems: Problem[], visited: Set<string>): void {
  const entries = attempt(folder, problems, () => {
    const real = realpathSync(folder);
    if (visited.has(real)) return [];
    visited.add(real);
    return readdirSync(folder);
  });
  if (entries === 'failed') return;
  for (const entry of entries.toSorted()) {
    const name = join(folder, entry);
    const stats = attempt(name, problems, () => statSync(name));
    if (stats === 'failed') continue;
    if (stats.isDirectory()) walk(name, found, problems, visited);
    else if (stats.isFile()) found.push({ name, size: stats.size, isInFolder: true });
  }
}

/** Text of a file, decoded by its byte order mark; `undefined` after reporting why there is none. */
export function readText(file: InputFile, limit: number, problems: Problem[]): SourceFile | undefined {
  if (file.size > limit) {
    const sizes = `${(file.size / MB).toFixed(1)} MB, and the limit is ${limit / MB} MB`;
    problems.push({
      ...problemOf('too-large', `the file has ${sizes}`, file.name),
      hint: 'split it, for example by region or account',
    });
    return undefined;
  }
  const bytes = attempt(file.name, problems, () => readFileSync(file.name));
  return bytes === 'failed' ? undefined : new SourceFile(file.name, decode(bytes));
}

/** PowerShell writes UTF-16 with a mark in front; a mark in front of UTF-8 is of no use, but legal. */
function decode(bytes: Buffer): string {
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function attempt<T>(name: string, problems: Problem[], action: () => T): T | 'failed' {
  try {
    return action();
  } catch (error) {
    problems.push(problemOf('unreadable', `cannot be read: ${reasonOf(error)}`, name));
    return 'failed';
  }
}

function problemOf(code: ProblemCode, message: string, file: string): Problem {
  return { code, message, file, path: [] };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
