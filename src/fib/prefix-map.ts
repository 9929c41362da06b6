/**
 * Longest-prefix match for programs: a map from CIDRs to values, asked by address.
 *
 *     const owners = new PrefixMap([['10.0.0.0/8', 'estate'], ['10.2.0.0/16', 'shop']]);
 *     owners.get('10.2.3.4');                                  // 'shop'
 *     owners.indexesOf(Uint32Array.of(0x0a020304)); // [1]: by the million
 *
 * Built once and never changed: both families are frozen into tables for bulk.
 */
import { familyOf, parseAddress, type Address, type Family } from '../ip/address.ts';
import { parsePrefix } from '../ip/prefix.ts';
import { KernelMemory } from '../kernel/memory.ts';
import { batchOf, BulkLookup, bulkTableOf, type Batch, type BulkTable } from './bulk-table.ts';
import { freeze } from './freeze.ts';
import { intervalsOf } from './intervals.ts';
import { NO_ROUTE } from './layout.ts';
import { lookup } from './lookup.ts';
import { Rib } from './rib.ts';

/** Addresses that a kernel gets at once: they stay in the first cache with their answers. */
const CHUNK = 16_384;

export class PrefixMap<Value> {
  private readonly values: readonly Value[];
  private readonly table: BulkTable | undefined;
  private readonly batch: Batch;
  private readonly bulk: BulkLookup;
  private readonly addresses: Uint32Array;
  private readonly codes: Uint16Array;
  private readonly indexOf: Readonly<Record<Family, (address: Address) => number>>;

  /** The last of equal prefixes counts. Throws a RangeError that names what is no prefix. */
  constructor(entries: Iterable<readonly [prefix: string, value: Value]>) {
    const list = [...entries];
    const rib = Rib.of(
      list.map(([text], nextHop) => {
        const prefix = parsePrefix(text);
        if (!prefix) throw new RangeError(`${text} is no prefix in CIDR notation.`);
        return { prefix, nextHop };
      }),
    );
    const memory = new KernelMemory(1 << 20);
    const [ipv4, ipv6] = ([4, 6] as const).map((family) => bulkTableOf(intervalsOf(rib, family), memory));
    const batch = batchOf(memory, 4, CHUNK);
    const bulk = new BulkLookup(memory);
    // A table of too many values for any form is asked as it is frozen.
    const fib = freeze([rib]);
    const readerOf = (table: BulkTable | undefined): ((address: Address) => number) =>
      table ? bulk.readerOf(table) : (address) => lookup(fib, 0, address);
    this.values = list.map(([, value]) => value);
    this.table = ipv4;
    this.batch = batch;
    this.bulk = bulk;
    this.addresses = new Uint32Array(memory.buffer, batch.addresses, CHUNK);
    this.codes = new Uint16Array(memory.buffer, batch.codes, CHUNK);
    this.indexOf = { 4: readerOf(ipv4), 6: readerOf(ipv6) };
  }

  /** Value of the longest prefix that holds an address; `undefined` when there is none, or it is no address. */
  get(text: string): Value | undefined {
    const address = parseAddress(text);
    return address === undefined ? undefined : this.values[this.indexOf[familyOf(address)](address)];
  }

  /**
   * For each IPv4 address the index of the entry with the longest prefix that holds it, in the order they were
   * given, or {@link NO_ENTRY}. Allocates nothing but the answer.
   */
  indexesOf(addresses: Uint32Array): Uint32Array {
    const { table, batch, bulk, codes } = this;
    if (!table) return addresses.map(this.indexOf[4]);
    const { nextHops } = table;
    const indexes = new Uint32Array(addresses.length);
    for (let first = 0; first < addresses.length; first += CHUNK) {
      const count = Math.min(CHUNK, addresses.length - first);
      this.addresses.set(addresses.subarray(first, first + count));
      bulk.lookupInto(table, batch, count);
      for (let i = 0; i < count; i++) indexes[first + i] = nextHops[codes[i]!]!;
    }
    return indexes;
  }
}

/** In the place of an index: no prefix holds the address. */
export const NO_ENTRY = NO_ROUTE;
