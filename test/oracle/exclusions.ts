// Known differences, set aside so that new ones can be found. Each entry is a defect or an open question
// that has been reported; the list is meant to be empty, and is.
import type { ScenarioDocument } from '../arbitrary/document.ts';
import type { Disagreement } from './compare.ts';

interface Exclusion {
  readonly name: string;
  readonly matches: (document: ScenarioDocument, found: Disagreement) => boolean;
}

const EXCLUSIONS: readonly Exclusion[] = [];

/** The name of the known difference a disagreement belongs to, if it does. */
export function excluded(document: ScenarioDocument, found: Disagreement): string | undefined {
  return EXCLUSIONS.find((exclusion) => exclusion.matches(document, found))?.name;
}
