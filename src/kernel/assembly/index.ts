/**
 * What the module exports: one line per kernel.
 *
 * The language is AssemblyScript, the part of TypeScript that has a direct translation to WebAssembly: numbers have
 * the types of the machine, memory is read and written by address. Nothing here allocates; there is no
 * runtime and no static data, so that any number of instances share one memory. Code meant to be part of its
 * caller is a static method with `@inline`, because TypeScript knows decorators in classes alone, and loops are
 * unrolled by writing their lanes out: no compiler on the way does it, and a processor sees as many reads at once
 * as there are instructions of work between them few.
 */
export { lookupDirect } from './direct';
export { lookupPaged } from './paged';
export { lookupPoptrie } from './poptrie';
export { lookupRows } from './rows';
export { advanceFlows, decideFlows } from './flows';
