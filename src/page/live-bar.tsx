/**
 * What has been changed on a live page, and what can be done with it.
 */
import type { DiffData, LiveData } from '../report/page/page-data.ts';
import { count } from './places.ts';

export interface LiveBarProps {
  readonly live: LiveData;
  readonly diff: DiffData | null;
  readonly problems: readonly string[];
  readonly onUndo: () => void;
  readonly onChanges: () => void;
  readonly onDismiss: () => void;
}

export function LiveBar({ live, diff, problems, onUndo, onChanges, onDismiss }: LiveBarProps) {
  const { changes, problem } = live;
  const shown = problem === null ? problems : [problem, ...problems];
  return (
    <div class="live" role="region" aria-label="Changes made here">
      <span class="dot" aria-hidden="true" />
      <span role="status">
        {changes.length === 0 ? 'live, unchanged' : count(changes.length, 'change')}
        {changes.length > 0 ? <small> {changes.join(' · ')}</small> : null}
      </span>
      {changes.length > 0 ? (
        <>
          {diff ? (
            <button type="button" class="quiet-button" onClick={onChanges}>
              {effectWords(diff)}
            </button>
          ) : null}
          <button type="button" onClick={onUndo}>
            Undo the last
          </button>
          <a href="/api/changes.yaml" download="changes.yaml">
            Save as change set
          </a>
          <a href="/api/scenario.yaml" download="scenario.yaml">
            Save as scenario
          </a>
        </>
      ) : null}
      {shown.length > 0 ? (
        <div class="problems" role="alert">
          {shown.map((text) => (
            <p key={text}>{text}</p>
          ))}
          {problems.length > 0 ? (
            <button type="button" class="quiet-button" onClick={onDismiss}>
              dismiss
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function effectWords({ entries, newViolations }: DiffData): string {
  const counts = (['lost', 'gained', 'rerouted'] as const).flatMap((effect) => {
    const number = entries.filter((entry) => entry.effect === effect).length;
    return number > 0 ? [`${number} ${effect}`] : [];
  });
  if (newViolations.length > 0) counts.push(count(newViolations.length, 'new violation'));
  if (counts.length > 0) return counts.join(', ');
  return entries.length > 0 ? 'nothing lost or gained' : 'no flow fares differently';
}
