/**
 * A map with some of its values replaced, made without copying it: one route changes in an estate of tens of
 * thousands of tables. Keys keep their places. Reads like the map that a copy would have given.
 */
class ReplacedMap<K, V extends object> implements ReadonlyMap<K, V> {
  readonly base: ReadonlyMap<K, V>;
  readonly replaced: ReadonlyMap<K, V>;

  constructor(base: ReadonlyMap<K, V>, replaced: ReadonlyMap<K, V>) {
    this.base = base;
    this.replaced = replaced;
  }

  get size(): number {
    return this.base.size;
  }

  has(key: K): boolean {
    return this.base.has(key);
  }

  get(key: K): V | undefined {
    return this.replaced.get(key) ?? this.base.get(key);
  }

  keys(): ReturnType<ReadonlyMap<K, V>['keys']> {
    return this.base.keys();
  }

  *entries(): Generator<[K, V], undefined> {
    for (const [key, value] of this.base) yield [key, this.replaced.get(key) ?? value];
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<[K, V], undefined> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** With more replaced values than this, a copy is the better map. */
const MOST_REPLACED = 32;

/** The map with the value of a key that it has replaced by another one. */
export function withValue<K, V extends object>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  if (!map.has(key)) throw new Error(`there is no ${String(key)} to be replaced`);
  const { base, replaced } = partsOf(map);
  if (replaced.size >= MOST_REPLACED) return new Map(map).set(key, value);
  return new ReplacedMap(base, new Map(replaced).set(key, value));
}

/** Keys whose values may differ in two maps made from one, or nothing when they were not. */
export function replacedKeys<K, V extends object>(
  a: ReadonlyMap<K, V>,
  b: ReadonlyMap<K, V>,
): ReadonlySet<K> | undefined {
  const [before, after] = [partsOf(a), partsOf(b)];
  if (before.base !== after.base) return undefined;
  return new Set([...before.replaced.keys(), ...after.replaced.keys()]);
}

function partsOf<K, V extends object>(map: ReadonlyMap<K, V>): Pick<ReplacedMap<K, V>, 'base' | 'replaced'> {
  return map instanceof ReplacedMap ? (map as ReplacedMap<K, V>) : { base: map, replaced: new Map<K, V>() };
}
