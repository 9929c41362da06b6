/**
 * What a control plane is expected to refuse when single routes or whole events are tried.
 */
import { draftOf } from '../../model/network-draft.ts';
import type { ControlPlaneExpectation, RefusedRouteExpectation } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { readReason } from './read-reasons.ts';
import { readRouteList } from './read-routes.ts';
import { readEvents } from './read-steps.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';

export function readRefusedRoutes(reading: Reading, section: unknown): RefusedRouteExpectation[] {
  return reading
    .items(schema.refusedRoute, section, ['refusedRoutes'])
    .flatMap(({ value: [table, text, reasonText], path }): RefusedRouteExpectation[] => {
      if (!reading.draft.routeTables.has(table)) {
        reading.reportUnknown('route table', table, [...path, 0], reading.draft.routeTables.keys());
        return [];
      }
      const routes = readRouteList(reading, [text], path);
      const reason = readReason(reading, reasonText, [...path, 2]);
      if (routes.length === 0 || !reason) return [];
      const source = reading.source(path);
      const change = { action: { kind: 'put-routes', table, routes }, text, source } as const;
      return [{ table, change, reason, source }];
    });
}

/** Attempts are read against the network of the start, each on its own; prose is kept as it is. */
export function readControlPlane(reading: Reading, section: unknown): ControlPlaneExpectation[] {
  return reading
    .items(schema.controlPlaneEntry, section, ['controlPlane'])
    .flatMap(({ value, path }): ControlPlaneExpectation[] => {
      if ('attempt' in value) return readAttempt(reading, value, path);
      const text = Object.entries(value)
        .filter(([key]) => key !== 'refused' && key !== 'accepted' && key !== 'lint')
        .map(([key, words]) => `${key} ${typeof words === 'string' ? words : JSON.stringify(words)}`)
        .join(', ');
      return [{ text, source: reading.source(path) }];
    });
}

function readAttempt(reading: Reading, raw: unknown, path: Path): ControlPlaneExpectation[] {
  const value = reading.shaped(schema.controlPlaneAttempt, raw, path);
  if (!value) return [];
  const attempt = readEvents(reading.into(draftOf(reading.draft)), value.attempt, [...path, 'attempt']);
  if ((value.refused === undefined) === (value.accepted === undefined)) {
    reading.report('wrong-shape', 'an attempt is expected to be either refused or accepted', path);
    return [];
  }
  const reason =
    value.refused === undefined ? undefined : readReason(reading, value.refused, [...path, 'refused']);
  if (value.refused !== undefined && !reason) return [];
  return [
    {
      attempt,
      text: attempt.map((change) => change.text).join('; '),
      ...(reason && { reason }),
      ...(value.lint !== undefined && { lint: value.lint }),
      source: reading.source(path),
    },
  ];
}
