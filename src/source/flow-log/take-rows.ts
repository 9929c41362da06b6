/**
 * Rows of a Parquet file → columns: the same records as lines would make, from values that have types
 * already.
 */
import { familyOf } from '../../ip/address.ts';
import { COLUMN, COLUMN_COUNT, COLUMN_OF, FIRST_WORD, LARGEST } from './fields.ts';
import { ABSENT, type FlowColumns } from './flow-columns.ts';
import type { RowGroup } from './parquet.ts';
import { AddressTexts } from './parquet.ts';
import { FIRST_FEW_BAD, type BadLine, type Scanned } from './scan-lines.ts';
import { takeRecord, WORDS } from './take-record.ts';

interface RowColumn {
  readonly name: string;
  readonly column: number;
  readonly values: ArrayLike<unknown>;
}

export class RowTaker {
  private readonly columns: FlowColumns;
  private readonly observers: ReadonlyMap<string, number>;
  private readonly addresses = new AddressTexts();
  private readonly values = new Float64Array(COLUMN_COUNT);
  private wide = 0;

  constructor(columns: FlowColumns, observers: ReadonlyMap<string, number>) {
    this.columns = columns;
    this.observers = observers;
  }

  take({ names, columns, rows }: RowGroup): Scanned {
    const used = names.flatMap((name, i): RowColumn[] => {
      const column = COLUMN_OF[name];
      return column === undefined ? [] : [{ name, column, values: columns[i]! }];
    });
    const isOfGateway = names.includes('tgw-id');
    const firstBad: BadLine[] = [];
    let bad = 0;
    for (let row = 0; row < rows; row++) {
      const odd = this.read(used, row);
      if (odd === undefined && takeRecord(this.columns, this.values, row + 1, this.wide, isOfGateway))
        continue;
      bad++;
      if (firstBad.length < FIRST_FEW_BAD) {
        firstBad.push({ line: row + 1, message: odd ?? 'has not two addresses of one family' });
      }
    }
    return { lines: rows, bad, firstBad };
  }

  /** Reads the values of a row; returns what is odd about one of them. */
  private read(used: readonly RowColumn[], row: number): string | undefined {
    const { values } = this;
    values.fill(ABSENT);
    this.wide = 0;
    for (const { name, column, values: cells } of used) {
      const cell = cells[row];
      if (cell === undefined || cell === null || cell === '-') continue;
      const value = this.valueOf(column, cell);
      if (value === undefined) return `${name} is ${showCell(cell)}, which it cannot be`;
      values[column] = column === COLUMN.lost ? Math.max(0, values[column]!) + value : value;
    }
    return undefined;
  }

  private valueOf(column: number, cell: unknown): number | undefined {
    if (column === COLUMN.interface) return this.observers.get(String(cell)) ?? -2;
    if (column >= FIRST_WORD) {
      const known = WORDS[column]!.find(([word]) => word === cell);
      return known?.[1] ?? (column === COLUMN.rejectReason ? 0 : undefined);
    }
    if (column <= COLUMN.packetDestination) {
      const address = typeof cell === 'string' ? this.addresses.get(cell) : undefined;
      if (address === undefined) return undefined;
      if (familyOf(address) === 6) this.wide |= 1 << column;
      return this.columns.valueOf(address);
    }
    const isNumber = typeof cell === 'number' || typeof cell === 'bigint' || /^\d+$/.test(String(cell));
    const number = isNumber ? Number(cell) : NaN;
    return number >= 0 && number <= (LARGEST[column] ?? Number.MAX_SAFE_INTEGER) ? number : undefined;
  }
}

function showCell(cell: unknown): string {
  if (typeof cell === 'string') return `"${cell.slice(0, 40)}"`;
  return typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : `a ${typeof cell}`;
}
