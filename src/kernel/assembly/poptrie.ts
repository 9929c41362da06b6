/**
 * Longest-prefix match in a poptrie of IPv6; src/fib/poptrie.ts builds it and does the same in TypeScript.
 *
 * A block of addresses goes down level by level. Those that reached a leaf drop out of the list without a branch,
 * so that the reads of a level overlap and nothing is mispredicted; leaves are read last, all of them at once.
 */
import {
  BLOCK,
  NODE_BYTES,
  NODE_INNER,
  NODE_LEAVES,
  NODE_NODES,
  NODE_STARTS,
  POPTRIE_LEAVES,
  POPTRIE_NODES,
  POPTRIE_TOP,
  POPTRIE_TOP_BITS,
} from './layout';

/** Where the list of those still going down starts in the scratch: behind a leaf number for each address. */
const LIST_AT: usize = BLOCK << 2;

class Poptrie {
  /** Bits of an address half, given as words with the most significant first. */
  @inline
  static half(at: usize): u64 {
    return rotl<u64>(load<u64>(at), 32);
  }
}

/** Answers `count` addresses (4 u32 each) with codes (u16). */
export function lookupPoptrie(
  table: usize,
  addresses: usize,
  codes: usize,
  scratch: usize,
  count: u32,
): void {
  const top = <usize>load<u32>(table, POPTRIE_TOP);
  const nodes = <usize>load<u32>(table, POPTRIE_NODES);
  const leaves = <usize>load<u32>(table, POPTRIE_LEAVES);
  const list = scratch + LIST_AT;
  for (let done: u32 = 0; done < count; done += BLOCK) {
    const size = min<u32>(BLOCK, count - done);
    let listEnd = list;
    for (let i: u32 = 0; i < size; i++) {
      const word = load<u32>(addresses + ((<usize>i) << 4));
      const entry = load<u32>(top + (((<usize>word) >> (32 - POPTRIE_TOP_BITS)) << 2));
      store<u32>(scratch + ((<usize>i) << 2), entry);
      store<u32>(listEnd, i);
      store<u32>(listEnd, entry, 4);
      listEnd += (<usize>(entry >> 31)) << 3;
    }
    let half = addresses;
    let shift: i32 = 64 - POPTRIE_TOP_BITS - 6;
    while (listEnd > list) {
      let kept = list;
      for (let at = list; at < listEnd; at += 8) {
        const i = load<u32>(at);
        const node = nodes + <usize>(load<u32>(at, 4) & 0x7fffffff) * NODE_BYTES;
        // The last step of an address is short: the bits rolled in from above are those no leaf depends on.
        const bit = rotr<u64>(Poptrie.half(half + ((<usize>i) << 4)), shift) & 63;
        const inner = load<u64>(node, NODE_INNER);
        const upTo = ((<u64>2) << bit) - 1;
        const leaf = load<u32>(node, NODE_LEAVES) + <u32>popcnt<u64>(load<u64>(node, NODE_STARTS) & upTo);
        store<u32>(scratch + ((<usize>i) << 2), leaf);
        store<u32>(kept, i);
        store<u32>(kept, load<u32>(node, NODE_NODES) + <u32>popcnt<u64>(inner & (upTo >> 1)), 4);
        kept += ((<usize>(inner >> bit)) & 1) << 3;
      }
      listEnd = kept;
      shift -= 6;
      if (shift < 0 && half == addresses) {
        half = addresses + 8;
        shift = 58;
      }
    }
    for (let i: u32 = 0; i < size; i++) {
      const leaf = <usize>load<u32>(scratch + ((<usize>i) << 2));
      store<u16>(codes + ((<usize>i) << 1), load<u16>(leaves + (leaf << 1)));
    }
    addresses += BLOCK << 4;
    codes += BLOCK << 1;
  }
}
