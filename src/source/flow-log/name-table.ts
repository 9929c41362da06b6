/**
 * Names found again by their bytes, so that no line of a log has to become text.
 */
const EMPTY = -1;

/** FNV-1a, 32 bits. */
const HASH_BASIS = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

export class NameTable {
  /** All names one after the other. */
  private readonly bytes: Uint8Array;
  /** Where each name starts, and where the last one ends. */
  private readonly starts: Uint32Array;
  private readonly slots: Int32Array;

  /** Names are numbered in their order; of equal ones the first counts. */
  constructor(names: readonly string[]) {
    const encoder = new TextEncoder();
    this.bytes = encoder.encode(names.join(''));
    this.starts = new Uint32Array(names.length + 1);
    let size = 16;
    while (size < names.length * 3) size *= 2;
    this.slots = new Int32Array(size).fill(EMPTY);
    for (const [index, name] of names.entries()) {
      const start = this.starts[index]!;
      const end = start + encoder.encode(name).length;
      this.starts[index + 1] = end;
      const slot = this.slotOf(this.bytes, start, end);
      if (this.slots[slot] === EMPTY) this.slots[slot] = index;
    }
  }

  /** Number of the name in `bytes` from `first` to `last` − 1; -1 when there is none of it. */
  find(bytes: Uint8Array, first: number, last: number): number {
    return this.slots[this.slotOf(bytes, first, last)]!;
  }

  /** The slot of a name, or the free one where it would be. */
  private slotOf(bytes: Uint8Array, first: number, last: number): number {
    const mask = this.slots.length - 1;
    let hash = HASH_BASIS;
    for (let at = first; at < last; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_PRIME);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = this.slots[slot]!;
      if (index === EMPTY || this.isName(index, bytes, first, last)) return slot;
    }
  }

  private isName(index: number, bytes: Uint8Array, first: number, last: number): boolean {
    const start = this.starts[index]!;
    if (this.starts[index + 1]! - start !== last - first) return false;
    for (let i = first; i < last; i++) if (this.bytes[start + i - first] !== bytes[i]) return false;
    return true;
  }
}
