/**
 * Who reaches whom at a glance: one cell per ordered pair of ends.
 *
 * A row is walked once over all destinations and told apart by end as it goes; nothing of it is kept but
 * its cells.
 */
import type { Address, Family } from '../ip/address.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily, CompiledNetwork } from '../compile/compiled-network.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE_PORT } from '../forward/box.ts';
import type { Receiver, Verdict } from '../forward/outcome.ts';
import type { Tile } from '../forward/reach.ts';
import { DROP_REASONS, type DropReason } from '../model/drop-reason.ts';
import { endOf, type End, type EndName } from './end.ts';
import { EndMap } from './end-map.ts';
import { isStray } from './fate.ts';
import { EVERYWHERE } from './tile-store.ts';
import { boxesOf, tilesFrom, type Traffic } from './tiles.ts';

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

/** Reasons that say that nobody is there. */
const NOBODY_THERE: ReadonlySet<DropReason> = new Set([
  'dst-host-unknown',
  'dst-reserved-address',
  'dst-not-in-any-subnet',
]);

export class ReachMatrix {
  readonly ends: readonly EndName[];
  private readonly states: Uint8Array;
  private readonly reasons: Uint8Array;

  /** Row by row: the index of each cell's state, and of its reason from 1 on. */
  constructor(ends: readonly EndName[], states: Uint8Array, reasons: Uint8Array) {
    this.ends = ends;
    this.states = states;
    this.reasons = reasons;
  }

  /** By position in {@link ends}. */
  cell(from: number, to: number): Cell {
    const at = from * this.ends.length + to;
    return { state: CELL_STATES[this.states[at]!]!, reason: DROP_REASONS[this.reasons[at]! - 1] };
  }

  /** The same ends with some rows walked again, as a later version of the network has them. */
  walkedAgain(walk: MatrixWalk, rows: Iterable<number>): ReachMatrix {
    const { length } = this.ends;
    const [states, reasons] = [this.states.slice(), this.reasons.slice()];
    for (const row of rows) {
      const [first, last] = [row * length, (row + 1) * length];
      walk.row(row, states.subarray(first, last).fill(0), reasons.subarray(first, last).fill(0));
    }
    return new ReachMatrix(this.ends, states, reasons);
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
    for (let i = 0; i < this.states.length; i++) {
      if (i % (this.ends.length + 1) !== 0) counts[CELL_STATES[this.states[i]!]!]++;
    }
    return counts;
  }
}

const REASON_INDEX = new Map(DROP_REASONS.map((reason, i) => [reason, i + 1]));

type Column = End & { readonly column: number };

/** Rows of a matrix, one after the other; `names` are its columns and rows. */
export class MatrixWalk {
  private readonly net: CompiledNetwork;
  private readonly ends: readonly Column[];
  private readonly pieces: ByFamily<Pieces>;
  private readonly traffic: Traffic;
  private readonly weights: Float64Array;

  constructor(net: CompiledNetwork, names: readonly EndName[], traffic: Traffic = {}) {
    this.net = net;
    this.traffic = traffic;
    this.ends = names.map((name, column) => {
      const end = endOf(net, name);
      if (!end) throw new Error(`there is no ${name.kind} ${name.id}`);
      return { ...end, column };
    });
    const map = new EndMap(this.ends);
    this.pieces = byFamily((family) => piecesOf(map, family));
    this.weights = new Float64Array(names.length);
  }

  /** Fills in the cells of one row. */
  row(index: number, states: Uint8Array, reasons: Uint8Array): void {
    this.weights.fill(0);
    for (const sender of this.ends[index]!.senders) {
      for (const tile of tilesFrom(this.net, sender, boxesOf(sender.sources, EVERYWHERE, this.traffic))) {
        this.count(tile, states, reasons);
      }
    }
  }

  private count(tile: Tile, states: Uint8Array, reasons: Uint8Array): void {
    const { first, last, family } = tile.part;
    const { weights } = this;
    const common = tallyOf(tile.verdict, tile.met);
    const depth =
      widthOf(first[PROTOCOL]!, last[PROTOCOL]!) *
      widthOf(first[SOURCE_PORT]!, last[SOURCE_PORT]!) *
      widthOf(first[DESTINATION_PORT]!, last[DESTINATION_PORT]!);
    const low = first[DESTINATION]!;
    const high = last[DESTINATION]!;
    const { columns, firsts, lasts } = this.pieces[family];
    // Tiles of a row span thousands of columns together: this is the one loop over all pairs.
    for (let i = firstReaching(lasts, low); i < columns.length && firsts[i]! <= high; i++) {
      const column = columns[i]!;
      const isOther = tile.met !== undefined && isStray(tile, this.ends[column]!);
      const { state, reason, importance } = isOther ? STRAY : common;
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

export function reachMatrix(
  net: CompiledNetwork,
  names: readonly EndName[],
  traffic: Traffic = {},
): ReachMatrix {
  const walk = new MatrixWalk(net, names, traffic);
  const { length } = names;
  const states = new Uint8Array(length ** 2);
  const reasons = new Uint8Array(length ** 2);
  for (let i = 0; i < length; i++) {
    walk.row(
      i,
      states.subarray(i * length, (i + 1) * length),
      reasons.subarray(i * length, (i + 1) * length),
    );
  }
  return new ReachMatrix(names, states, reasons);
}
