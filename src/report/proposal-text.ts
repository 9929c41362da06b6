/**
 * Proposals for people: what stands in the way in the order in which packets meet it, and the smallest
 * sets of changes that mend it, or cut it.
 */
import type { Verdict } from '../forward/outcome.ts';
import { explain } from '../model/drop-reason.ts';
import { describeMend } from '../repair/mend.ts';
import type { Proposal, SearchResult } from '../repair/search.ts';
import type { Style } from './style.ts';

/** Alternatives shown besides the first proposal. */
const SHOWN = 3;

/** What stood in the way, each with what would mend it. */
export function renderObstacles({ obstacles, mends }: Proposal, style: Style): string {
  const lines = obstacles.flatMap((verdict, i): string[] => {
    const mend = mends[i];
    return [
      `  ${i + 1}. ${obstacleText(verdict, style)}`,
      ...(mend ? [`     mend: ${describeMend(mend)}`] : []),
    ];
  });
  return `${style.bold('What stands in the way, in order')}\n${lines.join('\n')}\n`;
}

function obstacleText({ drop, leg }: Verdict, style: Style): string {
  if (!drop) return 'nothing';
  const { meaning } = explain(drop.reason);
  return `${leg === 'return' ? 'reply' : 'request'} at ${drop.hop}: ${style.red(drop.reason)}, ${meaning}`;
}

export function renderProposals(
  { proposals, isComplete }: SearchResult,
  kind: 'mend' | 'cut',
  style: Style,
): string {
  const verb = kind === 'mend' ? 'mends' : 'cuts';
  const limit = isComplete ? '' : ' The search ended at its limit: there may be other or smaller ones.';
  const [best, ...others] = proposals;
  if (!best) return `Nothing that could be changed here ${verb} the flow.${limit}\n`;
  const count = best.mends.length;
  const head = `The smallest set of changes that ${verb} the flow has ${count === 1 ? 'one' : count}.${limit}`;
  const lines = [style.bold(head), ...mendLines(best)];
  for (const other of others.slice(0, SHOWN - 1)) lines.push('', 'or', ...mendLines(other));
  if (others.length >= SHOWN) lines.push('', `and ${others.length - SHOWN + 1} more of that size`);
  return `${lines.join('\n')}\n`;
}

function mendLines({ mends }: Proposal): string[] {
  return mends.map((mend, i) => `  ${i + 1}. ${describeMend(mend)}`);
}
