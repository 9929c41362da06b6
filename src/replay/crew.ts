/**
 * Those who evaluate: this thread, and others that help it.
 *
 * A block goes to a helper that has room for it, in memory that is used again once the block is done, so
 * memory does not grow with the log. When nobody has room, this thread does the block itself.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { BLOCK_BYTES } from '../source/flow-log/blocks.ts';
import type { LogPart } from '../source/flow-log/read-log.ts';
import { poolOf } from '../threads/pool.ts';
import { ReplayEvaluator, type ReplayJob } from './evaluator.ts';
import type { BlockPlace, Tally, TallyParts } from './tally.ts';
import { perform, type ReplayTask } from './task.ts';

/** Blocks a helper holds: one under way and one waiting. */
const BLOCKS_PER_HELPER = 2;

export class Crew {
  private readonly pool: Piscina | undefined;
  private readonly helpers: readonly Helper[];
  private readonly evaluator: ReplayEvaluator;

  constructor(job: ReplayJob, threads: number) {
    const pool =
      threads > 1
        ? poolOf({ worker: 'worker', beside: import.meta.url, data: job, threads: threads - 1 })
        : undefined;
    this.pool = pool;
    this.helpers = pool ? Array.from({ length: threads - 1 }, () => new Helper(pool)) : [];
    this.evaluator = new ReplayEvaluator(job);
  }

  /** Hands a part on or works it off. Its bytes may be overwritten afterwards. */
  async give(part: LogPart, place: BlockPlace): Promise<void> {
    const [helper] = this.helpers.filter(({ room }) => room > 0).sort((a, b) => b.room - a.room);
    if (helper && fits(part)) return helper.give(part, place);
    await perform(
      this.evaluator,
      taskOf(part, place, (bytes) => bytes),
    );
    // Lets signals, the progress line and the answers of the helpers through.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** What everything adds up to, once it is done. */
  async finish(): Promise<Tally> {
    const { tally } = this.evaluator;
    for (const parts of await Promise.all(this.helpers.map((helper) => helper.finish()))) tally.merge(parts);
    return tally;
  }

  async dismiss(): Promise<void> {
    for (const helper of this.helpers) helper.dismiss();
    await this.pool?.destroy();
  }
}

/** Another thread, as this one sees it. */
class Helper {
  private readonly port: MessagePort;
  private readonly free: Uint8Array[] = Array.from(
    { length: BLOCKS_PER_HELPER },
    () => new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES)),
  );
  /** Memory of the blocks it has, in the order in which it does them. */
  private readonly taken: Uint8Array[] = [];
  private readonly result: Promise<TallyParts>;
  private failure: { readonly error: unknown } | undefined;

  constructor(pool: Piscina) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.on('message', () => this.free.push(this.taken.shift()!));
    this.result = pool.run({ port: port2 }, { transferList: [port2] }) as Promise<TallyParts>;
    this.result.catch((error: unknown) => (this.failure = { error }));
  }

  /** Blocks it could take. */
  get room(): number {
    return this.free.length;
  }

  give(part: LogPart, place: BlockPlace): void {
    if (this.failure) throw this.failure.error;
    const memory = this.free.pop()!;
    this.taken.push(memory);
    this.port.postMessage(
      taskOf(part, place, (bytes) => {
        memory.set(bytes);
        return memory;
      }),
    );
  }

  finish(): Promise<TallyParts> {
    this.port.postMessage(undefined);
    return this.result;
  }

  dismiss(): void {
    this.port.close();
  }
}

/** Lines made of events may take more bytes than the block they come from. */
function fits(part: LogPart): boolean {
  return part.kind === 'rows' || part.bytes.length <= BLOCK_BYTES;
}

function taskOf(part: LogPart, place: BlockPlace, hold: (bytes: Uint8Array) => Uint8Array): ReplayTask {
  if (part.kind === 'rows') return { kind: 'rows', place, path: part.path, range: part.range };
  return { kind: 'lines', place, bytes: hold(part.bytes), length: part.bytes.length, layout: part.layout };
}
