/**
 * One mutated document through the door every command uses: it has to be a network that compiles, or
 * problems each of which has a place.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { compile } from '../../src/compile/compile.ts';
import { locate } from '../../src/report/problem-text.ts';
import { loadNetwork } from '../../src/source/load.ts';
import { mutated } from './mutation.ts';

const DATA = join(import.meta.dirname, '..', 'data');
const DOCUMENTS = join(import.meta.dirname, '..', 'source', 'terraform', 'documents');

/** Mutating is not the point: a few hundred kilobytes show as much as megabytes. */
const LARGEST = 250_000;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.name.endsWith('.json') && statSync(path).size <= LARGEST ? [path] : [];
    })
    .toSorted();
}

const FILES = ['terraform', 'cloudformation', 'otc', 'aws'].map((folder) => filesUnder(join(DATA, folder)));

/** Every reader gets its share, however many files there are for it. */
function originalOf(seed: number): string {
  const files = seed % 5 === 4 ? filesUnder(DOCUMENTS) : FILES[seed % 5]!;
  return files[Math.floor(seed / 5) % files.length]!;
}

export interface Attempt {
  readonly original: string;
  /** `network`, or the codes of the problems. */
  readonly outcome: string;
  /** What is wrong with the outcome; absent when nothing is. */
  readonly fault?: string;
}

export async function attempt(seed: number): Promise<Attempt> {
  const original = originalOf(seed);
  const folder = mkdtempSync(join(tmpdir(), 'vpcsim-fuzz-'));
  const file = join(folder, 'input.json');
  const name = relative(DATA, original);
  try {
    const text = mutated(readFileSync(original, 'utf8'), seed);
    writeFileSync(file, text);
    const { network, plan, problems, fileNamed } = await loadNetwork([file]);
    const lost = problems.find(
      ({ file: where, path, offset }) => text !== '' && !locate(fileNamed, where, path, offset),
    );
    if (lost) return { original: name, outcome: lost.code, fault: `no place for: ${lost.message}` };
    if (problems.length > 0) return { original: name, outcome: problems.map(({ code }) => code).join(' ') };
    for (const side of plan ? [plan.prior, plan.planned] : [network]) compile(side);
    return { original: name, outcome: 'network' };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { original: name, outcome: 'exception', fault: text.split('\n').slice(0, 8).join('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
