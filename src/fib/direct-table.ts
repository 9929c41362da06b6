/**
 * The direct table: IPv4 with up to 65,536 codes and cells, an entry of two bytes for every /24.
 *
 * An entry below the number of codes is a code; another one is the number of the first of 16 cells, one for each
 * /28, and so is a cell for the addresses of its /28. Cell i below the number of codes holds i, so that the second
 * read needs no question. Equal groups of cells are stored once. It has 32 MB whatever the table, but only what
 * is routed is ever read: a few hundred kilobytes where estates live in 10.0.0.0/8.
 * Cost: two reads per lookup, three behind a /28; building is linear in the intervals and the 16 million /24.
 */
import { DIRECT_CELLS, DIRECT_CODES, DIRECT_ENTRIES, HEAD_BYTES } from '../kernel/assembly/layout.ts';
import type { KernelMemory } from '../kernel/memory.ts';
import type { Intervals } from './intervals.ts';
import { visitSlash24s } from './slash24.ts';
import { viewsOf, type Views } from './views.ts';

/** Entries are u16. */
const CELLS_MAX = 65_536;
const GROUP = 16;

/** `undefined` when codes and cells together are too many for an entry. */
export function directTableOf(
  intervals: Intervals,
  codes: Uint16Array,
  codeCount: number,
  memory: KernelMemory,
): { form: 'direct'; head: number } | undefined {
  const cells = new Cells(codeCount);
  const entries = new Uint16Array(2 ** 24);
  visitSlash24s(intervals, codes, {
    whole: (from, to, code) => entries.fill(code, from, to),
    divided: (slash24, within) => {
      entries[slash24] = cells.slash24(within);
    },
  });
  if (cells.all.length > CELLS_MAX) return undefined;
  const head = memory.allocate(HEAD_BYTES);
  const entriesAt = memory.allocate(entries.byteLength);
  const cellsAt = memory.allocate(2 * cells.all.length);
  const { halves, words } = viewsOf(memory.buffer);
  halves.set(entries, entriesAt / 2);
  halves.set(cells.all, cellsAt / 2);
  words[(head + DIRECT_ENTRIES) / 4] = entriesAt;
  words[(head + DIRECT_CELLS) / 4] = cellsAt;
  words[(head + DIRECT_CODES) / 4] = codeCount;
  return { form: 'direct', head };
}

class Cells {
  readonly all: number[];
  private readonly groups = new Map<string, number>();

  constructor(codeCount: number) {
    this.all = Array.from({ length: codeCount }, (_, code) => code);
  }

  /** The entry of a /24 with these 256 codes. */
  slash24(codes: Uint16Array): number {
    const cells = Array.from({ length: GROUP }, (_, i) => {
      const slash28 = [...codes.subarray(i * GROUP, (i + 1) * GROUP)];
      return slash28.every((code) => code === slash28[0]) ? slash28[0]! : this.group(slash28);
    });
    return this.group(cells);
  }

  private group(cells: readonly number[]): number {
    const text = cells.join();
    const known = this.groups.get(text);
    if (known !== undefined) return known;
    const first = this.all.length;
    this.all.push(...cells);
    this.groups.set(text, first);
    return first;
  }
}

/** Answers addresses one by one with their codes: the plain form of the kernel in assembly/direct.ts. */
export function directReader({ halves, words }: Views, head: number): (address: number) => number {
  const entries = words[(head + DIRECT_ENTRIES) >>> 2]! >>> 1;
  const cells = words[(head + DIRECT_CELLS) >>> 2]! >>> 1;
  const codeCount = words[(head + DIRECT_CODES) >>> 2]!;
  return (address) => {
    let code = halves[entries + (address >>> 8)]!;
    if (code >= codeCount) code = halves[cells + code + ((address >>> 4) & 15)]!;
    if (code >= codeCount) code = halves[cells + code + (address & 15)]!;
    return code;
  };
}
