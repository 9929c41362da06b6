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
import type { Footprint } from '../forward/footprint.ts';
import { placesOf } from '../workload/generator.ts';
import * as tree from './tree-layout.ts';
import type { Segments, TreePool } from './tree-pool.ts';

export interface CodedTile {
  readonly part: Box;
  /** All sources that were asked about along with it. */
  readonly source: Range;
  readonly code: number;
  /** What was looked at, where that was asked for. */
  readonly footprint?: Footprint | undefined;
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
  const valueOfTiles = (tiles: readonly CodedTile[]): number => valueOf(pool, sender, tiles, 0);
  const placed = parts.flatMap(({ entries, tiles }) => {
    const intervals = intervalsOf(tiles, valueOfTiles);
    return entries.map((entry) => ({ entry, intervals }));
  });
  if (parts.length > 1) placed.sort((a, b) => a.entry.firstPlace - b.entry.firstPlace);
  const segments = { starts: [], values: [] };
  for (const { entry, intervals } of placed) appendEntry(segments, entry, intervals);
  return pool.add(tree.PLACE, segments);
}

/** Value of an interval in which nothing was asked. */
const NOTHING = -1;

/** Each from its first address up to the next; neighbours differ. */
interface Intervals {
  readonly firsts: Address[];
  readonly values: number[];
}

function intervalsOf(
  tiles: readonly CodedTile[],
  valueOfTiles: (tiles: readonly CodedTile[]) => number,
): Intervals {
  const sorted = tiles.toSorted((a, b) => order(a.part.first[DESTINATION]!, b.part.first[DESTINATION]!));
  const intervals: Intervals = { firsts: [], values: [] };
  for (let i = 0; i < sorted.length;) {
    let last = sorted[i]!.part.last[DESTINATION]!;
    let end = i + 1;
    for (; end < sorted.length && sorted[end]!.part.first[DESTINATION]! <= last; end++) {
      const other = sorted[end]!.part.last[DESTINATION]!;
      if (other > last) last = other;
    }
    // Most tiles have their destinations to themselves.
    if (end === i + 1) append(intervals, sorted[i]!.part.first[DESTINATION]!, sorted[i]!.code);
    else appendOverlapping(intervals, sorted.slice(i, end), valueOfTiles);
    // Behind the very last address nothing starts any more.
    if (last !== lastAddress(familyOf(last)) && sorted[end]?.part.first[DESTINATION] !== successor(last)) {
      append(intervals, successor(last), NOTHING);
    }
    i = end;
  }
  return intervals;
}

function append({ firsts, values }: Intervals, first: Address, value: number): void {
  if (values.at(-1) === value) return;
  firsts.push(first);
  values.push(value);
}

function order(a: Address, b: Address): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tiles of which each shares destinations with another one, up to the last of them. */
function appendOverlapping(
  intervals: Intervals,
  opening: readonly CodedTile[],
  valueOfTiles: (tiles: readonly CodedTile[]) => number,
): void {
  const closing = opening.toSorted((a, b) => order(a.part.last[DESTINATION]!, b.part.last[DESTINATION]!));
  const active = new Set<CodedTile>();
  let opened = 0;
  let closed = 0;
  for (let first = opening[0]!.part.first[DESTINATION]!; ;) {
    while (opening[opened]?.part.first[DESTINATION] === first) active.add(opening[opened++]!);
    append(intervals, first, valueOfTiles([...active]));
    const nextOpen = opening[opened]?.part.first[DESTINATION];
    const nextClose = closing[closed]!.part.last[DESTINATION]!;
    if (nextOpen !== undefined && nextOpen <= nextClose) {
      first = nextOpen;
      continue;
    }
    while (closing[closed]?.part.last[DESTINATION] === nextClose) active.delete(closing[closed++]!);
    if (closed === closing.length) return;
    first = successor(nextClose);
  }
}

/** The intervals inside an entry, by place; entries come in the order of their places. */
function appendEntry(
  { starts, values }: { readonly starts: number[]; readonly values: number[] },
  entry: PlacedRange,
  intervals: Intervals,
): void {
  const { first, last } = entry.range;
  const end = entry.firstPlace + placesBefore(entry, successor(last));
  const { firsts } = intervals;
  for (let i = lastAtOrBefore(firsts, first); i < firsts.length && firsts[i]! <= last; i++) {
    const value = intervals.values[i]!;
    if (value === NOTHING) throw new Error('a destination was never planned for');
    const isFirst = firsts[i]! <= first;
    const start = isFirst ? entry.firstPlace : entry.firstPlace + placesBefore(entry, firsts[i]!);
    // Between two places, and behind the last one, may be addresses without one.
    if (start >= end && !isFirst) return;
    if (starts.at(-1) === start) {
      starts.pop();
      values.pop();
    }
    if (values.at(-1) === value) continue;
    starts.push(start);
    values.push(value);
  }
}

function lastAtOrBefore(firsts: readonly Address[], address: Address): number {
  let low = 0;
  let high = firsts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firsts[middle]! <= address) low = middle;
    else high = middle;
  }
  const found = firsts[low];
  if (found === undefined || found > address) throw new Error('a destination was never planned for');
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
  const placed = tiles.map((tile) => ({ tile, ...extent(sender, tile, field) }));
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

/**
 * Values of a field that a tile holds: from `first` to `end`, exclusive; nothing where they are equal. What
 * holds for every source may have been found out for another sender, of other addresses.
 */
function extent(
  sender: PlacedRange,
  { part: { first, last }, source }: CodedTile,
  field: Field,
): { first: number; end: number } {
  if (field !== SOURCE) return { first: Number(first[field]), end: Number(last[field]) + 1 };
  const isWhole = first[SOURCE] === source.first && last[SOURCE] === source.last;
  return {
    first: isWhole ? 0 : placesBefore(sender, first[SOURCE]!),
    end: placesBefore(sender, successor(isWhole ? sender.range.last : last[SOURCE]!)),
  };
}
