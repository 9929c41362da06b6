/**
 * Rows of the bench as an aligned table.
 */
import type { Row } from './harness.ts';

export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map((row, i) => [
    i === 0 ? row.case : '',
    row.contestant,
    formatValue(row),
    row.ratio === undefined ? '' : `× ${row.ratio.toPrecision(3)}`,
    row.rounds > 1 ? `± ${(row.spread * 100).toFixed(0)} %` : '',
    row.goal === undefined ? '' : `goal ${row.goal} ${row.met ? 'met' : 'MISSED'}`,
    row.crossCheck === undefined ? '' : formatCrossCheck(row),
  ]);
  const widths = cells.reduce<number[]>(
    (known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, cell.length)),
    [],
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The two harnesses agree when their ratios lie no further apart than both spread. */
function formatCrossCheck({ ratio = 1, spread, crossCheck }: Row): string {
  if (!crossCheck || ratio === 1) return '';
  const apart = Math.abs(Math.log(crossCheck.ratio / ratio));
  // The spread is half of the middle half: three of them hold nearly all rounds of a quiet machine.
  const noise = 3 * (spread + crossCheck.spread);
  const shown = `benchmark.js × ${crossCheck.ratio.toPrecision(3)} ± ${(crossCheck.spread * 100).toFixed(0)} %`;
  return apart <= Math.max(noise, 0.05) ? shown : `${shown}, DISAGREES`;
}

function formatValue({ value, unit }: Row): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M ${unit}`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k ${unit}`;
  return `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}
