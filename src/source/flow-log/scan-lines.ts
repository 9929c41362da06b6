/**
 * The hot path of text logs: bytes of whole lines → columns, without a string per field.
 *
 * Fields are separated by one space or several. A line that is no record is described, the first few of
 * them at least, and left out.
 */
import { parseAddress } from '../../ip/address.ts';
import { LIMITS, ODD, textIn, type FieldReader } from './field-reader.ts';
import { COLUMN, COLUMN_COUNT, FIRST_WORD, LARGEST } from './fields.ts';
import { ABSENT, type FlowColumns } from './flow-columns.ts';
import { headerOf, type Layout } from './layout.ts';
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

export class LineScanner {
  private readonly columns: FlowColumns;
  private readonly fields: FieldReader;
  /** Value of each column in the current line. */
  private readonly values = new Float64Array(COLUMN_COUNT);
  /** Where the fields of the current line end. */
  private end = 0;

  constructor(columns: FlowColumns, fields: FieldReader) {
    this.columns = columns;
    this.fields = fields;
  }

  /** Scans `bytes` up to `length`, where a line ends. */
  scan(bytes: Uint8Array, length: number, layout: Layout): Scanned {
    const { values, columns } = this;
    const firstBad: BadLine[] = [];
    let bad = 0;
    let line = 0;
    let at = 0;
    while (at < length) {
      const start = at;
      const isWhole = this.readLine(bytes, start, layout);
      at = this.end;
      while (bytes[at] !== LF) at++;
      at++;
      line++;
      if (isWhole && takeRecord(columns, values, line, layout.isOfGateway)) continue;
      const text = textIn(bytes, start, at).trim();
      // Files that were put together have their header again in the middle.
      if (text === '' || headerOf(text)) continue;
      bad++;
      if (firstBad.length < FIRST_FEW_BAD) firstBad.push({ line, message: whatIsWrong(text, layout) });
    }
    return { lines: line, bad, firstBad };
  }

  /** Reads the fields of a line; false when it has more, less or others than its layout. */
  private readLine(bytes: Uint8Array, start: number, { columns }: Layout): boolean {
    const { values, fields } = this;
    let at = start;
    let field = 0;
    let isOdd = false;
    values.fill(ABSENT);
    for (;;) {
      while (bytes[at] === SPACE) at++;
      const first = at;
      while (bytes[at]! > SPACE) at++;
      if (at === first) break;
      const column = field < columns.length ? columns[field]! : COLUMN.ignored;
      field++;
      if (column === COLUMN.ignored) continue;
      const value = fields.read(column, bytes, first, at);
      if (value === ODD) isOdd = true;
      else if (column === COLUMN.lost) values[column] = Math.max(values[column]!, 0) + Math.max(value, 0);
      else values[column] = value;
    }
    this.end = at;
    return field === columns.length && !isOdd;
  }
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
