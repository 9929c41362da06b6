/**
 * Rows of a matrix, walked: a row once over all destinations, told apart by end as it goes; nothing of it is
 * kept but its cells.
 */
import type { Address, Family } from '../ip/address.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily, CompiledNetwork } from '../compile/compiled-network.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE_PORT } from '../forward/box.ts';
import type { Drop, Receiver, Verdict } from '../forward/outcome.ts';
import type { Tile } from '../forward/reach.ts';
import { SharedTiles } from '../forward/shared-tiles.ts';
import { DROP_REASONS, type DropReason } from '../model/drop-reason.ts';
import { endOf, type End, type EndName } from './end.ts';
import { EndMap } from './end-map.ts';
import { isStray } from './fate.ts';
import { CELL_STATES, rowOf, type MatrixRow } from './matrix-row.ts';
import { walkTo, type Traffic } from './tiles.ts';

/** Reasons that say that nobody is there. */
const NOBODY_THERE: ReadonlySet<DropReason> = new Set([
  'dst-host-unknown',
  'dst-reserved-address',
  'dst-not-in-any-subnet',
]);

const REASON_INDEX = new Map(DROP_REASONS.map((reason, i) => [reason, i + 1]));

export interface MatrixOptions {
  /** Protocols and ports to look at; all by default. */
  readonly traffic?: Traffic;
  /** Walk senders that are alike once, as by default; the cells are the same either way. */
  readonly sharing?: boolean;
}

type Column = End & { readonly column: number };

/** Rows of a matrix, one after the other; `names` are its columns and rows. */
export class MatrixWalk {
  private readonly ends: readonly Column[];
  private readonly pieces: ByFamily<Pieces>;
  private readonly tiles: SharedTiles<CellTile>;
  private readonly states: Uint8Array;
  private readonly reasons: Uint8Array;
  /** How much of each column the reason stands for. */
  private readonly weights: Float64Array;
  /** Rows that may share walks, which one walker should do one after the other. */
  readonly groups: readonly (readonly number[])[];

  constructor(net: CompiledNetwork, names: readonly EndName[], options: MatrixOptions = {}) {
    this.tiles = new SharedTiles(net, walkTo(net, options.traffic ?? {}, cellTileOf), options);
    this.ends = names.map((name, column) => {
      const end = endOf(net, name);
      if (!end) throw new Error(`there is no ${name.kind} ${name.id}`);
      return { ...end, column };
    });
    const map = new EndMap(this.ends);
    this.pieces = byFamily((family) => piecesOf(map, family));
    this.states = new Uint8Array(names.length);
    this.reasons = new Uint8Array(names.length);
    this.weights = new Float64Array(names.length);
    this.groups = groupsOf(this.ends);
  }

  /** The rows of a group, in its order. */
  rowsOf(group: readonly number[]): MatrixRow[] {
    this.tiles.begin(group.flatMap((index) => this.ends[index]!.senders));
    return group.map((index) => this.row(index));
  }

  private row(index: number): MatrixRow {
    for (const column of [this.states, this.reasons, this.weights]) column.fill(0);
    for (const sender of this.ends[index]!.senders) {
      for (const tile of this.tiles.tilesOf(sender)) this.count(tile);
    }
    return rowOf(this.states, this.reasons);
  }

  private count({ family, low, high, depth, tally, drop, met }: CellTile): void {
    const { states, reasons, weights } = this;
    const { columns, firsts, lasts } = this.pieces[family];
    // Tiles of a row span thousands of columns together: this is the one loop over all pairs.
    for (let i = firstReaching(lasts, low); i < columns.length && firsts[i]! <= high; i++) {
      const column = columns[i]!;
      const isOther = met !== undefined && isStray(met, drop, this.ends[column]!);
      const { state, reason, importance } = isOther ? STRAY : tally;
      if (state > states[column]!) states[column] = state;
      if (reason === 0) continue;
      const start = firsts[i]! > low ? firsts[i]! : low;
      const weight = widthOf(start, lasts[i]! < high ? lasts[i]! : high) * depth * importance;
      if (weight <= weights[column]!) continue;
      weights[column] = weight;
      reasons[column] = reason;
    }
  }
}

/** Ends of one VPC together, all others by themselves. */
function groupsOf(ends: readonly End[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [i, { senders }] of ends.entries()) {
    const origin = senders[0]?.origin;
    const key = origin?.kind === 'eni' ? origin.eni.vpc : i;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}

/** The address space cut where ends start and stop, in order; one piece per end that is meant there. */
interface Pieces {
  readonly columns: Int32Array;
  readonly firsts: Float64Array | readonly bigint[];
  readonly lasts: Float64Array | readonly bigint[];
}

function piecesOf(map: EndMap<Column>, family: Family): Pieces {
  const pieces = [...map.pieces(family)];
  const columnOf = (addresses: readonly Address[]): Pieces['firsts'] =>
    family === 4 ? Float64Array.from(addresses as number[]) : (addresses as bigint[]);
  return {
    columns: Int32Array.from(pieces, ({ end }) => end.column),
    firsts: columnOf(pieces.map(({ first }) => first)),
    lasts: columnOf(pieces.map(({ last }) => last)),
  };
}

/** Index of the first piece that does not end before an address. */
function firstReaching(lasts: Pieces['lasts'], address: Address): number {
  let low = 0;
  let high = lasts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lasts[middle]! < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As much of a tile as cells need. */
interface CellTile {
  readonly family: Family;
  /** Destinations. */
  readonly low: Address;
  readonly high: Address;
  /** How many flows there are of one source to one destination. */
  readonly depth: number;
  readonly tally: Tally;
  readonly drop: Drop | undefined;
  readonly met: Receiver | undefined;
}

function cellTileOf({ part: { first, last, family }, verdict, met }: Tile): CellTile {
  return {
    family,
    low: first[DESTINATION]!,
    high: last[DESTINATION]!,
    depth:
      widthOf(first[PROTOCOL]!, last[PROTOCOL]!) *
      widthOf(first[SOURCE_PORT]!, last[SOURCE_PORT]!) *
      widthOf(first[DESTINATION_PORT]!, last[DESTINATION_PORT]!),
    tally: tallyOf(verdict, met),
    drop: verdict.drop,
    met,
  };
}

/** What a tile adds to a cell. */
interface Tally {
  readonly state: number;
  readonly reason: number;
  readonly importance: number;
}

function tallyOf({ delivered, leg, drop }: Verdict, met: Receiver | undefined): Tally {
  if (delivered) {
    const state = CELL_STATES.indexOf(met?.kind === 'platform' ? 'platform' : 'reaches');
    return { state, reason: 0, importance: 0 };
  }
  return {
    state: CELL_STATES.indexOf(leg === 'return' ? 'no-reply' : 'blocked'),
    reason: REASON_INDEX.get(drop!.reason)!,
    // Next to nothing where nobody is there.
    importance: NOBODY_THERE.has(drop!.reason) ? 1e-30 : 1,
  };
}

const STRAY: Tally = {
  state: CELL_STATES.indexOf('blocked'),
  reason: REASON_INDEX.get('misdelivered')!,
  importance: 1,
};

function widthOf(first: Address, last: Address): number {
  return Number(last) - Number(first) + 1;
}
