/**
 * Network → text of a scenario that reads back as that very network, every record with the place it was
 * read from.
 */
import type { Network } from '../../../model/network.ts';
import type { Observed, Scenario } from '../../../model/scenario.ts';
import { isSourceRef, type SourceRef } from '../../../model/source-ref.ts';
import type { Document } from '../../document.ts';
import { expanded } from '../generate-mesh.ts';
import { writeOrigins, type WrittenOrigins } from '../origins.ts';
import { layOut } from './lay-out.ts';
import { writeNetworkAcls, writeSecurityGroups } from './write-filters.ts';
import { writeLinks } from './write-links.ts';
import { writeRoutes } from './write-routes.ts';
import { writePrefixLists, writeSites, writeVpcs } from './write-vpcs.ts';
import { entry, section, Writing, type Plain } from './writing.ts';

const HEAD = `# A network in the words of a scenario, written by "vpcsim import". It can be edited like any other:
# reports point to the files under "origins" for everything that is still as it was there.
`;

/** A network that clouds or tools described. `id`: what reports call it. */
export function writeNetwork(id: string, network: Network, observed: Observed): string {
  const [first] = network.vpcs.values();
  const profile = first?.profile ?? 'aws';
  const writing = new Writing(network, profile);
  const sections: Readonly<Record<string, Plain>> = {
    id,
    profile,
    observed: aboutInputs(observed),
    ...entry({
      vpcs: writeVpcs(writing),
      sites: writeSites(writing),
      prefixLists: writePrefixLists(writing),
      links: writeLinks(writing),
      routes: writeRoutes(writing),
      sgs: writeSecurityGroups(writing),
      acls: writeNetworkAcls(writing),
      unmodelled: writeUnmodelled(writing),
      missing: [...writing.missing],
      flags: { ...network.flags },
    }),
  };
  return textOf(sections, writeOrigins(sections, writing.parts));
}

/** A scenario as it is, with what it generates written out. */
export function writeScenario(document: Document, scenario: Scenario): string {
  const { origins: former, ...sections } = expanded(document.value as Readonly<Record<string, Plain>>);
  const { name } = document.file;
  const own = sourcesIn(scenario)
    .filter(({ file }) => file === name)
    .map((source) => ({ path: source.path, source }));
  const origins = { ...writeOrigins(sections, own), ...(former as WrittenOrigins | undefined) };
  return textOf({ id: scenario.id, ...sections }, origins);
}

function textOf(sections: Readonly<Record<string, Plain>>, origins: WrittenOrigins): string {
  const parts = Object.entries({ ...sections, ...entry({ origins }) });
  return `${HEAD}${parts.map(([name, value]) => layOut(name, value)).join('')}`;
}

function aboutInputs({ plan, counts, ignored, missing }: Observed): Plain {
  return entry({
    plan,
    counts: Object.fromEntries(counts),
    ignored: Object.fromEntries(ignored.map(({ name, why }) => [name, why])),
    missing: Object.fromEntries(missing.map(({ command, places }) => [command, [...places]])),
  });
}

function writeUnmodelled(writing: Writing): Plain {
  return section(writing.network.unmodelled, ({ kind, why, vpc, source }, id) => {
    writing.place(['unmodelled', id], source);
    return { kind, why, ...entry({ vpc }) };
  });
}

/** Every place that a record of a scenario was read from. */
function sourcesIn(value: unknown): SourceRef[] {
  const found: SourceRef[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (isSourceRef(part)) found.push(part);
    else for (const inner of part instanceof Map ? part.values() : Object.values(part)) visit(inner);
  };
  visit(value);
  return found;
}
