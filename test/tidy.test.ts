/**
 * House rules that a linter does not know: how files are named, how long they are, how they begin, and
 * what the project may not say of itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/finding/check.ts';
import { DROP_REASONS } from '../src/model/drop-reason.ts';
import { REFUSAL_REASONS } from '../src/model/refusal.ts';
import { PROBLEM_CODES } from '../src/source/problem.ts';

const root = new URL('..', import.meta.url).pathname;

/** A file that gets longer is asking for a second noun; these are one noun each. */
const LONG_BY_NATURE = new Map([
  ['src/model/drop-reason.ts', 500],
  ['src/model/link.ts', 300],
  ['src/compile/compiled-network.ts', 360],
  ['src/source/scenario/schema.ts', 460],
  ['src/report/page/page-data.ts', 380],
  ['src/report/report-schema.ts', 320],
]);
const LONGEST = 300;

const BANNED_NAMES = /(^|\/)(utils?|helpers?|common|misc|types|shared|stuff|tools?)(\.|\/|$)/;

function filesUnder(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'data' ? [] : filesUnder(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

const sources = filesUnder('src', /\.tsx?$/);
const tests = filesUnder('test', /\.ts$/);
const benches = filesUnder('bench', /\.ts$/);
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the house', () => {
  it('has nothing at its top but what belongs there', () => {
    const known = [
      'README.md',
      'bench',
      'package-lock.json',
      'package.json',
      'scenarios',
      'src',
      'test',
      'tsconfig.json',
    ];
    const generated = new Set(['coverage', 'dist', 'node_modules']);
    const found = readdirSync(root).filter((name) => !name.startsWith('.') && !generated.has(name));
    expect(found.sort()).toEqual(known.sort());
  });

  it('has no file whose name says nothing', () => {
    expect([...sources, ...tests, ...benches].filter((path) => BANNED_NAMES.test(path))).toEqual([]);
  });

  it('has files one can read in a sitting', () => {
    const long = sources
      .map((path) => ({ path, lines: text(path).split('\n').length }))
      .filter(({ path, lines }) => lines > (LONG_BY_NATURE.get(path) ?? LONGEST));
    expect(long).toEqual([]);
  });

  it('opens every source file by saying what it is', () => {
    const silent = sources.filter((path) => !/^(#!.*\n)?\/\*\*\n \* \S/.test(text(path)));
    expect(silent).toEqual([]);
  });

  it('leaves no notes to itself and no holes in its types', () => {
    const pattern =
      /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)|\bas any\b|: any[;,)\]>= ]|\.only\(|\.skip\(/;
    const self = relative(root, new URL(import.meta.url).pathname);
    const found = [...sources, ...tests, ...benches].filter(
      (path) => path !== self && pattern.test(text(path)),
    );
    expect(found).toEqual([]);
  });

  it('explains every drop reason and refusal and names every rule in the README', () => {
    const readme = text('README.md');
    const ids = [...DROP_REASONS, ...REFUSAL_REASONS, ...RULES.map((rule) => rule.id), ...PROBLEM_CODES];
    expect(ids.filter((id) => !readme.includes(`\`${id}\``))).toEqual([]);
  });
});
