/**
 * How much of an answer rests on what is not modelled.
 *
 * Every ordered pair of ends is looked at twice: with everything that is not modelled closed, so that it
 * lets nothing through, and with all of it open. A pair for which that makes no difference is answered for
 * certain; every other one depends on the objects its flows meet.
 */
import { EVERYWHERE } from '../ip/range.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { DESTINATION } from '../forward/box.ts';
import type { Tile } from '../forward/reach.ts';
import { endOf, type End, type EndName } from './end.ts';
import { EndMap } from './end-map.ts';
import { isStray } from './fate.ts';
import { boxesOf, tilesFrom, type Traffic } from './tiles.ts';

/** A pair whose flows fare differently when what is not modelled lets them through. */
export interface UncertainPair {
  readonly from: EndName;
  readonly to: EndName;
  /** Unmodelled objects that decide, in order of name. */
  readonly objects: readonly string[];
}

export interface PairCoverage {
  /** Ordered pairs of different ends. */
  readonly pairs: number;
  readonly uncertain: readonly UncertainPair[];
}

/** Pairs that depend on what is not modelled, where there is anything of the kind. */
export function uncertainPairs(
  net: CompiledNetwork,
  names: readonly EndName[],
  traffic: Traffic,
): readonly UncertainPair[] {
  return net.network.unmodelled.size === 0 ? [] : pairCoverage(net, names, traffic).uncertain;
}

type Numbered = End & { readonly index: number };

export function pairCoverage(
  net: CompiledNetwork,
  names: readonly EndName[],
  traffic: Traffic = {},
): PairCoverage {
  const ends = names.flatMap((name, index): Numbered[] => {
    const end = endOf(net, name);
    return end ? [{ ...end, index }] : [];
  });
  const map = new EndMap(ends);
  const uncertain = ends.flatMap((from) => {
    const row = new Row(names.length);
    for (const sender of from.senders) {
      for (const tile of tilesFrom(net, sender, boxesOf(sender.sources, EVERYWHERE, traffic)))
        row.add(tile, map);
    }
    return row.uncertain(from.index).map(({ to, objects }) => ({
      from: names[from.index]!,
      to: names[to]!,
      objects,
    }));
  });
  return { pairs: names.length * Math.max(0, names.length - 1), uncertain };
}

/** What the flows of one sender amount to, end by end. */
class Row {
  /** Ends that some flow reaches for certain. */
  private readonly isReached: boolean[];
  /** Objects that could let a flow through, or stop one, per end. */
  private readonly objects: Set<string>[];

  constructor(size: number) {
    this.isReached = Array.from({ length: size }, () => false);
    this.objects = Array.from({ length: size }, () => new Set<string>());
  }

  add(tile: Tile, map: EndMap<Numbered>): void {
    const { delivered, drop, conditional, ifOpen } = tile.verdict;
    const { met } = tile;
    if (!ifOpen) return;
    const { first, last } = tile.part;
    for (const end of map.meeting(first[DESTINATION]!, last[DESTINATION]!)) {
      const { index } = end;
      if (delivered && (met?.kind === 'platform' || (met && isStray(met, drop, end)))) continue;
      if (conditional.length === 0) this.isReached[index] = true;
      else for (const id of conditional) this.objects[index]!.add(id);
    }
  }

  uncertain(self: number): { to: number; objects: string[] }[] {
    return this.objects.flatMap((objects, to) =>
      to === self || this.isReached[to] === true || objects.size === 0
        ? []
        : [{ to, objects: [...objects].sort() }],
    );
  }
}
