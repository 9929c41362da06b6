/**
 * `vpcsim check --coverage`: how much of the answers rests on what is not modelled.
 */
import type { Coverage } from '../run/coverage.ts';
import type { Json } from './json.ts';
import { formatCount } from './quantity.ts';
import { alignRows, FIRST_FEW, more, type Style } from './style.ts';

export function renderCoverage(coverage: Coverage, style: Style): string {
  const { pairs, uncertain, objects, kinds } = coverage;
  const lines = [
    '',
    style.bold('Coverage'),
    `${formatCount(uncertain.length)} of ${formatCount(pairs)} ordered pairs of subnets and sites (${shareText(coverage)}) depend on objects that are not modelled:`,
    'whoever reaches whom there is open if they let everything through, and closed if they let nothing through',
  ];
  const deciding = objects.filter((share) => share.pairs > 0);
  const rows = deciding
    .slice(0, FIRST_FEW)
    .map(({ object: { id, kind, why }, pairs: count }) => [
      `  ${formatCount(count)} pairs`,
      `${id} (${kind})`,
      why,
    ]);
  lines.push(...alignRows(rows, [0]), ...more(deciding.length));
  const idle = objects.length - deciding.length;
  if (idle > 0)
    lines.push(`  ${formatCount(idle)} more objects are not modelled, and no pair depends on them`);
  if (kinds.length > 0) {
    const counts = kinds.map(({ kind, read, modelled, unmodelled }) => [
      `  ${kind}`,
      ...[read, modelled, unmodelled].map(formatCount),
    ]);
    lines.push('', ...alignRows([['  kind', 'read', 'modelled', 'not modelled'], ...counts], [1, 2, 3]));
  }
  return `${lines.join('\n')}\n`;
}

function shareText({ pairs, uncertain }: Coverage): string {
  return `${(shareOf(pairs, uncertain.length) * 100).toFixed(1)} %`;
}

function shareOf(pairs: number, uncertain: number): number {
  return pairs === 0 ? 0 : uncertain / pairs;
}

export function coverageJson({ pairs, uncertain, objects, kinds }: Coverage): Json {
  return {
    pairs,
    uncertain: uncertain.length,
    share: shareOf(pairs, uncertain.length),
    objects: objects.map(({ object, pairs: count }) => ({ id: object.id, kind: object.kind, pairs: count })),
    kinds: kinds.map((count) => ({ ...count })),
    uncertainPairs: uncertain.map((pair) => uncertainPairJson(pair)),
  };
}

export function uncertainPairJson({ from, to, objects }: Coverage['uncertain'][number]): Json {
  return { from: { ...from }, to: { ...to }, objects: [...objects] };
}
