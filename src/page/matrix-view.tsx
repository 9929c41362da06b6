/**
 * Who reaches whom: a table where one can read every cell, a picture one scrolls through where one cannot.
 */
import { useMemo, useState } from 'preact/hooks';
import type { MatrixData, Place } from '../report/page/page-data.ts';
import type { GridProps, Spot } from './matrix-grid.ts';
import { MatrixPicture } from './matrix-picture.tsx';
import { MatrixTable } from './matrix-table.tsx';
import { cellsOf, GLYPHS, STATE_WORDS, STATES, type ReachCells } from './reach-cells.ts';
import { count, nameOf, type Places } from './places.ts';

export type Emphasis = 'all' | 'violations' | 'one-way' | 'changed';

export interface MatrixProps {
  readonly places: Places;
  readonly matrix: MatrixData;
  /** Another version to be compared with. */
  readonly other: MatrixData | null;
  readonly chosen: readonly [Place, Place] | null;
  readonly onChoose: (from: Place, to: Place) => void;
}

const MOST_IN_A_TABLE = 48;
const MOST_LISTED = 200;

export function MatrixView({ places, matrix, other, chosen, onChoose }: MatrixProps) {
  const [emphasis, setEmphasis] = useState<Emphasis>('all');
  const cells = cellsOf(matrix);
  const before = other ? cellsOf(other) : null;
  const isChanged = ({ from, to }: Spot): boolean => before !== null && cells.isChanged(from, to, before);
  const lists = useMemo(() => tellingPairs(cells, before), [cells, before]);
  const { ends } = matrix;
  const meant = emphasis === 'all' ? null : new Set(lists[emphasis].map(keyOf));
  const names = ends.map(({ place }) => nameOf(places, place));
  const spotOf = (pair: readonly [Place, Place]): Spot | null => {
    const [from, to] = pair.map((place) => cells.positions.get(place));
    return from === undefined || to === undefined ? null : { from, to };
  };
  const grid: GridProps = {
    cells,
    names,
    chosen: chosen ? spotOf(chosen) : null,
    isMeant: (spot) => meant === null || meant.has(keyOf(spot)),
    isChanged,
    onChoose: ({ from, to }) => onChoose(ends[from]!.place, ends[to]!.place),
  };
  const button = (value: Emphasis, words: string) => (
    <button type="button" aria-pressed={emphasis === value} onClick={() => setEmphasis(value)}>
      {words}
    </button>
  );
  const listed =
    emphasis === 'all'
      ? [...new Map([...lists.violations, ...lists['one-way']].map((spot) => [keyOf(spot), spot])).values()]
      : lists[emphasis];
  return (
    <section class="matrix" aria-label="Matrix of who reaches whom">
      <div class="matrix-head">
        <div class="switch" role="group" aria-label="Pairs to emphasise">
          {button('all', 'all pairs')}
          {button('violations', `! violations ${lists.violations.length}`)}
          {button('one-way', `→ one-way ${lists['one-way'].length}`)}
          {before ? button('changed', `◣ changed ${lists.changed.length}`) : null}
        </div>
        <Legend cells={cells} />
      </div>
      {ends.length <= MOST_IN_A_TABLE ? <MatrixTable {...grid} /> : <MatrixPicture {...grid} />}
      <h3>{emphasis === 'all' ? 'Violations and one-way pairs' : headings[emphasis]}</h3>
      {listed.length === 0 ? <p class="quiet">none</p> : null}
      <ul class="pair-list">
        {listed.slice(0, MOST_LISTED).map((spot) => {
          const cell = cells.at(spot.from, spot.to);
          return (
            <li key={keyOf(spot)}>
              <button type="button" class="row" onClick={() => grid.onChoose(spot)}>
                <span class={`glyph ${cell.state}`} aria-hidden="true">
                  {cell.isOneWay ? '→' : GLYPHS[cell.state]}
                </span>
                <span>
                  {names[spot.from]} → {names[spot.to]}
                </span>
                {cell.isViolated ? <span class="tag bad">! transit nobody carries</span> : null}
                {cell.isOneWay ? <span class="tag warn">one-way</span> : null}
                {isChanged(spot) ? <span class="tag">changed</span> : null}
                {cell.state === 'reaches' ? null : <small>{cell.reason}</small>}
              </button>
            </li>
          );
        })}
      </ul>
      {listed.length > MOST_LISTED ? (
        <p class="quiet">and {count(listed.length - MOST_LISTED, 'more pair')}</p>
      ) : null}
    </section>
  );
}

/** Pairs worth a list, found without making anything per pair: there may be a million. */
function tellingPairs(
  cells: ReachCells,
  before: ReachCells | null,
): Record<Exclude<Emphasis, 'all'>, Spot[]> {
  const lists: Record<Exclude<Emphasis, 'all'>, Spot[]> = { violations: [], 'one-way': [], changed: [] };
  const size = cells.matrix.ends.length;
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      if (cells.isViolated(from, to)) lists.violations.push({ from, to });
      if (cells.isOneWay(from, to)) lists['one-way'].push({ from, to });
      if (before !== null && cells.isChanged(from, to, before)) lists.changed.push({ from, to });
    }
  }
  return lists;
}

const headings: Readonly<Record<Exclude<Emphasis, 'all'>, string>> = {
  violations: 'Pairs whose routes count on transit nobody carries',
  'one-way': 'Pairs that work in one direction only',
  changed: 'Pairs that fare differently',
};

function keyOf({ from, to }: Spot): string {
  return `${from} ${to}`;
}

function Legend({ cells }: { readonly cells: ReachCells }) {
  const { legend } = cells.matrix;
  const used = STATES.filter((state) => legend.some((cell) => cell.state === state)).toReversed();
  return (
    <dl class="legend">
      {used.map((state) => (
        <div key={state}>
          <dt class={`glyph ${state}`}>{GLYPHS[state]}</dt>
          <dd>{STATE_WORDS[state]}</dd>
        </div>
      ))}
    </dl>
  );
}
