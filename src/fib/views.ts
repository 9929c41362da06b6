/**
 * A kernel memory as arrays: what the plain forms read, where kernels use addresses.
 */
export interface Views {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Uint32Array;
}

export function viewsOf(buffer: ArrayBufferLike): Views {
  return { bytes: new Uint8Array(buffer), halves: new Uint16Array(buffer), words: new Uint32Array(buffer) };
}
