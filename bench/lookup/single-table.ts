/**
 * Questions about one table: a kernel in bulk against everything that answers the same, and its floors.
 */
import { batchOf, BulkLookup, bulkTableOf, type BulkTable } from '../../src/fib/bulk-table.ts';
import { freeze } from '../../src/fib/freeze.ts';
import { intervalsOf } from '../../src/fib/intervals.ts';
import { NO_ROUTE, wordsPerAddress } from '../../src/fib/layout.ts';
import { lookup, lookupInto } from '../../src/fib/lookup.ts';
import { NOT_FOUND } from '../../src/fib/radix-tree.ts';
import { KernelMemory } from '../../src/kernel/memory.ts';
import { readWords, type Address, type Family } from '../../src/ip/address.ts';
import { benchKernels } from '../compile-kernels.ts';
import type { Clock, Contestant, Question } from '../harness.ts';
import { mapPerLength, scan, sortedArray, type Lookup } from './baselines.ts';
import { startNative, type NativePeer } from './native.ts';
import { fillStream, ribOf, type Routes, type Stream } from './routes.ts';

/** What a kernel is given at once: its answers stay in the first cache. */
const CHUNK = 16_384;
const STREAMS: readonly Stream[] = ['uniform', 'in-table', 'Zipf'];

interface FloorKernels {
  readonly streamLookups: (addresses: number, codes: number, count: number) => void;
  readonly gatherLookups: (
    table: number,
    mask: number,
    addresses: number,
    codes: number,
    count: number,
  ) => void;
}

/** Wanted ratios to DPDK's bulk lookup, by stream. */
export type Goals = Readonly<Record<Stream, number>>;

/** A table in every form, made once and asked with several streams. */
export class SingleTable {
  private readonly routes: Routes;
  private readonly family: Family;
  private readonly lookups: number;
  private readonly memory = new KernelMemory(1 << 27);
  private readonly table: BulkTable;
  private readonly streams: ReadonlyMap<Stream, Uint32Array>;
  private readonly native: Promise<NativePeer> | undefined;

  constructor(routes: Routes, lookups: number, withNative: boolean) {
    this.routes = routes;
    this.family = routes.family;
    this.lookups = lookups;
    this.table = bulkTableOf(intervalsOf(ribOf(routes), routes.family), this.memory)!;
    const places = STREAMS.map((stream) => {
      const sizeBytes = 4 * wordsPerAddress(this.family) * lookups;
      return [stream, this.memory.allocate(sizeBytes), sizeBytes] as const;
    });
    this.streams = new Map(
      places.map(([stream, place, sizeBytes]) => {
        const words = new Uint32Array(this.memory.buffer, place, sizeBytes / 4);
        fillStream(words, stream, routes);
        return [stream, words];
      }),
    );
    this.native = withNative ? startNative(routes, [...this.streams.values()]) : undefined;
  }

  /** Addresses by the million. */
  async bulk(stream: Stream, goals: Goals): Promise<Question> {
    const { memory, table, lookups } = this;
    const words = this.streams.get(stream)!;
    const batch = batchOf(memory, this.family, CHUNK);
    const bulk = new BulkLookup(memory);
    const plain = new BulkLookup({ buffer: memory.buffer, memory: undefined });
    const codes = new Uint16Array(memory.buffer, batch.codes, CHUNK);
    const eachChunk = (count: number, ask: (addresses: number, count: number) => void): number => {
      const width = wordsPerAddress(this.family);
      for (let i = 0; i < count; i += CHUNK) {
        ask(words.byteOffset + 4 * width * i, Math.min(CHUNK, count - i));
      }
      return codes[0]!;
    };
    const by = (name: string, lookup: BulkLookup, operations?: number): Contestant => {
      const ask = (addresses: number, count: number): void => {
        lookup.lookupInto(table, { ...batch, addresses }, count);
      };
      return {
        name,
        run: (count) => eachChunk(count, ask),
        answer: (count) => {
          let sum = 0;
          eachChunk(count, (addresses, size) => {
            ask(addresses, size);
            for (let i = 0; i < size; i++) sum = (sum + hopOf(table.nextHops[codes[i]!]!)) | 0;
          });
          return sum;
        },
        ...(operations !== undefined && { operations }),
      };
    };
    return {
      operations: lookups,
      unit: 'lookups',
      crossCheck: true,
      contestants: [
        by(`${table.form}, kernel`, bulk),
        ...(await this.nativePeers(stream, goals[stream])),
        by(`${table.form}, plain TypeScript`, plain, lookups / 8),
        ...this.others(words),
        ...this.floors(eachChunk, batch.codes),
      ],
      facts: [{ name: 'table', value: table.sizeBytes / this.routes.lengths.length, unit: 'bytes/route' }],
    };
  }

  /** One call per address. */
  async single(stream: Stream): Promise<Question> {
    const { table, lookups, memory } = this;
    const words = this.streams.get(stream)!;
    const bulk = new BulkLookup(memory);
    const fib = freeze([ribOf(this.routes)]);
    const operations = lookups / 16;
    const native = await this.native;
    const number = STREAMS.indexOf(stream);
    const width = wordsPerAddress(this.family);
    const addresses = Array.from({ length: operations }, (_, i) => readWords(this.family, words, i * width));
    const oneByOne = (name: string, ask: (address: Address) => number): Contestant => ({
      name,
      run: (count) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum = (sum + hopOf(ask(addresses[i]!))) | 0;
        return sum;
      },
    });
    return {
      operations,
      unit: 'lookups',
      crossCheck: true,
      contestants: [
        oneByOne(`${table.form}, one by one`, bulk.readerOf(table)),
        oneByOne('frozen intervals, one by one', (address) => lookup(fib, 0, address)),
        ...(native
          ? [
              {
                name: 'DPDK rte_lpm, one by one',
                run: (count: number) => native.sum('lpm', number, count),
                time: (count: number, clock: Clock) => native.time('lpm', number, count, clock),
                goal: 0.5,
              },
            ]
          : []),
        ...this.others(words).filter(({ name }) => !name.startsWith('frozen')),
      ],
    };
  }

  private async nativePeers(stream: Stream, goal: number): Promise<Contestant[]> {
    const native = await this.native;
    if (!native) return [];
    const number = STREAMS.indexOf(stream);
    return [
      ['DPDK rte_lpm, bulk', 'lpm-bulk', goal] as const,
      ['DPDK rte_lpm, one by one', 'lpm', undefined] as const,
      ['DPDK rte_fib, bulk', 'fib', undefined] as const,
    ].map(([name, method, wanted]) => ({
      name,
      run: (count) => native.sum(method, number, count),
      time: (count, clock) => native.time(method, number, count, clock),
      ...(wanted !== undefined && { goal: wanted }),
    }));
  }

  private others(words: Uint32Array): Contestant[] {
    const { routes, family, lookups } = this;
    const rib = ribOf(routes);
    const tree = rib.tree(family);
    const fib = freeze([rib]);
    const width = wordsPerAddress(family);
    const tables = new Uint32Array(lookups);
    const out = new Uint32Array(lookups);
    const key = new Uint32Array(width);
    const radix: Lookup = (from, at) => {
      for (let i = 0; i < width; i++) key[i] = from[at + i]!;
      const node = tree.longestMatch(key);
      return node === NOT_FOUND ? 0 : tree.nextHopAt(node);
    };
    const oneByOne = (name: string, lookup: Lookup, operations: number): Contestant => ({
      name,
      operations,
      run: (count) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum = (sum + lookup(words, i * width)) | 0;
        return sum;
      },
    });
    return [
      {
        name: 'frozen intervals, in bulk',
        operations: lookups / 16,
        run: (count) => {
          lookupInto(fib, family, tables, words, out, count);
          let sum = 0;
          for (let i = 0; i < count; i++) sum = (sum + hopOf(out[i]!)) | 0;
          return sum;
        },
      },
      oneByOne('radix tree', radix, lookups / 64),
      oneByOne('sorted array', sortedArray(routes), lookups / 64),
      oneByOne('map per length', mapPerLength(routes), lookups / 64),
      oneByOne('scan', scan(routes), Math.ceil(3e6 / routes.lengths.length)),
    ];
  }

  private floors(
    eachChunk: (count: number, ask: (addresses: number, count: number) => void) => number,
    codes: number,
  ): Contestant[] {
    const { memory } = this.memory;
    if (!memory) return [];
    const kernels = benchKernels('lookup-floors.ts', memory) as unknown as FloorKernels;
    // A power of two near the size of the table, and inside of it.
    const mask = 2 ** Math.floor(Math.log2(this.table.sizeBytes)) - 1;
    const floor = (name: string, ask: (addresses: number, count: number) => void): Contestant => ({
      name,
      doesLess: true,
      run: (count) => eachChunk(count, ask),
    });
    return [
      floor(`floor: one read anywhere in ${Math.round((mask + 1) / 2 ** 20)} MiB`, (addresses, count) => {
        kernels.gatherLookups(this.table.head, mask, addresses, codes, count);
      }),
      floor('floor: stream of addresses and codes', (addresses, count) => {
        kernels.streamLookups(addresses, codes, count);
      }),
      floor('floor: calls of an empty kernel', () => {
        kernels.streamLookups(0, codes, 0);
      }),
    ];
  }
}

/** Next hops are summed, and no route is nothing. */
export function hopOf(nextHop: number): number {
  return nextHop === NO_ROUTE ? 0 : nextHop;
}
