/**
 * Tiles → the tree that answers for one sender: over the places it can send to, and where ports or its own
 * address still matter, over those.
 *
 * The tiles of one sender are disjoint and complete, so at any destination those that hold it tile the
 * remaining fields; where they all say the same, those fields do not matter. Cost: a sort of the tiles.
 */
import { familyOf, lastAddress, successor, type Address } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import { DESTINATION, DESTINATION_PORT, SOURCE, SOURCE_PORT, type Box, type Field } from '../forward/box.ts';
import { placesOf } from '../workload/generator.ts';
import * as tree from './tree-layout.ts';
import type { Segments, TreePool } from './tree-pool.ts';

export interface CodedTile {
  readonly part: Box;
  readonly code: number;
}

/** Addresses with places: the first of `range` has place `firstPlace`. */
export interface PlacedRange {
  readonly range: Range;
  readonly firstPlace: number;
  readonly spreadBits: number;
}

/** Destinations, and the tiles of what the sender sends to them. */
export interface TiledDestinations {
  readonly entries: readonly PlacedRange[];
  readonly tiles: readonly CodedTile[];
}

/** Fields beside the destination, in the order in which trees ask for them. */
const ASKED: readonly { readonly field: Field; readonly treeField: tree.TreeField }[] = [
  { field: SOURCE, treeField: tree.OFFSET },
  { field: DESTINATION_PORT, treeField: tree.DESTINATION_PORT },
  { field: SOURCE_PORT, treeField: tree.SOURCE_PORT },
];

/** Adds the tree of a sender; every place must belong to one of the destinations. */
export function addSenderTree(
  pool: TreePool,
  sender: PlacedRange,
  parts: readonly TiledDestinations[],
): number {
  const pieces = parts.flatMap(({ entries, tiles }) => {
    const intervals = intervalsOf(tiles, (active) => valueOf(pool, sender, active, 0));
    return entries.flatMap((entry) => piecesOf(entry, intervals));
  });
  pieces.sort((a, b) => a.start - b.start);
  const starts: number[] = [];
  const values: number[] = [];
  for (const { start, value } of pieces) {
    if (values.at(-1) === value) continue;
    starts.push(start);
    values.push(value);
  }
  return pool.add(tree.PLACE, { starts, values });
}

/** From here on, up to the next: one value; `undefined` where nothing was asked. */
interface Interval {
  readonly first: Address;
  readonly value: number | undefined;
}

function intervalsOf(
  tiles: readonly CodedTile[],
  valueOfActive: (active: readonly CodedTile[]) => number,
): Interval[] {
  const opening = tiles.toSorted((a, b) => order(a.part.first[DESTINATION]!, b.part.first[DESTINATION]!));
  const closing = tiles.toSorted((a, b) => order(a.part.last[DESTINATION]!, b.part.last[DESTINATION]!));
  const active = new Set<CodedTile>();
  const intervals: Interval[] = [];
  let opened = 0;
  let closed = 0;
  while (closed < closing.length) {
    const nextOpen = opening[opened]?.part.first[DESTINATION];
    const nextClose = closing[closed]!.part.last[DESTINATION]!;
    let first: Address;
    if (nextOpen !== undefined && nextOpen <= nextClose) {
      first = nextOpen;
      while (opening[opened]?.part.first[DESTINATION] === first) active.add(opening[opened++]!);
    } else {
      while (closing[closed]?.part.last[DESTINATION] === nextClose) active.delete(closing[closed++]!);
      // Behind the very last address nothing starts any more.
      if (nextClose === lastAddress(familyOf(nextClose))) break;
      first = successor(nextClose);
      // What opens there comes next.
      if (opening[opened]?.part.first[DESTINATION] === first) continue;
    }
    intervals.push({ first, value: active.size === 0 ? undefined : valueOfActive([...active]) });
  }
  return intervals;
}

function order(a: Address, b: Address): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The intervals inside an entry, by place. */
function piecesOf(entry: PlacedRange, intervals: readonly Interval[]): { start: number; value: number }[] {
  const { first, last } = entry.range;
  const pieces: { start: number; value: number }[] = [];
  for (let i = lastAtOrBefore(intervals, first); i < intervals.length && intervals[i]!.first <= last; i++) {
    const { first: from, value } = intervals[i]!;
    if (value === undefined) throw new Error('a destination was never planned for');
    const start = entry.firstPlace + (from <= first ? 0 : placesBefore(entry, from));
    // Between two places may be addresses without one.
    if (pieces.at(-1)?.start === start) pieces.pop();
    pieces.push({ start, value });
  }
  const end = entry.firstPlace + placesBefore(entry, successor(last));
  if (pieces.length > 1 && pieces.at(-1)!.start >= end) pieces.pop();
  return pieces;
}

function lastAtOrBefore(intervals: readonly Interval[], address: Address): number {
  let low = 0;
  let high = intervals.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (intervals[middle]!.first <= address) low = middle;
    else high = middle;
  }
  const found = intervals[low];
  if (!found || found.first > address) throw new Error('a destination was never planned for');
  return low;
}

/** How many places of an entry are before an address in it. */
function placesBefore({ range, spreadBits }: PlacedRange, address: Address): number {
  if (spreadBits === 0 && typeof address === 'number') return address - Number(range.first);
  return Number(placesOf(distance(range.first, address), spreadBits));
}

function distance(from: Address, to: Address): bigint {
  return BigInt(to) - BigInt(from);
}

/** What tiles that share a destination say of the remaining fields. */
function valueOf(pool: TreePool, sender: PlacedRange, tiles: readonly CodedTile[], depth: number): number {
  const { code } = tiles[0]!;
  if (tiles.every((tile) => tile.code === code)) return code;
  const asked = ASKED[depth];
  if (!asked) throw new Error('two tiles hold the same flow');
  const segments = segmentsOf(sender, tiles, asked.field, (active) =>
    valueOf(pool, sender, active, depth + 1),
  );
  return segments.starts.length === 1 ? segments.values[0]! : pool.add(asked.treeField, segments);
}

/** Tiles cut along one field. Values that nobody sends with belong to the segment in front of them. */
function segmentsOf(
  sender: PlacedRange,
  tiles: readonly CodedTile[],
  field: Field,
  valueOfActive: (active: readonly CodedTile[]) => number,
): Segments {
  const placed = tiles.map((tile) => ({ tile, ...extent(sender, tile.part, field) }));
  const [one] = placed;
  if (placed.every(({ first, end }) => first === one!.first && end === one!.end)) {
    return { starts: [0], values: [valueOfActive(tiles)] };
  }
  const cuts = new Set(placed.flatMap(({ first, end }) => [first, end]));
  const starts: number[] = [];
  const values: number[] = [];
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const active = placed.filter(({ first, end }) => first <= cut && cut < end);
    if (active.length === 0) continue;
    const value = valueOfActive(active.map(({ tile }) => tile));
    if (values.at(-1) === value) continue;
    starts.push(starts.length === 0 ? 0 : cut);
    values.push(value);
  }
  return { starts, values };
}

/** Values of a field that a box holds: from `first` to `end`, exclusive; nothing where they are equal. */
function extent(sender: PlacedRange, { first, last }: Box, field: Field): { first: number; end: number } {
  if (field !== SOURCE) return { first: Number(first[field]), end: Number(last[field]) + 1 };
  return {
    first: placesBefore(sender, first[SOURCE]!),
    end: placesBefore(sender, successor(last[SOURCE]!)),
  };
}
