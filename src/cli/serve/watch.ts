/**
 * Says when inputs change on disk.
 */
import { statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps. */
const SETTLE_MS = 120;

/** Watches files and folders, whatever replaces them; the result stops it. */
export function watchInputs(paths: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  const watchers = paths.map((path) => {
    if (statSync(path).isDirectory()) return watch(path, { recursive: true }, settle);
    // A file that is replaced is another file: its folder knows.
    return watch(dirname(path), (_, name) => {
      if (name === basename(path)) settle();
    });
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
