/**
 * `flows`: what is asked, and the verdict that is expected.
 *
 * A row is `[from, to, delivered]` or `[from, to, dropped, leg, reason, hop]`, optionally followed by
 * a mapping of flow options and further assertions.
 */
import { parseAddress } from '../../ip/address.ts';
import { hostPrefix, parsePrefix, type Prefix } from '../../ip/prefix.ts';
import { DROP_REASONS, type DropReason } from '../../model/drop-reason.ts';
import { FLOW_DEFAULTS, type Flow, type FlowPlace } from '../../model/flow.ts';
import { portsOf } from '../../model/flow-between.ts';
import { TCP } from '../../model/protocol.ts';
import type { ExpectedVerdict, FlowExpectation } from '../../model/scenario.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readAddress, readDuration, readProtocol } from './values.ts';

export function readFlows(reading: Reading, section: unknown, path: Path): FlowExpectation[] {
  return reading
    .items(schema.flow, section, path)
    .flatMap(({ value, path: at }) => readFlowRow(reading, value, at));
}

type Row = readonly (string | number | Record<string, unknown>)[];

function readFlowRow(reading: Reading, row: Row, path: Path): FlowExpectation[] {
  const last = row.at(-1);
  const hasOptions = typeof last === 'object';
  const words = (hasOptions ? row.slice(0, -1) : row).map(String);
  const [from, to, verdict] = words;
  if (from === undefined || to === undefined || verdict === undefined) {
    reading.report(
      'bad-flow',
      'a flow is [from, to, delivered] or [from, to, dropped, leg, reason, hop]',
      path,
    );
    return [];
  }
  const options = reading.shaped(schema.flowOptions, hasOptions ? last : {}, [...path, row.length - 1]);
  const expect = readVerdict(reading, words, path);
  if (!options || !expect) return [];
  if (from === 'all-pairs' || to === 'all-pairs') return allPairs(reading, expect, path);
  const fromPlace = readPlace(reading, from, [...path, 0]);
  const toPlace = readPlace(reading, to, [...path, 1]);
  if (!fromPlace || !toPlace) return [];
  const optionsPath = [...path, row.length - 1];
  const flow = readFlow(reading, fromPlace, toPlace, options, optionsPath);
  const seenSource = options.seenSource ?? options.seenSourceAtTarget;
  const seen = seenSource === undefined ? undefined : readSeen(reading, seenSource, optionsPath);
  if (!flow) return [];
  return [
    {
      flow,
      expect,
      ...(options.via !== undefined && { via: options.via }),
      ...(seen && { seenSource: seen }),
      ...(options.note !== undefined && { note: options.note }),
      text: formatRow(row),
      source: reading.source(path),
    },
  ];
}

function formatRow(row: Row): string {
  return row.map((cell) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell))).join(' ');
}

function allPairs(reading: Reading, expect: ExpectedVerdict, path: Path): FlowExpectation[] {
  const hosts = [...reading.draft.enis.values()]
    .filter((eni) => eni.owner.kind === 'host')
    .map((eni) => eni.id);
  return hosts.flatMap((from) =>
    hosts.flatMap((to): FlowExpectation[] => {
      if (from === to) return [];
      const flow: Flow = {
        ...FLOW_DEFAULTS,
        from: { kind: 'eni', eni: from },
        to: { kind: 'eni', eni: to },
        dontFragment: true,
      };
      return [{ flow, expect, text: `${from} ${to}`, source: reading.source(path) }];
    }),
  );
}

function readVerdict(reading: Reading, words: readonly string[], path: Path): ExpectedVerdict | undefined {
  const [, , verdict, leg, reason, hop, ...rest] = words;
  if (verdict === 'delivered') {
    if (leg !== undefined) reading.report('bad-flow', `nothing is expected behind "delivered"`, [...path, 3]);
    return { delivered: true };
  }
  if (verdict !== 'dropped') {
    const hint = didYouMean(verdict!, ['delivered', 'dropped']);
    reading.report('bad-flow', `"${verdict}" is no verdict: delivered or dropped`, [...path, 2], hint);
    return undefined;
  }
  if (rest.length > 0) reading.report('bad-flow', `"${rest[0]}" is not expected here`, [...path, 6]);
  if (leg !== undefined && leg !== 'forward' && leg !== 'return') {
    reading.report(
      'bad-flow',
      `"${leg}" is no leg: forward or return`,
      [...path, 3],
      didYouMean(leg, ['forward', 'return']),
    );
    return undefined;
  }
  if (reason !== undefined && !isDropReason(reason)) {
    const hint = didYouMean(reason, DROP_REASONS);
    reading.report('unknown-name', `"${reason}" is no drop reason`, [...path, 4], hint);
    return undefined;
  }
  return {
    delivered: false,
    ...(leg !== undefined && { leg }),
    ...(reason !== undefined && { reason }),
    ...(hop !== undefined && { hop }),
  };
}

export function isDropReason(text: string): text is DropReason {
  return (DROP_REASONS as readonly string[]).includes(text);
}

/** A host, `internet`, `internet6`, an endpoint or load balancer, an address, or `dns:<name>`. */
export function readPlace(reading: Reading, text: string, path: Path): FlowPlace | undefined {
  const { enis, siteHosts, links } = reading.draft;
  if (enis.has(text)) return { kind: 'eni', eni: text };
  if (siteHosts.has(text)) return { kind: 'site-host', host: text };
  if (text === 'internet') return { kind: 'internet', family: 4 };
  if (text === 'internet6') return { kind: 'internet', family: 6 };
  if (text.startsWith('dns:')) return { kind: 'name', name: text.slice(4) };
  const link = links.get(text);
  if (link?.kind === 'endpoint' || link?.kind === 'nlb' || link?.kind === 'nat')
    return { kind: 'link', link: text };
  const address = parseAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  const known = [...enis.keys(), ...siteHosts.keys(), 'internet'];
  reading.reportUnknown('host or address', text, path, known);
  return undefined;
}

function readSeen(reading: Reading, text: string, path: Path): Prefix | undefined {
  const prefix = parsePrefix(text);
  if (prefix) return prefix;
  const address = readAddress(reading, text, path);
  return address === undefined ? undefined : hostPrefix(address);
}

interface FlowOptions {
  readonly proto?: string | number | undefined;
  readonly dport?: number | undefined;
  readonly sport?: number | undefined;
  readonly icmpType?: number | undefined;
  readonly icmpCode?: number | undefined;
  readonly src?: string | undefined;
  readonly ttl?: number | undefined;
  readonly bytes?: number | undefined;
  readonly oneWay?: boolean | undefined;
  readonly df?: boolean | undefined;
  readonly idle?: string | number | undefined;
  readonly established?: boolean | 'reply' | undefined;
}

function readFlow(
  reading: Reading,
  from: FlowPlace,
  to: FlowPlace,
  options: FlowOptions,
  path: Path,
): Flow | undefined {
  let protocol: number | undefined = FLOW_DEFAULTS.protocol;
  if (options.proto !== undefined) protocol = readProtocol(reading, options.proto, [...path, 'proto']);
  const source = options.src === undefined ? undefined : readAddress(reading, options.src, [...path, 'src']);
  if (protocol === undefined || (options.src !== undefined && source === undefined)) return undefined;
  const idleMs =
    options.idle === undefined ? undefined : readDuration(reading, options.idle, [...path, 'idle']);
  for (const key of ['dport', 'sport'] as const) {
    const port = options[key];
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
      reading.report('bad-number', `${port} is not a port`, [...path, key]);
    }
  }
  return {
    from,
    to,
    protocol,
    ...portsOf(protocol, { ...options, sourcePort: options.sport, destinationPort: options.dport }),
    ...(source !== undefined && { source }),
    ttl: options.ttl ?? FLOW_DEFAULTS.ttl,
    bytes: options.bytes ?? FLOW_DEFAULTS.bytes,
    oneWay: options.oneWay ?? false,
    dontFragment: options.df ?? protocol === TCP,
    ...(idleMs !== undefined && { idleMs }),
    ...(options.established && { established: options.established === 'reply' ? 'reply' : 'flow' }),
  };
}
