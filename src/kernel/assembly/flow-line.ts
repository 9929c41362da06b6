/**
 * The two kinds of lines that trees of flows are made of; src/bulk/tree-layout.ts describes them.
 */
import { LEAF_VALUES } from './flow-block';

export class Line {
  /** How many of the 16 separators of a branch are less than a key. */
  @inline
  static rank16(line: usize, key: v128): usize {
    const low = i16x8.narrow_i32x4_s(i32x4.gt_s(key, v128.load(line)), i32x4.gt_s(key, v128.load(line, 16)));
    const high = i16x8.narrow_i32x4_s(
      i32x4.gt_s(key, v128.load(line, 32)),
      i32x4.gt_s(key, v128.load(line, 48)),
    );
    return <usize>popcnt<i32>(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
  }

  /** Value of a leaf for a key. */
  @inline
  static leaf(line: usize, key: v128): u32 {
    const below = i16x8.narrow_i32x4_s(
      i32x4.gt_s(key, v128.load(line)),
      i32x4.gt_s(key, v128.load(line, 16)),
    );
    const segment = <usize>popcnt<i32>(i16x8.bitmask(below));
    return load<u32>(line + (segment << 2), LEAF_VALUES);
  }
}
