/**
 * Those who evaluate: this thread, or a pool of them that share a ring of slots with it.
 *
 * A block goes into a free slot and its number to whoever is free; a slot is filled again once its block
 * is done, so memory does not grow with the log.
 */
import { BLOCK_BYTES } from '../source/flow-log/blocks.ts';
import type { LogPart } from '../source/flow-log/read-log.ts';
import { poolOf } from '../threads/pool.ts';
import type { BlockTally } from './block-tally.ts';
import { ReplayEvaluator, type ReplayJob } from './evaluator.ts';
import { answer, type ReplayTask } from './task.ts';

export interface Crew {
  /** Takes a part, as soon as there is room; what becomes of it is told to `done`. */
  give(part: LogPart, done: (tally: BlockTally) => void): Promise<void>;
  /** Waits until everything is done. */
  finish(): Promise<void>;
  dismiss(): Promise<void>;
}

export function crewOf(job: ReplayJob, threads: number): Crew {
  return threads === 1 ? alone(job) : together(job, threads);
}

function alone(job: ReplayJob): Crew {
  const evaluator = new ReplayEvaluator(job);
  return {
    async give(part, done) {
      done(
        await answer(
          evaluator,
          taskOf(part, (bytes) => bytes),
        ),
      );
    },
    finish: () => Promise.resolve(),
    dismiss: () => Promise.resolve(),
  };
}

/** Slots per thread: one under way and one waiting. */
const SLOTS_PER_THREAD = 2;

function together(job: ReplayJob, threads: number): Crew {
  const pool = poolOf({ worker: 'worker', beside: import.meta.url, data: job, threads });
  const free: Uint8Array[] = Array.from(
    { length: threads * SLOTS_PER_THREAD },
    () => new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES)),
  );
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const run = async (part: LogPart, slot: Uint8Array, done: (tally: BlockTally) => void): Promise<void> => {
    try {
      done((await pool.run(taskOf(part, (bytes) => fill(slot, bytes)))) as BlockTally);
    } catch (error) {
      failure ??= { error };
    }
    free.push(slot);
  };
  return {
    async give(part, done) {
      while (free.length === 0) await Promise.race(underWay);
      if (failure) throw failure.error;
      const work = run(part, free.pop()!, done);
      underWay.add(work);
      void work.then(() => underWay.delete(work));
    },
    async finish() {
      await Promise.all(underWay);
      if (failure) throw failure.error;
    },
    dismiss: () => pool.destroy(),
  };
}

function fill(slot: Uint8Array, bytes: Uint8Array): Uint8Array {
  slot.set(bytes);
  return slot;
}

function taskOf(part: LogPart, hold: (bytes: Uint8Array) => Uint8Array): ReplayTask {
  if (part.kind === 'rows') return { kind: 'rows', path: part.path, range: part.range };
  return { kind: 'lines', bytes: hold(part.bytes), length: part.bytes.length, layout: part.layout };
}
