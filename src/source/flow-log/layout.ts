/**
 * The fields of a record in the order in which a file has them: from its header line, from what the user
 * says, or the default format.
 */
import { COLUMN, COLUMN_OF, DEFAULT_FORMAT, KNOWN_FIELDS } from './fields.ts';
import { own } from '../../model/own.ts';

/** Plain data: it is handed to threads. */
export interface Layout {
  /** Names of the fields, for messages. */
  readonly names: readonly string[];
  /** Column of each field. */
  readonly columns: Uint8Array;
  /** Records of a transit gateway, which have no action. */
  readonly isOfGateway: boolean;
}

export function layoutOf(names: readonly string[]): Layout {
  return {
    names,
    columns: Uint8Array.from(names, (name) => own(COLUMN_OF, name) ?? COLUMN.ignored),
    isOfGateway: names.includes('tgw-id'),
  };
}

export const DEFAULT_LAYOUT: Layout = layoutOf(DEFAULT_FORMAT);

/** `${version} ${srcaddr}`, as a flow log's LogFormat is written, or plain names; columns of Parquet files have underscores. */
export function fieldNames(text: string): string[] {
  return text
    .trim()
    .split(/[\s,]+/)
    .map((name) => name.replace(/^\$\{(.*)\}$/, '$1').replaceAll('_', '-'));
}

/**
 * Names of the fields when a line is a header. A field that came after this was written may be among them:
 * it is passed over.
 */
export function headerOf(line: string): string[] | undefined {
  const names = fieldNames(line);
  const known = names.filter((name) => KNOWN_FIELDS.has(name)).length;
  const areNames = names.every((name) => /^[a-z][a-z0-9-]*$/.test(name));
  return areNames && known > 0 && known * 2 > names.length ? names : undefined;
}

/** CloudWatch Logs writes the time of the event in front of each line that it exports to S3. */
export function hasTimestamp(line: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z? /.test(line);
}

export function withTimestamp(layout: Layout): Layout {
  return layoutOf(['timestamp', ...layout.names]);
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return a.names.length === b.names.length && a.names.every((name, i) => name === b.names[i]);
}
