/**
 * Everything that all walks of one sender looked at, to tell whether what an event changed can matter to any
 * of them. Errs on the side of too much: of tables it keeps which, not where in them.
 */
import type { Footprint } from '../forward/footprint.ts';
import type { Touched } from '../forward/touched.ts';

export class SenderFootprint {
  private readonly tables = new Set<number>();
  private readonly ids = new Set<string>();

  add({ lookups, ids }: Footprint): void {
    for (const { table } of lookups) this.tables.add(table);
    for (const id of ids) this.ids.add(id);
  }

  /** Tables and ids are those of the older of the two versions. */
  isTouched({ everything, ids, tables }: Touched): boolean {
    if (everything) return true;
    for (const id of ids) if (this.ids.has(id)) return true;
    for (const table of tables.keys()) if (this.tables.has(table)) return true;
    return false;
  }
}
