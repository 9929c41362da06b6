/**
 * The conversation that a record is part of, walked there and back in one version of the network.
 */
import type { Range } from '../ip/range.ts';
import type { CompiledEni, CompiledNetwork } from '../compile/compiled-network.ts';
import { boxOf, formatBox, SOURCE, type Box } from '../forward/box.ts';
import { walkFlow, type Walked, type WalkOptions } from '../forward/legs.ts';
import type { NumberRange } from '../model/protocol.ts';
import { REACH_WALK } from '../reach/tiles.ts';
import { originIn, type Party } from './party.ts';

/** Packets of records that nothing tells apart: ranges of one class each. */
export interface Packets {
  readonly source: Range;
  readonly destination: Range;
  readonly protocol: number;
  readonly sourcePorts: NumberRange;
  readonly destinationPorts: NumberRange;
}

/** Whoever opened it, and the packets with which it was opened. */
export interface Opening {
  readonly client: Party;
  readonly request: Box;
}

const WALK: WalkOptions = { ...REACH_WALK, recording: true };

/** Is whoever opened it in this version of the network? */
export function isPresent(net: CompiledNetwork, { client, request }: Opening): boolean {
  return originIn(net, client, request.first[SOURCE]!) !== undefined;
}

/** Walks an opening by somebody who is present. */
export function converse(net: CompiledNetwork, { client, request }: Opening): Walked {
  const origin = originIn(net, client, request.first[SOURCE]!);
  if (!origin) throw new Error(`nobody opens ${formatBox(request)}`);
  const start = { origin, intent: { kind: 'anyone' }, box: request, unresolvedName: undefined } as const;
  return walkFlow(net, start, WALK);
}

/** Do all packets of the opening fare the same? */
export function isUniform({ rest }: Walked): boolean {
  return rest.length === 0;
}

/** The packets as their opener sent them, or turned round when they are the reply. */
export function requestOf(packets: Packets, isReply: boolean): Box {
  const { source, destination, protocol, sourcePorts, destinationPorts } = packets;
  const protocols = { first: protocol, last: protocol };
  return boxOf(
    isReply
      ? {
          source: destination,
          destination: source,
          protocol: protocols,
          sourcePort: destinationPorts,
          destinationPort: sourcePorts,
        }
      : {
          source,
          destination,
          protocol: protocols,
          sourcePort: sourcePorts,
          destinationPort: destinationPorts,
        },
  );
}

/**
 * From outside an interface is known by its public address, which no record shows: "srcaddr" and
 * "dstaddr" of an interface are always its private ones ("Flow log records", Amazon VPC User Guide).
 */
export function seenFromOutside({ record }: CompiledEni, range: Range): Range {
  const mapping = record.publicMappings.find((candidate) => candidate.private === range.first);
  return mapping ? { first: mapping.public, last: mapping.public } : range;
}
