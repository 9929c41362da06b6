/**
 * A flow as people name it, by two places and a few words, and in words again.
 */
import { formatAddress, parseAddress, type Address } from '../ip/address.ts';
import { findReceiver, findSender, type FoundPlace } from '../model/find-place.ts';
import { flowBetween } from '../model/flow-between.ts';
import type { Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import { formatProtocol, hasPorts, parseProtocol } from '../model/protocol.ts';
import { didYouMean } from '../source/problem.ts';
import { readNumber, UsageError } from './usage.ts';

/** What is left out has the defaults of a flow. */
export interface FlowWords {
  /** By name or number. */
  readonly proto: string;
  readonly port?: string;
  readonly sport?: string;
  readonly src?: string;
  readonly ttl?: string;
  readonly bytes?: string;
  readonly oneWay?: boolean;
}

function found(result: FoundPlace, text: string): Extract<FoundPlace, { ok: true }> {
  if (result.ok) return result;
  if (result.problem === 'ambiguous') {
    throw new UsageError(`"${text}" could be any of these: ${result.candidates.join(', ')}`, 'give the id');
  }
  throw new UsageError(`there is no place called "${text}"`, didYouMean(text, result.candidates));
}

/** Throws a UsageError for a place that is none or several, and for a number out of bounds. */
export function flowOf(network: Network, from: string, to: string, options: FlowWords): Flow {
  const number = (text: string | undefined, what: string, least: number, most: number) =>
    text === undefined ? undefined : readNumber(text, what, least, most);
  return flowBetween(network, found(findSender(network, from), from), found(findReceiver(network, to), to), {
    protocol: readProtocol(options.proto),
    sourcePort: number(options.sport, '--sport', 0, 65_535),
    destinationPort: number(options.port, '--port', 0, 65_535),
    source: options.src === undefined ? undefined : readAddress(options.src),
    ttl: number(options.ttl, '--ttl', 1, 255),
    bytes: number(options.bytes, '--bytes', 1, 65_535),
    oneWay: options.oneWay,
  });
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new UsageError(`--src must be an address, not "${text}"`);
  return address;
}

function readProtocol(text: string): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined)
    throw new UsageError(`--proto must be a protocol such as tcp, udp or icmp, not "${text}"`);
  return protocol;
}

export function describeFlow(flow: Flow, from: string, to: string): string {
  const ports = hasPorts(flow.protocol) ? ` ${flow.sourcePort} → ${flow.destinationPort}` : '';
  const source =
    flow.source === undefined || from === formatAddress(flow.source)
      ? ''
      : ` as ${formatAddress(flow.source)}`;
  return `${from}${source} → ${to} ${formatProtocol(flow.protocol)}${ports}${flow.oneWay ? ' one-way' : ''}`;
}
