/**
 * The outside of the process: streams, colour, signals, files. The only place besides main.ts that
 * touches `process`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A reader that has seen enough (`| head`) ends the program quietly. */
export function quietOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

/** NO_COLOR beats everything but the flag; FORCE_COLOR=0 means off; a pipe has no colour. */
export function wantsColour(flag: boolean | undefined, stream: NodeJS.WriteStream = process.stdout): boolean {
  if (flag !== undefined) return flag;
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = process.env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY && term !== 'dumb';
}

export function writeOut(text: string): void {
  process.stdout.write(text);
}

export function writeError(text: string): void {
  process.stderr.write(text);
}

/**
 * Writes a file whole or not at all: beside it first, then in its place. A report that failed halfway
 * leaves the old file as it was.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Aborts on the first Ctrl-C, so that what is known so far can be reported; the second one exits. */
export function interruptible(): { readonly signal: AbortSignal; readonly wasInterrupted: () => boolean } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: controller.signal, wasInterrupted: () => controller.signal.aborted };
}

/** One line on a terminal that is rewritten in place, and nothing anywhere else. */
export class ProgressLine {
  private readonly startedAt = performance.now();
  private drawnAt = 0;
  private readonly label: string;
  private readonly isShown: boolean;

  constructor(label: string, wanted: boolean) {
    this.label = label;
    this.isShown = wanted && process.stderr.isTTY;
  }

  update(done: number, total: number): void {
    const now = performance.now();
    // Anything that takes less than a second needs no progress.
    if (!this.isShown || now - this.startedAt < 1000 || now - this.drawnAt < 100) return;
    this.drawnAt = now;
    const share = total === 0 ? 1 : done / total;
    const width = 24;
    const filled = Math.round(share * width);
    const leftSeconds = share === 0 ? 0 : ((now - this.startedAt) / share) * (1 - share) * 0.001;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    process.stderr.write(
      `\r${this.label} ${bar} ${(share * 100).toFixed(0).padStart(3)} %  ${leftSeconds.toFixed(0)} s left `,
    );
  }

  clear(): void {
    if (this.isShown && this.drawnAt > 0) process.stderr.write('\r\x1b[K');
  }
}
