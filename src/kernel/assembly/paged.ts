/**
 * Longest-prefix match in a paged table; src/fib/paged-table.ts builds it and does the same in TypeScript.
 *
 * Two stages per block: first where the code of every address stands, then the codes. In one stage the second
 * read waits for the first, and the few addresses a processor looks ahead are all it overlaps.
 */
import {
  BLOCK,
  DIVIDED,
  HASH,
  PAGED_DIVIDED,
  PAGED_DIVIDED_SHIFT,
  PAGED_PAGES,
  PAGED_SHIFT,
  PAGED_TOP,
} from './layout';

/** Shift of pages of one cache line. */
const SMALLEST_PAGES: u32 = 14;

class Paged {
  /** Writes where the code of an address stands. */
  @inline
  static locate(top: usize, pages: usize, shift: u32, mask: u32, address: u32, place: usize): void {
    const page = <usize>load<u16>(top + (((<usize>address) >> shift) << 1));
    store<u32>(place, pages + ((page << (shift - 8)) | ((address >> 8) & mask)));
  }

  @inline
  static answer(table: usize, place: usize, addresses: usize, codes: usize): void {
    let code = <u32>load<u8>(load<u32>(place));
    if (code == DIVIDED) code = codeInDivided(table, load<u32>(addresses));
    store<u16>(codes, <u16>code);
  }

  @inline
  static blocks(table: usize, addresses: usize, codes: usize, scratch: usize, count: u32, shift: u32): void {
    const top = <usize>load<u32>(table, PAGED_TOP);
    const pages = <usize>load<u32>(table, PAGED_PAGES);
    const mask: u32 = (1 << (shift - 8)) - 1;
    const end = addresses + ((<usize>count) << 2);
    while (addresses < end) {
      const blockEnd = min(addresses + (BLOCK << 2), end);
      let place = scratch;
      for (let at = addresses; at < blockEnd; at += 32, place += 32) {
        Paged.locate(top, pages, shift, mask, load<u32>(at), place);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 4), place + 4);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 8), place + 8);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 12), place + 12);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 16), place + 16);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 20), place + 20);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 24), place + 24);
        Paged.locate(top, pages, shift, mask, load<u32>(at, 28), place + 28);
      }
      place = scratch;
      for (; addresses < blockEnd; addresses += 32, codes += 16, place += 32) {
        Paged.answer(table, place, addresses, codes);
        Paged.answer(table, place + 4, addresses + 4, codes + 2);
        Paged.answer(table, place + 8, addresses + 8, codes + 4);
        Paged.answer(table, place + 12, addresses + 12, codes + 6);
        Paged.answer(table, place + 16, addresses + 16, codes + 8);
        Paged.answer(table, place + 20, addresses + 20, codes + 10);
        Paged.answer(table, place + 24, addresses + 24, codes + 12);
        Paged.answer(table, place + 28, addresses + 28, codes + 14);
      }
    }
  }
}

function codeInDivided(table: usize, address: u32): u32 {
  const pairs = <usize>load<u32>(table, PAGED_DIVIDED);
  const shift = load<u32>(table, PAGED_DIVIDED_SHIFT);
  const key = address >> 8;
  let slot = (key * HASH) >> shift;
  while (load<u32>(pairs + ((<usize>slot) << 3)) != key) slot = (slot + 1) & (0xffffffff >>> shift);
  return <u32>load<u8>(<usize>load<u32>(pairs + ((<usize>slot) << 3), 4) + (address & 255));
}

/** Answers `count` addresses (u32) with codes (u16), both rounded up to a multiple of 8. */
export function lookupPaged(table: usize, addresses: usize, codes: usize, scratch: usize, count: u32): void {
  const shift = load<u32>(table, PAGED_SHIFT);
  if (shift == SMALLEST_PAGES) lookupSmallest(table, addresses, codes, scratch, count);
  else Paged.blocks(table, addresses, codes, scratch, count, shift);
}

/** Nearly all tables have the smallest pages: what is known of them is worth a function of its own. */
function lookupSmallest(table: usize, addresses: usize, codes: usize, scratch: usize, count: u32): void {
  Paged.blocks(table, addresses, codes, scratch, count, SMALLEST_PAGES);
}
