/**
 * Lists and sets copied into others that exist already, as a walk that is forked needs it many times over.
 */

export function copyList<T>(from: readonly T[], to: T[]): void {
  for (let i = 0; i < from.length; i++) to.push(from[i]!);
}

/** Most of them are empty, and an iterator costs more than the question. */
export function copySet<T>(from: ReadonlySet<T>, to: Set<T>): void {
  if (from.size > 0) for (const item of from) to.add(item);
}
