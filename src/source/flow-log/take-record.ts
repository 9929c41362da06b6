/**
 * The values of one record, whatever it was written as, become a row.
 */
import { COLUMN } from './fields.ts';
import { ACTION, DIRECTION, IPV6, type FlowColumns } from './flow-columns.ts';

/** Values of the column `status`. */
const STATUS = { ok: 1, noData: 2, skipData: 3 } as const;

/** Words of the columns that hold one, and what stands for them. */
export const WORDS: Readonly<Record<number, readonly (readonly [string, number])[]>> = {
  [COLUMN.action]: [
    ['ACCEPT', ACTION.accept],
    ['REJECT', ACTION.reject],
  ],
  [COLUMN.status]: [
    ['OK', STATUS.ok],
    ['NODATA', STATUS.noData],
    ['SKIPDATA', STATUS.skipData],
  ],
  [COLUMN.direction]: [
    ['ingress', DIRECTION.ingress],
    ['egress', DIRECTION.egress],
  ],
  // "Flow log records": BPA (block public access) and EC (encryption controls); a dash for all else.
  [COLUMN.rejectReason]: [
    ['BPA', ACTION.blockedPublicAccess],
    ['EC', ACTION.encryptionControls],
  ],
};

/** Takes the value of each column. False when they make no record. */
export function takeRecord(
  columns: FlowColumns,
  values: Float64Array,
  line: number,
  isOfGateway: boolean,
): boolean {
  const status = values[COLUMN.status]!;
  if (status === STATUS.noData) columns.noData++;
  if (status === STATUS.skipData) columns.skipData++;
  if (status === STATUS.noData || status === STATUS.skipData) return true;
  const source = values[COLUMN.packetSource]! >= 0 ? COLUMN.packetSource : COLUMN.source;
  const destination = values[COLUMN.packetDestination]! >= 0 ? COLUMN.packetDestination : COLUMN.destination;
  if (values[source]! < 0 || values[destination]! < 0) {
    // A format without the status shows what has no data by dashes only.
    const isEmpty = status < 0 && values[source]! < 0 && values[destination]! < 0;
    if (isEmpty) columns.noData++;
    return isEmpty;
  }
  const isWide = values[source]! >= IPV6;
  if (isWide !== values[destination]! >= IPV6) return false;
  const row = columns.add(line);
  columns.observer[row] = values[COLUMN.interface]!;
  columns.family[row] = isWide ? 6 : 4;
  // What is beyond the 32 bits of a column only marks the family.
  columns.source[row] = values[source]!;
  columns.destination[row] = values[destination]!;
  columns.protocol[row] = values[COLUMN.protocol]!;
  columns.sourcePort[row] = values[COLUMN.sourcePort]!;
  columns.destinationPort[row] = values[COLUMN.destinationPort]!;
  columns.packets[row] = Math.max(0, values[COLUMN.packets]!);
  columns.bytes[row] = Math.max(0, values[COLUMN.bytes]!);
  columns.start[row] = values[COLUMN.start]!;
  columns.end[row] = values[COLUMN.end]!;
  columns.tcpFlags[row] = values[COLUMN.tcpFlags]!;
  columns.direction[row] = Math.max(0, values[COLUMN.direction]!);
  columns.action[row] = isOfGateway
    ? values[COLUMN.lost]! > 0
      ? ACTION.reject
      : ACTION.accept
    : Math.max(0, values[COLUMN.action]!, values[COLUMN.rejectReason]!);
  return true;
}
