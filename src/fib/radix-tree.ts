/**
 * A path-compressed binary radix (Patricia) tree: the prefixes of one family with their next hops.
 *
 * It works on keys, not addresses: 1 word (IPv4) or 4 (IPv6), so the same code serves both. Apart from the root, which stands for length 0 and always exists, a node
 * is a route or forks two ways, so the shape depends on the routes alone and not on their history.
 * Knows nothing of what a next hop means. Cost: every operation visits at most one node per bit of
 * the prefix, log2 of the routes in practice; 5 words per node (IPv4) or 8 (IPv6), at most 2 per route.
 */
import { bitsOf, readWords, type Family } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import { bitAt, leadingBits, sharedBits } from './key.ts';
import { NO_ROUTE, wordsPerAddress } from './layout.ts';

/** A node is named by the offset of its first word; 0 is the root, and as a child it means "none". */
export const ROOT = 0;
const NONE = 0;
/** What a search answers with when there is no such node. */
export const NOT_FOUND = -1;

const LENGTH = 0;
/** The child whose next bit is 0; the child whose next bit is 1 stands one word further. */
const CHILDREN = 1;
const NEXT_HOP = 3;
const KEY = 4;

export class RadixTree {
  readonly family: Family;
  readonly keyWords: number;
  private readonly bits: number;
  private readonly nodeWords: number;
  /** `nodeWords` per node: length, two children, next hop or NO_ROUTE, key. */
  private nodes: Uint32Array;
  /** Offset behind the last node ever used. */
  private end: number;
  /** First of the nodes given back, chained through their first child. */
  private freed = NONE;
  private routes = 0;
  private liveNodes = 1;

  constructor(family: Family) {
    this.family = family;
    this.keyWords = wordsPerAddress(family);
    this.bits = bitsOf(family);
    this.nodeWords = KEY + this.keyWords;
    this.nodes = new Uint32Array(4 * this.nodeWords);
    this.nodes[ROOT + NEXT_HOP] = NO_ROUTE;
    this.end = this.nodeWords;
  }

  get routeCount(): number {
    return this.routes;
  }

  /** Nodes in use, the root and forks without a route included. */
  get nodeCount(): number {
    return this.liveNodes;
  }

  /** Memory of the nodes, those free for reuse included. */
  get sizeBytes(): number {
    return this.nodes.byteLength;
  }

  prefixAt(node: number): Prefix {
    return { address: readWords(this.family, this.nodes, node + KEY), length: this.lengthAt(node) };
  }

  lengthAt(node: number): number {
    return this.nodes[node + LENGTH]!;
  }

  /** Next hop of a node, or NO_ROUTE when it is only a fork. */
  nextHopAt(node: number): number {
    return this.nodes[node + NEXT_HOP]!;
  }

  /** Copies the key of a node into the first words of `key`. */
  copyKey(node: number, key: Uint32Array): void {
    for (let i = 0; i < this.keyWords; i++) key[i] = this.nodes[node + KEY + i]!;
  }

  /** True when the prefix of one node holds that of another; equal ones do. */
  covers(outer: number, inner: number): boolean {
    const length = this.lengthAt(outer);
    if (length > this.lengthAt(inner)) return false;
    return sharedBits(this.nodes, outer + KEY, this.nodes, inner + KEY, length) === length;
  }

  /** Sets the next hop of a prefix; answers with the one it replaced, or NO_ROUTE. */
  insert(key: Uint32Array, length: number, nextHop: number): number {
    let node = ROOT;
    while (this.lengthAt(node) < length) {
      const slot = node + CHILDREN + bitAt(key, 0, this.lengthAt(node));
      const child = this.nodes[slot]!;
      if (child === NONE) {
        const leaf = this.allocate(key, length, nextHop);
        this.nodes[slot] = leaf;
        this.routes++;
        return NO_ROUTE;
      }
      const shared = this.sharedLength(child, key, length);
      if (shared < this.lengthAt(child)) {
        this.insertAbove(slot, shared, key, length, nextHop);
        this.routes++;
        return NO_ROUTE;
      }
      node = child;
    }
    const replaced = this.nextHopAt(node);
    this.nodes[node + NEXT_HOP] = nextHop;
    if (replaced === NO_ROUTE) this.routes++;
    return replaced;
  }

  /** Puts a prefix between a slot and its node, which share `shared` leading bits and no more. */
  private insertAbove(slot: number, shared: number, key: Uint32Array, length: number, nextHop: number): void {
    const below = this.nodes[slot]!;
    const above = this.allocate(key, shared, shared === length ? nextHop : NO_ROUTE);
    if (shared < length) {
      const leaf = this.allocate(key, length, nextHop);
      this.nodes[above + CHILDREN + bitAt(key, 0, shared)] = leaf;
    }
    this.nodes[above + CHILDREN + bitAt(this.nodes, below + KEY, shared)] = below;
    this.nodes[slot] = above;
  }

  /** Takes a prefix out; answers with its next hop, or NO_ROUTE when it was not there. */
  remove(key: Uint32Array, length: number): number {
    let node = ROOT;
    let slot = NONE;
    let parent = ROOT;
    let parentSlot = NONE;
    while (this.lengthAt(node) < length) {
      parent = node;
      parentSlot = slot;
      slot = node + CHILDREN + bitAt(key, 0, this.lengthAt(node));
      node = this.nodes[slot]!;
      if (node === NONE || this.sharedLength(node, key, length) < this.lengthAt(node)) return NO_ROUTE;
    }
    const removed = this.nextHopAt(node);
    if (removed === NO_ROUTE) return NO_ROUTE;
    this.nodes[node + NEXT_HOP] = NO_ROUTE;
    this.routes--;
    this.dissolve(node, slot);
    this.dissolve(parent, parentSlot);
    return removed;
  }

  /** Frees a node that is neither the root nor a route nor a fork; its only child takes its place. */
  private dissolve(node: number, slot: number): void {
    const zero = this.nodes[node + CHILDREN]!;
    const one = this.nodes[node + CHILDREN + 1]!;
    if (slot === NONE || this.nextHopAt(node) !== NO_ROUTE || (zero !== NONE && one !== NONE)) return;
    this.nodes[slot] = zero === NONE ? one : zero;
    this.nodes[node + CHILDREN] = this.freed;
    this.freed = node;
    this.liveNodes--;
  }

  /** The node of exactly this prefix, route or fork, or NOT_FOUND. */
  find(key: Uint32Array, length: number): number {
    const node = this.findCovered(key, length);
    return node !== NOT_FOUND && this.lengthAt(node) === length ? node : NOT_FOUND;
  }

  /** The topmost node inside a prefix, or NOT_FOUND; all the routes in the prefix are under it. */
  findCovered(key: Uint32Array, length: number): number {
    let node = ROOT;
    while (this.lengthAt(node) < length) {
      const nodeLength = this.lengthAt(node);
      const child = this.nodes[node + CHILDREN + bitAt(key, 0, nodeLength)]!;
      if (child === NONE) return NOT_FOUND;
      if (this.sharedLength(child, key, length) < Math.min(length, this.lengthAt(child))) return NOT_FOUND;
      node = child;
    }
    return node;
  }

  /** The routes that cover a prefix, itself included, shortest first. */
  covering(key: Uint32Array, length: number): number[] {
    const found: number[] = [];
    let node = ROOT;
    while (this.lengthAt(node) <= length && this.sharedLength(node, key, length) === this.lengthAt(node)) {
      if (this.nextHopAt(node) !== NO_ROUTE) found.push(node);
      if (this.lengthAt(node) === this.bits) break;
      node = this.nodes[node + CHILDREN + bitAt(key, 0, this.lengthAt(node))]!;
      if (node === NONE) break;
    }
    return found;
  }

  /** The longest route that holds a whole address, or NOT_FOUND. */
  longestMatch(key: Uint32Array): number {
    let best = NOT_FOUND;
    let node = ROOT;
    while (this.sharedLength(node, key, this.bits) === this.lengthAt(node)) {
      if (this.nextHopAt(node) !== NO_ROUTE) best = node;
      if (this.lengthAt(node) === this.bits) break;
      node = this.nodes[node + CHILDREN + bitAt(key, 0, this.lengthAt(node))]!;
      if (node === NONE) break;
    }
    return best;
  }

  /** The routes at and under a node by address, then length. The tree must not change meanwhile. */
  *routesUnder(top: number): Generator<number> {
    const pending = [top];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (this.nextHopAt(node) !== NO_ROUTE) yield node;
      const zero = this.nodes[node + CHILDREN]!;
      const one = this.nodes[node + CHILDREN + 1]!;
      if (one !== NONE) pending.push(one);
      if (zero !== NONE) pending.push(zero);
    }
  }

  /** How many leading bits a node's prefix and the first `length` bits of a key share. */
  private sharedLength(node: number, key: Uint32Array, length: number): number {
    return sharedBits(this.nodes, node + KEY, key, 0, Math.min(length, this.lengthAt(node)));
  }

  /** A node without children for the first `length` bits of a key. */
  private allocate(key: Uint32Array, length: number, nextHop: number): number {
    let node = this.freed;
    if (node === NONE) {
      node = this.end;
      this.end += this.nodeWords;
      if (this.end > this.nodes.length) this.grow();
    } else {
      this.freed = this.nodes[node + CHILDREN]!;
    }
    this.liveNodes++;
    this.nodes[node + LENGTH] = length;
    this.nodes[node + CHILDREN] = NONE;
    this.nodes[node + CHILDREN + 1] = NONE;
    this.nodes[node + NEXT_HOP] = nextHop;
    for (let i = 0; i < this.keyWords; i++)
      this.nodes[node + KEY + i] = leadingBits(key[i]!, length - 32 * i);
    return node;
  }

  private grow(): void {
    const nodes = new Uint32Array(2 * this.nodes.length);
    nodes.set(this.nodes);
    this.nodes = nodes;
  }
}
