/**
 * `steps` and `changes`: events in order, along the timeline or in named change sets. Each event is read
 * against the network as the events before it have left it.
 */
import type { Change } from '../../model/change.ts';
import { draftOf } from '../../model/network-draft.ts';
import type { FlowExpectation, Step } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { readEvent } from './read-event.ts';
import { readFlows } from './read-flows.ts';
import { readRefused } from './read-reasons.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readDuration } from './values.ts';

export function readSteps(reading: Reading, section: unknown, path: Path): Step[] {
  let current = reading;
  return reading.items(schema.step, section, path).flatMap(({ value, path: at }): Step[] => {
    const atMs = readDuration(reading, value.at, [...at, 'at']);
    current = current.into(draftOf(current.draft));
    const changes = readEvent(current, value.event, [...at, 'event']);
    const expectations: FlowExpectation[] = readFlows(current, value.flows, [...at, 'flows']);
    const refused = readRefused(reading, value.refused, [...at, 'refused']);
    if (atMs === undefined) return [];
    return [{ atMs, changes, expectations, refused, source: reading.source(at) }];
  });
}

export function readChangeSets(reading: Reading, section: unknown, path: Path): Map<string, Change[]> {
  const sets = new Map<string, Change[]>();
  if (typeof section !== 'object' || section === null) return sets;
  for (const [name, raw] of Object.entries(section)) {
    const at = [...path, name];
    const current = reading.into(draftOf(reading.draft));
    sets.set(name, readEvents(current, raw, at));
  }
  return sets;
}

/** One event, or a list of them. */
export function readEvents(reading: Reading, raw: unknown, path: Path): Change[] {
  const events = Array.isArray(raw)
    ? reading.items(schema.event, raw, path)
    : [{ value: reading.shaped(schema.event, raw, path), path }];
  return events.flatMap(({ value, path: at }) => (value ? readEvent(reading, value, at) : []));
}
