/**
 * Millions of tiles in few bytes: IPv4 boxes as columns of one array, IPv6 ones as they are.
 */
import type { Address } from '../ip/address.ts';
import type { Box } from '../forward/box.ts';

/** Words per tile: source and destination first and last, protocols, source ports, ports, fate, row. */
const WIDTH = 9;
const FATE = 7;
const ROW = 8;

export class TileColumns {
  count = 0;
  private words = new Uint32Array(1024 * WIDTH);
  /** Boxes of IPv6 tiles by tile number. */
  private readonly wide = new Map<number, Box>();

  /** Number of the tile. */
  add(box: Box, fate: number, row: number): number {
    const at = this.count * WIDTH;
    if (at === this.words.length) this.grow();
    const { words } = this;
    if (box.family === 4) {
      const first = box.first as readonly number[];
      const last = box.last as readonly number[];
      words[at] = first[0]!;
      words[at + 1] = last[0]!;
      words[at + 2] = first[1]!;
      words[at + 3] = last[1]!;
      words[at + 4] = (first[2]! << 8) | last[2]!;
      words[at + 5] = (first[3]! << 16) | last[3]!;
      words[at + 6] = (first[4]! << 16) | last[4]!;
    } else {
      this.wide.set(this.count, { family: 6, first: [...box.first], last: [...box.last] });
    }
    words[at + FATE] = fate;
    words[at + ROW] = row;
    return this.count++;
  }

  private grow(): void {
    const words = new Uint32Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
  }

  fateOf(tile: number): number {
    return this.words[tile * WIDTH + FATE]!;
  }

  rowOf(tile: number): number {
    return this.words[tile * WIDTH + ROW]!;
  }

  boxOf(tile: number): Box {
    const wide = this.wide.get(tile);
    if (wide) return wide;
    const at = tile * WIDTH;
    const word = (i: number): number => this.words[at + i]!;
    return {
      family: 4,
      first: [word(0), word(2), word(4) >>> 8, word(5) >>> 16, word(6) >>> 16],
      last: [word(1), word(3), word(4) & 0xff, word(5) & 0xffff, word(6) & 0xffff],
    };
  }

  /** Do the addresses of a tile in one field, source or destination, meet a range? */
  meets(tile: number, field: number, first: Address, last: Address): boolean {
    const wide = this.wide.get(tile);
    if (wide) {
      if (typeof first === 'number') return false;
      return wide.first[field]! <= last && first <= wide.last[field]!;
    }
    if (typeof first !== 'number') return false;
    const at = tile * WIDTH + 2 * field;
    return this.words[at]! <= last && first <= this.words[at + 1]!;
  }
}
