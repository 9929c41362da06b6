/**
 * Changes to a network in words: one event or a list of events, as a scenario's timeline writes them.
 */
import type { Change } from '../model/change.ts';
import { draftOf } from '../model/network-draft.ts';
import type { Network } from '../model/network.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import { parseDocument } from './document.ts';
import { InputError, type Problem } from './problem.ts';
import { readEvents } from './scenario/read-steps.ts';
import { Reading } from './scenario/reading.ts';
import { concealed } from './secrets.ts';
import type { SourceFile } from './source-file.ts';

/** Throws an InputError with everything that is wrong. */
export function readChanges(source: SourceFile, network: Network): Change[] {
  const problems: Problem[] = [];
  const [vpc] = network.vpcs.values();
  const reading = new Reading(source.name, PROFILES[vpc?.profile ?? 'aws'], problems, draftOf(network));
  const document = parseDocument(source, problems);
  const changes = document ? readEvents(reading, document.value, []) : [];
  if (problems.length > 0) throw new InputError(problems, () => concealed(source));
  return changes;
}
