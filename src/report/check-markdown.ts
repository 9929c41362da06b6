/**
 * `vpcsim check` as a comment under a pull request.
 */
import { LEVELS, type Level } from '../finding/finding.ts';
import type { CheckResult } from '../run/run-check.ts';
import { code, details, plain, table } from './markdown.ts';
import { formatPlace, placed, type PlaceOf } from './placed-finding.ts';
import { formatCount } from './quantity.ts';

export function renderCheckMarkdown(result: CheckResult, placeOf: PlaceOf): string {
  const rows = placed(result.findings, placeOf).map(({ finding, place }) => ({
    level: finding.level,
    cells: [
      code(formatPlace(place)),
      code(finding.rule),
      `${plain(finding.message)}<br>${plain(finding.subject)}`,
      plain(finding.fix),
    ],
  }));
  const lines = [`### vpcsim check: ${headline(result)}`, ''];
  for (const level of LEVELS) {
    const ofLevel = rows.filter((row) => row.level === level);
    if (ofLevel.length === 0) continue;
    lines.push(`**${level} (${formatCount(ofLevel.length)})**`, '');
    lines.push(
      ...table(
        ['place', 'rule', 'finding', 'fix'],
        ofLevel.map(({ cells }) => cells),
      ),
      '',
    );
  }
  lines.push(
    ...details(
      `read and not modelled (${formatCount(result.unmodelled.length)})`,
      table(
        ['object', 'kind', 'why'],
        result.unmodelled.map(({ id, kind, why }) => [code(id), plain(kind), plain(why)]),
      ),
    ),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function headline({ findings, rules }: CheckResult): string {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const words = LEVELS.filter((level) => count(level) > 0).map(
    (level) => `${formatCount(count(level))} × ${level}`,
  );
  const asked = `${rules.length} rule${rules.length === 1 ? '' : 's'}`;
  return words.length === 0 ? `no findings (${asked})` : `${words.join(', ')} (${asked})`;
}
