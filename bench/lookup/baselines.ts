/**
 * What one would write without a library: a scan, a map per prefix length, a search in a sorted array.
 *
 * All answer with a next hop, or 0 where no route holds the address.
 */
import { intervalsOf } from '../../src/fib/intervals.ts';
import { leadingBits } from '../../src/fib/key.ts';
import { NO_ROUTE, wordsPerAddress } from '../../src/fib/layout.ts';
import { ribOf, type Routes } from './routes.ts';

/** From the address at an index of a column of words to the next hop. */
export type Lookup = (words: Uint32Array, at: number) => number;

/** Every route is looked at. */
export function scan({ family, addresses, lengths, nextHops }: Routes): Lookup {
  const width = wordsPerAddress(family);
  const holds = (route: number, words: Uint32Array, at: number): boolean => {
    for (let i = 0; i < width && 32 * i < lengths[route]!; i++) {
      const difference = words[at + i]! ^ addresses[route * width + i]!;
      if (leadingBits(difference, lengths[route]! - 32 * i) !== 0) return false;
    }
    return true;
  };
  return (words, at) => {
    let best = -1;
    for (let route = 0; route < lengths.length; route++) {
      if ((best < 0 || lengths[route]! > lengths[best]!) && holds(route, words, at)) best = route;
    }
    return best < 0 ? 0 : nextHops[best]!;
  };
}

/** A map from prefixes to next hops for every length, longest first. */
export function mapPerLength({ family, addresses, lengths, nextHops }: Routes): Lookup {
  const width = wordsPerAddress(family);
  const maps = new Map<number, Map<number | string, number>>();
  const keyOf = (words: Uint32Array, at: number, length: number): number | string => {
    const first = leadingBits(words[at]!, length) >>> 0;
    if (length <= 32) return first;
    let text = String(first);
    for (let i = 1; i < width; i++) text += `,${leadingBits(words[at + i]!, length - 32 * i)}`;
    return text;
  };
  for (const length of [...new Set(lengths)].sort((a, b) => b - a)) maps.set(length, new Map());
  for (let i = 0; i < lengths.length; i++) {
    maps.get(lengths[i]!)!.set(keyOf(addresses, i * width, lengths[i]!), nextHops[i]!);
  }
  return (words, at) => {
    for (const [length, map] of maps) {
      const nextHop = map.get(keyOf(words, at, length));
      if (nextHop !== undefined) return nextHop;
    }
    return 0;
  };
}

/** Binary search in the sorted first addresses of the intervals. */
export function sortedArray(routes: Routes): Lookup {
  const { firsts, nextHops } = intervalsOf(ribOf(routes), routes.family);
  const width = wordsPerAddress(routes.family);
  const isAfter = (interval: number, words: Uint32Array, at: number): boolean => {
    for (let i = 0; i < width; i++) {
      const first = firsts[interval * width + i]!;
      if (first !== words[at + i]!) return first > words[at + i]!;
    }
    return false;
  };
  return (words, at) => {
    let low = 0;
    let high = nextHops.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (isAfter(middle, words, at)) high = middle;
      else low = middle;
    }
    const nextHop = nextHops[low]!;
    return nextHop === NO_ROUTE ? 0 : nextHop;
  };
}
