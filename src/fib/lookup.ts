/**
 * Longest-prefix match over the frozen form: one address, columns of addresses, whole ranges.
 *
 * A table answers with an opaque next hop, or NO_ROUTE. What is constant over a range of addresses is
 * an interval, named by its index in the table, so that a rule written for one packet can decide for
 * all of them. Only reads words; nothing here writes to the frozen form or remembers anything.
 * Cost: search.ts. IPv4 lookups allocate nothing; a single IPv6 address arrives as a bigint and has to
 * be cut into words, so bulk IPv6 belongs into `lookupInto`.
 */
import {
  familyOf,
  lastAddress,
  predecessor,
  readWords,
  writeWords,
  type Address,
  type Family,
} from '../ip/address.ts';
import { blockOf, type Fib } from './fib.ts';
import {
  BLOCK_FIRSTS,
  BLOCK_INTERVAL_COUNT,
  BLOCK_NEXT_HOPS,
  ROOT_IPV4,
  ROOT_IPV6,
  ROOT_WORDS,
  wordsPerAddress,
} from './layout.ts';
import { findIpv4, findIpv6 } from './search.ts';

/** The part of a range where a table gives one answer; both ends belong to it. */
export interface MatchingRange {
  readonly first: Address;
  readonly last: Address;
  /** Next hop, or NO_ROUTE. */
  readonly nextHop: number;
}

/** Words of the IPv6 address being looked up; filled and read within one call. */
const key = new Uint32Array(4);

/** Next hop of the longest prefix in a table that holds `address`, or NO_ROUTE. */
export function lookup(fib: Fib, table: number, address: Address): number {
  const block = blockOf(fib, table, familyOf(address));
  return fib.words[block + fib.words[block + BLOCK_NEXT_HOPS]! + findInterval(fib.words, block, address)]!;
}

/**
 * Looks up `count` addresses of one family: `out[i]` becomes the next hop, or NO_ROUTE, of address i in
 * table `tables[i]`. `addresses` holds 1 word per address (IPv4) or 4, most significant first (IPv6).
 * Allocates nothing; chunks of some ten thousand run fastest. Throws a RangeError when an array is
 * too short or a table does not exist; `out` is then filled up to there.
 */
export function lookupInto(
  fib: Fib,
  family: Family,
  tables: Uint32Array,
  addresses: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  if (tables.length < count || addresses.length < count * wordsPerAddress(family) || out.length < count) {
    throw new RangeError(
      `${count} IPv${family} lookups were asked for, but the arrays have ${tables.length} tables, ` +
        `${addresses.length} address words and room for ${out.length} results.`,
    );
  }
  if (family === 4) lookupIpv4Into(fib, tables, addresses, out, count);
  else lookupIpv6Into(fib, tables, addresses, out, count);
}

function lookupIpv4Into(
  fib: Fib,
  tables: Uint32Array,
  addresses: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  const { words, roots, tableCount } = fib;
  for (let i = 0; i < count; i++) {
    const table = tables[i]!;
    if (table >= tableCount) throw noTable(fib, table, i);
    const block = roots[table * ROOT_WORDS + ROOT_IPV4]! | 0;
    const nextHops = (block + words[block + BLOCK_NEXT_HOPS]!) | 0;
    out[i] = words[nextHops + findIpv4(words, block, addresses[i]!)]!;
  }
}

function lookupIpv6Into(
  fib: Fib,
  tables: Uint32Array,
  addresses: Uint32Array,
  out: Uint32Array,
  count: number,
): void {
  const { words, roots, tableCount } = fib;
  for (let i = 0; i < count; i++) {
    const table = tables[i]!;
    if (table >= tableCount) throw noTable(fib, table, i);
    const block = roots[table * ROOT_WORDS + ROOT_IPV6]! | 0;
    const nextHops = (block + words[block + BLOCK_NEXT_HOPS]!) | 0;
    const at = 4 * i;
    const interval = findIpv6(
      words,
      block,
      addresses[at]!,
      addresses[at + 1]!,
      addresses[at + 2]!,
      addresses[at + 3]!,
    );
    out[i] = words[nextHops + interval]!;
  }
}

function noTable(fib: Fib, table: number, index: number): RangeError {
  return new RangeError(
    `Lookup ${index} names table ${table}, but the frozen form has ${fib.tableCount} tables.`,
  );
}

/** Index of the interval that holds `address`, for the accessors below; it names no other table's. */
export function intervalIndexOf(fib: Fib, table: number, address: Address): number {
  return findInterval(fib.words, blockOf(fib, table, familyOf(address)), address);
}

function findInterval(words: Uint32Array, block: number, address: Address): number {
  if (typeof address === 'number') return findIpv4(words, block, address);
  writeWords(address, key, 0);
  return findIpv6(words, block, key[0]!, key[1]!, key[2]!, key[3]!);
}

/** How many intervals the family has in a table: 1 when every address has the same answer. */
export function intervalCount(fib: Fib, table: number, family: Family): number {
  return fib.words[blockOf(fib, table, family) + BLOCK_INTERVAL_COUNT]!;
}

/** Next hop of an interval, or NO_ROUTE. */
export function nextHopAt(fib: Fib, table: number, family: Family, intervalIndex: number): number {
  const block = blockOf(fib, table, family);
  return fib.words[block + fib.words[block + BLOCK_NEXT_HOPS]! + intervalIndex]!;
}

/** First address of an interval. */
export function firstAt(fib: Fib, table: number, family: Family, intervalIndex: number): Address {
  const block = blockOf(fib, table, family);
  const firsts = block + fib.words[block + BLOCK_FIRSTS]!;
  return readWords(family, fib.words, firsts + intervalIndex * wordsPerAddress(family));
}

/** Last address of an interval, inclusive. */
export function lastAt(fib: Fib, table: number, family: Family, intervalIndex: number): Address {
  if (intervalIndex + 1 === intervalCount(fib, table, family)) return lastAddress(family);
  return predecessor(firstAt(fib, table, family, intervalIndex + 1));
}

/** The whole interval around an address. Where the object matters, use the accessors above. */
export function rangeAt(fib: Fib, table: number, address: Address): MatchingRange {
  const family = familyOf(address);
  const interval = intervalIndexOf(fib, table, address);
  return {
    first: firstAt(fib, table, family, interval),
    last: lastAt(fib, table, family, interval),
    nextHop: nextHopAt(fib, table, family, interval),
  };
}

/** Cuts the range from `first` to `last`, both inclusive, where the answer changes; parts in order. */
export function matchingRanges(fib: Fib, table: number, first: Address, last: Address): MatchingRange[] {
  const family = familyOf(first);
  if (familyOf(last) !== family || first > last) {
    throw new RangeError(`A range must end in its family and not before its start: ${first} to ${last}.`);
  }
  const parts: MatchingRange[] = [];
  let start = first;
  for (let interval = intervalIndexOf(fib, table, first); ; interval++) {
    const end = lastAt(fib, table, family, interval);
    const nextHop = nextHopAt(fib, table, family, interval);
    if (end >= last) {
      parts.push({ first: start, last, nextHop });
      return parts;
    }
    parts.push({ first: start, last: end, nextHop });
    start = firstAt(fib, table, family, interval + 1);
  }
}
