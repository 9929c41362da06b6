/**
 * All routes of one table, both families, mutable: the truth that a frozen table answers for.
 *
 * A next hop is an opaque integer from 0 to 2³²−2. One prefix has one next hop: which of several
 * routes to it is in force was decided before, and the network behind a next hop is unknown here.
 * Each family is a path-compressed radix tree (radix-tree.ts), which gives order, covering and
 * covered prefixes besides lookup. Cost: see there; nothing is rebuilt on a change.
 */
import { familyOf, writeWords, type Address, type Family } from '../ip/address.ts';
import { formatPrefix, prefixFamily, prefixOf, type Prefix } from '../ip/prefix.ts';
import { NO_ROUTE } from './layout.ts';
import { NOT_FOUND, RadixTree, ROOT } from './radix-tree.ts';

export interface RibEntry {
  readonly prefix: Prefix;
  readonly nextHop: number;
}

/** Words of the prefix or address an operation is about; no operation runs inside another. */
const key = new Uint32Array(4);

export class Rib {
  private readonly ipv4 = new RadixTree(4);
  private readonly ipv6 = new RadixTree(6);

  static of(entries: Iterable<RibEntry>): Rib {
    const rib = new Rib();
    for (const entry of entries) rib.insert(entry.prefix, entry.nextHop);
    return rib;
  }

  /** Number of routes, both families. */
  get size(): number {
    return this.ipv4.routeCount + this.ipv6.routeCount;
  }

  /** The tree of one family, for walks that want its words. */
  tree(family: Family): RadixTree {
    return family === 4 ? this.ipv4 : this.ipv6;
  }

  /**
   * Sets the next hop of a prefix; answers with the next hop it replaced, or `undefined`.
   * Throws a RangeError when the next hop is not an integer from 0 to 2³²−2, or the prefix has bits
   * set behind its length.
   */
  insert(prefix: Prefix, nextHop: number): number | undefined {
    if (nextHop >>> 0 !== nextHop || nextHop === NO_ROUTE) {
      throw new RangeError(`A next hop must be an integer from 0 to ${NO_ROUTE - 1}, not ${nextHop}.`);
    }
    return orUndefined(this.treeOf(prefix).insert(key, prefix.length, nextHop));
  }

  /** Takes a prefix out; answers with its next hop, or `undefined` when it was not there. */
  delete(prefix: Prefix): number | undefined {
    return orUndefined(this.treeOf(prefix).remove(key, prefix.length));
  }

  /** Next hop of exactly this prefix. */
  exact(prefix: Prefix): number | undefined {
    const tree = this.treeOf(prefix);
    const node = tree.find(key, prefix.length);
    return node === NOT_FOUND ? undefined : orUndefined(tree.nextHopAt(node));
  }

  /** The route with the longest prefix that holds `address`. */
  longestMatch(address: Address): RibEntry | undefined {
    const tree = this.tree(familyOf(address));
    writeWords(address, key, 0);
    const node = tree.longestMatch(key);
    return node === NOT_FOUND ? undefined : entryAt(tree, node);
  }

  /** The routes whose prefixes cover `prefix`, itself included, shortest first. */
  covering(prefix: Prefix): RibEntry[] {
    const tree = this.treeOf(prefix);
    return tree.covering(key, prefix.length).map((node) => entryAt(tree, node));
  }

  /** The routes inside `prefix`, itself included, in order. The Rib must not change meanwhile. */
  *covered(prefix: Prefix): Generator<RibEntry> {
    const tree = this.treeOf(prefix);
    const top = tree.findCovered(key, prefix.length);
    if (top === NOT_FOUND) return;
    for (const node of tree.routesUnder(top)) yield entryAt(tree, node);
  }

  /**
   * All routes in the order of comparePrefixes: IPv4 first, then by address, then by length.
   * The Rib must not change meanwhile.
   */
  *entries(): Generator<RibEntry> {
    for (const tree of [this.ipv4, this.ipv6]) {
      for (const node of tree.routesUnder(ROOT)) yield entryAt(tree, node);
    }
  }

  /** The tree a prefix belongs to, with the words of the prefix in `key`. */
  private treeOf(prefix: Prefix): RadixTree {
    const { address, length } = prefix;
    if (prefixOf(address, length).address !== address) {
      throw new RangeError(`${formatPrefix(prefix)} has bits set behind its length.`);
    }
    writeWords(address, key, 0);
    return this.tree(prefixFamily(prefix));
  }
}

function entryAt(tree: RadixTree, node: number): RibEntry {
  return { prefix: tree.prefixAt(node), nextHop: tree.nextHopAt(node) };
}

function orUndefined(nextHop: number): number | undefined {
  return nextHop === NO_ROUTE ? undefined : nextHop;
}
