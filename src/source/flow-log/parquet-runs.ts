/**
 * The runs inside a page of a Parquet file, counted before they are decoded: one that says more than the page has
 * would be decoded without end.
 *
 * "Data Pages" and "Encodings" (Apache Parquet format): levels and dictionary indices are runs, each with its count
 * in front.
 */
import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

export interface LevelledColumn {
  readonly codec: ColumnMetaData['codec'];
  /** Bits of a level; 0 where there are none. */
  readonly repetitionBits: number;
  readonly definitionBits: number;
}

interface Cursor {
  readonly view: DataView;
  offset: number;
}

/** Groups of packed values are of eight. */
const GROUP = 8;
/** Values by which writers may fill up the last run. */
const MOST_FILLING = 64 * GROUP;

/** What cannot be in a page of `count` values; nothing where all of it can be. `bytes`: the page as it is stored. */
export function runProblem(
  bytes: Uint8Array,
  header: PageHeader,
  count: number,
  column: LevelledColumn,
): string | undefined {
  if (header.type === 'DATA_PAGE') return problemInPage(bytes, header, count, column);
  if (header.type === 'DATA_PAGE_V2') return problemInPageV2(bytes, header, count, column);
  return undefined;
}

function problemInPage(
  bytes: Uint8Array,
  header: PageHeader,
  count: number,
  { codec, repetitionBits, definitionBits }: LevelledColumn,
): string | undefined {
  const { encoding } = header.data_page_header!;
  const reader = cursorIn(decompressPage(bytes, header.uncompressed_page_size, codec, compressors));
  for (const bits of [repetitionBits, definitionBits].filter((width) => width > 0)) {
    const length = reader.view.getUint32(reader.offset, true);
    reader.offset += 4;
    const start = reader.offset;
    const problem = runsProblem(reader, bits, count);
    if (problem !== undefined) return problem;
    reader.offset = start + length;
  }
  return encoding.includes('DICTIONARY') ? indicesProblem(reader, count) : undefined;
}

function problemInPageV2(
  bytes: Uint8Array,
  header: PageHeader,
  count: number,
  { codec, repetitionBits, definitionBits }: LevelledColumn,
): string | undefined {
  const page = header.data_page_header_v2!;
  const [repetitions, definitions] = [page.repetition_levels_byte_length, page.definition_levels_byte_length];
  const levels = repetitions + definitions;
  // A damaged header may lack them.
  const haveRoom = repetitions >= 0 && definitions >= 0 && levels <= bytes.length;
  if (!haveRoom) return `levels of ${levels} bytes`;
  const { num_rows: rows, num_nulls: nulls } = page;
  const canBe = rows >= 0 && nulls >= 0 && nulls <= count;
  if (!canBe) return `${rows} rows and ${nulls} nulls`;
  const reader = cursorIn(bytes);
  const inRepetitions = repetitionBits > 0 ? runsProblem(reader, repetitionBits, count) : undefined;
  reader.offset = repetitions;
  const inDefinitions = definitionBits > 0 ? runsProblem(reader, definitionBits, count) : undefined;
  const found = inRepetitions ?? inDefinitions;
  if (found !== undefined || !page.encoding.includes('DICTIONARY')) return found;
  const rest = bytes.subarray(levels);
  const size = header.uncompressed_page_size - levels;
  const values = page.is_compressed === false ? rest : decompressPage(rest, size, codec, compressors);
  return indicesProblem(cursorIn(values), count - nulls);
}

function cursorIn(bytes: Uint8Array): Cursor {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

/** Indices into a dictionary; a page of nulls alone has none. */
function indicesProblem(reader: Cursor, count: number): string | undefined {
  if (reader.offset >= reader.view.byteLength) return undefined;
  const bits = reader.view.getUint8(reader.offset++);
  if (bits > 32) return `indices of ${bits} bits`;
  return bits === 0 ? undefined : runsProblem(reader, bits, count);
}

/** Ends early where nulls have no value: how many there are is known only when levels are decoded. */
function runsProblem(reader: Cursor, bits: number, count: number): string | undefined {
  let seen = 0;
  while (seen < count && reader.offset < reader.view.byteLength) {
    const run = readVarInt(reader);
    const isPacked = (run & 1) === 1;
    const length = isPacked ? (run >>> 1) * GROUP : run >>> 1;
    if (length === 0 || length >= count - seen + MOST_FILLING) {
      return `a run of ${length} in a page of ${count} values`;
    }
    reader.offset += isPacked ? (run >>> 1) * bits : (bits + 7) >> 3;
    seen += length;
  }
  return undefined;
}
