/**
 * What a Parquet file says of its columns and pages, looked over before anything is decoded: with a count or
 * a length that cannot be, decoding would go on without end.
 */
import {
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type PageHeader,
  type SchemaTree,
} from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getSchemaPath } from 'hyparquet/src/schema.js';
import { runProblem, type LevelledColumn } from './parquet-runs.ts';

/** Rows of one group; writers make groups of a few million at most. */
const MOST_ROWS = 1 << 26;

/** Bytes of one page; writers make pages of about a megabyte. */
const LARGEST_PAGE = 1 << 28;

type ColumnMeta = NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>;

/**
 * Throws where columns, groups or pages do not fit together; `isRead` tells the columns that will be decoded. Each of
 * their pages is unpacked once for it.
 */
export async function checkPages(
  file: AsyncBuffer,
  metadata: FileMetaData,
  isRead: (column: string) => boolean,
): Promise<void> {
  checkColumns(metadata);
  for (const { num_rows: rows, columns } of metadata.row_groups) {
    need(rows >= 0 && rows <= MOST_ROWS, `a group of ${rows} rows`);
    for (const { meta_data: meta } of columns) {
      if (!meta || !isRead(meta.path_in_schema[0]!)) continue;
      const isPlain = meta.path_in_schema.length === 1;
      need(!isPlain || meta.num_values === rows, `a column of ${meta.num_values} values for ${rows} rows`);
      const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const end = start + Number(meta.total_compressed_size);
      need(start >= 0 && end >= start && end <= file.byteLength, `a column from byte ${start} to ${end}`);
      checkColumn(await file.slice(start, end), meta, levelled(metadata, meta));
    }
  }
}

/** Columns have names, each its own, and every group has each of them once. */
function checkColumns(metadata: FileMetaData): void {
  const { children } = parquetSchema(metadata);
  need(
    children.every(({ element }) => typeof element.name === 'string'),
    'a column without a name',
  );
  const leaves = children.flatMap(leavesOf).map((path) => path.join('.'));
  need(new Set(leaves).size === leaves.length, 'a name for two columns');
  for (const { columns } of metadata.row_groups) {
    const found = new Set(columns.map(({ meta_data }) => meta_data?.path_in_schema.join('.')));
    const areAll = columns.length === leaves.length && leaves.every((path) => found.has(path));
    need(areAll, 'a group with other columns than the file');
  }
}

function leavesOf({ children, path }: SchemaTree): readonly string[][] {
  return children.length === 0 ? [path] : children.flatMap(leavesOf);
}

function levelled({ schema }: FileMetaData, { codec, path_in_schema: path }: ColumnMeta): LevelledColumn {
  const schemaPath = getSchemaPath(schema, path);
  return {
    codec,
    repetitionBits: bitsFor(getMaxRepetitionLevel(schemaPath)),
    definitionBits: bitsFor(getMaxDefinitionLevel(schemaPath)),
  };
}

function bitsFor(level: number): number {
  return 32 - Math.clz32(level);
}

function checkColumn(bytes: ArrayBuffer, meta: ColumnMeta, column: LevelledColumn): void {
  const reader = { view: new DataView(bytes), offset: 0 };
  let left = Number(meta.num_values);
  while (left > 0) {
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: unpackedSize } = header;
    const rest = bytes.byteLength - reader.offset;
    need(size >= 0 && size <= rest, `a page of ${size} bytes where ${rest} are left`);
    need(unpackedSize >= 0 && unpackedSize <= LARGEST_PAGE, `a page of ${unpackedSize} bytes`);
    const count = valuesIn(header);
    need(count >= 0 && count <= left, `a page of ${count} values where ${left} are left`);
    const problem = runProblem(new Uint8Array(bytes, reader.offset, size), header, count, column);
    need(problem === undefined, problem ?? '');
    reader.offset += size;
    if (header.type !== 'DICTIONARY_PAGE') left -= count;
  }
}

/** Of a dictionary as of data: no more than the column has. */
function valuesIn(page: PageHeader): number {
  const headers = {
    DATA_PAGE: page.data_page_header,
    DATA_PAGE_V2: page.data_page_header_v2,
    DICTIONARY_PAGE: page.dictionary_page_header,
    INDEX_PAGE: undefined,
  };
  const header = headers[page.type];
  need(header !== undefined, 'a page of no known kind');
  return header.num_values;
}

function need(condition: boolean, found: string): asserts condition {
  if (!condition) throw new Error(`there is ${found}`);
}
