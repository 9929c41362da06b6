/**
 * One log file → hand-outs of work: blocks of lines with their layout, or row groups by their numbers.
 */
import type { Problem, ProblemCode } from '../problem.ts';
import { BLOCK_BYTES, blocksOf, bytesOf, LongLineError } from './blocks.ts';
import type { LogFile } from './find-logs.ts';
import {
  DEFAULT_LAYOUT,
  hasTimestamp,
  headerOf,
  layoutOf,
  sameLayout,
  withTimestamp,
  type Layout,
} from './layout.ts';
import { MessageScanner } from './messages.ts';
import { lineOfEvent, OCSF_LAYOUT } from './ocsf.ts';
import { rowRangesOf, type RowRange } from './parquet.ts';

/** What the records of a file are counted in. */
export type LogUnit = 'line' | 'message' | 'row';

export type LogPart =
  | {
      readonly kind: 'lines';
      /** Whole lines; overwritten when the next part is asked for. */
      readonly bytes: Uint8Array;
      readonly layout: Layout;
      readonly unit: LogUnit;
      /** Bytes of the file that were read so far. */
      readonly bytesRead: number;
    }
  | { readonly kind: 'rows'; readonly path: string; readonly range: RowRange; readonly bytesRead: number };

export interface ReadLogOptions {
  /** Format of files without a header; the default one when absent. */
  readonly layout?: Layout;
  readonly blockBytes?: number;
}

/** Thrown when a file cannot be read to its end. */
export class LogError extends Error {
  readonly problem: Problem;

  constructor(file: string, code: ProblemCode, message: string, hint?: string) {
    super(message);
    this.problem = { code, message, file, path: [], ...(hint !== undefined && { hint }) };
  }
}

/** Parts in order; throws a {@link LogError}. */
export async function* readLog(file: LogFile, options: ReadLogOptions = {}): AsyncGenerator<LogPart> {
  try {
    if (file.kind === 'parquet') yield* parquetParts(file);
    else yield* textParts(file, options);
  } catch (error) {
    throw problemOf(file, error);
  }
}

function problemOf(file: LogFile, error: unknown): unknown {
  if (error instanceof LongLineError) {
    const message = `no line ends within ${BLOCK_BYTES >> 20} MB, so this is no flow log`;
    return new LogError(file.name, 'not-a-log', message);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') {
    return new LogError(file.name, 'truncated', 'the packed file ends in the middle', 'fetch it again');
  }
  if (code.startsWith('Z_')) {
    return new LogError(file.name, 'not-a-log', `cannot be unpacked: ${(error as Error).message}`);
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'EIO') {
    return new LogError(file.name, 'unreadable', `cannot be read: ${(error as Error).message}`);
  }
  return error;
}

async function* parquetParts(file: LogFile): AsyncGenerator<LogPart> {
  const ranges = await rowRangesOf(file.name).catch((error: unknown) => {
    throw new LogError(file.name, 'not-a-log', `is no Parquet file: ${(error as Error).message}`);
  });
  if (!ranges) {
    throw new LogError(file.name, 'not-a-log', 'none of its columns is called srcaddr or pkt_srcaddr');
  }
  for (const [i, range] of ranges.entries()) {
    yield { kind: 'rows', path: file.name, range, bytesRead: ((i + 1) / ranges.length) * file.size };
  }
}

async function* textParts(file: LogFile, options: ReadLogOptions): AsyncGenerator<LogPart> {
  const { chunks, bytesRead } = bytesOf(file.name, file.kind === 'gzip');
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true)
    throw new LogError(file.name, 'not-a-log', 'the file is empty once it is unpacked');
  const all = withoutMark(first.value, iterator);
  const form = formOf(first.value);
  const lines = form === 'messages' ? messagesOf(all) : all;
  const layouts = new Layouts(options.layout);
  const unit = form === 'messages' ? 'message' : 'line';
  for await (const block of blocksOf(lines, options.blockBytes)) {
    const parts = form === 'events' ? eventParts(block) : layouts.cut(block);
    for (const { bytes, layout } of parts) {
      yield { kind: 'lines', bytes, layout, unit, bytesRead: bytesRead() };
    }
  }
}

async function* withoutMark(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  const hasMark = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  yield hasMark ? first.subarray(3) : first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Lines as they are, JSON with messages in it, or one event per line. */
function formOf(first: Buffer): 'lines' | 'messages' | 'events' {
  const start = first
    .subarray(0, 1 << 16)
    .toString('latin1')
    .trimStart()
    .replace(/^\u00EF\u00BB\u00BF/, '');
  if (!start.startsWith('{') && !start.startsWith('[')) return 'lines';
  return start.includes('"class_uid"') ? 'events' : 'messages';
}

async function* messagesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const scanner = new MessageScanner();
  for await (const chunk of chunks) {
    let text = '';
    for (const message of scanner.scan(chunk)) text += `${message.replaceAll(/[\r\n]+/g, ' ')}\n`;
    if (text !== '') yield Buffer.from(text);
  }
}

function eventParts(block: Uint8Array): { bytes: Uint8Array; layout: Layout }[] {
  const lines = Buffer.from(block.buffer, block.byteOffset, block.length).toString('utf8').split('\n');
  const records = lines
    .slice(0, -1)
    .map((line) => (line.trim() === '' ? '' : (recordOf(line) ?? 'no-event')));
  return [{ bytes: Buffer.from(`${records.join('\n')}\n`), layout: OCSF_LAYOUT }];
}

function recordOf(line: string): string | undefined {
  try {
    return lineOfEvent(JSON.parse(line.trim().replace(/,$/, '')));
  } catch {
    return undefined;
  }
}

/** The layout of each line: the last header above it, what the user says, or the default format. */
class Layouts {
  private readonly headerless: Layout;
  private current: Layout | undefined;

  constructor(headerless: Layout | undefined) {
    this.headerless = headerless ?? DEFAULT_LAYOUT;
  }

  /** A block, cut where another header begins: the fields may be others from there on. */
  *cut(block: Buffer): Generator<{ bytes: Uint8Array; layout: Layout }> {
    let from = 0;
    this.current ??= this.firstLayout(lineAt(block, 0));
    for (const at of headersIn(block)) {
      const layout = layoutOf(headerOf(lineAt(block, at))!);
      if (sameLayout(layout, this.current)) continue;
      if (at > from) yield { bytes: block.subarray(from, at), layout: this.current };
      this.current = layout;
      from = at;
    }
    if (from < block.length) yield { bytes: block.subarray(from), layout: this.current };
  }

  private firstLayout(line: string): Layout {
    const names = headerOf(line);
    if (names) return layoutOf(names);
    return hasTimestamp(line) ? withTimestamp(this.headerless) : this.headerless;
  }
}

const LF = 0x0a;

function lineAt(block: Buffer, at: number): string {
  return block.toString('utf8', at, block.indexOf(LF, at)).trim();
}

/** Where header lines start. Every header that is of use names an address. */
function* headersIn(block: Buffer): Generator<number> {
  for (let hit = block.indexOf('addr'); hit >= 0;) {
    const start = block.lastIndexOf(LF, hit) + 1;
    if (headerOf(lineAt(block, start))) yield start;
    const end = block.indexOf(LF, hit);
    hit = block.indexOf('addr', end);
  }
}
