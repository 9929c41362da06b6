/**
 * Kernels of the bench alone, compiled from bench/assembly when they are asked for.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPTIONS =
  '-O3 --noAssert --runtime stub --importMemory --noExportMemory --sharedMemory --initialMemory 1 ' +
  '--maximumMemory 65536 --enable simd --enable threads';

/** The exports of a source in bench/assembly, over a memory; the caller knows their types. */
export function benchKernels(source: string, memory: WebAssembly.Memory): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'vpcsim-bench-'));
  const outFile = join(folder, 'kernels.wasm');
  const root = new URL('..', import.meta.url);
  const args = ['asc', `bench/assembly/${source}`, '--outFile', outFile, ...OPTIONS.split(' ')];
  execFileSync('npx', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(outFile)));
  rmSync(folder, { recursive: true });
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
