/**
 * The matrix, asked cell by cell: who reaches whom, which pairs are one-way, which are violated, and what
 * differs between two versions.
 */
import type { CellState, MatrixData, Place } from '../report/page/page-data.ts';

export interface CellView {
  readonly state: CellState;
  readonly reason: string | null;
  /** Somebody is reached, and cannot reach back. */
  readonly isOneWay: boolean;
  readonly isViolated: boolean;
}

export class ReachCells {
  readonly matrix: MatrixData;
  readonly positions: ReadonlyMap<Place, number>;
  /** Positions of the legend that say that somebody is reached. */
  private readonly reaching: readonly boolean[];
  /** Rows with a violation, by the columns it is about. */
  private readonly violated: ReadonlyMap<number, ReadonlySet<number>>;

  constructor(matrix: MatrixData) {
    this.matrix = matrix;
    this.positions = new Map(matrix.ends.map(({ place }, i) => [place, i]));
    this.reaching = matrix.legend.map(({ state }) => state === 'reaches');
    this.violated = violatedOf(matrix);
  }

  at(from: number, to: number): CellView {
    const { state, reason } = this.cellAt(from, to);
    return { state, reason, isOneWay: this.isOneWay(from, to), isViolated: this.isViolated(from, to) };
  }

  stateAt(from: number, to: number): CellState {
    return this.cellAt(from, to).state;
  }

  private cellAt(from: number, to: number): MatrixData['legend'][number] {
    return this.matrix.legend[this.matrix.cells[from]![to]!]!;
  }

  isOneWay(from: number, to: number): boolean {
    const { cells } = this.matrix;
    return this.reaching[cells[from]![to]!]! && !this.reaching[cells[to]![from]!]!;
  }

  isViolated(from: number, to: number): boolean {
    return this.violated.get(from)?.has(to) === true;
  }

  find(from: Place, to: Place): CellView | undefined {
    const [i, j] = [this.positions.get(from), this.positions.get(to)];
    return i === undefined || j === undefined ? undefined : this.at(i, j);
  }

  /** Does a pair of ends fare differently in another version? New and vanished ends do. */
  isChanged(from: number, to: number, other: ReachCells): boolean {
    const { ends } = this.matrix;
    const [i, j] = [other.positions.get(ends[from]!.place), other.positions.get(ends[to]!.place)];
    if (i === undefined || j === undefined) return true;
    const [own, theirs] = [this.cellAt(from, to), other.cellAt(i, j)];
    return own.state !== theirs.state || own.reason !== theirs.reason;
  }
}

function violatedOf({ ends, violations }: MatrixData): Map<number, Set<number>> {
  const inVpc = new Map<string, number[]>();
  for (const [i, { vpc }] of ends.entries()) {
    if (vpc !== null) inVpc.set(vpc, [...(inVpc.get(vpc) ?? []), i]);
  }
  const violated = new Map<number, Set<number>>();
  for (const { from, to } of violations) {
    for (const row of inVpc.get(from) ?? []) {
      const columns = violated.get(row) ?? new Set();
      violated.set(row, columns);
      for (const column of inVpc.get(to) ?? []) columns.add(column);
    }
  }
  return violated;
}

const known = new WeakMap<MatrixData, ReachCells>();

export function cellsOf(matrix: MatrixData): ReachCells {
  const cells = known.get(matrix) ?? new ReachCells(matrix);
  known.set(matrix, cells);
  return cells;
}

/** From nothing to everything. */
export const STATES: readonly CellState[] = ['no-sender', 'blocked', 'no-reply', 'platform', 'reaches'];

export const GLYPHS: Readonly<Record<CellState, string>> = {
  reaches: '●',
  platform: '◐',
  'no-reply': '◌',
  blocked: '·',
  'no-sender': '–',
};

export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  reaches: 'reached: some flow completes both legs',
  platform: 'only the platform answers (resolver, router)',
  'no-reply': 'requests arrive, no reply does',
  blocked: 'no request arrives',
  'no-sender': 'nobody is there who could ask',
};

/** A few words for labels. */
export const STATE_NAMES: Readonly<Record<CellState, string>> = {
  reaches: 'reached',
  platform: 'platform only',
  'no-reply': 'no reply',
  blocked: 'blocked',
  'no-sender': 'no sender',
};
