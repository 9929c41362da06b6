/**
 * A matrix of few ends: one button per cell, one of them in the tab order, arrows for the rest.
 */
import { useRef, useState } from 'preact/hooks';
import { cellWords, type GridProps, type Spot } from './matrix-grid.ts';
import { GLYPHS } from './reach-cells.ts';

export function MatrixTable(props: GridProps) {
  const { cells, names, chosen, isMeant, isChanged, onChoose } = props;
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<Spot>(chosen ?? { from: 0, to: 0 });
  const last = names.length - 1;
  const go = (from: number, to: number): void => {
    const spot = { from: Math.max(0, Math.min(last, from)), to: Math.max(0, Math.min(last, to)) };
    setFocus(spot);
    table.current?.querySelector<HTMLElement>(`[data-spot="${spot.from} ${spot.to}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, { from, to }: Spot): void => {
    const moves: Record<string, () => void> = {
      ArrowUp: () => go(from - 1, to),
      ArrowDown: () => go(from + 1, to),
      ArrowLeft: () => go(from, to - 1),
      ArrowRight: () => go(from, to + 1),
      Home: () => go(from, 0),
      End: () => go(from, last),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  return (
    <div class="matrix-scroll">
      <table class="grid" role="grid" aria-label="Rows send, columns are sent to" ref={table}>
        <thead>
          <tr>
            <th scope="col" class="corner">
              from ↓ to →
            </th>
            {names.map((name, i) => (
              <th scope="col" key={name + i} class={chosen?.to === i ? 'on' : ''}>
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, from) => (
            <tr key={name + from}>
              <th scope="row" class={chosen?.from === from ? 'on' : ''}>
                {name}
              </th>
              {names.map((_, to) => {
                const spot = { from, to };
                const cell = cells.at(from, to);
                const isChosen = chosen?.from === from && chosen.to === to;
                const isFocus = focus.from === from && focus.to === to;
                const classes = [
                  'cell',
                  cell.state,
                  from === to ? 'self' : '',
                  cell.isViolated ? 'violated' : '',
                  isChanged(spot) ? 'changed' : '',
                  isMeant(spot) ? '' : 'aside',
                  isChosen ? 'chosen' : '',
                ].join(' ');
                return (
                  <td key={to} role="gridcell" aria-selected={isChosen}>
                    <button
                      type="button"
                      class={classes}
                      data-spot={`${from} ${to}`}
                      tabIndex={isFocus ? 0 : -1}
                      aria-label={cellWords(props, spot)}
                      title={cellWords(props, spot)}
                      onFocus={() => setFocus(spot)}
                      onKeyDown={(event) => onKeyDown(event, spot)}
                      onClick={() => onChoose(spot)}
                    >
                      {cell.isViolated ? '!' : cell.isOneWay ? '→' : GLYPHS[cell.state]}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
