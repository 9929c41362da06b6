/**
 * One ordered pair of ends in full: every set of flows, its fate, its proof.
 */
import type { DiffEntryData, PairData, Place, SetData } from '../report/page/page-data.ts';
import { EffectEntry } from './changes-view.tsx';
import type { Places } from './places.ts';
import { nameOf } from './places.ts';
import { GLYPHS, STATE_NAMES, type CellView } from './reach-cells.ts';
import { Because } from './trace-panel.tsx';
import type { TraceData } from '../report/page/page-data.ts';

export interface PairPanelProps {
  readonly places: Places;
  readonly from: Place;
  readonly to: Place;
  /** What each version says, by its label. */
  readonly verdicts: readonly { readonly label: string; readonly cell: CellView | undefined }[];
  readonly pair: PairData | 'loading' | undefined;
  readonly entries: readonly DiffEntryData[];
  readonly changes: readonly { readonly text: string; readonly at: string | null }[];
  /** What to type for a pair that is not in the document. */
  readonly command: string;
  readonly onTrace: (trace: TraceData) => void;
  readonly onChoose: (from: Place, to: Place) => void;
}

export function PairPanel(props: PairPanelProps) {
  const { places, from, to, verdicts, pair, entries, changes, command, onTrace, onChoose } = props;
  return (
    <section class="pair" aria-label="Pair">
      <h2>
        {nameOf(places, from)} <span aria-label="to">→</span> {nameOf(places, to)}
      </h2>
      <p class="verdicts">
        {verdicts.map(({ label, cell }) => (
          <span key={label} class="tag">
            {verdicts.length > 1 ? `${label}: ` : ''}
            {cell ? (
              <>
                <span class={`glyph ${cell.state}`} aria-hidden="true">
                  {GLYPHS[cell.state]}
                </span>{' '}
                {STATE_NAMES[cell.state]}
                {cell.isOneWay ? ', one-way' : ''}
              </>
            ) : (
              'not there'
            )}
          </span>
        ))}
        {verdicts.some(({ cell }) => cell?.isViolated) ? (
          <span class="tag bad">! counts on transit nobody carries</span>
        ) : null}
        <button type="button" class="quiet-button" onClick={() => onChoose(to, from)}>
          ⇄ the other way
        </button>
      </p>
      {entries.map((entry, i) => (
        <EffectEntry
          key={i}
          entry={entry}
          changes={changes}
          places={places}
          isOpen={entry.effect !== 'reason-changed'}
        />
      ))}
      {pair === 'loading' ? <p class="quiet">walking every flow…</p> : null}
      {pair === undefined ? (
        <p class="quiet">
          The sets of this pair are not in this file. They are printed by
          <code class="command">{command}</code>
        </p>
      ) : null}
      {typeof pair === 'object' && pair.sets.length === 0 ? (
        <p class="quiet">Nobody is there who could ask.</p>
      ) : null}
      {typeof pair === 'object'
        ? pair.sets.map((set, i) => <SetEntry key={i} set={set} onTrace={onTrace} />)
        : null}
    </section>
  );
}

function SetEntry({ set, onTrace }: { readonly set: SetData; readonly onTrace: PairPanelProps['onTrace'] }) {
  const more = set.boxCount - set.boxes.length;
  return (
    <article class="set">
      <p class="verdict">
        <span class={set.isDelivered ? 'tag good' : 'tag bad'}>{outcomeWords(set)}</span>{' '}
        <small>{set.flows} flows</small>
      </p>
      {set.meaning === null ? null : (
        <p>
          {set.meaning}
          {set.detail === null ? '' : ` (${set.detail})`}, at <code>{set.hop}</code>
        </p>
      )}
      <Because cause={set.cause} />
      {set.conditional.length > 0 ? (
        <p class="note">Depends on {set.conditional.join(', ')}, which is not modelled.</p>
      ) : null}
      <ul class="boxes">
        {set.boxes.map((box) => (
          <li key={box}>
            <code>{box}</code>
          </li>
        ))}
        {more > 0 ? <li class="quiet">and {more} more boxes</li> : null}
      </ul>
      <p>
        <small>
          such as <code>{set.witness}</code>
        </small>
      </p>
      <button type="button" onClick={() => onTrace(set.trace)}>
        Step through it on the map
      </button>
    </article>
  );
}

function outcomeWords({
  isDelivered,
  byPlatform,
  leg,
  reason,
}: Pick<SetData, 'isDelivered' | 'byPlatform' | 'leg' | 'reason'>): string {
  if (isDelivered) return byPlatform ? '✓ answered by the platform' : '✓ delivered';
  if (reason === null) return '✗ not there';
  return `✗ ${leg === 'return' ? 'reply dropped' : 'dropped'}: ${reason}`;
}
