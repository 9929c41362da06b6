/**
 * What a change does: entries by effect, each with its flows before and after and the change to blame.
 */
import type { DiffData, DiffEntryData, EffectData, OutcomeData, Place } from '../report/page/page-data.ts';
import { count, nameOf, type Places } from './places.ts';

const EFFECT_WORDS: Readonly<Record<EffectData, string>> = {
  lost: 'lost',
  gained: 'gained',
  rerouted: 'rerouted',
  'newly-asymmetric': 'newly asymmetric',
  'reason-changed': 'dropped for another reason',
};

const EFFECT_GLYPHS: Readonly<Record<EffectData, string>> = {
  lost: '−',
  gained: '+',
  rerouted: '↷',
  'newly-asymmetric': '⇌',
  'reason-changed': '≠',
};

const EFFECTS = Object.keys(EFFECT_WORDS) as EffectData[];
const MOST_ENTRIES = 150;

export interface ChangesViewProps {
  readonly diff: DiffData;
  readonly places: Places;
  readonly onChoose: (from: Place, to: Place) => void;
}

export function ChangesView({ diff, places, onChoose }: ChangesViewProps) {
  const groups = EFFECTS.map((effect) => ({
    effect,
    entries: diff.entries.filter((entry) => entry.effect === effect),
  }));
  return (
    <section class="reading" aria-label="Changes">
      <div class="figures">
        {groups.map(({ effect, entries }) => (
          <div key={effect} class={`figure ${entries.length > 0 ? effect : ''}`}>
            <b>
              {EFFECT_GLYPHS[effect]} {entries.length}
            </b>
            {EFFECT_WORDS[effect]}
          </div>
        ))}
        <div class={`figure ${diff.newViolations.length > 0 ? 'lost' : ''}`}>
          <b>! {diff.newViolations.length}</b>new violations
        </div>
      </div>
      <h3>{count(diff.changes.length, 'change')}</h3>
      <ol class="changes">
        {diff.changes.map(({ text, at }, i) => (
          <li key={i}>
            {text} {at === null ? null : <small>{at}</small>}
          </li>
        ))}
      </ol>
      {diff.entries.length + diff.newViolations.length + diff.removedViolations.length === 0 ? (
        <p>No flow fares differently.</p>
      ) : null}
      {(['newViolations', 'removedViolations'] as const).map((key) =>
        diff[key].map(({ kind, from, via, to, severity }) => (
          <p key={`${key} ${from} ${via} ${to}`} class="note">
            <b>
              {key === 'newViolations' ? '! new transitivity violation' : '✓ transitivity violation gone'}
            </b>
            : {kind} from {from} through {via} to {to} ({severity})
          </p>
        )),
      )}
      {groups.map(({ effect, entries }) =>
        entries.length === 0 ? null : (
          <div key={effect}>
            <h3>
              {EFFECT_WORDS[effect]} <small>{entries.length}</small>
            </h3>
            {entries.slice(0, MOST_ENTRIES).map((entry, i) => (
              <EffectEntry
                key={i}
                entry={entry}
                changes={diff.changes}
                places={places}
                isOpen={effect !== 'reason-changed' && entries.length <= 12}
                onChoose={onChoose}
              />
            ))}
            {entries.length > MOST_ENTRIES ? (
              <p class="quiet">
                and {count(entries.length - MOST_ENTRIES, 'more entry')}; --format json has all
              </p>
            ) : null}
          </div>
        ),
      )}
    </section>
  );
}

export interface EffectEntryProps {
  readonly entry: DiffEntryData;
  readonly changes: DiffData['changes'];
  readonly places: Places;
  readonly isOpen: boolean;
  readonly onChoose?: (from: Place, to: Place) => void;
}

export function EffectEntry({ entry, changes, places, isOpen, onChoose }: EffectEntryProps) {
  const { effect, from, to, before, after, boxes, boxCount, witness, causes } = entry;
  return (
    <details class={`effect ${effect}`} open={isOpen}>
      <summary>
        <span class={`tag ${effect}`}>
          {EFFECT_GLYPHS[effect]} {EFFECT_WORDS[effect]}
        </span>{' '}
        {nameOf(places, from)} → {nameOf(places, to)}
      </summary>
      <dl class="before-after">
        <dt>before</dt>
        <dd>{wayWords(before)}</dd>
        <dt>after</dt>
        <dd>{wayWords(after)}</dd>
        <dt>because of</dt>
        <dd>
          {causes.length === 0
            ? 'more than two of the changes together'
            : causes
                .map((cause) => cause.map((i) => changes[i]!.text).join(' together with '))
                .join(', or of ')}
        </dd>
      </dl>
      <ul class="boxes">
        {boxes.map((box) => (
          <li key={box}>
            <code>{box}</code>
          </li>
        ))}
        {boxCount > boxes.length ? <li class="quiet">and {boxCount - boxes.length} more boxes</li> : null}
      </ul>
      <p>
        <small>
          such as <code>{witness}</code>
        </small>
      </p>
      {onChoose ? (
        <button type="button" onClick={() => onChoose(from, to)}>
          Show the pair
        </button>
      ) : null}
    </details>
  );
}

function wayWords({
  isDelivered,
  byPlatform,
  leg,
  reason,
  hop,
  path,
}: OutcomeData & { readonly path: string }): string {
  const way = path === '' ? '' : ` by ${path}`;
  if (isDelivered) return `${byPlatform ? 'answered by the platform' : 'delivered'}${way}`;
  if (reason === null) return 'not there';
  return `${leg === 'return' ? 'reply dropped' : 'dropped'}: ${reason} at ${hop}${way}`;
}
