/**
 * The kernels as functions: what assembly/index.ts exports, bound to one memory.
 *
 * Arguments are addresses and counts; the file of each kernel says what must stand there. They check nothing:
 * whoever calls them has checked. An instance belongs to the thread that made it, the memory to all.
 */
import type { KernelMemory } from './memory.ts';
import { kernelModule } from './module.ts';

/**
 * Answers `count` addresses with codes (a u16 each) from the table whose head stands at `table`. Addresses are 1 word
 * (IPv4) or 4 (IPv6, most significant first). Columns must reach up to the next multiple of 8; the scratch has
 * SCRATCH_BYTES. assembly/layout.ts says how tables lie.
 */
type TableLookup = (table: number, addresses: number, codes: number, scratch: number, count: number) => void;

/**
 * Flows by the block, as src/kernel/assembly/flows.ts says; `job` is described in src/bulk/job.ts. `advanceFlows`
 * generates, looks up and counts `rows` flows of each of four batches.
 */
type FlowAdvance = (job: number, rows: number) => void;
/** Looks up `count` flows given as columns: senders' places and places sent to (u32), ports (u16); outcomes are u32. */
type FlowDecision = (
  job: number,
  senders: number,
  places: number,
  destinationPorts: number,
  sourcePorts: number,
  outcomes: number,
  count: number,
) => void;

export interface Kernels {
  readonly lookupPaged: TableLookup;
  readonly lookupDirect: TableLookup;
  readonly lookupPoptrie: TableLookup;
  /** Answers `count` addresses, each in the table whose number stands beside it. */
  readonly lookupRows: (
    rows: number,
    tables: number,
    addresses: number,
    codes: number,
    count: number,
  ) => void;
}

export interface FlowKernels {
  readonly advanceFlows: FlowAdvance;
  readonly decideFlows: FlowDecision;
}

/** The kernels over a memory; `undefined` where the plain forms have to do. */
export function instantiate(memory: KernelMemory['memory']): (Kernels & FlowKernels) | undefined {
  const module = kernelModule();
  if (!memory || !module) return undefined;
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels & FlowKernels;
}
