/**
 * The input of a command: a scenario as it is, or a network that nothing is asked about yet.
 */
import { parseAddress } from '../ip/address.ts';
import { INTERNET_HOSTS } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { PlaceOf } from '../report/placed-finding.ts';
import { locate } from '../report/problem-text.ts';
import { loadNetwork, type IgnoredFile } from '../source/load.ts';
import { InputError } from '../source/problem.ts';

export interface Input {
  readonly scenario: Scenario;
  /** `file:line` of a source. */
  readonly at: (source: SourceRef) => string;
  readonly placeOf: PlaceOf;
  /** Files that were found and not read. */
  readonly ignored: readonly IgnoredFile[];
}

/** Throws an InputError with everything that is wrong. */
export async function loadInput(paths: readonly string[]): Promise<Input> {
  const { network, scenario, problems, fileNamed, ignored } = await loadNetwork(paths);
  if (problems.length > 0) throw new InputError(problems, fileNamed);
  return {
    scenario: scenario ?? bareScenario(network, paths.join(', ')),
    ignored,
    at: ({ file, path }) => {
      const place = locate(fileNamed, file, path);
      return place ? `${file}:${place.line}` : file;
    },
    placeOf: ({ file, path }) => {
      const place = locate(fileNamed, file, path);
      return { file, line: place?.line, column: place?.column };
    },
  };
}

function bareScenario(network: Network, id: string): Scenario {
  return {
    id,
    title: '',
    network,
    expectations: [],
    steps: [],
    workloads: [],
    capacity: [],
    changes: new Map(),
    refused: [],
    refusedRoutes: [],
    controlPlane: [],
    lint: [],
    internet: { 4: parseAddress(INTERNET_HOSTS[4])!, 6: parseAddress(INTERNET_HOSTS[6])! },
  };
}
