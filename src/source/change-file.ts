/**
 * A file of changes to a network.
 */
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import { readChanges } from './changes.ts';
import { findFiles, readText, SIZE_LIMITS } from './input-files.ts';
import { InputError, type Problem } from './problem.ts';

/** Throws an InputError with everything that is wrong. */
export function readChangeFile(path: string, network: Network): Change[] {
  const problems: Problem[] = [];
  const [file] = findFiles([path], problems);
  const source = file && readText(file, SIZE_LIMITS.scenario, problems);
  if (!source) throw new InputError(problems);
  return readChanges(source, network);
}
