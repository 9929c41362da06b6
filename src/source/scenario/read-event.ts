/**
 * An event: what happens to the network at one instant.
 *
 * It names sections of the scenario itself, so whoever can write a scenario can write an event.
 */
import type { z } from 'zod';
import type { Change, ChangeAction } from '../../model/change.ts';
import { draftOf } from '../../model/network-draft.ts';
import { isKnownState, statesOf } from '../../model/link-state.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import { putRequests } from './put-requests.ts';
import { readAmendments } from './read-amendments.ts';
import { readNetworkAcls, readSecurityGroups } from './read-filters.ts';
import { checkPeeringState, readLinks } from './read-links.ts';
import { readRouteList, tableFor } from './read-routes.ts';
import { readPrefixLists, readVpcs } from './read-vpcs.ts';
import type { Reading } from './reading.ts';
import type * as schema from './schema.ts';
import { listOf, pathOfItem, readCidrs } from './values.ts';

type Event = z.output<typeof schema.event>;

/** Changes of one event, in the order in which an instant applies them: objects, then routes. */
export function readEvent(reading: Reading, event: Event, path: Path): Change[] {
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
      if (verb === 'delete') {
        if (isObject(reading, object)) add({ kind: 'delete', object }, `delete ${object}`, at);
        else reading.reportUnknown('link, host, subnet or VPC', object, at, objectNames(reading));
      } else {
        const answerable = answerableLinks(reading);
        if (answerable.includes(object)) add({ kind: verb, link: object }, `${verb} ${object}`, at);
        else reading.reportUnknown(`peering or endpoint to ${verb}`, object, at, answerable);
      }
    }
  }
  for (const [vpc, texts] of Object.entries(event.removeCidrs ?? {})) {
    const at = [...path, 'removeCidrs', vpc];
    const ranges = readCidrs(reading, texts, at);
    if (!reading.draft.vpcs.has(vpc)) reading.reportUnknown('VPC', vpc, at, reading.draft.vpcs.keys());
    else add({ kind: 'remove-ranges', vpc, ranges }, `remove ${texts.join(', ')} from ${vpc}`, at);
  }
  for (const [attachment, on] of Object.entries(event.applianceMode ?? {})) {
    const at = [...path, 'applianceMode', attachment];
    add(
      { kind: 'set-appliance-mode', attachment, on },
      `appliance mode of ${attachment} ${on ? 'on' : 'off'}`,
      at,
    );
  }
  for (const { amendment, text, path: at } of readAmendments(reading, event, path)) {
    add({ kind: 'amend', amendment }, text, at);
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
  for (const { records, section, id } of putRequests(before, reading.draft)) {
    const names = new Set(Object.values(records).flatMap((added) => [...added.keys()]));
    add({ kind: 'put', records }, `add or replace ${[...names].join(', ')}`, [...path, section, id]);
  }
}

function isObject(reading: Reading, id: string): boolean {
  const { links, enis, subnets, vpcs } = reading.draft;
  return links.has(id) || enis.has(id) || subnets.has(id) || vpcs.has(id);
}

function answerableLinks(reading: Reading): string[] {
  return [...reading.draft.links.values()].flatMap(({ id, kind }) =>
    kind === 'peering' || kind === 'endpoint' ? [id] : [],
  );
}

function objectNames(reading: Reading): string[] {
  const { links, enis, subnets, vpcs } = reading.draft;
  return [...links.keys(), ...enis.keys(), ...subnets.keys(), ...vpcs.keys()];
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
