/**
 * Rows of a Parquet file → columns: the same records as lines would make.
 *
 * One field is decoded at a time, into memory that is used again, and its texts are read by their bytes: a
 * range of boxed values takes a hundred times its file.
 */
import { LIMITS, ODD, textIn, type FieldReader } from './field-reader.ts';
import { COLUMN, COLUMN_COUNT, COLUMN_OF, FIRST_WORD } from './fields.ts';
import { ABSENT, UNKNOWN, type FlowColumns } from './flow-columns.ts';
import type { ParquetReader, RowRange } from './parquet.ts';
import { FIRST_FEW_BAD, type BadLine, type Scanned } from './scan-lines.ts';
import { takeRecord } from './take-record.ts';
import { own } from '../../model/own.ts';

/** A range of rows while it is read. */
interface Rows {
  readonly range: RowRange;
  /** Values of each column that the file has. */
  readonly columns: Map<number, Float64Array>;
  /** What is wrong with a row. */
  readonly odd: Map<number, string>;
}

export class RowTaker {
  private readonly columns: FlowColumns;
  private readonly fields: FieldReader;
  private readonly reader: ParquetReader;
  private readonly memory = new Map<number, Float64Array>();
  private readonly values = new Float64Array(COLUMN_COUNT);

  constructor(columns: FlowColumns, fields: FieldReader, reader: ParquetReader) {
    this.columns = columns;
    this.fields = fields;
    this.reader = reader;
  }

  async take(path: string, range: RowRange): Promise<Scanned> {
    const names = await this.reader.fieldsOf(path);
    const rows: Rows = { range, columns: new Map(), odd: new Map() };
    for (const name of names) {
      const column = own(COLUMN_OF, name);
      if (column !== undefined) await this.readField(path, name, column, rows);
    }
    return this.takeAll(rows, names.includes('tgw-id'));
  }

  private async readField(path: string, name: string, column: number, rows: Rows): Promise<void> {
    const { range, odd } = rows;
    const count = range.end - range.first;
    const values = rows.columns.get(column) ?? this.emptyColumn(column, count);
    rows.columns.set(column, values);
    // A column has texts only or none: of texts, cells are what has been made of them.
    let isText = false;
    const textOf = (bytes: Uint8Array): unknown => {
      isText = true;
      const value = this.fields.read(column, bytes, 0, bytes.length);
      return value === ODD ? textIn(bytes, 0, bytes.length) : value;
    };
    await this.reader.read(path, range, name, textOf, (page, from) => {
      const cells = page instanceof BigInt64Array ? numbersIn(page) : page;
      const end = Math.min(cells.length, count - from);
      for (let i = Math.max(0, -from); i < end; i++) {
        const cell = cells[i];
        const row = from + i;
        const value = isText && typeof cell === 'number' ? cell : valueOf(column, cell);
        if (value === ODD) odd.set(row, odd.get(row) ?? `${name} is ${showCell(cell)}, which it cannot be`);
        else if (column === COLUMN.lost) values[row] = Math.max(values[row]!, 0) + Math.max(value, 0);
        else values[row] = value;
      }
    });
  }

  private emptyColumn(column: number, count: number): Float64Array {
    let values = this.memory.get(column);
    if (!values || values.length < count) {
      values = new Float64Array(count);
      this.memory.set(column, values);
    }
    return values.fill(ABSENT);
  }

  private takeAll({ range, columns, odd }: Rows, isOfGateway: boolean): Scanned {
    const { values } = this;
    const count = range.end - range.first;
    const firstBad: BadLine[] = [];
    let bad = 0;
    values.fill(ABSENT);
    for (let row = 0; row < count; row++) {
      for (const [column, known] of columns) values[column] = known[row]!;
      if (!odd.has(row) && takeRecord(this.columns, values, row + 1, isOfGateway)) continue;
      bad++;
      if (firstBad.length < FIRST_FEW_BAD) {
        firstBad.push({ line: row + 1, message: odd.get(row) ?? 'has not two addresses of one family' });
      }
    }
    return { lines: count, bad, firstBad };
  }
}

/** Value of a cell that is no text. */
function valueOf(column: number, cell: unknown): number {
  if (cell === undefined || cell === null) return ABSENT;
  if (column === COLUMN.interface) return UNKNOWN;
  if (column <= COLUMN.packetDestination || column >= FIRST_WORD) return ODD;
  const number = typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : NaN;
  return Number.isInteger(number) && number >= 0 && number <= LIMITS[column]! ? number : ODD;
}

/** Numbers of 64 bits without a bigint for each; beyond 2⁵³ they are too large for any column. */
function numbersIn(cells: BigInt64Array): Float64Array {
  const halves = new Int32Array(cells.buffer, cells.byteOffset, cells.length * 2);
  const numbers = new Float64Array(cells.length);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = halves[i * 2 + 1]! * 2 ** 32 + (halves[i * 2]! >>> 0);
  }
  return numbers;
}

function showCell(cell: unknown): string {
  if (typeof cell === 'string') return `"${cell.slice(0, 40)}"`;
  return typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : `a ${typeof cell}`;
}
