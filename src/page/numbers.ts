/**
 * Quantities as people read them.
 */
const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/** Three significant digits and a decimal prefix: `1.23 G`. */
export function scaled(value: number): string {
  let rest = value;
  let index = 0;
  while (rest >= 999.5 && index < PREFIXES.length - 1) {
    rest /= 1000;
    index++;
  }
  const digits = rest >= 99.95 || index === 0 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${PREFIXES[index]}`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}
