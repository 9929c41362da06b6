/**
 * What lookups in bulk cost at least, by the loop of the kernels and without their work.
 */

class Floor {
  /** The one read that no table does without: anywhere in as many bytes as the table has. */
  @inline
  static anywhere(table: usize, mask: u32, addresses: usize, codes: usize): void {
    store<u16>(codes, <u16>load<u8>(table + <usize>(load<u32>(addresses) & mask)));
  }
}

/** Reads the addresses (u32) and writes codes (u16): 8 at a time. */
export function streamLookups(addresses: usize, codes: usize, count: u32): void {
  const end = addresses + ((<usize>count) << 2);
  for (; addresses < end; addresses += 32, codes += 16) {
    const narrow = i16x8.narrow_i32x4_u(v128.load(addresses), v128.load(addresses, 16));
    v128.store(codes, narrow);
  }
}

/** Reads a byte of the `mask + 1` from `table` on for every address, which should be random. */
export function gatherLookups(table: usize, mask: u32, addresses: usize, codes: usize, count: u32): void {
  const end = addresses + ((<usize>count) << 2);
  for (; addresses < end; addresses += 32, codes += 16) {
    Floor.anywhere(table, mask, addresses, codes);
    Floor.anywhere(table, mask, addresses + 4, codes + 2);
    Floor.anywhere(table, mask, addresses + 8, codes + 4);
    Floor.anywhere(table, mask, addresses + 12, codes + 6);
    Floor.anywhere(table, mask, addresses + 16, codes + 8);
    Floor.anywhere(table, mask, addresses + 20, codes + 10);
    Floor.anywhere(table, mask, addresses + 24, codes + 12);
    Floor.anywhere(table, mask, addresses + 28, codes + 14);
  }
}
