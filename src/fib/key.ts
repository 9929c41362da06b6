/**
 * Keys: addresses as words, 1 for IPv4 or 4 for IPv6, most significant first, and their bits.
 *
 * Bits are counted from 0, the most significant, as prefix lengths are. A key stands in an array of its
 * own or among others at an offset, and is never longer than its array; nothing here allocates.
 * Cost: at most one step per word.
 */

/** How many leading bits two keys share, `limit` at most. */
export function sharedBits(a: Uint32Array, atA: number, b: Uint32Array, atB: number, limit: number): number {
  for (let i = 0; i * 32 < limit; i++) {
    const difference = a[atA + i]! ^ b[atB + i]!;
    if (difference !== 0) return Math.min(limit, i * 32 + Math.clz32(difference));
  }
  return limit;
}

/** Bit `index` of the key at `at`. */
export function bitAt(words: Uint32Array, at: number, index: number): number {
  return (words[at + (index >>> 5)]! >>> (31 - (index & 31))) & 1;
}

/** A word with all but its first `count` bits cleared; any count is fine. */
export function leadingBits(word: number, count: number): number {
  if (count <= 0) return 0;
  return count >= 32 ? word : word & (-1 << (32 - count));
}

/** Order of two keys of `width` words in one array: negative, 0 or positive. */
export function compareKeys(words: Uint32Array, a: number, b: number, width: number): number {
  for (let i = 0; i < width; i++) {
    if (words[a + i] !== words[b + i]) return words[a + i]! < words[b + i]! ? -1 : 1;
  }
  return 0;
}

/**
 * Moves a key to the first address behind the prefix of `length` bits that starts there; false when
 * the prefix reaches to the end of the address space and there is none.
 */
export function advanceKey(key: Uint32Array, length: number): boolean {
  if (length === 0) return false;
  // Adding 1 at the last bit of the prefix: a word that wraps becomes 0 and carries into the one before.
  let step = 2 ** (31 - ((length - 1) & 31));
  for (let i = (length - 1) >>> 5; i >= 0; i--) {
    key[i]! += step;
    if (key[i] !== 0) return true;
    step = 1;
  }
  return false;
}
