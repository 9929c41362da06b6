/**
 * The hot path of text logs: bytes of whole lines → columns, without a string per field.
 *
 * Fields are separated by one space or several. A line that is no record is described, the first few of
 * them at least, and left out.
 */
import { parseAddress } from '../../ip/address.ts';
import { COLUMN, COLUMN_COUNT, FIRST_WORD, LARGEST } from './fields.ts';
import { ABSENT, type FlowColumns } from './flow-columns.ts';
import { headerOf, type Layout } from './layout.ts';
import { HASH_BASIS, hashStep, type NameTable } from './name-table.ts';
import { takeRecord, WORDS } from './take-record.ts';

/** A line that is no record, and what is wrong with it. */
export interface BadLine {
  /** From 1 within what was scanned. */
  readonly line: number;
  readonly message: string;
}

export interface Scanned {
  readonly lines: number;
  readonly bad: number;
  readonly firstBad: readonly BadLine[];
}

/** Bad lines of one scan that are described. */
export const FIRST_FEW_BAD = 5;

const LF = 0x0a;
const SPACE = 0x20;
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

const LIMITS = Float64Array.from(
  { length: COLUMN_COUNT },
  (_, column) => LARGEST[column] ?? Number.MAX_SAFE_INTEGER,
);

export class LineScanner {
  private readonly columns: FlowColumns;
  private readonly observers: NameTable;
  /** Value of each column in the current line. */
  private readonly values = new Float64Array(COLUMN_COUNT);

  constructor(columns: FlowColumns, observers: NameTable) {
    this.columns = columns;
    this.observers = observers;
  }

  /** Scans `bytes` up to `length`, where a line ends. */
  scan(bytes: Uint8Array, length: number, layout: Layout): Scanned {
    const { values, columns, observers } = this;
    const fields = layout.columns;
    const firstBad: BadLine[] = [];
    let bad = 0;
    let line = 0;
    let at = 0;
    while (at < length) {
      const lineStart = at;
      let field = 0;
      let isOdd = false;
      let wide = 0;
      line++;
      values.fill(ABSENT);
      for (;;) {
        while (bytes[at] === SPACE) at++;
        if (bytes[at]! < SPACE) break;
        const column = field < fields.length ? fields[field]! : COLUMN.ignored;
        field++;
        const start = at;
        if (column === COLUMN.ignored) {
          while (bytes[at]! > SPACE) at++;
          continue;
        }
        if (column === COLUMN.interface) {
          let hash = HASH_BASIS;
          for (; bytes[at]! > SPACE; at++) hash = hashStep(hash, bytes[at]!);
          if (at - start > 1 || bytes[start] !== DASH) {
            const found = observers.find(hash, bytes, start, at);
            values[column] = found < 0 ? -2 : found;
          }
          continue;
        }
        if (column >= FIRST_WORD) {
          while (bytes[at]! > SPACE) at++;
          const value = wordOf(column, bytes, start, at);
          if (value < 0) isOdd = true;
          values[column] = value;
          continue;
        }
        let number = 0;
        let address = 0;
        let dots = 0;
        let other = 0;
        for (let byte = bytes[at]!; byte > SPACE; byte = bytes[++at]!) {
          const digit = byte - 0x30;
          if (digit >= 0 && digit <= 9) number = number * 10 + digit;
          else if (byte === DOT && number <= 255) {
            address = address * 256 + number;
            number = 0;
            dots++;
          } else other = byte === COLON || other === COLON ? COLON : byte;
        }
        if (other === DASH && at - start === 1) continue;
        if (column <= COLUMN.packetDestination) {
          if (other === COLON) {
            const parsed = parseAddress(textOf(bytes, start, at));
            if (parsed === undefined) isOdd = true;
            else values[column] = columns.valueOf(parsed);
            wide |= 1 << column;
          } else if (other !== 0 || dots !== 3 || number > 255 || at - start < 7 || at - start > 15)
            isOdd = true;
          else values[column] = address * 256 + number;
        } else if (other !== 0 || dots > 0 || number > LIMITS[column]!) isOdd = true;
        else if (column === COLUMN.lost) values[column] = Math.max(0, values[column]!) + number;
        else values[column] = number;
      }
      while (bytes[at] !== LF) at++;
      at++;
      if (field === 0) continue;
      if (field === fields.length && !isOdd && takeRecord(columns, values, line, wide, layout.isOfGateway))
        continue;
      const text = textOf(bytes, lineStart, at).trim();
      // Files that were put together have their header again in the middle.
      if (headerOf(text)) continue;
      bad++;
      if (firstBad.length < FIRST_FEW_BAD) firstBad.push({ line, message: whatIsWrong(text, layout) });
    }
    return { lines: line, bad, firstBad };
  }
}

function wordOf(column: number, bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 1 && bytes[start] === DASH) return 0;
  for (const word of WORD_BYTES[column]!) {
    if (word.bytes.length !== end - start) continue;
    let i = 0;
    while (i < word.bytes.length && word.bytes[i] === bytes[start + i]) i++;
    if (i === word.bytes.length) return word.value;
  }
  // A reason for a refusal that came after this was written is still a refusal.
  return column === COLUMN.rejectReason ? 0 : -1;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** What is wrong with a line, in words. The slow way: it is asked for the first few only. */
function whatIsWrong(text: string, { names, columns }: Layout): string {
  const tokens = text.split(/ +/);
  if (tokens.length !== names.length) {
    return `has ${tokens.length} field${tokens.length === 1 ? '' : 's'}, and the format has ${names.length}`;
  }
  for (const [i, column] of columns.entries()) {
    const token = tokens[i]!;
    const wanted = wantedIn(column);
    if (token === '-' || wanted === undefined) continue;
    if (!isFine(column, token)) return `${names[i]} is "${token.slice(0, 40)}", not ${wanted}`;
  }
  const missing = names.find((name, i) => tokens[i] === '-' && (name === 'srcaddr' || name === 'dstaddr'));
  return missing === undefined ? 'has addresses of two families' : `has no ${missing}`;
}

function wantedIn(column: number): string | undefined {
  if (column === COLUMN.ignored || column === COLUMN.interface || column === COLUMN.rejectReason)
    return undefined;
  if (column <= COLUMN.packetDestination) return 'an address';
  if (column >= FIRST_WORD) return (WORDS[column] ?? []).map(([word]) => word).join(' or ');
  return LARGEST[column] === undefined ? 'a number' : `a number up to ${LARGEST[column]}`;
}

function isFine(column: number, token: string): boolean {
  if (column <= COLUMN.packetDestination) return parseAddress(token) !== undefined;
  if (column >= FIRST_WORD) return (WORDS[column] ?? []).some(([word]) => word === token);
  return /^\d+$/.test(token) && Number(token) <= LIMITS[column]!;
}
