/**
 * A flow as people name it, by two places and a few words, and in words again.
 */
import { familyOf, formatAddress, parseAddress, type Address } from '../ip/address.ts';
import { findReceiver, findSender, type FoundPlace } from '../model/find-place.ts';
import { FLOW_DEFAULTS, type Flow } from '../model/flow.ts';
import type { Network } from '../model/network.ts';
import {
  ECHO_REPLY,
  ECHO_REPLY_V6,
  ECHO_REQUEST,
  ECHO_REQUEST_V6,
  formatProtocol,
  hasPorts,
  ICMP,
  ICMPV6,
  isIcmp,
  parseProtocol,
  TCP,
} from '../model/protocol.ts';
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
  const sender = found(findSender(network, from), from);
  const receiver = found(findReceiver(network, to), to);
  const spoofed = options.src === undefined ? undefined : readAddress(options.src);
  const ownSource =
    sender.source !== undefined && isOwnAddress(network, sender.source) ? sender.source : undefined;
  const source = spoofed ?? ownSource ?? (sender.place.kind === 'internet' ? sender.source : undefined);
  const family = receiver.place.kind === 'address' ? familyOf(receiver.place.address) : 4;
  const protocol = readProtocol(options.proto, family);
  return {
    from: sender.place,
    to: receiver.place,
    protocol,
    ...portsOf(protocol, options),
    ...(source !== undefined && { source }),
    ttl: options.ttl === undefined ? FLOW_DEFAULTS.ttl : readNumber(options.ttl, '--ttl', 1, 255),
    bytes:
      options.bytes === undefined ? FLOW_DEFAULTS.bytes : readNumber(options.bytes, '--bytes', 1, 65_535),
    oneWay: options.oneWay === true,
    dontFragment: protocol === TCP,
  };
}

/** A public address names an interface but is not what the interface puts on its packets. */
function isOwnAddress(network: Network, address: Address): boolean {
  return ![...network.enis.values()].some((eni) =>
    eni.publicMappings.some((mapping) => mapping.public === address),
  );
}

function readAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new UsageError(`--src must be an address, not "${text}"`);
  return address;
}

/** `icmp` towards an IPv6 address means ICMPv6. */
function readProtocol(text: string, family: 4 | 6): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined)
    throw new UsageError(`--proto must be a protocol such as tcp, udp or icmp, not "${text}"`);
  return protocol === ICMP && family === 6 ? ICMPV6 : protocol;
}

function portsOf(
  protocol: number,
  options: FlowWords,
): { readonly sourcePort: number; readonly destinationPort: number } {
  if (isIcmp(protocol)) {
    return protocol === ICMP
      ? { sourcePort: ECHO_REPLY, destinationPort: ECHO_REQUEST }
      : { sourcePort: ECHO_REPLY_V6, destinationPort: ECHO_REQUEST_V6 };
  }
  if (!hasPorts(protocol)) return { sourcePort: 0, destinationPort: 0 };
  return {
    sourcePort:
      options.sport === undefined
        ? FLOW_DEFAULTS.sourcePort
        : readNumber(options.sport, '--sport', 0, 65_535),
    destinationPort:
      options.port === undefined
        ? FLOW_DEFAULTS.destinationPort
        : readNumber(options.port, '--port', 0, 65_535),
  };
}

export function describeFlow(flow: Flow, from: string, to: string): string {
  const ports = hasPorts(flow.protocol) ? ` ${flow.sourcePort} → ${flow.destinationPort}` : '';
  const source =
    flow.source === undefined || from === formatAddress(flow.source)
      ? ''
      : ` as ${formatAddress(flow.source)}`;
  return `${from}${source} → ${to} ${formatProtocol(flow.protocol)}${ports}${flow.oneWay ? ' one-way' : ''}`;
}
