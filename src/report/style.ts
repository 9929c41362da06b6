/**
 * How text reports look: columns, bars, colour. Colour carries no meaning of its own: every report
 * reads the same without it.
 */
import pc from 'picocolors';
import { formatCount } from './quantity.ts';

export type Style = ReturnType<typeof pc.createColors>;

export function styleFor(colour: boolean): Style {
  return pc.createColors(colour);
}

/** Rows of a kind that are shown; the JSON report has all of them. */
export const FIRST_FEW = 10;

/** Says how many rows beyond the first few there are. */
export function more(count: number): string[] {
  return count > FIRST_FEW ? [`  and ${formatCount(count - FIRST_FEW)} more (--format json has all)`] : [];
}

/** Rows with their columns aligned; columns named in `right` are right-aligned. */
export function alignRows(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

const BARS = '▁▂▃▄▅▆▇█';

/** One character per value, as high as its share of the largest; a dot where there is nothing. */
export function sparkline(values: readonly number[]): string {
  const top = Math.max(...values, 0);
  return values.map((value) => (value > 0 ? BARS[Math.min(7, Math.floor((8 * value) / top))] : '·')).join('');
}
