/**
 * Texts inside a scenario → addresses, prefixes, services, times and quantities.
 */
import { parseAddress, type Address } from '../../ip/address.ts';
import { formatPrefix, readPrefix, type Prefix } from '../../ip/prefix.ts';
import type { Range } from '../../ip/range.ts';
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  hasPorts,
  isIcmp,
  parseProtocol,
  PROTOCOL_NAMES,
  type NumberRange,
  type Service,
} from '../../model/protocol.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import type { Reading } from './reading.ts';

export function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** Paths of the texts of {@link listOf}: a single text stands at the path itself. */
export function pathOfItem(value: string | readonly string[], path: Path, index: number): Path {
  return typeof value === 'string' ? path : [...path, index];
}

export function readAddress(reading: Reading, text: string, path: Path): Address | undefined {
  const address = parseAddress(text);
  if (address === undefined) {
    reading.report('bad-address', `"${text}" is not an IPv4 or IPv6 address`, path);
  }
  return address;
}

/** One address, or `first-last`. */
export function readRange(reading: Reading, text: string, path: Path): Range | undefined {
  const dash = text.indexOf('-');
  const first = readAddress(reading, dash < 0 ? text : text.slice(0, dash).trim(), path);
  if (first === undefined) return undefined;
  if (dash < 0) return { first, last: first };
  const last = readAddress(reading, text.slice(dash + 1).trim(), path);
  if (last === undefined) return undefined;
  if (typeof first !== typeof last || first > last) {
    reading.report('bad-address', `"${text}" is not a range: its end comes before its start`, path);
    return undefined;
  }
  return { first, last };
}

/** A CIDR; one with host bits is an error, because its author meant something else. */
export function readCidr(reading: Reading, text: string, path: Path): Prefix | undefined {
  const result = readPrefix(text);
  if (!result.ok) {
    reading.report('bad-cidr', `"${text}" is not a CIDR: ${result.reason}`, path);
    return undefined;
  }
  if (result.hostBits) {
    const canonical = formatPrefix(result.prefix);
    reading.report('host-bits', `"${text}" has bits set behind its length`, path, `write ${canonical}`);
    return undefined;
  }
  return result.prefix;
}

export function readCidrs(reading: Reading, texts: readonly string[] | undefined, path: Path): Prefix[] {
  return (texts ?? []).flatMap((text, i) => {
    const prefix = readCidr(reading, text, [...path, i]);
    return prefix ? [prefix] : [];
  });
}

export function readProtocol(reading: Reading, text: string | number, path: Path): number | undefined {
  const protocol = parseProtocol(text);
  if (protocol === undefined) {
    const hint = didYouMean(String(text), [...PROTOCOL_NAMES, 'all']);
    reading.report('bad-rule', `"${text}" is not a protocol: give a name or a number to 255`, path, hint);
  }
  return protocol;
}

/** `443`, `8000-8080` or `all`. */
export function readPorts(reading: Reading, text: string | number, path: Path): NumberRange | undefined {
  if (text === 'all') return ALL_PORTS;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(text));
  const first = match ? Number(match[1]) : -1;
  const last = match ? Number(match[2] ?? match[1]) : -1;
  if (!match || first > 65535 || last > 65535 || first > last) {
    reading.report('bad-rule', `"${text}" is not a port, a range first-last, or all`, path);
    return undefined;
  }
  return { first, last };
}

/** Protocol and ports of a rule; of ICMP the "port" is a type, and a range of them of types. */
export function readService(
  reading: Reading,
  protocolText: string | number,
  portsText: string | number,
  path: Path,
  offset = 0,
): Service | undefined {
  if (protocolText === 'all' || protocolText === -1 || protocolText === '-1') {
    return { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };
  }
  const protocol = readProtocol(reading, protocolText, [...path, offset]);
  const ports = readPorts(reading, portsText, [...path, offset + 1]);
  if (protocol === undefined || ports === undefined) return undefined;
  const protocols = { first: protocol, last: protocol };
  if (isIcmp(protocol) && ports !== ALL_PORTS) {
    return { protocols, ports: { first: ports.first * 256, last: ports.last * 256 + 255 } };
  }
  return { protocols, ports: hasPorts(protocol) ? ports : ALL_PORTS };
}

/** Protocols and ports as numbers, the way the model has them. */
export type ServiceEntry = Readonly<Record<'protocols' | 'ports', readonly [number, number]>>;

export function plainService({ protocols, ports }: ServiceEntry): Service {
  return {
    protocols: { first: protocols[0], last: protocols[1] },
    ports: { first: ports[0], last: ports[1] },
  };
}

/** `tcp/22`, `udp/53`, `icmp`, `443` (TCP). */
export function readListener(
  reading: Reading,
  text: string | number | ServiceEntry,
  path: Path,
): Service | undefined {
  if (typeof text === 'object') return plainService(text);
  const [protocol = '', ports = 'all'] = String(text).split('/');
  if (/^\d+$/.test(protocol)) return readService(reading, 'tcp', protocol, path);
  const number = readProtocol(reading, protocol, path);
  const range = readPorts(reading, ports, path);
  if (number === undefined || range === undefined) return undefined;
  return { protocols: { first: number, last: number }, ports: range };
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `30s`, `500ms`, `2min`, `1h`; a bare number counts milliseconds. */
export function readDuration(reading: Reading, value: string | number, path: Path): number | undefined {
  const match = /^(\d[\d_]*(?:\.\d+)?)\s*([a-z]*)$/.exec(String(value));
  const unit = match ? (MILLISECONDS[match[2] === '' ? 'ms' : match[2]!] ?? NaN) : NaN;
  const ms = match ? Number(match[1]!.replaceAll('_', '')) * unit : NaN;
  if (!Number.isFinite(ms)) {
    reading.report('bad-time', `"${value}" is not a time such as 30s, 500ms or 2min`, path);
    return undefined;
  }
  return Math.round(ms);
}

/** A whole number, `50_000_000` or `2.5e6` included. */
export function readCount(reading: Reading, value: string | number, path: Path): number | undefined {
  const text = String(value).replaceAll('_', '');
  const number = /^\d+(\.\d+)?(e\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) {
    reading.report('bad-number', `"${value}" is not a whole number`, path);
    return undefined;
  }
  return number;
}

const BITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `2 Mbit/s` or `2Mbps`; a bare number counts bit/s. */
export function readRate(reading: Reading, value: string | number, path: Path): number | undefined {
  const match = /^(\d[\d_]*(?:\.\d+)?)\s*(?:([kmgt]?)(?:bit\/s|bit|bps))?$/i.exec(String(value));
  const bps = match
    ? Number(match[1]!.replaceAll('_', '')) * (BITS[(match[2] ?? '').toLowerCase()] ?? NaN)
    : NaN;
  if (!Number.isFinite(bps)) {
    reading.report('bad-number', `"${value}" is not a rate such as 2 Mbit/s`, path);
    return undefined;
  }
  return Math.round(bps);
}
