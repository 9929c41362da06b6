/**
 * Who reaches whom at a glance: one cell per ordered pair of ends.
 *
 * Rows are kept as runs of equal cells: columns that nothing tells apart cost nothing more, so a matrix is as
 * large as what is to be said, not as the number of pairs.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { EndName } from './end.ts';
import { cellAt, runOf, type Cell, type CellState, type MatrixRow } from './matrix-row.ts';
import { MatrixWalk, type MatrixOptions } from './matrix-walk.ts';

/** Columns from `first` on, `count` of them, with one cell. */
export interface CellRun {
  readonly first: number;
  readonly count: number;
  readonly cell: Cell;
}

export class ReachMatrix {
  readonly ends: readonly EndName[];
  private readonly rows: readonly MatrixRow[];

  constructor(ends: readonly EndName[], rows: readonly MatrixRow[]) {
    this.ends = ends;
    this.rows = rows;
  }

  /** By position in {@link ends}. */
  cell(from: number, to: number): Cell {
    const row = this.rows[from]!;
    return cellAt(row, runOf(row, to));
  }

  /** The cells of a row, in order. */
  *runsOf(from: number): Generator<CellRun> {
    const row = this.rows[from]!;
    for (const [run, first] of row.starts.entries()) {
      const next = row.starts[run + 1] ?? this.ends.length;
      yield { first, count: next - first, cell: cellAt(row, run) };
    }
  }

  /** The same ends with some rows walked again, as a later version of the network has them. */
  walkedAgain(walk: MatrixWalk, rows: Iterable<number>): ReachMatrix {
    const again = [...this.rows];
    for (const row of rows) again[row] = walk.rowsOf([row])[0]!;
    return new ReachMatrix(this.ends, again);
  }

  /** How many ordered pairs of different ends are in each state. */
  count(): Record<CellState, number> {
    const counts: Record<CellState, number> = {
      'no-sender': 0,
      blocked: 0,
      'no-reply': 0,
      platform: 0,
      reaches: 0,
    };
    for (let from = 0; from < this.ends.length; from++) {
      for (const { cell, count } of this.runsOf(from)) counts[cell.state] += count;
      counts[this.cell(from, from).state]--;
    }
    return counts;
  }
}

export function reachMatrix(
  net: CompiledNetwork,
  names: readonly EndName[],
  options: MatrixOptions = {},
): ReachMatrix {
  const walk = new MatrixWalk(net, names, options);
  const rows: MatrixRow[] = [];
  for (const group of walk.groups) {
    for (const [i, row] of walk.rowsOf(group).entries()) rows[group[i]!] = row;
  }
  return new ReachMatrix(names, rows);
}
