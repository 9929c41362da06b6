/**
 * A flow as a program asks about it: ends by name, the rest as people say it.
 */
import { parseAddress } from '../ip/address.ts';
import { findReceiver, findSender, type FoundPlace } from './find-place.ts';
import { flowBetween } from './flow-between.ts';
import type { Flow } from './flow.ts';
import type { Network } from './network.ts';
import { parseProtocol } from './protocol.ts';

export interface FlowQuestion {
  /** Host, interface, instance, address, or `internet`. */
  readonly from: string;
  /** The same, or `dns:<name>`. */
  readonly to: string;
  /** `tcp` (when absent), `udp`, `icmp`, or an IANA number. */
  readonly protocol?: string | number;
  /** Destination port; 443 when absent. */
  readonly port?: number;
  /** 40000 when absent. */
  readonly sourcePort?: number;
  /** Source address other than the sender's own. */
  readonly source?: string;
  /** Nobody waits for a reply. */
  readonly oneWay?: boolean;
}

/** Throws a RangeError for an end that is unknown or ambiguous, and for what is no protocol or address. */
export function flowOf(network: Network, question: FlowQuestion): Flow {
  const { port, sourcePort, oneWay } = question;
  return flowBetween(
    network,
    found(findSender(network, question.from), question.from),
    found(findReceiver(network, question.to), question.to),
    {
      protocol: parsed(parseProtocol, question.protocol, 'protocol'),
      sourcePort,
      destinationPort: port,
      source: parsed(parseAddress, question.source, 'address'),
      oneWay,
    },
  );
}

function found(result: FoundPlace, text: string): Extract<FoundPlace, { ok: true }> {
  if (result.ok) return result;
  throw new RangeError(
    result.problem === 'ambiguous'
      ? `"${text}" could be any of ${result.candidates.join(', ')}.`
      : `There is no place called "${text}".`,
  );
}

function parsed<T, R>(parse: (text: T) => R | undefined, text: T | undefined, what: string): R | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw new RangeError(`"${String(text)}" is no ${what}.`);
  return value;
}
