/**
 * `workloads`: flows in quantity.
 */
import type { z } from 'zod';
import { EPHEMERAL_PORTS } from '../../model/flow.ts';
import {
  ALL_PORTS,
  ECHO_REPLY,
  ECHO_REPLY_V6,
  ECHO_REQUEST,
  ECHO_REQUEST_V6,
  hasPorts,
  ICMP,
  ICMPV6,
  isIcmp,
  TCP,
  type NumberRange,
} from '../../model/protocol.ts';
import type { Workload, WorkloadPlace } from '../../model/scenario.ts';
import { didYouMean } from '../problem.ts';
import type { Path } from '../document.ts';
import { readPlace } from './read-flows.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import {
  listOf,
  pathOfItem,
  readCidr,
  readCount,
  readDuration,
  readPorts,
  readProtocol,
  readRate,
} from './values.ts';

/** Bytes of a flow of which nothing is said: one packet of a common size. */
const DEFAULT_BYTES = 1500;

export function readWorkloads(reading: Reading, section: unknown, path: Path): Workload[] {
  const workloads = reading
    .items(schema.workload, section, path)
    .flatMap(({ value, path: at }) => readWorkload(reading, value, at) ?? []);
  for (const [i, workload] of workloads.entries()) {
    if (workloads.findIndex((other) => other.name === workload.name) < i) {
      reading.report(
        'duplicate-name',
        `there is another workload called "${workload.name}"`,
        workload.source.path,
      );
    }
  }
  return workloads;
}

function readWorkload(
  reading: Reading,
  entry: z.output<typeof schema.workload>,
  path: Path,
): Workload | undefined {
  const service = readService(reading, entry, path);
  const flowCount = readCount(reading, entry.flows, [...path, 'flows']);
  const bytes =
    entry.bytes === undefined ? DEFAULT_BYTES : readCount(reading, entry.bytes, [...path, 'bytes']);
  const demandBps =
    entry.demand === undefined ? undefined : readRate(reading, entry.demand, [...path, 'demand']);
  const overMs = entry.arrive ? readDuration(reading, entry.arrive.over, [...path, 'arrive', 'over']) : 0;
  const fromMs =
    entry.arrive?.from === undefined
      ? 0
      : readDuration(reading, entry.arrive.from, [...path, 'arrive', 'from']);
  const durationMs =
    entry.duration === undefined ? 0 : readDuration(reading, entry.duration, [...path, 'duration']);
  if (
    service === undefined ||
    flowCount === undefined ||
    bytes === undefined ||
    overMs === undefined ||
    fromMs === undefined ||
    durationMs === undefined
  ) {
    return undefined;
  }
  return {
    name: entry.name,
    from: readWorkloadPlaces(reading, entry.from, [...path, 'from']),
    to: readWorkloadPlaces(reading, entry.to, [...path, 'to']),
    ...service,
    flowCount,
    pick: entry.pick ?? 'uniform',
    bytes,
    ...(demandBps !== undefined && { demandBps }),
    arrival: { fromMs, overMs, process: entry.arrive?.process ?? 'even' },
    durationMs,
    oneWay: entry.oneWay ?? false,
    source: reading.source(path),
  };
}

interface ServiceEntry {
  readonly proto?: string | number | undefined;
  readonly dport?: string | number | readonly (string | number)[] | undefined;
  readonly sport?: string | number | undefined;
}

/** Protocol and ports of flows in quantity: TCP, from a client's ports to any port, unless said. */
export function readService(
  reading: Reading,
  entry: ServiceEntry,
  path: Path,
): Pick<Workload, 'protocol' | 'destinationPorts' | 'sourcePorts'> | undefined {
  const protocol = entry.proto === undefined ? TCP : readProtocol(reading, entry.proto, [...path, 'proto']);
  const sourcePorts =
    entry.sport === undefined ? EPHEMERAL_PORTS : readPorts(reading, entry.sport, [...path, 'sport']);
  if (protocol === undefined || sourcePorts === undefined) return undefined;
  return {
    protocol,
    destinationPorts: readDestinationPorts(reading, entry.dport, protocol, [...path, 'dport']),
    sourcePorts: hasPorts(protocol) ? sourcePorts : answerOf(protocol),
  };
}

/** Where a protocol has no ports: the type of the answer to a ping, or nothing. */
function answerOf(protocol: number): NumberRange {
  const type = protocol === ICMPV6 ? ECHO_REPLY_V6 : ECHO_REPLY;
  return isIcmp(protocol) ? { first: type, last: type } : { first: 0, last: 0 };
}

function readDestinationPorts(
  reading: Reading,
  value: string | number | readonly (string | number)[] | undefined,
  protocol: number,
  path: Path,
): NumberRange[] {
  if (isIcmp(protocol)) {
    const echo = protocol === ICMP ? ECHO_REQUEST : ECHO_REQUEST_V6;
    return [{ first: echo, last: echo }];
  }
  if (!hasPorts(protocol)) return [{ first: 0, last: 0 }];
  if (value === undefined) return [ALL_PORTS];
  if (typeof value === 'string' || typeof value === 'number') {
    const range = readPorts(reading, value, path);
    return range ? [range] : [];
  }
  return value.flatMap((text, i) => readPorts(reading, text, [...path, i]) ?? []);
}

export function readWorkloadPlaces(
  reading: Reading,
  texts: string | readonly string[],
  path: Path,
): WorkloadPlace[] {
  return listOf(texts).flatMap((text, i) => {
    const place = readWorkloadPlace(reading, text, pathOfItem(texts, path, i));
    return place ? [place] : [];
  });
}

function readWorkloadPlace(reading: Reading, text: string, path: Path): WorkloadPlace | undefined {
  const { vpcs, subnets, sites, enis, siteHosts, links } = reading.draft;
  if (vpcs.has(text)) return { kind: 'vpc', vpc: text };
  if (subnets.has(text)) return { kind: 'subnet', subnet: text };
  if (sites.has(text)) return { kind: 'site', site: text };
  if (text.includes('/') && /[.:]/.test(text)) {
    const prefix = readCidr(reading, text, path);
    return prefix && { kind: 'prefix', prefix };
  }
  const isPlaceName = enis.has(text) || siteHosts.has(text) || links.has(text) || /[.:]/.test(text);
  if (isPlaceName || text.startsWith('internet')) return readPlace(reading, text, path);
  const known = [
    ...vpcs.keys(),
    ...subnets.keys(),
    ...sites.keys(),
    ...enis.keys(),
    ...siteHosts.keys(),
    'internet',
  ];
  reading.report('unknown-name', `there is no place called "${text}"`, path, didYouMean(text, known));
  return undefined;
}
