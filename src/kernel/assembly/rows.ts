/**
 * Longest-prefix match in many small tables; src/fib/row-tables.ts builds them and does the same in TypeScript.
 *
 * One comparison of 16 separators finds the leaf line, one of 10 the code in it: two cache lines and no branch.
 */
import { LEAF_CODES_AT, LEAF_SEPARATORS, ROWS_ROOTS } from './layout';

class Rows {
  /** One bit for each of four separators that `key` is above. */
  @inline
  static above(key: v128, line: usize): v128 {
    return i32x4.gt_s(key, v128.load(line));
  }

  @inline
  static code(roots: usize, table: u32, address: u32): u16 {
    const root = <usize>load<u32>(roots + ((<usize>table) << 2));
    const key = i32x4.splat(<i32>(address ^ 0x80000000));
    const leaf = root + ((<usize>popcnt<i32>(Rows.mask(key, root, Rows.above(key, root + 48)))) << 6);
    const within = Rows.mask(key, leaf + 64, key) & ((1 << LEAF_SEPARATORS) - 1);
    return load<u16>(leaf + ((<usize>popcnt<i32>(within)) << 1), 64 + LEAF_CODES_AT);
  }

  /** The bits of three comparisons and of the given fourth. */
  @inline
  static mask(key: v128, line: usize, fourth: v128): i32 {
    const low = i16x8.narrow_i32x4_s(Rows.above(key, line), Rows.above(key, line + 16));
    const high = i16x8.narrow_i32x4_s(Rows.above(key, line + 32), fourth);
    return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
  }
}

/** Answers `count` addresses (u32), each in its table (u32), with codes (u16). */
export function lookupRows(rows: usize, tables: usize, addresses: usize, codes: usize, count: u32): void {
  const roots = <usize>load<u32>(rows, ROWS_ROOTS);
  const end = addresses + ((<usize>count) << 2);
  const unrolledEnd = addresses + (((<usize>count) & ~3) << 2);
  for (; addresses < unrolledEnd; addresses += 16, tables += 16, codes += 8) {
    store<u16>(codes, Rows.code(roots, load<u32>(tables), load<u32>(addresses)));
    store<u16>(codes, Rows.code(roots, load<u32>(tables, 4), load<u32>(addresses, 4)), 2);
    store<u16>(codes, Rows.code(roots, load<u32>(tables, 8), load<u32>(addresses, 8)), 4);
    store<u16>(codes, Rows.code(roots, load<u32>(tables, 12), load<u32>(addresses, 12)), 6);
  }
  for (; addresses < end; addresses += 4, tables += 4, codes += 2) {
    store<u16>(codes, Rows.code(roots, load<u32>(tables), load<u32>(addresses)));
  }
}
