/**
 * Address → ends that are meant by it. Ranges of different VPCs may overlap, so there can be several.
 */
import { familyOf, lastAddress, predecessor, type Address, type Family } from '../ip/address.ts';
import type { RangeSet } from '../ip/range-set.ts';
import { byFamily } from '../compile/address-set.ts';
import type { ByFamily } from '../compile/compiled-network.ts';

interface Addressed {
  readonly addresses: ByFamily<RangeSet>;
}

export class EndMap<E extends Addressed> {
  private readonly starts: ByFamily<Address[]>;
  /** Ends of the segment from each start to the next. */
  private readonly segments: ByFamily<(readonly E[])[]>;

  constructor(ends: readonly E[]) {
    const swept = byFamily((family) => sweep(ends, family));
    this.starts = byFamily((family) => swept[family].map(({ start }) => start));
    this.segments = byFamily((family) => swept[family].map(({ open }) => open));
  }

  /** Ends that are meant by any address from `first` to `last`, each once. */
  meeting(first: Address, last: Address): Iterable<E> {
    const found = new Set<E>();
    this.forEach(first, last, (end) => found.add(end));
    return found;
  }

  /** The address space of a family cut where ends start and stop, in order, once per end that is meant. */
  *pieces(family: Family): Generator<{ readonly first: Address; readonly last: Address; readonly end: E }> {
    const starts = this.starts[family];
    for (const [i, ends] of this.segments[family].entries()) {
      const next = starts[i + 1];
      const last = next === undefined ? lastAddress(family) : predecessor(next);
      for (const end of ends) yield { first: starts[i]!, last, end };
    }
  }

  /** Every end with every part of its range between two addresses. */
  forEach(first: Address, last: Address, visit: (end: E, first: Address, last: Address) => void): void {
    const family = familyOf(first);
    const starts = this.starts[family];
    const segments = this.segments[family];
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= first) low = middle;
      else high = middle;
    }
    for (let i = low; i < starts.length && starts[i]! <= last; i++) {
      const next = starts[i + 1];
      if (next !== undefined && next <= first) continue;
      const from = starts[i]! > first ? starts[i]! : first;
      const to = next === undefined || next > last ? last : predecessor(next);
      for (const end of segments[i]!) visit(end, from, to);
    }
  }
}

function sweep<E extends Addressed>(
  ends: readonly E[],
  family: Family,
): { start: Address; open: readonly E[] }[] {
  const events = ends
    .flatMap((end) =>
      end.addresses[family].ranges.flatMap(({ first, last }) => [
        { at: BigInt(first), end, isOpening: true },
        { at: BigInt(last) + 1n, end, isOpening: false },
      ]),
    )
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const open = new Set<E>();
  const swept: { start: Address; open: readonly E[] }[] = [];
  for (let i = 0; i < events.length;) {
    const { at } = events[i]!;
    for (; i < events.length && events[i]!.at === at; i++) {
      const { end, isOpening } = events[i]!;
      if (isOpening) open.add(end);
      else open.delete(end);
    }
    swept.push({ start: family === 4 ? Number(at) : at, open: [...open] });
  }
  return swept;
}
