/**
 * Lists by key, in the order in which they were added to.
 */
export class Grouping<V> {
  private readonly lists = new Map<string, V[]>();

  add(key: string, value: V): void {
    const list = this.lists.get(key);
    if (list) list.push(value);
    else this.lists.set(key, [value]);
  }

  /** The list of a key; empty where nothing was added. */
  of(key: string): readonly V[] {
    return this.lists.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.lists.has(key);
  }

  keys(): Iterable<string> {
    return this.lists.keys();
  }
}
