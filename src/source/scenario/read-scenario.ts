/**
 * A scenario document → Scenario.
 *
 * Sections are read in the order in which they refer to one another. Each reports what is wrong with
 * it and leaves it out, so that a single run reports every problem of the file.
 */
import { parseAddress, type Address } from '../../ip/address.ts';
import { INTERNET_HOSTS } from '../../model/flow.ts';
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK } from '../../model/network.ts';
import { PROFILE_IDS, PROFILES } from '../../model/profile/profiles.ts';
import type { ProfileId } from '../../model/profile/profile.ts';
import type { LintExpectation, Scenario, ViolationExpectation } from '../../model/scenario.ts';
import type { Document } from '../document.ts';
import { didYouMean, type Problem } from '../problem.ts';
import { generateMesh } from './generate-mesh.ts';
import { readCapacity } from './read-capacity.ts';
import { readNetworkAcls, readSecurityGroups } from './read-filters.ts';
import { isDropReason, readFlows } from './read-flows.ts';
import { readLinks } from './read-links.ts';
import { checkNames, readObserved, readProvenance, readUnmodelled } from './read-provenance.ts';
import { readRefused } from './read-reasons.ts';
import { readControlPlane, readRefusedRoutes } from './read-refusals.ts';
import { readAssociations, readRoutes } from './read-routes.ts';
import { readChangeSets, readSteps } from './read-steps.ts';
import { checkProxies } from './read-hosts.ts';
import { readPrefixLists, readSites, readVpcs } from './read-vpcs.ts';
import { readWorkloads } from './read-workloads.ts';
import { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { describe } from './shape.ts';
import { readAddress } from './values.ts';

type Mapping = Record<string, unknown>;

/** Reads a scenario; `undefined` when the document is so wrong that there is nothing to go on. */
export function readScenario(document: Document, problems: Problem[]): Scenario | undefined {
  const file = document.file.name;
  const root = document.value;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) {
    problems.push({
      code: 'not-an-input',
      message: `a scenario is a mapping with the keys profile, vpcs, links, …; found ${describe(root)}`,
      file,
      path: [],
    });
    return undefined;
  }
  const given = root as Mapping;
  const raw = given['generate'] === undefined ? given : withGeneratedMesh(given, file, problems);
  const profileId = raw['profile'];
  const profile = isProfileId(profileId) ? PROFILES[profileId] : PROFILES.aws;
  const draft = draftOf(EMPTY_NETWORK);
  const provenance = readProvenance(new Reading(file, profile, problems, draft), raw);
  const reading = new Reading(file, profile, problems, draft, provenance);
  checkTopLevel(reading, raw);
  if (raw['manual'] === true) {
    const hint = 'describe the network with vpcs, links and routes';
    reading.report(
      'not-runnable',
      'the scenario describes its network in prose (manual: true)',
      ['manual'],
      hint,
    );
    return undefined;
  }

  readUnmodelled(reading, raw['unmodelled']);
  readVpcs(reading, raw['vpcs'], ['vpcs']);
  readSites(reading, raw['sites'], ['sites']);
  readPrefixLists(reading, raw['prefixLists'], ['prefixLists']);
  checkProxies(reading, ['vpcs']);
  readLinks(reading, raw['links'], ['links']);
  readAssociations(reading, raw['associations'], ['associations']);
  readRoutes(reading, raw['routes'], ['routes']);
  readSecurityGroups(reading, raw['sgs'], ['sgs']);
  readNetworkAcls(reading, raw['acls'], ['acls']);
  checkNames(reading);
  reading.draft.flags = readFlags(reading, raw['flags']);
  // Sections of the future must not show through in the network of the start.
  const network = { ...draftOf(reading.draft) };

  const timeline = raw['steps'] === undefined ? 'timeline' : 'steps';
  const checks = reading.shaped(schema.checks, raw['checks'] ?? {}, ['checks']);
  const violations = readViolations(reading, raw['violations']);
  const observed = readObserved(reading, raw['observed']);
  return {
    id: typeof raw['id'] === 'string' ? raw['id'] : file,
    title: typeof raw['title'] === 'string' ? raw['title'] : '',
    ...(typeof raw['source'] === 'string' && { origin: raw['source'] }),
    ...(typeof raw['why'] === 'string' && { why: raw['why'] }),
    network,
    ...(observed && { observed }),
    expectations: readFlows(reading, raw['flows'], ['flows']),
    steps: readSteps(reading, raw[timeline], [timeline]),
    workloads: readWorkloads(reading, raw['workloads'], ['workloads']),
    changes: readChangeSets(reading, raw['changes'], ['changes']),
    refused: readRefused(reading, raw['refused'], ['refused']),
    refusedRoutes: readRefusedRoutes(reading, raw['refusedRoutes']),
    controlPlane: readControlPlane(reading, raw['controlPlane']),
    lint: readLint(reading, raw['lint']),
    ...(violations && { violations }),
    ...(raw['checks'] !== undefined &&
      checks && { checks: { ...definedOnly(checks), source: reading.source(['checks']) } }),
    capacity: readCapacity(reading, raw['capacity']),
    internet: readInternet(reading, raw['internet']),
  };
}

/** A list of rules that must find something, or a mapping that says how often. */
function readLint(reading: Reading, section: unknown): LintExpectation[] {
  if (section === undefined || Array.isArray(section)) {
    return reading
      .items(schema.lintRule, section, ['lint'])
      .map(({ value, path }) => ({ rule: value, source: reading.source(path) }));
  }
  return reading
    .entries(schema.lintCount, section, ['lint'])
    .map(({ key, value, path }) => ({ rule: key, count: value, source: reading.source(path) }));
}

function withGeneratedMesh(raw: Mapping, file: string, problems: Problem[]): Mapping {
  const reading = new Reading(file, PROFILES.aws, problems, draftOf(EMPTY_NETWORK));
  const plan = reading.shaped(schema.generate, raw['generate'], ['generate']);
  return plan ? { ...raw, ...generateMesh(plan) } : raw;
}

/** Reports unknown keys and a missing or unknown profile; sections report their own contents. */
function checkTopLevel(reading: Reading, raw: Mapping): void {
  const known = Object.keys(schema.scenario.shape);
  for (const key of Object.keys(raw)) {
    if (!known.includes(key)) {
      reading.report('unknown-key', `the key "${key}" is not known here`, [key], didYouMean(key, known));
    }
  }
  const profile = raw['profile'];
  const names = PROFILE_IDS.join(', ');
  if (profile === undefined) {
    reading.report('wrong-shape', `the key "profile" is missing; it says whose rules hold: ${names}`, []);
  } else if (!isProfileId(profile)) {
    const message = `${describe(profile)} is no profile; expected one of ${names}`;
    reading.report('wrong-shape', message, ['profile'], didYouMean(describe(profile), PROFILE_IDS));
  }
}

function isProfileId(value: unknown): value is ProfileId {
  return (PROFILE_IDS as readonly unknown[]).includes(value);
}

function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function readFlags(reading: Reading, section: unknown) {
  const flags = reading.shaped(schema.flags, section ?? {}, ['flags']);
  return flags ? definedOnly(flags) : {};
}

function readInternet(reading: Reading, section: unknown): Record<4 | 6, Address> {
  const internet = { 4: parseAddress(INTERNET_HOSTS[4])!, 6: parseAddress(INTERNET_HOSTS[6])! };
  for (const { value, path } of reading.items(schema.lintRule, section, ['internet'])) {
    const address = readAddress(reading, value, path);
    if (address !== undefined) internet[typeof address === 'number' ? 4 : 6] = address;
  }
  return internet;
}

function readViolations(reading: Reading, section: unknown): ViolationExpectation[] | undefined {
  if (section === undefined) return undefined;
  return reading
    .items(schema.violation, section, ['violations'])
    .flatMap(({ value, path }): ViolationExpectation[] => {
      const { kind, from, via, to, severity } = value;
      if (!isDropReason(kind)) {
        reading.report('unknown-name', `"${kind}" is no kind of violation`, [...path, 'kind']);
        return [];
      }
      return [{ kind, from, via, to, ...(severity && { severity }), source: reading.source(path) }];
    });
}
