/**
 * What programs and tests may rely on: read a network, ask who reaches whom, what a change does to it, why
 * a flow does not work and what would mend it.
 *
 *     const before = await readNetwork(['estate/']);
 *     const { lost, newViolations } = whatIf(before, readChangeFile('change.yaml', before));
 *     const { proposals } = repair(before, { from: 'web', to: 'orders', port: 5432 });
 */
import type { Network } from './model/network.ts';
import { loadNetwork } from './source/load.ts';
import { InputError } from './source/problem.ts';

/** Reads the files and folders of an input. Throws an {@link InputError} with everything that is wrong. */
export async function readNetwork(paths: readonly string[]): Promise<Network> {
  const { network, problems, fileNamed } = await loadNetwork(paths);
  if (problems.length > 0) throw new InputError(problems, fileNamed);
  return network;
}

export { NO_ENTRY, PrefixMap } from './fib/prefix-map.ts';
export { readChangeFile } from './source/change-file.ts';
export * from './engine.ts';
