/**
 * How text reports look: numbers, columns, colour. Colour carries no meaning of its own: every report
 * reads the same without it.
 */
import pc from 'picocolors';

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

/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `76.5 %`; nothing of nothing is nothing. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** `1.23 Gbit/s`. */
export function formatRate(bps: number): string {
  return `${scale(bps)}bit/s`;
}

/** `1.23 GB`. */
export function formatBytes(bytes: number): string {
  return `${scale(bytes)}B`;
}

/** Three significant digits and a decimal prefix. */
export function scale(value: number): string {
  let rest = value;
  let index = 0;
  while (rest >= 999.5 && index < PREFIXES.length - 1) {
    rest /= 1000;
    index++;
  }
  const digits = rest >= 99.95 || index === 0 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${PREFIXES[index]}`;
}

/** `30 s`, `1.5 s`, `250 ms`. */
export function formatTime(ms: number): string {
  if (ms < 1000 && ms !== 0) return `${ms} ms`;
  return `${Number((ms / 1000).toFixed(3))} s`;
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
