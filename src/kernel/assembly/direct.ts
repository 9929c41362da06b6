/**
 * Longest-prefix match in a direct table: one read by the first 24 bits of an address, and one more in a page of
 * 256 where a prefix is longer. src/fib/direct.ts says what stands where and does the same in TypeScript.
 */

class Direct {
  /** Answers one address; `E` is the type of an entry. */
  @inline
  static lane<E>(table: usize, pages: usize, firstPage: u32, address: u32): u32 {
    const entry = <u32>load<E>(table + ((<usize>address) >> 8) * sizeof<E>());
    if (entry < firstPage) return entry;
    return <u32>load<E>(pages + (((<usize>entry - firstPage) << 8) | (address & 255)) * sizeof<E>());
  }

  @inline
  static all<E>(
    table: usize,
    pages: usize,
    firstPage: u32,
    addresses: usize,
    codes: usize,
    count: u32,
  ): void {
    const end = addresses + ((<usize>count) << 2);
    for (; addresses < end; addresses += 4, codes += 2) {
      store<u16>(codes, Direct.lane<E>(table, pages, firstPage, load<u32>(addresses)));
    }
  }
}

export function lookupDirect8(
  table: usize,
  pages: usize,
  firstPage: u32,
  addresses: usize,
  codes: usize,
  count: u32,
): void {
  Direct.all<u8>(table, pages, firstPage, addresses, codes, count);
}

export function lookupDirect16(
  table: usize,
  pages: usize,
  firstPage: u32,
  addresses: usize,
  codes: usize,
  count: u32,
): void {
  Direct.all<u16>(table, pages, firstPage, addresses, codes, count);
}
