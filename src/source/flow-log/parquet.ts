/**
 * Flow logs as Parquet files, row group by row group.
 *
 * "Flow log records" (Amazon VPC User Guide) gives the columns: the names of the fields with underscores,
 * numbers as INT32 and INT64. Other writers make everything INT64 or text; both are taken.
 */
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parseAddress, type Address } from '../../ip/address.ts';
import { KNOWN_FIELDS } from './fields.ts';
import { fieldNames } from './layout.ts';
import { lineOfEvent } from './ocsf.ts';

export interface RowRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  /** Rows are events, not records. */
  readonly isOcsf: boolean;
}

/** The row groups of a file; nothing when its columns are none of a flow log. */
export async function rowGroupsOf(path: string): Promise<readonly RowRange[] | undefined> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const names = metadata.schema.map(({ name }) => name);
  const isOcsf = names.includes('class_uid') && names.includes('src_endpoint');
  if (!isOcsf && !names.some((name) => name === 'srcaddr' || name === 'pkt_srcaddr')) return undefined;
  let first = 0;
  return metadata.row_groups.map(({ num_rows }) => {
    const end = first + Number(num_rows);
    const range = { first, end, isOcsf };
    first = end;
    return range;
  });
}

/** Rows of a group, to be read column by column. */
export interface RowGroup {
  /** Names of the fields it has. */
  readonly names: readonly string[];
  readonly rows: number;
  /** Hands over the cells of one field; cells of rows outside of the range are left out. */
  readonly read: (name: string, take: (row: number, cell: unknown) => void) => Promise<void>;
}

/** One column is decoded at a time: a whole group of boxed values takes a hundred times its file. */
export async function openRows(path: string, { first, end }: RowRange): Promise<RowGroup> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const columns = new Map(metadata.schema.map(({ name }) => [fieldNames(name)[0]!, name]));
  return {
    names: [...columns.keys()].filter((name) => KNOWN_FIELDS.has(name)),
    rows: end - first,
    read: (name, take) =>
      parquetRead({
        file,
        metadata,
        compressors,
        columns: [columns.get(name)!],
        rowStart: first,
        rowEnd: end,
        onChunk: ({ columnData, rowStart }) => {
          for (let i = 0; i < columnData.length; i++) {
            const row = rowStart + i - first;
            if (row >= 0 && row < end - first) take(row, columnData[i]);
          }
        },
      }),
  };
}

/** The events of a range as lines. */
export async function readEvents(path: string, { first, end }: RowRange): Promise<string[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, compressors, rowStart: first, rowEnd: end });
  return rows.map((row) => lineOfEvent(row) ?? 'no network activity');
}

/** Addresses by their text: one row group names the same few thousand again and again. */
export class AddressTexts {
  private readonly known = new Map<string, Address | undefined>();

  get(text: string): Address | undefined {
    if (this.known.has(text)) return this.known.get(text);
    if (this.known.size > 100_000) this.known.clear();
    const address = parseAddress(text);
    this.known.set(text, address);
    return address;
  }
}
