/**
 * Events: what happens to the network at an instant of the timeline, or in a named change set.
 *
 * An event names sections of the scenario itself, so whoever can write a scenario can write an event.
 * Each is read against the network as the events before it have left it.
 */
import type { z } from 'zod';
import type { Change, ChangeAction, NewRecords } from '../../model/change.ts';
import { draftOf, type NetworkDraft } from '../../model/network-draft.ts';
import type { FlowExpectation, Step } from '../../model/scenario.ts';
import { isKnownState, statesOf } from '../../model/link-state.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import { readNetworkAcls, readSecurityGroups } from './read-filters.ts';
import { readFlows } from './read-flows.ts';
import { checkPeeringState, readLinks } from './read-links.ts';
import { readRouteList, tableFor } from './read-routes.ts';
import { readPrefixLists, readVpcs } from './read-vpcs.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { listOf, pathOfItem, readDuration } from './values.ts';

type Event = z.output<typeof schema.event>;

export function readSteps(reading: Reading, section: unknown, path: Path): Step[] {
  let current = reading;
  return reading.items(schema.step, section, path).flatMap(({ value, path: at }): Step[] => {
    const atMs = readDuration(reading, value.at, [...at, 'at']);
    current = current.into(draftOf(current.draft));
    const changes = readEvent(current, value.event, [...at, 'event']);
    const expectations: FlowExpectation[] = readFlows(current, value.flows, [...at, 'flows']);
    if (atMs === undefined) return [];
    return [{ atMs, changes, expectations, source: reading.source(at) }];
  });
}

export function readChangeSets(reading: Reading, section: unknown, path: Path): Map<string, Change[]> {
  const sets = new Map<string, Change[]>();
  if (typeof section !== 'object' || section === null) return sets;
  for (const [name, raw] of Object.entries(section)) {
    const at = [...path, name];
    const current = reading.into(draftOf(reading.draft));
    const events = Array.isArray(raw)
      ? reading.items(schema.event, raw, at)
      : [{ value: reading.shaped(schema.event, raw, at), path: at }];
    sets.set(
      name,
      events.flatMap(({ value, path: eventPath }) => (value ? readEvent(current, value, eventPath) : [])),
    );
  }
  return sets;
}

/** Changes of one event, in the order in which an instant applies them: objects, then routes. */
function readEvent(reading: Reading, event: Event, path: Path): Change[] {
  const changes: Change[] = [];
  const add = (action: ChangeAction, text: string, at: Path): void => {
    changes.push({ action, text, source: reading.source(at) });
  };
  readRecords(reading, event, path, add);
  for (const [object, state] of Object.entries(event.set ?? {})) {
    for (const action of readStateChange(reading, object, state, [...path, 'set', object])) {
      const words = typeof state === 'string' ? state : JSON.stringify(state);
      add(action, `set ${object} to ${words}`, [...path, 'set', object]);
    }
  }
  for (const verb of ['accept', 'reject', 'delete'] as const) {
    const objects = event[verb];
    if (objects === undefined) continue;
    for (const [i, object] of listOf(objects).entries()) {
      const at = pathOfItem(objects, [...path, verb], i);
      if (!isObject(reading, object)) {
        reading.reportUnknown('link, host or VPC', object, at, objectNames(reading));
      } else if (verb === 'delete') add({ kind: 'delete', object }, `delete ${object}`, at);
      else add({ kind: verb, link: object }, `${verb} ${object}`, at);
    }
  }
  for (const [attachment, on] of Object.entries(event.applianceMode ?? {})) {
    const at = [...path, 'applianceMode', attachment];
    add(
      { kind: 'set-appliance-mode', attachment, on },
      `appliance mode of ${attachment} ${on ? 'on' : 'off'}`,
      at,
    );
  }
  for (const [key, kind] of [
    ['routes', 'set-routes'],
    ['addRoutes', 'put-routes'],
  ] as const) {
    for (const [table, rows] of Object.entries(event[key] ?? {})) {
      const at = [...path, key, table];
      const isNew = !reading.draft.routeTables.has(table);
      const record = tableFor(reading, table, at);
      if (!record) continue;
      if (isNew) {
        const subnet = reading.draft.subnets.get(table);
        add(
          {
            kind: 'put',
            records: {
              routeTables: new Map([[table, record]]),
              ...(subnet && { subnets: new Map([[table, subnet]]) }),
            },
          },
          `create route table ${table}`,
          at,
        );
      }
      const routes = readRouteList(reading, rows, at);
      add({ kind, table, routes }, `${key === 'routes' ? 'set' : 'add'} routes of ${table}`, at);
    }
  }
  for (const [table, destinations] of Object.entries(event.removeRoutes ?? {})) {
    const at = [...path, 'removeRoutes', table];
    if (reading.draft.routeTables.has(table)) {
      add({ kind: 'remove-routes', table, destinations }, `remove routes of ${table}`, at);
    } else {
      reading.reportUnknown('route table', table, at, reading.draft.routeTables.keys());
    }
  }
  return changes;
}

/** Sections that add or replace whole records. */
function readRecords(
  reading: Reading,
  event: Event,
  path: Path,
  add: (action: ChangeAction, text: string, at: Path) => void,
): void {
  const before = draftOf(reading.draft);
  readPrefixLists(reading, event.prefixLists, [...path, 'prefixLists']);
  readVpcs(reading, event.vpcs, [...path, 'vpcs']);
  readLinks(reading, event.links, [...path, 'links']);
  if (event.sgs || event.vpcs || event.links) readSecurityGroups(reading, event.sgs, [...path, 'sgs']);
  readNetworkAcls(reading, event.acls, [...path, 'acls']);
  const records = difference(before, reading.draft);
  const names = Object.values(records).flatMap((section) => [...section.keys()]);
  if (names.length > 0) add({ kind: 'put', records }, `add or replace ${names.join(', ')}`, path);
}

function difference(before: NetworkDraft, after: NetworkDraft): NewRecords {
  const changed = <V>(
    old: ReadonlyMap<string, V>,
    now: ReadonlyMap<string, V>,
  ): Map<string, V> | undefined => {
    const rows = [...now].filter(([id, record]) => old.get(id) !== record);
    return rows.length > 0 ? new Map(rows) : undefined;
  };
  const sections = {
    vpcs: changed(before.vpcs, after.vpcs),
    subnets: changed(before.subnets, after.subnets),
    enis: changed(before.enis, after.enis),
    routeTables: changed(before.routeTables, after.routeTables),
    links: changed(before.links, after.links),
    securityGroups: changed(before.securityGroups, after.securityGroups),
    networkAcls: changed(before.networkAcls, after.networkAcls),
    prefixLists: changed(before.prefixLists, after.prefixLists),
  };
  return Object.fromEntries(Object.entries(sections).filter(([, section]) => section !== undefined));
}

function isObject(reading: Reading, id: string): boolean {
  const { links, enis, vpcs } = reading.draft;
  return links.has(id) || enis.has(id) || vpcs.has(id);
}

function objectNames(reading: Reading): string[] {
  const { links, enis, vpcs } = reading.draft;
  return [...links.keys(), ...enis.keys(), ...vpcs.keys()];
}

function readStateChange(
  reading: Reading,
  object: string,
  state: string | Record<string, string>,
  path: Path,
): ChangeAction[] {
  const link = reading.draft.links.get(object);
  if (typeof state === 'object') {
    if (link?.kind === 'peering') {
      return Object.entries(state).map(([vpc, half]) => {
        checkPeeringState(reading, half, [...path, vpc]);
        return { kind: 'set-half', peering: object, vpc, state: half };
      });
    }
    if (link?.kind === 'tgw') {
      return Object.entries(state).map(([attachment, word]) => {
        checkState(reading, 'attachment', word, [...path, attachment]);
        return { kind: 'set-attachment', tgw: object, attachment, state: word };
      });
    }
    reading.report('wrong-shape', `${object} has no parts with states of their own`, path);
    return [];
  }
  if (link?.kind === 'peering') {
    checkPeeringState(reading, state, path);
  } else if (link && link.kind !== 'nlb') {
    checkState(reading, link.kind, state, path);
  } else if (reading.draft.enis.has(object)) {
    if (state !== 'running' && state !== 'stopped') {
      reading.report('impossible-state', `"${state}" is no state of a host: running or stopped`, path);
    }
  } else if (!link) {
    reading.reportUnknown('link or host', object, path, objectNames(reading));
    return [];
  }
  return [{ kind: 'set-state', object, state }];
}

function checkState(reading: Reading, kind: Parameters<typeof statesOf>[0], state: string, path: Path): void {
  if (isKnownState(kind, state)) return;
  const known = statesOf(kind);
  const message = `"${state}" is no state for ${kind}; expected one of ${known.join(', ')}`;
  reading.report('impossible-state', message, path, didYouMean(state, known));
}
