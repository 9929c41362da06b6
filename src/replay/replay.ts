/**
 * Logs replayed through a network, and through what a change makes of it: read as a stream, evaluated by
 * whoever is free, added up. The result does not depend on the number of threads.
 */
import { availableParallelism } from 'node:os';
import type { Network } from '../model/network.ts';
import type { LogFile } from '../source/flow-log/find-logs.ts';
import type { Layout } from '../source/flow-log/layout.ts';
import { LogError, readLog } from '../source/flow-log/read-log.ts';
import type { Problem } from '../source/problem.ts';
import { Crew } from './crew.ts';
import type { ReplayJob } from './evaluator.ts';
import { Ledger } from './ledger.ts';
import { resultOf, type ReplayResult } from './result.ts';
import type { Tally } from './tally.ts';
import { writtenIn } from './usage.ts';

export interface ReplayOptions {
  /** 0: as many as the machine has. */
  readonly threads: number;
  readonly byAddress: boolean;
  /** Format of files without a header. */
  readonly layout?: Layout;
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the blocks under way. */
  readonly signal?: AbortSignal;
  readonly blockBytes?: number;
}

export interface Replayed {
  readonly result: ReplayResult;
  /** Files that could not be read, or hold no record at all. */
  readonly problems: readonly Problem[];
}

/** Logs of fewer bytes are done before another thread has compiled the network. */
const BYTES_WORTH_A_THREAD = 8_000_000;

/** Networks without what their provider refuses. */
export async function replay(
  networks: { readonly before: Network; readonly after?: Network },
  files: readonly LogFile[],
  options: ReplayOptions,
): Promise<Replayed> {
  const problems: Problem[] = [];
  const job = { ...networks, byAddress: options.byAddress };
  const tally = await evaluateAll(job, files, options, problems);
  const ledger = new Ledger(
    files.map(({ name }) => name),
    tally,
  );
  for (const { file, message } of ledger.failures()) {
    problems.push({ code: 'unreadable', message, hint: 'fetch the file again', file, path: [] });
  }
  const isComplete = options.signal?.aborted !== true;
  if (isComplete) problems.push(...withoutRecords(ledger, problems));
  const written = writtenIn(networks.before);
  const isCompared = networks.after !== undefined;
  return { result: resultOf(ledger, files, written, { isCompared, isComplete }), problems };
}

/** Files that cannot be read to their end go to `problems`. */
async function evaluateAll(
  job: ReplayJob,
  files: readonly LogFile[],
  options: ReplayOptions,
  problems: Problem[],
): Promise<Tally> {
  const { signal, onProgress } = options;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const wanted = options.threads === 0 ? availableParallelism() : options.threads;
  const isSmall = options.threads === 0 && total < BYTES_WORTH_A_THREAD;
  const crew = new Crew(job, isSmall ? 1 : wanted);
  let block = 0;
  let done = 0;
  try {
    for (const [index, file] of files.entries()) {
      try {
        for await (const part of readLog(file, options)) {
          if (signal?.aborted === true) break;
          const unit = part.kind === 'rows' ? 'row' : part.unit;
          await crew.give(part, { file: index, block: block++, unit });
          onProgress?.(done + part.bytesRead, total);
        }
      } catch (error) {
        if (!(error instanceof LogError)) throw error;
        problems.push(error.problem);
      }
      done += file.size;
    }
    return await crew.finish();
  } finally {
    await crew.dismiss();
  }
}

/** A file of which nothing could be used is no log, or one of another format. */
function withoutRecords(ledger: Ledger, known: readonly Problem[]): Problem[] {
  const named = new Set(known.map(({ file }) => file));
  const bad = ledger.badLines(Infinity);
  return ledger.fileCounts().flatMap(({ name, records, bad: count, lines }): Problem[] => {
    const isEmpty = lines === 0;
    if (records > 0 || named.has(name) || (count === 0 && !isEmpty)) return [];
    const first = bad.find(({ place }) => place.file === name);
    const where = first
      ? `${first.place.unit} ${first.place.line} ${first.message}`
      : 'there is no line in it';
    return [
      {
        code: 'not-a-log',
        message: `not one record can be used: ${where}`,
        hint: 'a format of your own without a header line is named by --log-format "<fields>"',
        file: name,
        path: [],
      },
    ];
  });
}
