/**
 * A stream of bytes cut into blocks of whole lines, in constant memory.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Enough lines to make a hand-out worth its while, few enough that several fit into a cache. */
export const BLOCK_BYTES = 1 << 20;

const LF = 0x0a;

/** No record is as long as this. */
export class LongLineError extends Error {}

/**
 * Blocks that end with a line feed, none longer than `size`. The bytes of one are overwritten by the next.
 */
export async function* blocksOf(
  chunks: AsyncIterable<Uint8Array>,
  size = BLOCK_BYTES,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const held = Buffer.alloc(size);
  let used = 0;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      const room = Math.min(size - used, chunk.length - at);
      held.set(chunk.subarray(at, at + room), used);
      used += room;
      at += room;
      if (used < size) continue;
      const cut = held.lastIndexOf(LF) + 1;
      if (cut === 0) throw new LongLineError();
      yield held.subarray(0, cut);
      held.copyWithin(0, cut, used);
      used -= cut;
    }
  }
  if (used === 0) return;
  if (held[used - 1] !== LF) {
    if (used === size) throw new LongLineError();
    held[used++] = LF;
  }
  yield held.subarray(0, used);
}

export interface ByteSource {
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes of the file that were read so far. */
  readonly bytesRead: () => number;
}

/** The bytes of a file, unpacked where they are packed. */
export function bytesOf(path: string, isGzip: boolean): ByteSource {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const bytesRead = (): number => file.bytesRead;
  if (!isGzip) return { chunks: file, bytesRead };
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  file.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => file.destroy());
  return { chunks: file.pipe(unpacked), bytesRead };
}
