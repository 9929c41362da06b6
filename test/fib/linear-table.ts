/**
 * The oracle: a list of routes, searched from end to end.
 *
 * Written apart from src/fib and src/ip/prefix.ts, and small enough to verify by reading: a prefix
 * holds an address when their leading bits are the same number.
 */
import type { Address, Family } from '../../src/ip/address.ts';
import type { Prefix } from '../../src/ip/prefix.ts';
import type { RibEntry } from '../../src/fib/rib.ts';

function familyOf(address: Address): Family {
  return typeof address === 'number' ? 4 : 6;
}

function leadingBits(address: Address, length: number): bigint {
  return BigInt(address) >> BigInt((familyOf(address) === 4 ? 32 : 128) - length);
}

function holds(prefix: Prefix, address: Address): boolean {
  if (familyOf(prefix.address) !== familyOf(address)) return false;
  return leadingBits(prefix.address, prefix.length) === leadingBits(address, prefix.length);
}

function covers(outer: Prefix, inner: Prefix): boolean {
  return outer.length <= inner.length && holds(outer, inner.address);
}

function same(a: Prefix, b: Prefix): boolean {
  return covers(a, b) && covers(b, a);
}

function order(a: RibEntry, b: RibEntry): number {
  const [x, y] = [a.prefix, b.prefix];
  if (familyOf(x.address) !== familyOf(y.address)) return familyOf(x.address) - familyOf(y.address);
  if (x.address !== y.address) return x.address < y.address ? -1 : 1;
  return x.length - y.length;
}

export class LinearTable {
  private list: RibEntry[] = [];

  static of(entries: Iterable<RibEntry>): LinearTable {
    const table = new LinearTable();
    for (const entry of entries) table.insert(entry.prefix, entry.nextHop);
    return table;
  }

  insert(prefix: Prefix, nextHop: number): number | undefined {
    const replaced = this.delete(prefix);
    this.list.push({ prefix, nextHop });
    return replaced;
  }

  delete(prefix: Prefix): number | undefined {
    const removed = this.exact(prefix);
    this.list = this.list.filter((entry) => !same(entry.prefix, prefix));
    return removed;
  }

  exact(prefix: Prefix): number | undefined {
    return this.list.find((entry) => same(entry.prefix, prefix))?.nextHop;
  }

  longestMatch(address: Address): RibEntry | undefined {
    let best: RibEntry | undefined;
    for (const entry of this.list) {
      if (holds(entry.prefix, address) && (!best || entry.prefix.length > best.prefix.length)) best = entry;
    }
    return best;
  }

  covering(prefix: Prefix): RibEntry[] {
    return this.entries().filter((entry) => covers(entry.prefix, prefix));
  }

  covered(prefix: Prefix): RibEntry[] {
    return this.entries().filter((entry) => covers(prefix, entry.prefix));
  }

  entries(): RibEntry[] {
    return [...this.list].sort(order);
  }
}
