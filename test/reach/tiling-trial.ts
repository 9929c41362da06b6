/**
 * One trial of exactness: on a random network, between random ends, the boxes of every set tile the space
 * of the pair, and every corner and some random members fare as their set says when traced alone.
 */
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { compile } from '../../src/compile/compile.ts';
import { boxHolds, boxSize, formatBox, formatCorner, type Box } from '../../src/forward/box.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { endNamesOf, endOf, type End, type EndKind } from '../../src/reach/end.ts';
import { reachPair } from '../../src/reach/reach.ts';
import { boxesOf } from '../../src/reach/tiles.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';
import { cornersOf, randomMember, summaryOf, summaryOfTrace, traceMember } from './member.ts';

const KINDS: readonly EndKind[] = ['subnet', 'vpc', 'host', 'site', 'internet'];

export interface TrialCount {
  pairs: number;
  boxes: number;
  members: number;
}

export function endsOf(net: CompiledNetwork): End[] {
  return KINDS.flatMap((kind) => endNamesOf(net.network, kind)).flatMap((name) => endOf(net, name) ?? []);
}

export function compiledNetwork(seed: number): CompiledNetwork {
  return compile(withoutRefused(readScenarioValue(arbitraryScenario(seed, { flows: 0 })).network));
}

export interface TrialOptions {
  /** Pairs to look at: all ordered pairs of subnets, and of the others as many. */
  readonly pairs: number;
}

/** Throws with everything one needs to see it again. */
export function tryTiling(seed: number, options: TrialOptions): TrialCount {
  const random = new Random(seed);
  const net = compiledNetwork(seed);
  const ends = endsOf(net);
  const count = { pairs: 0, boxes: 0, members: 0 };
  const pick = (): End => ends[random.below(ends.length)]!;
  for (let i = 0; i < options.pairs; i++) tryPair(net, pick(), pick(), random, count, `seed ${seed}`);
  return count;
}

function tryPair(
  net: CompiledNetwork,
  from: End,
  to: End,
  random: Random,
  count: TrialCount,
  where: string,
): void {
  const name = `${where}: ${from.name.kind} ${from.name.id} → ${to.name.kind} ${to.name.id}`;
  const { sets } = reachPair(net, from, to);
  const boxes = sets.flatMap((set) => set.boxes.map((box) => ({ box, summary: summaryOf(set.verdict) })));
  count.pairs++;
  count.boxes += boxes.length;
  const space = spaceOf(from, to);
  const size = boxes.reduce((sum, { box }) => sum + boxSize(box), 0n);
  const wanted = space.reduce((sum, box) => sum + boxSize(box), 0n);
  if (size !== wanted) throw new Error(`${name}: the boxes hold ${size} flows, the space ${wanted}`);
  // Sizes agree, so the boxes are complete when they are disjoint and inside.
  const overlap = overlapping(boxes.map(({ box }) => box));
  if (overlap) throw new Error(`${name}: ${formatBox(overlap[0])} overlaps ${formatBox(overlap[1])}`);
  for (const { box, summary } of boxes) {
    const members = [...cornersOf(box), randomMember(box, random), randomMember(box, random)];
    for (const member of members) {
      count.members++;
      const alone = summaryOfTrace(traceMember(net, from, to.name, member));
      if (alone !== summary) {
        throw new Error(
          `${name}: ${formatCorner(member)} of ${formatBox(box)} is "${alone}", not "${summary}"`,
        );
      }
    }
    if (!space.some((whole) => boxHolds(whole, box.first) && boxHolds(whole, box.last))) {
      const parts = space.filter((whole) => meets(whole, box));
      const inside = parts.reduce((sum, whole) => sum + boxSize(intersection(whole, box)), 0n);
      if (inside !== boxSize(box)) throw new Error(`${name}: ${formatBox(box)} leaves the space`);
    }
  }
}

function spaceOf(from: End, to: End): Box[] {
  const destinations = [...to.addresses[4].ranges, ...to.addresses[6].ranges];
  return from.senders.flatMap(({ sources }) => boxesOf(sources, destinations, {}));
}

function meets(a: Box, b: Box): boolean {
  return (
    a.family === b.family && a.first.every((first, i) => first <= b.last[i]! && b.first[i]! <= a.last[i]!)
  );
}

function intersection(a: Box, b: Box): Box {
  return {
    family: a.family,
    first: a.first.map((first, i) => (first > b.first[i]! ? first : b.first[i]!)),
    last: a.last.map((last, i) => (last < b.last[i]! ? last : b.last[i]!)),
  };
}

function overlapping(boxes: readonly Box[]): [Box, Box] | undefined {
  const sorted = boxes.toSorted((a, b) => a.family - b.family || (a.first[1]! < b.first[1]! ? -1 : 1));
  for (const [i, box] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length; j++) {
      const other = sorted[j]!;
      if (other.family !== box.family || other.first[1]! > box.last[1]!) break;
      if (meets(box, other)) return [box, other];
    }
  }
  return undefined;
}
