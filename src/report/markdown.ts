/**
 * Markdown as code hosts render it: a comment under a pull request. What stands in the data stays text.
 */

/** A comment that is longer is refused; rows beyond this many are counted instead. */
const MOST_ROWS = 50;

/** Text in a sentence or cell: nothing in it is markup, a mention or a reference. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#!]/g, String.raw`\$&`)
    .replaceAll(/@(?=\w)/g, '@\u200b');
}

/** Text as it is, in a cell. A bar would end the cell even there, a backtick the code. */
export function code(text: string): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ').replaceAll('|', String.raw`\|`);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A table of cells that are Markdown already. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const left = rows.length - MOST_ROWS;
  return [
    line(heads),
    line(heads.map(() => '---')),
    ...rows.slice(0, MOST_ROWS).map(line),
    ...(left > 0 ? ['', `and ${left.toLocaleString('en-US')} more (\`--format json\` has all)`] : []),
  ];
}

/** Something to open for those who want to know more. */
export function details(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['<details>', `<summary>${plain(summary)}</summary>`, '', ...lines, '', '</details>'];
}

/** A report for people as it is. */
export function fenced(title: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^`+/gm)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `### ${plain(title)}\n\n${fence}text\n${text.trimEnd()}\n${fence}\n`;
}
