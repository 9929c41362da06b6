/**
 * The IPv4 space /24 by /24, as both forms with an entry per /24 are filled.
 */
import type { Intervals } from './intervals.ts';

export interface Slash24Visitor {
  /** The /24 from `from` up to but not including `to`, numbered by their 24 bits, have one code. */
  whole(from: number, to: number, code: number): void;
  /** A /24 whose addresses have different codes; the array is used again for the next. */
  divided(slash24: number, codes: Uint16Array): void;
}

/** Visits every /24 once, in order. `codes` are those of the intervals. */
export function visitSlash24s({ firsts }: Intervals, codes: Uint16Array, visitor: Slash24Visitor): void {
  const within = new Uint16Array(256);
  const count = codes.length;
  const endOf = (i: number): number => (i + 1 < count ? firsts[i + 1]! : 2 ** 32);
  let i = 0;
  for (let next = 0; next < 2 ** 24;) {
    const base = next * 256;
    while (endOf(i) <= base) i++;
    const wholeEnd = Math.floor(endOf(i) / 256);
    if (wholeEnd > next) {
      visitor.whole(next, wholeEnd, codes[i]!);
      next = wholeEnd;
      continue;
    }
    for (let j = i; j < count && firsts[j]! < base + 256; j++) {
      within.fill(codes[j]!, Math.max(0, firsts[j]! - base), Math.min(256, endOf(j) - base));
    }
    visitor.divided(next++, within);
  }
}
