/**
 * xoshiro128**: the simulator's only source of chance. Seeded from a run's seed and the number of a
 * batch, so that a batch is the same whoever generates it, in whatever order.
 *
 * Algorithm by Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021); the state
 * is spread from the seed with the finaliser of MurmurHash3.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Any integers; equal ones give equal sequences. */
  constructor(...seeds: readonly number[]) {
    let hash = 0x9e3779b9;
    const words = [0, 0, 0, 0].map((_, i) => {
      for (const seed of seeds) {
        // A seed above 2³² still counts with both halves.
        hash = mix(hash ^ (seed >>> 0) ^ Math.imul(i + 1, 0x85ebca6b));
        hash = mix(hash ^ Math.floor(seed / 0x100000000));
      }
      return hash;
    });
    [this.a, this.b, this.c, this.d] = words as [number, number, number, number];
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1;
  }

  /** Where the sequence stands: its four words. */
  state(): readonly [number, number, number, number] {
    return [this.a >>> 0, this.b >>> 0, this.c >>> 0, this.d >>> 0];
  }

  /** Next 32 bits, as an integer from 0 to 2³²−1. */
  next(): number {
    const scrambled = Math.imul(this.b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result >>> 0;
  }

  /** An integer from 0 to `bound` − 1; `bound` is 1 to 2³². Multiplication instead of division. */
  below(bound: number): number {
    const random = this.next();
    if (bound <= 0x200000) return Math.floor((random * bound) / 0x100000000);
    // The product would exceed 2⁵³ and be rounded, so it is taken in halves.
    const low = Math.floor(((random & 0xffff) * bound) / 0x10000);
    return Math.floor(((random >>> 16) * bound + low) / 0x10000);
  }
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
