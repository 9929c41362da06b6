/**
 * Scenarios that must be refused: code, line, column and wording of every problem, held against a golden
 * file. `VPCSIM_UPDATE=1` writes it anew; read the difference before you keep it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { offsetOf } from '../../../src/source/document.ts';
import { PROBLEM_CODES } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { problemsOf } from '../../read-scenario-file.ts';

const folder = new URL('../../../scenarios/invalid/', import.meta.url).pathname;
const golden = new URL('invalid.golden.txt', import.meta.url).pathname;

/** Codes that belong to files and folders rather than to what a scenario says. */
const OF_FILES = new Set<string>(['unreadable', 'too-large', 'not-json', 'truncated', 'not-a-log']);

function describeFile(name: string): string {
  const text = readFileSync(join(folder, name), 'utf8');
  const file = new SourceFile(name, text);
  const lines = problemsOf(text).map(({ code, message, hint, path, offset }) => {
    const { line, column } = file.positionOf(offset ?? offsetOf(file, path));
    return `${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
  return [`== ${name}`, ...lines, ''].join('\n');
}

describe('invalid scenarios', () => {
  const names = readdirSync(folder).sort();
  const found = names.map(describeFile).join('\n');

  it('are refused with every problem in its place', () => {
    if (process.env['VPCSIM_UPDATE']) writeFileSync(golden, found);
    expect(found).toBe(readFileSync(golden, 'utf8'));
  });

  it('cover every code a scenario can be refused with', () => {
    const missing = PROBLEM_CODES.filter((code) => !OF_FILES.has(code) && !found.includes(` ${code}: `));
    expect(missing).toEqual([]);
  });
});
