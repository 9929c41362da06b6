/**
 * What a control plane is expected to refuse: of the network as it is written, of single routes, and of
 * events that are tried on it.
 */
import { draftOf } from '../../model/network-draft.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../../model/refusal.ts';
import type { ControlPlaneExpectation, RefusedRouteExpectation, Scenario } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import { readRouteList } from './read-routes.ts';
import { readEvents } from './read-steps.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { listOf, pathOfItem } from './values.ts';

function isRefusalReason(text: string): text is RefusalReason {
  return (REFUSAL_REASONS as readonly string[]).includes(text);
}

function readReason(reading: Reading, text: string, path: Path): RefusalReason | undefined {
  if (isRefusalReason(text)) return text;
  reading.report('unknown-name', `"${text}" is no refusal`, path, didYouMean(text, REFUSAL_REASONS));
  return undefined;
}

export function readRefused(reading: Reading, section: unknown): Scenario['refused'] {
  if (section === undefined) return [];
  const texts = reading.shaped(schema.refused, section, ['refused']);
  if (texts === undefined) return [];
  return listOf(texts).flatMap((text, i) => {
    const path = pathOfItem(texts, ['refused'], i);
    const reason = readReason(reading, text, path);
    return reason ? [{ reason, source: reading.source(path) }] : [];
  });
}

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
