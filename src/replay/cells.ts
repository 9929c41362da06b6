/**
 * Kinds of records: those that agree in the classes of all their fields. Each is judged once and found
 * again by its numbers, without allocation.
 */

/** Words of a key: observer, classes of both addresses, classes of both ports, protocol with what else is known. */
const KEY_WORDS = 5;
const EMPTY = -1;

export class Cells {
  private keys = new Uint32Array(0);
  private values = new Int32Array(0);
  private used = 0;
  /** The key that is asked for. */
  readonly key = new Uint32Array(KEY_WORDS);

  constructor() {
    this.resize(1 << 12);
  }

  /** Value of the current key; -1 when it has none. */
  get(): number {
    return this.values[this.slotOf(this.key, 0)]!;
  }

  /** Gives the current key its value. */
  set(value: number): void {
    if (this.used * 2 >= this.values.length) this.resize(this.values.length * 2);
    const slot = this.slotOf(this.key, 0);
    if (this.values[slot] === EMPTY) this.used++;
    this.keys.set(this.key, slot * KEY_WORDS);
    this.values[slot] = value;
  }

  private slotOf(words: Uint32Array, at: number): number {
    const { keys, values } = this;
    const mask = values.length - 1;
    const [a, b, c, d, e] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!];
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    hash ^= Math.imul(d, 0x27d4eb2f) ^ Math.imul(e, 0x165667b1);
    hash ^= hash >>> 15;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      if (values[slot] === EMPTY) return slot;
      const key = slot * KEY_WORDS;
      if (
        keys[key] === a &&
        keys[key + 1] === b &&
        keys[key + 2] === c &&
        keys[key + 3] === d &&
        keys[key + 4] === e
      )
        return slot;
    }
  }

  private resize(size: number): void {
    const { keys, values } = this;
    this.keys = new Uint32Array(size * KEY_WORDS);
    this.values = new Int32Array(size).fill(EMPTY);
    for (let slot = 0; slot < values.length; slot++) {
      if (values[slot] === EMPTY) continue;
      const to = this.slotOf(keys, slot * KEY_WORDS);
      this.keys.set(keys.subarray(slot * KEY_WORDS, (slot + 1) * KEY_WORDS), to * KEY_WORDS);
      this.values[to] = values[slot]!;
    }
  }
}
