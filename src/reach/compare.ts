/**
 * Flows that fare differently in two versions of a network, walking only what the difference touches.
 *
 * The older version is a store of tiles. Tiles that looked at nothing of what differs are left alone; the
 * others are walked in the newer version, which may cut them further.
 */
import { DESTINATION, type Box } from '../forward/box.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily } from '../compile/compiled-network.ts';
import { familyOf } from '../ip/address.ts';
import { EVERYWHERE, type Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import { ABSENT } from './effect.ts';
import { endOf, endNamesOf, type End, type EndKind, type EndName } from './end.ts';
import { EndMap } from './end-map.ts';
import { fateAt, type Fate } from './fate.ts';
import { senderIn, sendersOf } from './sender-in.ts';
import { rowsOf, type Row, type TileStore } from './tile-store.ts';
import { boxesOf, walkBoxes, withDestinations } from './tiles.ts';
import { touchedBetween, type Touched } from '../forward/touched.ts';

/** An end of either version or both. */
export interface EndPair {
  readonly name: EndName;
  readonly before: End | undefined;
  readonly after: End | undefined;
  readonly addresses: ByFamily<RangeSet>;
}

/** Flows of one sender to one end, with one fate in either version. */
export interface Change {
  readonly row: Row;
  readonly to: EndPair;
  readonly box: Box;
  readonly before: Fate;
  readonly after: Fate;
}

/** Ends whose pairs are compared. */
export class Ends {
  private readonly kinds: readonly EndKind[];
  private readonly maps = new Map<CompiledNetwork, EndMap<EndPair>>();

  constructor(kinds: readonly EndKind[]) {
    this.kinds = kinds;
  }

  /** Ends of both versions; while nothing but routes and states differs they are those of the older one. */
  between(before: CompiledNetwork, after: CompiledNetwork, { everything }: Touched): EndMap<EndPair> {
    if (everything) return new EndMap(this.pairsOf(before, after));
    const known = this.maps.get(before);
    if (known) return known;
    const map = new EndMap(this.pairsOf(before, before));
    this.maps.set(before, map);
    return map;
  }

  private pairsOf(before: CompiledNetwork, after: CompiledNetwork): EndPair[] {
    return this.kinds.flatMap((kind) => {
      const ids = new Set(
        [before, after].flatMap((net) => endNamesOf(net.network, kind).map(({ id }) => id)),
      );
      return [...ids].map((id): EndPair => {
        const name = { kind, id };
        const old = endOf(before, name);
        const young = before === after ? old : endOf(after, name);
        return { name, before: old, after: young, addresses: unionOf(old, young) };
      });
    });
  }
}

function unionOf(a: End | undefined, b: End | undefined): ByFamily<RangeSet> {
  return byFamily((family) => {
    const [own, other] = [a?.addresses[family], b?.addresses[family]];
    if (!own || !other) return own ?? other ?? RangeSet.empty;
    return own === other ? own : own.union(other);
  });
}

/** What is asked of two versions: a store of the older one unless `before` is another version of it. */
export interface Comparison {
  readonly store: TileStore;
  /** May differ from the network of the store in routes, states and filters, not in who has which address. */
  readonly before?: CompiledNetwork;
  readonly after: CompiledNetwork;
  readonly ends: Ends;
}

export function forEachChange(comparison: Comparison, visit: (change: Change) => void): void {
  const { store, after, ends } = comparison;
  const { before = store.net } = comparison;
  const touched = touchedBetween(store.net, after);
  const map = ends.between(store.net, after, touched);
  const comparer: Comparer = { after, map, visit };
  for (const number of affectedBy(store, before, touched)) {
    const { row, box, fate } = store.tile(number);
    if (before === store.net) compareIn(comparer, row, box, fate);
    else forEachTile(before, row, box, (part, was) => compareIn(comparer, row, part, was));
  }
  if (!touched.everything) return;
  for (const row of rowsOf(after)) {
    const known = sendersOf(before, row.from).flatMap(({ sources }) => sources);
    for (const box of newBoxes(row.sender.sources, known, store)) compareIn(comparer, row, box, ABSENT);
  }
}

/** Tiles that either version may judge in another way than the store does. */
function affectedBy(store: TileStore, before: CompiledNetwork, touched: Touched): Iterable<number> {
  const affected = store.affectedBy(touched);
  if (before === store.net || touched.everything) return affected;
  const earlier = touchedBetween(store.net, before);
  if (earlier.everything) throw new Error('a store serves no version in which other addresses send');
  return new Set([...affected, ...store.affectedBy(earlier)]);
}

interface Comparer {
  readonly after: CompiledNetwork;
  readonly map: EndMap<EndPair>;
  readonly visit: (change: Change) => void;
}

function compareIn(comparer: Comparer, row: Row, box: Box, was: Fate): void {
  forEachTile(comparer.after, row, box, (part, is) => split(comparer, row, part, was, is));
}

/** Flows of a row as a version judges them, absent ones included. */
function forEachTile(net: CompiledNetwork, row: Row, box: Box, visit: (box: Box, fate: Fate) => void): void {
  const { present, absent } = senderIn(net, row.from, row.sender, box);
  for (const part of present) {
    for (const tile of walkBoxes(net, part.sender, [part.box])) visit(tile.box, tile.fate);
  }
  for (const part of absent) visit(part, ABSENT);
}

/** Cuts flows with two fates by the ends that are meant, and leaves out those for which nothing changed. */
function split({ map, visit }: Comparer, row: Row, box: Box, before: Fate, after: Fate): void {
  // What reaches nobody fares the same whoever was meant.
  if (!before.met && !after.met && before.key === after.key) return;
  for (const to of map.meeting(box.first[DESTINATION]!, box.last[DESTINATION]!)) {
    const was = fateFor(before, to.before);
    const is = fateFor(after, to.after);
    if (was.key === is.key) continue;
    for (const range of to.addresses[box.family].ranges) {
      const part = withDestinations(box, range);
      if (part) visit({ row, to, box: part, before: was, after: is });
    }
  }
}

/** An end that does not exist holds nobody. */
const NOBODY = { holds: () => false };

export function fateFor(fate: Fate, end: End | undefined): Fate {
  return fateAt(fate, end ?? NOBODY);
}

/** Flows from sources that only the newer version has. */
function newBoxes(sources: readonly Range[], known: readonly Range[], { traffic }: TileStore): Box[] {
  return ([4, 6] as const).flatMap((family) => {
    const ofFamily = (ranges: readonly Range[]): RangeSet =>
      RangeSet.of(ranges.filter(({ first }) => familyOf(first) === family));
    const added = ofFamily(sources).subtract(ofFamily(known));
    return boxesOf(added.ranges, EVERYWHERE, traffic);
  });
}
