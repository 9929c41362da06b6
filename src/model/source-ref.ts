/**
 * Where a record was written: the file, and the path of keys and indices that leads to it inside.
 *
 * Lines and columns are found from the path only when a message needs them (`source/`).
 */
export interface SourceRef {
  /** Name of the file as the user gave it. */
  readonly file: string;
  readonly path: readonly (string | number)[];
  /** Name of the resource there, in inputs that declare resources: `module.net.aws_route.out[0]`. */
  readonly address?: string;
}

export function isSourceRef(value: object): value is SourceRef {
  return 'file' in value && 'path' in value && typeof value.file === 'string' && Array.isArray(value.path);
}

/** A path from its text; the inverse of {@link formatPath}. `undefined`: the text is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  const path: (string | number)[] = [];
  const step = /\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match) return undefined;
    const [, key, index, quoted] = match;
    path.push(index !== undefined ? Number(index) : (key ?? (JSON.parse(quoted!) as string)));
  }
  return path;
}

/** `routes.A[2]`: the path as messages and JSON reports print it. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[\w-]+$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text;
}
