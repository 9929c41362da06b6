/**
 * Next hops as small numbers: bulk tables hold codes of one or two bytes, a next hop has four.
 */
import type { Intervals } from './intervals.ts';
import { NO_ROUTE } from './layout.ts';

/** Codes are u16. */
const CODES_MAX = 65_536;

export class NextHopCodes {
  private readonly codes = new Map<number, number>([[NO_ROUTE, 0]]);

  /** Distinct next hops so far, NO_ROUTE included. */
  get count(): number {
    return this.codes.size;
  }

  /** Next hops by code; code 0 is NO_ROUTE. */
  nextHops(): Uint32Array {
    return Uint32Array.from(this.codes.keys());
  }

  /** The codes of a table's intervals; `undefined` when there are more than 65,536 next hops. */
  of({ nextHops }: Intervals): Uint16Array | undefined {
    const found = new Uint16Array(nextHops.length);
    for (let i = 0; i < nextHops.length; i++) {
      let code = this.codes.get(nextHops[i]!);
      if (code === undefined) {
        code = this.codes.size;
        this.codes.set(nextHops[i]!, code);
      }
      found[i] = code;
    }
    return this.codes.size <= CODES_MAX ? found : undefined;
  }
}
