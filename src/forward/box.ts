/**
 * A set of flows as one range per header field: family × source × destination × protocol × source port
 * × destination port. All ends are inclusive. One flow is a box whose ranges hold one value each.
 */
import { formatAddress, type Address, type Family } from '../ip/address.ts';
import { formatRange } from '../ip/range.ts';
import { ALL_PORTS, ALL_PROTOCOLS, formatNumbers, formatProtocol } from '../model/protocol.ts';

/** Header fields, in the order in which a box holds them. */
export const SOURCE = 0;
export const DESTINATION = 1;
export const PROTOCOL = 2;
export const SOURCE_PORT = 3;
export const DESTINATION_PORT = 4;
export const FIELD_COUNT = 5;

export type Field = 0 | 1 | 2 | 3 | 4;

export interface Box {
  readonly family: Family;
  /** Lowest and highest value per field, {@link FIELD_COUNT} each. */
  readonly first: readonly Address[];
  readonly last: readonly Address[];
}

/** Ranges of a box by name. */
export interface BoxRanges {
  readonly source: { readonly first: Address; readonly last: Address };
  readonly destination: { readonly first: Address; readonly last: Address };
  readonly protocol: { readonly first: number; readonly last: number };
  readonly sourcePort: { readonly first: number; readonly last: number };
  readonly destinationPort: { readonly first: number; readonly last: number };
}

export function boxOf(ranges: BoxRanges): Box {
  const { source, destination, protocol, sourcePort, destinationPort } = ranges;
  const columns = [source, destination, protocol, sourcePort, destinationPort];
  return {
    family: typeof destination.first === 'number' ? 4 : 6,
    first: columns.map((range) => range.first),
    last: columns.map((range) => range.last),
  };
}

/** The box that holds one flow. */
export function pointOf(point: {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}): Box {
  const corner = [point.source, point.destination, point.protocol, point.sourcePort, point.destinationPort];
  return { family: typeof point.destination === 'number' ? 4 : 6, first: corner, last: corner };
}

export function boxHolds(box: Box, corner: readonly Address[]): boolean {
  return box.first.every((first, field) => first <= corner[field]! && corner[field]! <= box.last[field]!);
}

/** How many flows a box holds. */
export function boxSize(box: Box): bigint {
  return box.first.reduce<bigint>(
    (size, first, field) => size * (BigInt(box.last[field]!) - BigInt(first) + 1n),
    1n,
  );
}

/** `10.0.0.0/24 → 10.1.0.10 tcp 32768-61000 → 443`. */
export function formatBox(box: Box): string {
  const range = (field: Field) => ({ first: box.first[field]!, last: box.last[field]! });
  const numbers = (field: Field) => ({ first: Number(box.first[field]), last: Number(box.last[field]) });
  const protocol = numbers(PROTOCOL);
  const name =
    protocol.first === protocol.last
      ? formatProtocol(protocol.first)
      : formatNumbers(protocol, ALL_PROTOCOLS);
  const ports = `${formatNumbers(numbers(SOURCE_PORT), ALL_PORTS)} → ${formatNumbers(numbers(DESTINATION_PORT), ALL_PORTS)}`;
  return `${formatRange(range(SOURCE))} → ${formatRange(range(DESTINATION))} ${name} ${ports}`;
}

export function formatCorner(corner: readonly Address[]): string {
  const [source, destination, protocol, sourcePort, destinationPort] = corner;
  return `${formatAddress(source!)} → ${formatAddress(destination!)} ${formatProtocol(Number(protocol))} ${sourcePort} → ${destinationPort}`;
}
