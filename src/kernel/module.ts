/**
 * The compiled module: `npm run build` makes kernel.wasm from assembly/, this reads it once per thread.
 *
 * There is none where WebAssembly lacks SIMD or shared memory, where the file was not built, and where the
 * environment says VPCSIM_KERNEL=plain. Every kernel has a plain form in TypeScript that answers the same, so
 * nothing but time depends on it; `kernelAbsence` says why it is missing.
 */
import { readFileSync } from 'node:fs';

/** Where the file stands, seen from dist/kernel and from src/kernel. */
const PLACES = ['./kernel.wasm', '../../dist/kernel/kernel.wasm'];

type Loaded = { readonly module: WebAssembly.Module } | { readonly absence: string };

let loaded: Loaded | undefined;

/** The module, or `undefined` where the plain forms have to do. */
export function kernelModule(): WebAssembly.Module | undefined {
  loaded ??= load();
  return 'module' in loaded ? loaded.module : undefined;
}

/** Why there is no module, in one sentence; `undefined` when there is one. */
export function kernelAbsence(): string | undefined {
  loaded ??= load();
  return 'absence' in loaded ? loaded.absence : undefined;
}

function load(): Loaded {
  if (process.env['VPCSIM_KERNEL'] === 'plain') return { absence: 'VPCSIM_KERNEL=plain asks for none.' };
  if (typeof WebAssembly === 'undefined') return { absence: 'This runtime has no WebAssembly.' };
  const bytes = PLACES.map((place) => bytesAt(new URL(place, import.meta.url))).find(Boolean);
  if (!bytes) return { absence: 'kernel.wasm was not built; npm run build makes it.' };
  if (!WebAssembly.validate(bytes)) {
    return { absence: 'This runtime has no SIMD or no shared memory for WebAssembly.' };
  }
  return { module: new WebAssembly.Module(bytes) };
}

function bytesAt(url: URL): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(url));
  } catch {
    return undefined;
  }
}
