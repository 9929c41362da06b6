/**
 * Records that differ between two versions of a section of a network. Where a record was written down
 * does not count, only what it says.
 */
export interface RecordDifference<T> {
  readonly id: string;
  /** Absent when the record is new. */
  readonly from: T | undefined;
  /** Absent when the record is gone. */
  readonly to: T | undefined;
}

export function recordDifferences<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): RecordDifference<T>[] {
  if (before === after) return [];
  const differences: RecordDifference<T>[] = [];
  for (const [id, from] of before) {
    const to = after.get(id);
    if (to === undefined || !isSameRecord(from, to)) differences.push({ id, from, to });
  }
  for (const [id, to] of after) if (!before.has(id)) differences.push({ id, from: undefined, to });
  return differences;
}

/** Same content, sources aside; maps must also agree in order, which several rules go by. */
export function isSameRecord(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map || b instanceof Map) {
    return a instanceof Map && b instanceof Map && isSameRecord([...a], [...b]);
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => isSameRecord(item, b[i]));
  }
  const keysA = keysOf(a);
  return (
    keysA.length === keysOf(b).length &&
    keysA.every((key) => key in b && isSameRecord((a as Fields)[key], (b as Fields)[key]))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function keysOf(record: object): string[] {
  return Object.keys(record).filter((key) => key !== 'source');
}
