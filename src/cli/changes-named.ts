/**
 * What `--change` names: a change set of the scenario, or a file of events.
 */
import type { Change } from '../model/change.ts';
import type { Scenario } from '../model/scenario.ts';
import { readChangeFile } from '../source/change-file.ts';
import { didYouMean } from '../source/problem.ts';
import { UsageError } from './usage.ts';

/** A change set of the scenario by name, else a file of events. */
export function changesNamed(scenario: Scenario, name: string): readonly Change[] {
  const named = scenario.changes.get(name);
  if (named) return named;
  if (/\.(ya?ml|json)$/i.test(name)) return readChangeFile(name, scenario.network);
  throw new UsageError(
    `there is no change set called "${name}", and it is not the name of a .yaml or .json file`,
    didYouMean(name, scenario.changes.keys()),
  );
}
