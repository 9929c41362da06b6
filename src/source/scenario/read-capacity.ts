/**
 * `capacity`: volumes tried on the network as it starts, each alone, and what has to come of them.
 *
 * A row opens all of its connections at once and keeps them open for a second, so that its numbers are
 * those of one instant.
 */
import type { z } from 'zod';
import { FLOW_DEFAULTS } from '../../model/flow.ts';
import { DROP_REASONS } from '../../model/drop-reason.ts';
import type { CapacityExpectation } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import { isDropReason } from './read-flows.ts';
import { readService, readWorkloadPlaces } from './read-workloads.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readCount, readRate } from './values.ts';

const OPEN_MS = 1000;

export function readCapacity(reading: Reading, section: unknown): CapacityExpectation[] {
  return reading
    .items(schema.capacityRow, section, ['capacity'])
    .flatMap(({ value, path }) => readRow(reading, value, path) ?? []);
}

function readRow(
  reading: Reading,
  entry: z.output<typeof schema.capacityRow>,
  path: Path,
): CapacityExpectation | undefined {
  const source = reading.source(path);
  const service = readService(reading, { dport: FLOW_DEFAULTS.destinationPort, ...entry }, path);
  const flowCount = readCount(reading, entry.connections ?? 1, [...path, 'connections']);
  const rateBps = readRate(reading, entry.rate ?? 0, [...path, 'rate']);
  const expect = readExpected(reading, entry.expect, [...path, 'expect']);
  const from = readWorkloadPlaces(reading, entry.from, [...path, 'from']);
  const to = readWorkloadPlaces(reading, entry.to, [...path, 'to']);
  if (!service || flowCount === undefined || rateBps === undefined || !expect) return undefined;
  const text = entry.what ?? `${describe(entry)} from ${String(entry.from)} to ${String(entry.to)}`;
  return {
    workload: {
      name: text,
      from,
      to,
      ...service,
      flowCount,
      pick: 'roundRobin',
      bytes: Math.floor((rateBps * OPEN_MS) / 8000 / Math.max(1, flowCount)),
      arrival: { fromMs: 0, overMs: 0, process: 'even' },
      durationMs: OPEN_MS,
      oneWay: false,
      source,
    },
    expect,
    text,
    source,
  };
}

/** `3500 connections at 2 Gbit/s`. */
function describe({ connections, rate }: z.output<typeof schema.capacityRow>): string {
  const count = connections === undefined ? [] : [`${connections} connections`];
  return [...count, ...(rate === undefined ? [] : [String(rate)])].join(' at ') || 'a connection';
}

function readExpected(
  reading: Reading,
  { delivered, dropped, deliveredBps, reason, hop }: z.output<typeof schema.capacityRow>['expect'],
  path: Path,
): CapacityExpectation['expect'] | undefined {
  if (reason !== undefined && !isDropReason(reason)) {
    const hint = didYouMean(reason, DROP_REASONS);
    reading.report('unknown-name', `"${reason}" is no drop reason`, [...path, 'reason'], hint);
    return undefined;
  }
  const bps =
    deliveredBps === undefined ? undefined : readRate(reading, deliveredBps, [...path, 'deliveredBps']);
  return {
    ...(delivered !== undefined && { delivered }),
    ...(dropped !== undefined && { dropped }),
    ...(bps !== undefined && { deliveredBps: bps }),
    ...(reason !== undefined && { reason }),
    ...(hop !== undefined && { hop }),
  };
}
