/**
 * Longest-prefix match in a direct table; src/fib/direct-table.ts builds it and does the same in TypeScript.
 *
 * The second read is always made, by a code to its own cell, because nobody can predict where a /24 is divided;
 * the third, behind a /28, is rare enough for a branch.
 */
import { DIRECT_CELLS, DIRECT_CODES, DIRECT_ENTRIES } from './layout';

class Direct {
  @inline
  static code(entries: usize, cells: usize, firstGroup: u32, address: u32): u16 {
    const entry = <u32>load<u16>(entries + (((<usize>address) >> 8) << 1));
    const within = select<u32>((address >> 4) & 15, 0, entry >= firstGroup);
    let code = <u32>load<u16>(cells + ((entry + within) << 1));
    if (code >= firstGroup) code = <u32>load<u16>(cells + ((code + (address & 15)) << 1));
    return <u16>code;
  }
}

/** Answers `count` addresses (u32) with codes (u16), both rounded up to a multiple of 8. */
export function lookupDirect(
  table: usize,
  addresses: usize,
  codes: usize,
  _scratch: usize,
  count: u32,
): void {
  const entries = <usize>load<u32>(table, DIRECT_ENTRIES);
  const cells = <usize>load<u32>(table, DIRECT_CELLS);
  const first = load<u32>(table, DIRECT_CODES);
  const end = addresses + ((<usize>count) << 2);
  for (; addresses < end; addresses += 32, codes += 16) {
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses)));
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 4)), 2);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 8)), 4);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 12)), 6);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 16)), 8);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 20)), 10);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 24)), 12);
    store<u16>(codes, Direct.code(entries, cells, first, load<u32>(addresses, 28)), 14);
  }
}
