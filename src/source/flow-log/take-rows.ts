/**
 * Rows of a Parquet file → columns: the same records as lines would make, from values that have types
 * already.
 */
import { COLUMN, COLUMN_COUNT, COLUMN_OF, FIRST_WORD, LARGEST } from './fields.ts';
import { ABSENT, type FlowColumns } from './flow-columns.ts';
import type { RowGroup } from './parquet.ts';
import { AddressTexts } from './parquet.ts';
import { FIRST_FEW_BAD, type BadLine, type Scanned } from './scan-lines.ts';
import { takeRecord, WORDS } from './take-record.ts';

export class RowTaker {
  private readonly columns: FlowColumns;
  private readonly observers: ReadonlyMap<string, number>;
  private readonly addresses = new AddressTexts();
  private readonly values = new Float64Array(COLUMN_COUNT);

  constructor(columns: FlowColumns, observers: ReadonlyMap<string, number>) {
    this.columns = columns;
    this.observers = observers;
  }

  /** Takes a group whose columns come one after the other. */
  async take(group: RowGroup): Promise<Scanned> {
    const { rows, names } = group;
    const used = names.flatMap((name) => COLUMN_OF[name] ?? []);
    const cells = new Map(used.map((column) => [column, new Float64Array(rows).fill(ABSENT)]));
    const wide = new Uint32Array(rows);
    const odd = new Map<number, string>();
    for (const name of names) {
      const column = COLUMN_OF[name];
      if (column === undefined) continue;
      const values = cells.get(column)!;
      await group.read(name, (row, cell) => {
        if (cell === undefined || cell === null || cell === '-') return;
        const value = this.valueOf(column, cell);
        if (value === undefined)
          odd.set(row, odd.get(row) ?? `${name} is ${showCell(cell)}, which it cannot be`);
        else values[row] = column === COLUMN.lost ? Math.max(0, values[row]!) + value : value;
        if (column <= COLUMN.packetDestination && typeof cell === 'string' && cell.includes(':')) {
          wide[row]! |= 1 << column;
        }
      });
    }
    return this.takeAll(rows, cells, wide, odd, names.includes('tgw-id'));
  }

  private takeAll(
    rows: number,
    cells: ReadonlyMap<number, Float64Array>,
    wide: Uint32Array,
    odd: ReadonlyMap<number, string>,
    isOfGateway: boolean,
  ): Scanned {
    const { values } = this;
    const firstBad: BadLine[] = [];
    let bad = 0;
    values.fill(ABSENT);
    for (let row = 0; row < rows; row++) {
      for (const [column, known] of cells) values[column] = known[row]!;
      if (!odd.has(row) && takeRecord(this.columns, values, row + 1, wide[row]!, isOfGateway)) continue;
      bad++;
      if (firstBad.length < FIRST_FEW_BAD) {
        firstBad.push({ line: row + 1, message: odd.get(row) ?? 'has not two addresses of one family' });
      }
    }
    return { lines: rows, bad, firstBad };
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
