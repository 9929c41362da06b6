/**
 * Blocks of one length, of which equal ones are kept once and numbered in the order of their first appearance.
 *
 * Cost: linear in the bytes of a block, whose length is a multiple of 4.
 */
export class DistinctBlocks {
  private readonly blockWords: number;
  private words: Uint32Array<ArrayBuffer>;
  private stored = 0;
  /** Block numbers by hash of their words. */
  private readonly known = new Map<number, number | number[]>();

  constructor(blockBytes: number) {
    this.blockWords = blockBytes / 4;
    this.words = new Uint32Array(256 * this.blockWords);
  }

  /** Distinct blocks so far. */
  get count(): number {
    return this.stored;
  }

  /** The blocks one behind the other. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.words.buffer, 0, 4 * this.stored * this.blockWords);
  }

  /** The number of a block with these words. */
  add(block: Uint32Array): number {
    const hash = hashOf(block);
    const candidates = this.known.get(hash);
    const twin = [candidates ?? []].flat().find((number) => this.isSame(number, block));
    if (twin !== undefined) return twin;
    const number = this.stored++;
    if (this.stored * this.blockWords > this.words.length) this.grow();
    this.words.set(block, number * this.blockWords);
    this.known.set(hash, candidates === undefined ? number : [candidates, number].flat());
    return number;
  }

  private grow(): void {
    const words = new Uint32Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
  }

  private isSame(number: number, block: Uint32Array): boolean {
    for (let i = 0; i < block.length; i++) {
      if (this.words[number * this.blockWords + i] !== block[i]) return false;
    }
    return true;
  }
}

/** FNV-1a over words in place of bytes. */
function hashOf(block: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < block.length; i++) {
    hash = Math.imul(hash ^ block[i]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}
