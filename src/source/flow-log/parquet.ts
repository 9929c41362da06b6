/**
 * Flow logs as Parquet files, range of rows by range of rows.
 *
 * "Flow log records" (Amazon VPC User Guide) gives the columns: the names of the fields with underscores,
 * numbers as INT32 and INT64. Other writers make everything INT64 or text; both are taken.
 */
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetRead,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { KNOWN_FIELDS } from './fields.ts';
import { fieldNames } from './layout.ts';
import { EVENT_MEMBERS, lineOfEvent } from './ocsf.ts';
import { checkPages } from './parquet-pages.ts';

export interface RowRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  /** Rows are events, not records. */
  readonly isOcsf: boolean;
}

/** Thrown when rows cannot be decoded. */
export class RowsError extends Error {}

/** Rows of one range at most: columns of numbers take little, events are objects of objects. */
const MOST_ROWS = 200_000;
const MOST_EVENTS = 20_000;

/**
 * The rows of a file in ranges inside of its row groups; nothing when its columns are none of a flow log.
 * Throws for what is no Parquet file, or one that says of itself what cannot be.
 */
export async function rowRangesOf(path: string): Promise<readonly RowRange[] | undefined> {
  const { file, metadata, names } = await openFile(path);
  const isOcsf = names.includes('class_uid') && names.includes('src_endpoint');
  if (!isOcsf && !names.some((name) => name === 'srcaddr' || name === 'pkt_srcaddr')) return undefined;
  await checkPages(file, metadata, isOcsf ? isMember : isField);
  const most = isOcsf ? MOST_EVENTS : MOST_ROWS;
  const ranges: RowRange[] = [];
  let start = 0;
  for (const { num_rows } of metadata.row_groups) {
    const end = start + Number(num_rows);
    for (let first = start; first < end; first += most) {
      ranges.push({ first, end: Math.min(end, first + most), isOcsf });
    }
    start = end;
  }
  return ranges;
}

const isMember = (column: string): boolean => EVENT_MEMBERS.has(column);
const isField = (column: string): boolean => KNOWN_FIELDS.has(fieldNames(column)[0]!);

interface ParquetFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Names of its columns. */
  readonly names: readonly string[];
}

async function openFile(path: string): Promise<ParquetFile> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  return { file, metadata, names: parquetSchema(metadata).children.map(({ element }) => element.name) };
}

export class ParquetReader {
  private path: string | undefined;
  private opened: Promise<ParquetFile> | undefined;

  /** Names of the fields that a file has. */
  async fieldsOf(path: string): Promise<string[]> {
    const { names } = await this.open(path);
    return names.map((name) => fieldNames(name)[0]!).filter((name) => KNOWN_FIELDS.has(name));
  }

  /**
   * Hands over the cells of one field, page by page, each with its place in the range, which is below 0 for
   * the rows before it. `textOf` says what becomes of the bytes of a text.
   */
  async read(
    path: string,
    range: RowRange,
    name: string,
    textOf: (bytes: Uint8Array) => unknown,
    take: (cells: ArrayLike<unknown>, row: number) => void,
  ): Promise<void> {
    const { first, end } = range;
    const { file, metadata, names } = await this.open(path);
    await decoded(
      range,
      parquetRead({
        file,
        metadata,
        compressors,
        columns: names.filter((column) => fieldNames(column)[0] === name),
        rowStart: first,
        rowEnd: end,
        useOffsetIndex: true,
        parsers: { stringFromBytes: textOf },
        onPage: ({ columnData, rowStart }) => take(columnData, rowStart - first),
      }),
    );
  }

  /** The events of a range as lines. */
  async readEvents(path: string, range: RowRange): Promise<string[]> {
    const { first, end } = range;
    const { file, metadata, names } = await this.open(path);
    const rows = await decoded(
      range,
      parquetReadObjects({
        file,
        metadata,
        compressors,
        columns: names.filter((name) => EVENT_MEMBERS.has(name)),
        rowStart: first,
        rowEnd: end,
        useOffsetIndex: true,
      }),
    );
    return rows.map((row) => lineOfEvent(row) ?? 'no network activity');
  }

  /** Ranges of a file come one after the other: what it is made of is read once. */
  private open(path: string): Promise<ParquetFile> {
    if (path !== this.path || !this.opened) {
      this.path = path;
      this.opened = openFile(path);
    }
    return this.opened;
  }
}

async function decoded<T>({ first, end }: RowRange, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new RowsError(`rows ${first + 1} to ${end} cannot be decoded: ${(error as Error).message}`);
  }
}
