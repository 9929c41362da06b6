// Dice: the only source of chance here. Everything a seed decides is decided by one pair of dice, so that a
// number is enough to see a scenario again.
// The generator is sfc32 behind a splitmix seeding, small and good enough to spread scenarios.
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    let state = seed >>> 0;
    const mix = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = mix();
    this.#b = mix();
    this.#c = mix();
    for (let i = 0; i < 12; i += 1) this.roll();
  }

  /** A number of 32 bits. */
  roll(): number {
    const sum = (this.#a + this.#b + this.#count) >>> 0;
    this.#count = (this.#count + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  below(limit: number): number {
    return this.roll() % limit;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.roll() < probability * 0x1_0000_0000;
  }

  pick<T>(items: readonly [T, ...T[]]): T;
  pick<T>(items: readonly T[]): T | undefined;
  pick<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }

  /** Each item with the same probability, in the order given. */
  some<T>(items: readonly T[], probability: number): T[] {
    return items.filter(() => this.chance(probability));
  }

  sample<T>(items: readonly T[], count: number): T[] {
    return this.shuffled(items).slice(0, count);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      const held = all[i];
      const other = all[j];
      if (held === undefined || other === undefined) continue;
      all[i] = other;
      all[j] = held;
    }
    return all;
  }

  /** One of several values, each as often as its weight says. */
  weighted<T>(first: readonly [number, T], ...rest: readonly (readonly [number, T])[]): T {
    const entries = [first, ...rest];
    let left = this.below(entries.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of entries) {
      if (left < weight) return value;
      left -= weight;
    }
    return first[1];
  }
}
