/**
 * The tables and address streams of the lookup questions, the same on every machine.
 *
 * A full Internet table is read from a list of prefixes, or generated with as many prefixes of each length as one
 * of 2024 had. Streams: uniform over the address space (2000::/3 for IPv6), inside a random route of the table, and
 * by Zipf's law (s = 1) over 65,536 addresses inside random routes.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Rib } from '../../src/fib/rib.ts';
import { leadingBits } from '../../src/fib/key.ts';
import { wordsPerAddress } from '../../src/fib/layout.ts';
import { writeWords, type Family } from '../../src/ip/address.ts';
import { parsePrefix, prefixFamily } from '../../src/ip/prefix.ts';
import { Random } from '../../src/workload/random.ts';

/** Routes as columns; prefixes are distinct. */
export interface Routes {
  readonly family: Family;
  /** 1 word per route, or 4, zeros behind the prefix. */
  readonly addresses: Uint32Array;
  readonly lengths: Uint8Array;
  readonly nextHops: Uint32Array;
}

export type Stream = 'uniform' | 'in-table' | 'Zipf';

/** Prefixes per length of a full table: 901,899 and 160,147. */
const INTERNET_LENGTHS: Readonly<Record<Family, readonly (readonly [length: number, count: number])[]>> = {
  4: [
    [8, 16], [9, 13], [10, 38], [11, 103], [12, 299], [13, 581], [14, 1203], [15, 2100], [16, 13_490],
    [17, 8235], [18, 13_798], [19, 24_870], [20, 42_611], [21, 50_750], [22, 108_623], [23, 96_510],
    [24, 537_698], [25, 20], [26, 3], [27, 11], [28, 18], [29, 17], [30, 3], [31, 3], [32, 886],
  ],
  6: [
    [20, 16], [24, 30], [28, 193], [29, 4371], [30, 650], [31, 284], [32, 22_548], [33, 2926], [34, 2603],
    [35, 1043], [36, 5996], [37, 880], [38, 1617], [39, 1377], [40, 13_418], [41, 903], [42, 2301],
    [43, 1001], [44, 14_365], [45, 1553], [46, 3039], [47, 3153], [48, 75_488], [56, 24], [64, 184],
    [127, 42], [128, 6],
  ],
}; // prettier-ignore
const INTERNET_NEXT_HOPS = 64;
const ZIPF_ADDRESSES = 65_536;

/** Collects distinct prefixes into columns. */
class Builder {
  private readonly family: Family;
  private readonly width: number;
  private readonly seen = new Set<string>();
  readonly words: number[] = [];
  readonly lengths: number[] = [];
  readonly nextHops: number[] = [];

  constructor(family: Family) {
    this.family = family;
    this.width = wordsPerAddress(family);
  }

  get size(): number {
    return this.lengths.length;
  }

  /** False when the prefix was there. */
  add(words: readonly number[], length: number, nextHop: number): boolean {
    const own = words.slice(0, this.width).map((word, i) => leadingBits(word, length - 32 * i) >>> 0);
    const text = `${own.join()}/${length}`;
    if (this.seen.has(text)) return false;
    this.seen.add(text);
    this.words.push(...own);
    this.lengths.push(length);
    this.nextHops.push(nextHop);
    return true;
  }

  routes(): Routes {
    return {
      family: this.family,
      addresses: Uint32Array.from(this.words),
      lengths: Uint8Array.from(this.lengths),
      nextHops: Uint32Array.from(this.nextHops),
    };
  }
}

/** A full table: from a list of prefixes, one per line, or generated. Next hops are random, from 1 to 64. */
export function internetRoutes(family: Family, file: string | undefined): Routes {
  const random = new Random(6, family);
  const builder = new Builder(family);
  if (file === undefined) generateInternet(builder, family, random);
  else {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const words = new Uint32Array(4);
    for (const line of text.split('\n')) {
      const prefix = parsePrefix(line.trim());
      if (!prefix || prefixFamily(prefix) !== family) continue;
      writeWords(prefix.address, words, 0);
      builder.add([...words], prefix.length, 1 + random.below(INTERNET_NEXT_HOPS));
    }
  }
  return builder.routes();
}

/** Shorter prefixes first; most longer ones lie inside of a shorter, in runs of neighbours. */
function generateInternet(builder: Builder, family: Family, random: Random): void {
  for (const [length, count] of INTERNET_LENGTHS[family]) {
    const outer = builder.size;
    for (let made = 0; made < count;) {
      const start = [...Array(4)].map(() => random.next());
      if (outer > 0 && random.below(8) > 0) placeInside(builder, random.below(outer), family, start);
      else start[0] = family === 6 ? 0x20000000 + (start[0]! >>> 8) : 0x01000000 + random.below(0xdf000000);
      const word = Math.min(wordsPerAddress(family) - 1, (length - 1) >>> 5);
      const step = 2 ** (31 - ((length - 1) & 31));
      for (let run = 1 + random.below(12); run > 0 && made < count; run--) {
        if (builder.add(start, length, 1 + random.below(INTERNET_NEXT_HOPS))) made++;
        start[word] = (start[word]! + step) % 2 ** 32;
      }
    }
  }
}

function placeInside({ words, lengths }: Builder, route: number, family: Family, address: number[]): void {
  const width = wordsPerAddress(family);
  for (let i = 0; i < width; i++) {
    const own = words[route * width + i]!;
    const mask = leadingBits(0xffffffff, lengths[route]! - 32 * i) >>> 0;
    address[i] = (own | (address[i]! & ~mask)) >>> 0;
  }
}

/** A table as a transit gateway of a large estate has: 10,000 routes in private ranges, 2,000 next hops. */
export function gatewayRoutes(): Routes {
  const random = new Random(7);
  const lengths = weighted([16, 10], [20, 20], [22, 10], [24, 45], [26, 5], [28, 8], [32, 2]);
  const blocks = weighted(
    ['10.0.0.0/8', 70],
    ['172.16.0.0/12', 15],
    ['192.168.0.0/16', 5],
    ['100.64.0.0/10', 10],
  );
  const builder = new Builder(4);
  builder.add([0], 0, 1);
  while (builder.size < 10_000) {
    const length = lengths[random.below(100)]!;
    const block = parsePrefix(blocks[random.below(100)]!)!;
    const mask = block.length === 0 ? 0 : (-1 << (32 - block.length)) >>> 0;
    if (length >= block.length) {
      builder.add([(Number(block.address) | (random.next() & ~mask)) >>> 0], length, 1 + random.below(2000));
    }
  }
  return builder.routes();
}

/** Tables of 20 routes as VPCs have: their own range, peers, ranges of services, often a default route. */
export function vpcRoutes(tableCount: number): Routes[] {
  const random = new Random(8);
  return Array.from({ length: tableCount }, (_, table) => {
    const builder = new Builder(4);
    builder.add([0x0a000000 + (table & 255) * 65_536], 16, 1);
    if (random.below(10) < 6) builder.add([0], 0, 2);
    while (builder.size < 14) {
      const length = [16, 16, 16, 18, 20, 24][random.below(6)]!;
      builder.add([0x0a000000 + random.below(2 ** 24)], length, 3 + builder.size);
    }
    while (builder.size < 20) {
      builder.add([0x34000000 + random.below(2 ** 26)], [20, 22, 24, 27][random.below(4)]!, 3 + builder.size);
    }
    return builder.routes();
  });
}

/** A hundred values in these shares. */
function weighted<T>(...shares: readonly (readonly [value: T, percent: number])[]): T[] {
  return shares.flatMap(([value, percent]) => Array.from({ length: percent }, () => value));
}

export function ribOf({ family, addresses, lengths, nextHops }: Routes): Rib {
  const rib = new Rib();
  const tree = rib.tree(family);
  const width = wordsPerAddress(family);
  for (let i = 0; i < lengths.length; i++) {
    tree.insert(addresses.slice(i * width, (i + 1) * width), lengths[i]!, nextHops[i]!);
  }
  return rib;
}

/** Fills `words` with the addresses of a stream. */
export function fillStream(words: Uint32Array, stream: Stream, routes: Routes): void {
  const random = new Random(9, routes.family);
  const width = wordsPerAddress(routes.family);
  if (stream === 'uniform') {
    for (let i = 0; i < words.length; i++) words[i] = random.next();
    if (width === 4) for (let i = 0; i < words.length; i += 4) words[i] = 0x20000000 + (words[i]! >>> 3);
    return;
  }
  if (stream === 'in-table') {
    for (let i = 0; i < words.length; i += width) writeInside(words, i, routes, random);
    return;
  }
  const few = new Uint32Array(ZIPF_ADDRESSES * width);
  for (let i = 0; i < few.length; i += width) writeInside(few, i, routes, random);
  const shares = Float64Array.from({ length: ZIPF_ADDRESSES }, (_, i) => 1 / (i + 1));
  for (let i = 1; i < ZIPF_ADDRESSES; i++) shares[i]! += shares[i - 1]!;
  for (let i = 0; i < words.length; i += width) {
    const rank = rankOf(shares, (random.next() / 2 ** 32) * shares.at(-1)!);
    for (let k = 0; k < width; k++) words[i + k] = few[rank * width + k]!;
  }
}

/** An address inside a random route. */
function writeInside(words: Uint32Array, at: number, routes: Routes, random: Random): void {
  const width = wordsPerAddress(routes.family);
  const route = random.below(routes.lengths.length);
  for (let k = 0; k < width; k++) {
    const mask = leadingBits(0xffffffff, routes.lengths[route]! - 32 * k);
    words[at + k] = routes.addresses[route * width + k]! | (random.next() & ~mask);
  }
}

/** The first index whose sum is not below `value`. */
function rankOf(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
