/**
 * The memory that kernels work in: one block that every thread of the process sees.
 *
 * Tables, inputs and answers stand side by side in it, so that a kernel gets nothing but addresses (offsets in
 * bytes). Room is given out once and never taken back: what is frozen stays until nobody holds the memory.
 * Where WebAssembly or shared memory is missing the memory is an ordinary buffer, and the plain forms of the
 * kernels read it the same way.
 */
import { kernelModule } from './module.ts';

const PAGE_BYTES = 65_536;
/** What 32-bit addresses reach, and the most that `assembly/asconfig.json` accepts. */
const PAGES_MAX = 65_536;
/** A line of the processor's cache; everything starts at one. */
const LINE_BYTES = 64;

export class KernelMemory {
  /** To hand to a worker, which passes it to `instantiate`; `undefined` without WebAssembly. */
  readonly memory: WebAssembly.Memory | undefined;
  private bytes: ArrayBufferLike;
  /** Nothing stands at 0, so that 0 can mean nothing. */
  private end = LINE_BYTES;

  /** `sizeBytes` is what will be needed, as far as it is known: growing later costs a copy without WebAssembly. */
  constructor(sizeBytes: number) {
    const pages = Math.max(1, pagesFor(LINE_BYTES + sizeBytes));
    this.memory = kernelModule() && sharedMemory(pages);
    this.bytes = this.memory?.buffer ?? new ArrayBuffer(pages * PAGE_BYTES);
  }

  /** All of the memory. It is another object after `allocate` had to grow it; take views anew then. */
  get buffer(): ArrayBufferLike {
    return this.bytes;
  }

  /** Bytes given out so far. */
  get usedBytes(): number {
    return this.end;
  }

  /** The address of `sizeBytes` zeros at the start of a cache line. Throws a RangeError beyond 4 GiB. */
  allocate(sizeBytes: number): number {
    const address = this.end;
    const end = address + Math.ceil(sizeBytes / LINE_BYTES) * LINE_BYTES;
    if (end > this.bytes.byteLength) this.grow(pagesFor(end) - this.bytes.byteLength / PAGE_BYTES);
    this.end = end;
    return address;
  }

  private grow(pages: number): void {
    const before = this.bytes.byteLength / PAGE_BYTES;
    if (before + pages > PAGES_MAX) {
      throw new RangeError(`${before + pages} pages are needed, but a kernel reaches ${PAGES_MAX}.`);
    }
    if (this.memory) {
      this.memory.grow(pages);
      this.bytes = this.memory.buffer;
      return;
    }
    const grown = new ArrayBuffer(Math.max(before + pages, 2 * before) * PAGE_BYTES);
    new Uint8Array(grown).set(new Uint8Array(this.bytes));
    this.bytes = grown;
  }
}

function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

function sharedMemory(initial: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial, maximum: PAGES_MAX, shared: true });
}
