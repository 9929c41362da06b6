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
  const volume = readVolume(reading, entry, path);
  const overMs = entry.arrive ? readDuration(reading, entry.arrive.over, [...path, 'arrive', 'over']) : 0;
  const fromMs =
    entry.arrive?.from === undefined
      ? 0
      : readDuration(reading, entry.arrive.from, [...path, 'arrive', 'from']);
  if (
    service === undefined ||
    flowCount === undefined ||
    volume === undefined ||
    overMs === undefined ||
    fromMs === undefined
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
    ...volume,
    arrival: { fromMs, overMs, process: entry.arrive?.process ?? 'even' },
    oneWay: entry.oneWay ?? false,
    source: reading.source(path),
  };
}

interface VolumeEntry {
  readonly bytes?: string | number | undefined;
  readonly demand?: string | number | undefined;
  readonly duration?: string | number | undefined;
}

/** What a flow carries and how long it is open; of bytes, demand and duration two say the third. */
function readVolume(
  reading: Reading,
  entry: VolumeEntry,
  path: Path,
): Pick<Workload, 'bytes' | 'durationMs'> | undefined {
  const given = readCount(reading, entry.bytes ?? DEFAULT_BYTES, [...path, 'bytes']);
  const durationMs = readDuration(reading, entry.duration ?? 0, [...path, 'duration']);
  const demandBps = readRate(reading, entry.demand ?? 0, [...path, 'demand']);
  if (given === undefined || durationMs === undefined || demandBps === undefined) return undefined;
  if (entry.demand === undefined) return { bytes: given, durationMs };
  const hasBytes = entry.bytes !== undefined;
  if (hasBytes === (entry.duration !== undefined)) {
    const message = hasBytes
      ? 'bytes and duration say what a flow demands: leave one of the three out'
      : 'a demand needs to know how long a flow lasts: give its duration, or its bytes';
    reading.report('wrong-shape', message, [...path, 'demand']);
    return undefined;
  }
  if (!hasBytes) return { bytes: Math.round((demandBps * durationMs) / 8000), durationMs };
  return { bytes: given, durationMs: demandBps === 0 ? 0 : Math.ceil((given * 8000) / demandBps) };
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
