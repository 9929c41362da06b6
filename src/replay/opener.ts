/**
 * Who opened the conversation that a record belongs to: a record is one direction, and says so only
 * between the lines.
 *
 * TCP flags settle it: "tcp-flags" in "Flow log records" (Amazon VPC User Guide) are those of all packets
 * of the record or-ed together, 2 for SYN and 18 for SYN-ACK, so whoever sent a SYN without ACK opened it.
 * Without them the ports do: system ports (RFC 6335 §6, up to 1023) are services, the ports Linux hands
 * out by itself (32768 and up, `ip_local_port_range`) and the dynamic ones (RFC 6335, 49152 and up) are
 * clients. Two ports of one kind settle nothing, and neither does a protocol without ports.
 */
import { hasPorts, TCP } from '../model/protocol.ts';

export type Opener = 'source' | 'destination' | 'either';

/** What the flags of a record show; `middle` has packets of a connection and not its opening. */
export const FLAGS = { none: 0, syn: 1, synAck: 2, middle: 3 } as const;

const SYN = 2;
const ACK = 16;

/** `flags` below 0: not logged. */
export function flagsOf(protocol: number, flags: number): number {
  if (protocol !== TCP || flags < 0) return FLAGS.none;
  if ((flags & SYN) === 0) return FLAGS.middle;
  return (flags & ACK) === 0 ? FLAGS.syn : FLAGS.synAck;
}

const FIRST_REGISTERED = 1024;
const FIRST_EPHEMERAL = 32_768;

/** Where ports change their kind. */
export const PORT_KINDS = [
  { first: 0, last: FIRST_REGISTERED - 1 },
  { first: FIRST_EPHEMERAL, last: 65_535 },
] as const;

function kindOf(port: number): number {
  return port < FIRST_REGISTERED ? 0 : port < FIRST_EPHEMERAL ? 1 : 2;
}

export interface Evidence {
  readonly opener: Opener;
  readonly by: 'flags' | 'ports' | 'nothing';
}

export function openerOf(
  protocol: number,
  sourcePort: number,
  destinationPort: number,
  flags: number,
): Evidence {
  if (flags === FLAGS.syn) return { opener: 'source', by: 'flags' };
  if (flags === FLAGS.synAck) return { opener: 'destination', by: 'flags' };
  const difference = hasPorts(protocol) ? kindOf(sourcePort) - kindOf(destinationPort) : 0;
  if (difference === 0) return { opener: 'either', by: 'nothing' };
  return { opener: difference > 0 ? 'source' : 'destination', by: 'ports' };
}
