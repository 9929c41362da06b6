/**
 * Kernels of the bench alone, compiled when they are first asked for.
 */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

export interface FloorKernels {
  /** Addresses of a job, of columns of u32, and how many flows: a multiple of 512. */
  readonly floorFlows: (job: number, senders: number, places: number, outcomes: number, count: number) => void;
  readonly streamFlows: (
    senders: number,
    places: number,
    destinationPorts: number,
    sourcePorts: number,
    outcomes: number,
    count: number,
  ) => void;
}

let compiled: WebAssembly.Module | undefined;

export async function floorKernels(memory: WebAssembly.Memory): Promise<FloorKernels> {
  compiled ??= new WebAssembly.Module(await compile(new URL('./assembly/floors.ts', import.meta.url)));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as FloorKernels;
}

async function compile(source: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { error, binary, stderr } = await asc.compileString(readFileSync(source, 'utf8'), {
    optimizeLevel: 3,
    shrinkLevel: 0,
    noAssert: true,
    runtime: 'stub',
    importMemory: true,
    noExportMemory: true,
    sharedMemory: true,
    initialMemory: 1,
    maximumMemory: 65_536,
    enable: ['simd', 'threads'],
  });
  if (error || !binary) throw new Error(`the floor kernels do not compile: ${stderr.toString()}`);
  return new Uint8Array(binary);
}
