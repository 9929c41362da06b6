/**
 * Boxes of flows as people write them: CIDRs, protocol names, port ranges.
 */
import { familyOf, formatAddress, type Address } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import { rangeToPrefixes, type Range } from '../ip/range.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  PROTOCOL,
  SOURCE,
  SOURCE_PORT,
  type Box,
  type Field,
} from '../forward/box.ts';
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  formatNumbers,
  formatProtocol,
  hasPorts,
  isIcmp,
} from '../model/protocol.ts';

/** More prefixes than this and a range is clearer as `first-last`. */
const MOST_PREFIXES = 4;

export function prefixesOf(range: Range): string[] {
  return rangeToPrefixes(range).map((prefix) =>
    prefix.length === (familyOf(prefix.address) === 4 ? 32 : 128)
      ? formatAddress(prefix.address)
      : formatPrefix(prefix),
  );
}

function addressText(range: Range): string {
  const prefixes = prefixesOf(range);
  if (prefixes.length <= MOST_PREFIXES) return prefixes.join(',');
  return `${formatAddress(range.first)}-${formatAddress(range.last)}`;
}

export function addressRange(box: Box, field: typeof SOURCE | typeof DESTINATION): Range {
  return { first: box.first[field]!, last: box.last[field]! };
}

export function numberRange(box: Box, field: Field): { first: number; last: number } {
  return { first: Number(box.first[field]), last: Number(box.last[field]) };
}

function protocolText(box: Box): string {
  const { first, last } = numberRange(box, PROTOCOL);
  if (first === last) return formatProtocol(first);
  const numbers = formatNumbers({ first, last }, ALL_PROTOCOLS);
  return numbers === 'all' ? 'all protocols' : `protocols ${numbers}`;
}

/** `10.0.1.0/24 → 10.1.0.10 tcp 443`, with the source ports where they are not all. */
export function flowBoxText(box: Box): string {
  const ports = numberRange(box, DESTINATION_PORT);
  const sourcePorts = numberRange(box, SOURCE_PORT);
  const words = [
    `${addressText(addressRange(box, SOURCE))} → ${addressText(addressRange(box, DESTINATION))}`,
    protocolText(box),
  ];
  const portWord = formatNumbers(ports, ALL_PORTS);
  if (portWord !== 'all') words.push(isOneIcmp(box) ? `types ${portWord}` : portWord);
  const sourceWord = formatNumbers(sourcePorts, ALL_PORTS);
  if (sourceWord !== 'all') words.push(`from ${isOneIcmp(box) ? 'types' : 'ports'} ${sourceWord}`);
  return words.join(' ');
}

function isOneIcmp(box: Box): boolean {
  const { first, last } = numberRange(box, PROTOCOL);
  return first === last && isIcmp(first);
}

/** `10.0.1.10:40000 → 10.1.0.10:443 tcp`. */
export function flowText(flow: readonly Address[]): string {
  const [source, destination, protocol, sourcePort, destinationPort] = flow;
  const name = formatProtocol(Number(protocol));
  if (!hasPorts(Number(protocol)))
    return `${formatAddress(source!)} → ${formatAddress(destination!)} ${name}`;
  const [from, to] = [source!, destination!].map((address) =>
    typeof address === 'number' ? formatAddress(address) : `[${formatAddress(address)}]`,
  );
  return `${from}:${sourcePort} → ${to}:${destinationPort} ${name}`;
}
