/**
 * Tables made for looking up addresses by the million: which form a table gets, and how one is asked.
 *
 * A form is chosen by the shape of the table, and there is one where it wins a case of the bench: pages where all
 * next hops fit a byte (a full Internet table), direct entries where they do not, a poptrie for IPv6, rows for
 * many small tables (row-tables.ts). All are built from the intervals of a frozen table, which stays the
 * reference, and all answer with codes, which `nextHops` turns into what the table was given.
 */
import { SCRATCH_BYTES } from '../kernel/assembly/layout.ts';
import type { Kernels } from '../kernel/kernels.ts';
import { instantiate } from '../kernel/kernels.ts';
import type { KernelMemory } from '../kernel/memory.ts';
import { writeWords, type Address, type Family } from '../ip/address.ts';
import { directReader, directTableOf } from './direct-table.ts';
import type { Intervals } from './intervals.ts';
import { wordsPerAddress } from './layout.ts';
import { NextHopCodes } from './next-hop-codes.ts';
import { pagedReader, pagedTableOf } from './paged-table.ts';
import { poptrieOf, poptrieReader } from './poptrie.ts';
import { lookupRows, type RowTables } from './row-tables.ts';
import { viewsOf, type Views } from './views.ts';

export type BulkForm = 'paged' | 'direct' | 'poptrie';

/** A table in a kernel memory: plain data, for any thread that has the memory. */
export interface BulkTable {
  readonly form: BulkForm;
  /** Address of the head. */
  readonly head: number;
  /** All that was allocated for it. */
  readonly sizeBytes: number;
  /** Next hop or NO_ROUTE by code. */
  readonly nextHops: Uint32Array;
}

/** Room for looking up at most `capacity` addresses at once; all three are addresses in the memory. */
export interface Batch {
  readonly capacity: number;
  /** u32 each, or 4 of them. */
  readonly addresses: number;
  /** u32 each, which table of many is asked. */
  readonly tables: number;
  /** u16 each. */
  readonly codes: number;
  readonly scratch: number;
}

/**
 * The table of these intervals in the form that suits it, or `undefined` when it has too many next hops or
 * divided /24 for any: the frozen table answers then.
 */
export function bulkTableOf(intervals: Intervals, memory: KernelMemory): BulkTable | undefined {
  const before = memory.usedBytes;
  const hops = new NextHopCodes();
  const codes = hops.of(intervals);
  if (!codes) return undefined;
  const built =
    intervals.family === 6
      ? poptrieOf(intervals, codes, hops.count, memory)
      : (pagedTableOf(intervals, codes, hops.count, memory) ??
        directTableOf(intervals, codes, hops.count, memory));
  return built && { ...built, sizeBytes: memory.usedBytes - before, nextHops: hops.nextHops() };
}

export function batchOf(memory: KernelMemory, family: Family, capacity: number): Batch {
  // Kernels go on to the end of the group of addresses they unroll.
  const room = Math.ceil(capacity / 8) * 8;
  return {
    capacity,
    addresses: memory.allocate(4 * wordsPerAddress(family) * room),
    tables: memory.allocate(4 * room),
    codes: memory.allocate(2 * room),
    scratch: memory.allocate(SCRATCH_BYTES),
  };
}

/** Asks tables of one memory, by the kernels or, without them, by the same steps in TypeScript. */
export class BulkLookup {
  private readonly kernels: Kernels | undefined;
  private readonly plain: Kernels;
  private readonly views: Views;

  /**
   * Make it when the tables and batches are allocated: the memory may move as long as it grows. Without `memory`
   * there are no kernels.
   */
  constructor({ buffer, memory }: Pick<KernelMemory, 'buffer' | 'memory'>) {
    this.kernels = instantiate(memory);
    this.views = viewsOf(buffer);
    this.plain = plainKernels(this.views);
  }

  /**
   * Answers addresses of the table's family one by one, with a next hop or NO_ROUTE: no kernel is worth a call
   * for one. Make it once and ask it often.
   */
  readerOf({ form, head, nextHops }: BulkTable): (address: Address) => number {
    if (form === 'poptrie') {
      const codeOf = poptrieReader(this.views, head);
      const key = new Uint32Array(4);
      return (address) => {
        writeWords(address, key, 0);
        return nextHops[codeOf(key, 0)]!;
      };
    }
    const codeOf = form === 'paged' ? pagedReader(this.views, head) : directReader(this.views, head);
    return (address) => nextHops[codeOf(address as number)]!;
  }

  /** Answers the first `count` addresses of a batch. Throws a RangeError when there is no room for them. */
  lookupInto(table: BulkTable, batch: Batch, count: number): void {
    checkRoom(batch, count);
    const { addresses, codes, scratch } = batch;
    const { lookupDirect: direct, lookupPaged: paged, lookupPoptrie: poptrie } = this.kernels ?? this.plain;
    if (table.form === 'paged') paged(table.head, addresses, codes, scratch, count);
    else if (table.form === 'direct') direct(table.head, addresses, codes, scratch, count);
    else poptrie(table.head, addresses, codes, scratch, count);
  }

  /** Answers the first `count` addresses, each in its table; those must exist. */
  lookupRowsInto(rows: RowTables, batch: Batch, count: number): void {
    checkRoom(batch, count);
    const { lookupRows: ask } = this.kernels ?? this.plain;
    ask(rows.head, batch.tables, batch.addresses, batch.codes, count);
  }
}

function checkRoom({ capacity }: Batch, count: number): void {
  if (count > capacity) throw new RangeError(`${count} lookups were asked for in a batch of ${capacity}.`);
}

/** What the kernels do, without them. */
function plainKernels(views: Views): Kernels {
  const { halves, words } = views;
  return {
    lookupPaged: (table, addresses, codes, _scratch, count) => {
      const codeOf = pagedReader(views, table);
      for (let i = 0; i < count; i++) halves[codes / 2 + i] = codeOf(words[addresses / 4 + i]!);
    },
    lookupDirect: (table, addresses, codes, _scratch, count) => {
      const codeOf = directReader(views, table);
      for (let i = 0; i < count; i++) halves[codes / 2 + i] = codeOf(words[addresses / 4 + i]!);
    },
    lookupPoptrie: (table, addresses, codes, _scratch, count) => {
      const codeOf = poptrieReader(views, table);
      for (let i = 0; i < count; i++) halves[codes / 2 + i] = codeOf(words, addresses / 4 + 4 * i);
    },
    lookupRows: (rows, tables, addresses, codes, count) => {
      lookupRows(views, rows, tables, addresses, codes, count);
    },
  };
}
