/**
 * All flows of a network as tiles, with what each of them looked at: the answer for every pair of ends at
 * once, and the means to tell which tiles a change can touch.
 *
 * Every sender is walked over all destinations there are, so the tiles of a sender tile everything it can
 * send; a pair of ends is cut out of them. Cost: one walk per tile, some 40 bytes to keep one.
 */
import type { Address } from '../ip/address.ts';
import { EVERYWHERE, type Range } from '../ip/range.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from '../forward/box.ts';
import type { Footprint } from '../forward/footprint.ts';
import type { Sender } from '../forward/shared-tiles.ts';
import type { EndKind, EndName } from './end.ts';
import { endNamesOf } from './end.ts';
import { sendersOf } from './sender-in.ts';
import { fateOf, type Fate } from './fate.ts';
import { TileColumns } from './tile-columns.ts';
import { boxesOf, tilesFrom, type Traffic } from './tiles.ts';
import type { Touched } from '../forward/touched.ts';

/** Ends that together hold every sender once. */
export const SENDING_KINDS: readonly EndKind[] = ['subnet', 'site', 'internet'];

export interface Row {
  readonly from: EndName;
  readonly sender: Sender;
}

export interface StoredTile {
  readonly row: Row;
  readonly box: Box;
  readonly fate: Fate;
}

/** Tiles that looked at the same things. */
interface Print {
  readonly lookups: readonly {
    readonly table: number;
    readonly field: number | undefined;
    readonly constant: Address | undefined;
  }[];
  readonly tiles: number[];
}

/** Every sender of a network, with the end it belongs to. */
export function rowsOf(net: CompiledNetwork): Row[] {
  return SENDING_KINDS.flatMap((kind) => endNamesOf(net.network, kind)).flatMap((from) =>
    sendersOf(net, from).map((sender) => ({ from, sender })),
  );
}

export class TileStore {
  readonly net: CompiledNetwork;
  readonly traffic: Traffic;
  readonly rows: readonly Row[];
  /** Number of the first tile of each row. */
  private readonly rowStarts: number[] = [];
  private readonly tiles = new TileColumns();
  private readonly fates: Fate[] = [];
  private readonly fateByKey = new Map<string, number>();
  private readonly printsByTable = new Map<number, Print[]>();
  private readonly printsById = new Map<string, Print[]>();

  constructor(net: CompiledNetwork, traffic: Traffic = {}) {
    this.net = net;
    this.traffic = traffic;
    this.rows = rowsOf(net);
    for (const [index, row] of this.rows.entries()) {
      this.rowStarts.push(this.count);
      this.walkRow(index, row);
    }
  }

  get count(): number {
    return this.tiles.count;
  }

  private walkRow(index: number, { sender }: Row): void {
    const prints = new Map<string, Print>();
    const boxes = boxesOf(sender.sources, EVERYWHERE, this.traffic);
    for (const tile of tilesFrom(this.net, sender, boxes, { footprint: true })) {
      const number = this.tiles.add(tile.part, this.intern(fateOf(tile)), index);
      this.printOf(prints, tile.footprint!).tiles.push(number);
    }
  }

  private intern(fate: Fate): number {
    const known = this.fateByKey.get(fate.key);
    if (known !== undefined) return known;
    this.fateByKey.set(fate.key, this.fates.length);
    this.fates.push(fate);
    return this.fates.length - 1;
  }

  private printOf(prints: Map<string, Print>, { lookups, ids }: Footprint): Print {
    let key = '';
    for (const id of ids) key += `${id} `;
    for (const { table, field, constant } of lookups) key += `${table}/${field ?? constant} `;
    const known = prints.get(key);
    if (known) return known;
    const print: Print = { lookups, tiles: [] };
    prints.set(key, print);
    for (const id of ids) addTo(this.printsById, id, print);
    for (const table of new Set(lookups.map((lookup) => lookup.table)))
      addTo(this.printsByTable, table, print);
    return print;
  }

  tile(number: number): StoredTile {
    return {
      row: this.rows[this.tiles.rowOf(number)]!,
      box: this.tiles.boxOf(number),
      fate: this.fates[this.tiles.fateOf(number)]!,
    };
  }

  /** Tiles of all senders of an end. */
  *tilesFrom({ kind, id }: EndName): Generator<StoredTile> {
    for (const [index, { from }] of this.rows.entries()) {
      if (from.kind !== kind || from.id !== id) continue;
      const end = this.rowStarts[index + 1] ?? this.count;
      for (let tile = this.rowStarts[index]!; tile < end; tile++) yield this.tile(tile);
    }
  }

  /** Every tile whose verdict may differ in a version that differs in this. */
  affectedBy(touched: Touched): Iterable<number> {
    if (touched.everything) return Array.from({ length: this.count }, (_, i) => i);
    const affected = new Set<number>();
    for (const id of touched.ids) {
      for (const { tiles } of this.printsById.get(id) ?? []) for (const tile of tiles) affected.add(tile);
    }
    for (const [table, changed] of touched.tables) {
      const ranges = [...changed[4].ranges, ...changed[6].ranges];
      for (const print of this.printsByTable.get(table) ?? []) {
        for (const lookup of print.lookups) {
          if (lookup.table === table) this.addLooking(affected, print, lookup, ranges);
        }
      }
    }
    return affected;
  }

  /** Tiles of a print whose lookup falls into changed ranges. */
  private addLooking(
    affected: Set<number>,
    print: Print,
    { field, constant }: Print['lookups'][number],
    ranges: readonly Range[],
  ): void {
    for (const { first, last } of ranges) {
      if (field === undefined) {
        const isInside = typeof constant === typeof first && constant! >= first && constant! <= last;
        if (isInside) for (const tile of print.tiles) affected.add(tile);
      } else {
        for (const tile of print.tiles) if (this.tiles.meets(tile, field, first, last)) affected.add(tile);
      }
    }
  }
}

function addTo<K>(index: Map<K, Print[]>, key: K, print: Print): void {
  const prints = index.get(key);
  if (prints) prints.push(print);
  else index.set(key, [print]);
}
