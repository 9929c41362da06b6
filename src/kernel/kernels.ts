/**
 * The kernels as functions: what assembly/index.ts exports, bound to one memory.
 *
 * Arguments are addresses and counts; the file of each kernel says what must stand there. They check nothing:
 * whoever calls them has checked. An instance belongs to the thread that made it, the memory to all.
 */
import type { KernelMemory } from './memory.ts';
import { kernelModule } from './module.ts';

/** Answers `count` addresses (a u32 each) with codes (a u16 each) from a direct table; see src/fib/direct.ts. */
type DirectLookup = (
  table: number,
  pages: number,
  firstPage: number,
  addresses: number,
  codes: number,
  count: number,
) => void;

export interface Kernels {
  readonly lookupDirect8: DirectLookup;
  readonly lookupDirect16: DirectLookup;
}

/** The kernels over a memory; `undefined` where the plain forms have to do. */
export function instantiate(memory: KernelMemory['memory']): Kernels | undefined {
  const module = kernelModule();
  if (!memory || !module) return undefined;
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
