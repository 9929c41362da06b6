/**
 * Where the parts of a scenario were read from, when it was written from other files: reports then point
 * to those.
 *
 * A part is known by its path. In a list it goes by its content, so that a row that is moved keeps its
 * origin, and one that is changed speaks for itself.
 */
import { formatPath, parsePath, type SourceRef } from '../../model/source-ref.ts';
import type { Path } from '../document.ts';

/** As the file has it: per file, the parts and their places there. */
export type WrittenOrigins = Readonly<Record<string, Readonly<Record<string, string | [string, string]>>>>;

/** Names of the parts of one document. */
export class PartNames {
  private readonly root: unknown;
  private readonly rows = new WeakMap<object, readonly string[]>();

  constructor(root: unknown) {
    this.root = root;
  }

  of(path: Path): string {
    let at = this.root;
    const names = path.map((key) => {
      const parent = at;
      at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
      return typeof key === 'number' && Array.isArray(parent) ? (this.rowsOf(parent)[key] ?? key) : key;
    });
    return formatPath(names);
  }

  /** Each row in words; equal ones are counted. */
  private rowsOf(list: readonly unknown[]): readonly string[] {
    const known = this.rows.get(list);
    if (known) return known;
    const counts = new Map<string, number>();
    const names = list.map((row) => {
      const text = rowText(row);
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      return count === 1 ? text : `${text} #${count}`;
    });
    this.rows.set(list, names);
    return names;
  }
}

function rowText(row: unknown): string {
  if (typeof row === 'string') return row;
  const isWords = Array.isArray(row) && row.every((word: unknown) => typeof word !== 'object');
  return isWords ? row.join(' ') : JSON.stringify(row);
}

export class Origins {
  private readonly names: PartNames;
  private readonly sources = new Map<string, SourceRef>();
  /** Places that are no paths. */
  readonly strange: { readonly file: string; readonly part: string }[] = [];

  constructor(root: unknown, written: WrittenOrigins) {
    this.names = new PartNames(root);
    for (const [file, parts] of Object.entries(written)) {
      for (const [part, place] of Object.entries(parts)) {
        const [text, address] = typeof place === 'string' ? [place] : place;
        const path = parsePath(text);
        if (path) this.sources.set(part, { file, path, ...(address !== undefined && { address }) });
        else this.strange.push({ file, part });
      }
    }
  }

  /** A record of its own for each part that asks: records are told apart by them. */
  of(path: Path): SourceRef | undefined {
    const source = this.sources.get(this.names.of(path));
    return source && { ...source };
  }
}

/** The section of a document whose parts come from elsewhere. */
export function writeOrigins(
  root: unknown,
  parts: readonly { readonly path: Path; readonly source: SourceRef }[],
): WrittenOrigins {
  const names = new PartNames(root);
  const written: Record<string, Record<string, string | [string, string]>> = {};
  for (const { path, source } of parts) {
    const place = formatPath(source.path);
    const ofFile = (written[source.file] ??= {});
    ofFile[names.of(path)] = source.address === undefined ? place : [place, source.address];
  }
  return written;
}
