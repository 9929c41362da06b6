// Known differences, set aside so that new ones can be found. Each entry is a defect or an open question
// that has been reported; the list is meant to become empty.
import type { ScenarioDocument } from '../arbitrary/document.ts';
import type { Disagreement } from './compare.ts';
import { Oracle } from './oracle.ts';

interface Exclusion {
  readonly name: string;
  readonly matches: (document: ScenarioDocument, found: Disagreement) => boolean;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    name: 'B21: a refused peering that an event revives',
    matches: (document, { stage }) => {
      const refused = new Set(refusedOf(document));
      return document.steps.slice(0, stage).some(({ event }) => {
        const named = [...Object.keys(event['set'] ?? {}), event['accept'], event['delete']];
        return named.some((id) => typeof id === 'string' && refused.has(id));
      });
    },
  },
  {
    name: 'B19: a request that awaits acceptance cannot be accepted',
    matches: ({ links, steps }) =>
      JSON.stringify(links).includes('Awaiting acceptance') && steps.some(({ event }) => 'accept' in event),
  },
  {
    name: 'B22: a deleted peering that counts as refused',
    matches: (document, { engine }) =>
      document.profile === 'otc' &&
      / (peering-not-active table|peering-dst-outside-peer-cidr peering|route-target-invalid table):/.test(
        engine,
      ) &&
      refusedOf(document).some((id) => String(document.links[id]?.['state']).toLowerCase() === 'deleted'),
  },
  {
    name: 'B45: peerings that are judged anew by an event about something else',
    matches: (document) => /-twin"/.test(JSON.stringify(document)) && document.steps.length > 1,
  },
];

function refusedOf(document: ScenarioDocument): string[] {
  const { world } = new Oracle(document);
  return [...world.links.values()].flatMap((link) =>
    link.type === 'peering' && link.refused ? [link.id] : [],
  );
}

/** The name of the known difference a disagreement belongs to, if it does. */
export function excluded(document: ScenarioDocument, found: Disagreement): string | undefined {
  return EXCLUSIONS.find((exclusion) => exclusion.matches(document, found))?.name;
}
