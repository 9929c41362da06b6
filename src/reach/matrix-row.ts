/**
 * One row of a matrix, as runs of equal cells.
 */
import { DROP_REASONS, type DropReason } from '../model/drop-reason.ts';

/** From nothing at all to some flow that completes both legs. */
export const CELL_STATES = ['no-sender', 'blocked', 'no-reply', 'platform', 'reaches'] as const;

export type CellState = (typeof CELL_STATES)[number];

export interface Cell {
  /**
   * `reaches`: some flow completes both legs. `platform`: only the platform of the end answers.
   * `no-reply`: requests arrive, no reply does. `blocked`: no request arrives.
   */
  readonly state: CellState;
  /** What most of the flows that do not arrive die of, free and reserved addresses left aside. */
  readonly reason: DropReason | undefined;
}

/** Plain arrays, so that a thread can hand a row to another one. */
export interface MatrixRow {
  /** First column of each run. */
  readonly starts: Uint32Array;
  /** Per run the index of its state and, {@link REASON_SHIFT} bits up, that of its reason from 1 on. */
  readonly cells: Uint16Array;
}

const REASON_SHIFT = 3;
const STATE_MASK = 2 ** REASON_SHIFT - 1;

/** From the index of each column's state, and of its reason from 1 on or 0. */
export function rowOf(states: Uint8Array, reasons: Uint8Array): MatrixRow {
  const starts: number[] = [];
  const cells: number[] = [];
  for (let column = 0; column < states.length; column++) {
    const cell = states[column]! | (reasons[column]! << REASON_SHIFT);
    if (cell === cells.at(-1)) continue;
    starts.push(column);
    cells.push(cell);
  }
  return { starts: Uint32Array.from(starts), cells: Uint16Array.from(cells) };
}

/** The cell of a run. */
export function cellAt({ cells }: MatrixRow, run: number): Cell {
  const cell = cells[run]!;
  return { state: CELL_STATES[cell & STATE_MASK]!, reason: DROP_REASONS[(cell >>> REASON_SHIFT) - 1] };
}

/** The run that holds a column. */
export function runOf({ starts }: MatrixRow, column: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= column) low = middle;
    else high = middle;
  }
  return low;
}
