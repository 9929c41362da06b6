/**
 * Flows that fare differently in two versions of a network, walking only what the difference touches.
 *
 * The older version is a store of tiles. Tiles that looked at nothing of what differs are left alone; the
 * others are walked in the newer version, which may cut them further.
 */
import type { Box } from '../forward/box.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily } from '../compile/compiled-network.ts';
import { familyOf } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import { ABSENT } from './effect.ts';
import { endOf, endNamesOf, type End, type EndKind, type EndName } from './end.ts';
import { EndMap } from './end-map.ts';
import { fateAt, type Fate } from './fate.ts';
import { senderIn, sendersOf } from './sender-in.ts';
import { EVERYWHERE, rowsOf, type Row, type TileStore } from './tile-store.ts';
import { boxesOf, walkBoxes, withDestinations } from './tiles.ts';
import { touchedBetween, type Touched } from './touched.ts';

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

export function* changesBetween(
  store: TileStore,
  after: CompiledNetwork,
  ends: Ends,
  touched: Touched = touchedBetween(store.net, after),
): Generator<Change> {
  const map = ends.between(store.net, after, touched);
  for (const number of store.affectedBy(touched)) {
    const { row, box, fate } = store.tile(number);
    const { present, absent } = senderIn(after, row.from, row.sender, box);
    for (const part of present) {
      for (const later of walkBoxes(after, part.sender, [part.box])) {
        yield* split(map, row, later.box, fate, later.fate);
      }
    }
    for (const part of absent) yield* split(map, row, part, fate, ABSENT);
  }
  if (!touched.everything) return;
  for (const row of rowsOf(after)) {
    const known = sendersOf(store.net, row.from).flatMap(({ sources }) => sources);
    for (const box of newBoxes(row.sender.sources, known, store)) {
      for (const later of walkBoxes(after, row.sender, [box])) {
        yield* split(map, row, later.box, ABSENT, later.fate);
      }
    }
  }
}

/** Cuts flows with two fates by the ends that are meant, and leaves out those for which nothing changed. */
function* split(map: EndMap<EndPair>, row: Row, box: Box, before: Fate, after: Fate): Generator<Change> {
  const [, first] = box.first;
  const [, last] = box.last;
  for (const to of map.meeting(first!, last!)) {
    const was = fateFor(before, to.before);
    const is = fateFor(after, to.after);
    if (was.key === is.key) continue;
    for (const range of to.addresses[box.family].ranges) {
      const part = withDestinations(box, range);
      if (part) yield { row, to, box: part, before: was, after: is };
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
