/**
 * Quantities as people read them, in texts and on pages.
 */

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
