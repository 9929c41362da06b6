/**
 * Findings by how bad they are, each with its line, its object on the map, and what to do.
 */
import { useState } from 'preact/hooks';
import type { FindingData, PageData, Place } from '../report/page/page-data.ts';

export interface FindingsViewProps {
  readonly data: PageData;
  readonly onChoose: (place: Place) => void;
}

const LEVELS = ['error', 'warning', 'info'] as const;
const LEVEL_GLYPHS = { error: '✗', warning: '!', info: 'i' } as const;
const MOST_SHOWN = 300;

export function FindingsView({ data, onChoose }: FindingsViewProps) {
  const [level, setLevel] = useState<FindingData['level'] | 'all'>('all');
  const { findings, refusals, unmodelled, ignoredFiles } = data;
  const shown = findings.filter((finding) => level === 'all' || finding.level === level);
  const button = (value: typeof level, words: string) => (
    <button type="button" aria-pressed={level === value} onClick={() => setLevel(value)}>
      {words}
    </button>
  );
  return (
    <section class="reading" aria-label="Findings">
      <div class="switch" role="group" aria-label="Findings to show">
        {button('all', `all ${findings.length}`)}
        {LEVELS.map((one) =>
          button(
            one,
            `${LEVEL_GLYPHS[one]} ${one} ${findings.filter((finding) => finding.level === one).length}`,
          ),
        )}
      </div>
      {shown.length === 0 ? <p class="quiet">no findings</p> : null}
      {shown.slice(0, MOST_SHOWN).map((finding, i) => (
        <article key={i} class={`set finding ${finding.level}`}>
          <p class="verdict">
            <span class={`tag ${finding.level}`}>
              {LEVEL_GLYPHS[finding.level]} {finding.level}
            </span>{' '}
            <b>{finding.message}</b>
          </p>
          <p>
            <code>{finding.subject}</code> <small>{finding.at}</small> <small>[{finding.rule}]</small>
          </p>
          <p>Fix: {finding.fix}</p>
          {finding.places.length > 0 ? (
            <button type="button" class="quiet-button" onClick={() => onChoose(finding.places[0]!)}>
              show on the map
            </button>
          ) : null}
        </article>
      ))}
      {shown.length > MOST_SHOWN ? (
        <p class="quiet">and {shown.length - MOST_SHOWN} more; --format json has all</p>
      ) : null}
      {refusals.length > 0 ? <h3>What the provider would refuse</h3> : null}
      {refusals.slice(0, MOST_SHOWN).map(({ reason, detail, at }, i) => (
        <p key={i}>
          <span class="tag warn">{reason}</span> {detail} <small>{at}</small>
        </p>
      ))}
      {unmodelled.length > 0 ? (
        <>
          <h3>
            Read but not modelled{' '}
            <small>{unmodelled.length}; verdicts that depend on them are conditional</small>
          </h3>
          <ul>
            {unmodelled.slice(0, MOST_SHOWN).map(({ id, kind, why, at }) => (
              <li key={id}>
                <code>{id}</code> ({kind}): {why} <small>{at}</small>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {ignoredFiles.length > 0 ? (
        <details>
          <summary>{ignoredFiles.length} files were not read</summary>
          <ul>
            {ignoredFiles.map(({ name, why }) => (
              <li key={name}>
                <code>{name}</code>: {why}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
