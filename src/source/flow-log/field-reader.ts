/**
 * The bytes of one field → what its column holds, without making text of them.
 */
import { parseAddress } from '../../ip/address.ts';
import { COLUMN, COLUMN_COUNT, FIRST_WORD, LARGEST } from './fields.ts';
import { ABSENT, IPV6, UNKNOWN, type FlowColumns } from './flow-columns.ts';
import type { NameTable } from './name-table.ts';
import { WORDS } from './take-record.ts';

/** Stands for bytes that are no value of the column. */
export const ODD = -3;

const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;

interface Word {
  readonly bytes: Uint8Array;
  readonly value: number;
}

const WORD_BYTES: readonly (readonly Word[])[] = Array.from({ length: COLUMN_COUNT }, (_, column) =>
  (WORDS[column] ?? []).map(([text, value]) => ({ bytes: new TextEncoder().encode(text), value })),
);

/** Largest value of each column of numbers. */
export const LIMITS = Float64Array.from(
  { length: COLUMN_COUNT },
  (_, column) => LARGEST[column] ?? Number.MAX_SAFE_INTEGER,
);

export class FieldReader {
  private readonly columns: FlowColumns;
  private readonly observers: NameTable;

  /** IPv6 addresses go to `columns`. */
  constructor(columns: FlowColumns, observers: NameTable) {
    this.columns = columns;
    this.observers = observers;
  }

  /** Value of the field from `start` to `end` − 1; {@link ODD} when it has none. A dash says nothing. */
  read(column: number, bytes: Uint8Array, start: number, end: number): number {
    if (end - start === 1 && bytes[start] === DASH) return column >= FIRST_WORD ? 0 : ABSENT;
    if (column === COLUMN.interface) return this.observerIn(bytes, start, end);
    if (column <= COLUMN.packetDestination) return this.addressIn(bytes, start, end);
    return column >= FIRST_WORD ? wordIn(column, bytes, start, end) : numberIn(column, bytes, start, end);
  }

  private observerIn(bytes: Uint8Array, start: number, end: number): number {
    const found = this.observers.find(bytes, start, end);
    return found < 0 ? UNKNOWN : found;
  }

  private addressIn(bytes: Uint8Array, start: number, end: number): number {
    let address = 0;
    let octet = 0;
    let dots = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      const digit = byte - 0x30;
      if (digit >= 0 && digit <= 9) octet = octet * 10 + digit;
      else if (byte === DOT && octet <= 255) {
        address = address * 256 + octet;
        octet = 0;
        dots++;
      } else return this.ipv6In(bytes, start, end);
    }
    const isAddress = dots === 3 && octet <= 255 && end - start >= 7 && end - start <= 15;
    return isAddress ? address * 256 + octet : ODD;
  }

  private ipv6In(bytes: Uint8Array, start: number, end: number): number {
    if (!bytes.subarray(start, end).includes(COLON)) return ODD;
    const address = parseAddress(textIn(bytes, start, end));
    return address === undefined ? ODD : IPV6 + this.columns.placeOf(BigInt(address));
  }
}

function numberIn(column: number, bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return ODD;
    number = number * 10 + digit;
  }
  return start === end || number > LIMITS[column]! ? ODD : number;
}

function wordIn(column: number, bytes: Uint8Array, start: number, end: number): number {
  for (const word of WORD_BYTES[column]!) {
    if (word.bytes.length !== end - start) continue;
    let i = 0;
    while (i < word.bytes.length && word.bytes[i] === bytes[start + i]) i++;
    if (i === word.bytes.length) return word.value;
  }
  // A reason for a refusal that came after this was written is still a refusal.
  return column === COLUMN.rejectReason ? 0 : ODD;
}

export function textIn(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
