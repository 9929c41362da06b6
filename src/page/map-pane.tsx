/**
 * The map with its outline, marked by what is chosen or stepped through.
 */
import { useMemo, useState } from 'preact/hooks';
import type { CellState, Place } from '../report/page/page-data.ts';
import { MapView, type Marks } from './map-view.tsx';
import { Outline } from './outline.tsx';
import { nameOf, type Places } from './places.ts';
import { GLYPHS, STATE_NAMES, STATES } from './reach-cells.ts';
import { stopsOf } from './trace-panel.tsx';
import type { Chosen, Step, View } from './view-state.ts';

export interface MapPaneProps {
  readonly places: Places;
  readonly view: View;
  readonly colours: ReadonlyMap<Place, CellState>;
  readonly theme: string;
  readonly go: (step: Step) => void;
}

export function MapPane({ places, view, colours, theme, go }: MapPaneProps) {
  const [isOutlined, setOutlined] = useState(() => innerWidth > 900);
  const marks = useMemo(() => marksOf(view.chosen, view.source), [view.chosen, view.source]);
  const choose = (place: Place): void => {
    const node = places.nodes.get(place);
    const isClosed = node !== undefined && node.children.length > 0 && !view.open.has(place);
    if (isClosed) go({ do: 'open', place, isOpen: true });
    go({ do: 'choose', chosen: { kind: 'object', place } });
  };
  return (
    <>
      {isOutlined ? (
        <aside class="outline-pane" aria-label="Outline">
          <Outline
            places={places}
            open={view.open}
            colours={colours}
            chosen={view.chosen?.kind === 'object' ? view.chosen.place : null}
            onOpen={(place, isOpen) => go({ do: 'open', place, isOpen })}
            onChoose={(place) => go({ do: 'choose', chosen: { kind: 'object', place } })}
          />
        </aside>
      ) : null}
      <div class="map-pane">
        <MapView
          places={places}
          open={view.open}
          colours={colours}
          marks={marks}
          theme={theme}
          fit={view.fit}
          onChoose={choose}
        />
        <button
          type="button"
          class="outline-button"
          aria-pressed={isOutlined}
          onClick={() => setOutlined(!isOutlined)}
        >
          ☰ outline
        </button>
        {view.chosen === null ? (
          <p class="map-hint">
            Select a box for its routes, or to colour the map by whom it reaches. A closed box opens.
          </p>
        ) : null}
        {view.source === null ? null : (
          <div class="map-legend">
            <p>
              from <b>{nameOf(places, view.source)}</b>{' '}
              <button type="button" class="quiet-button" onClick={() => go({ do: 'source', place: null })}>
                stop
              </button>
            </p>
            <ul>
              {STATES.toReversed().map((state) => (
                <li key={state}>
                  <span class={`glyph ${state}`} aria-hidden="true">
                    {GLYPHS[state]}
                  </span>{' '}
                  {STATE_NAMES[state]}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </>
  );
}

const NO_MARKS: Marks = { path: [], now: [], isFailed: false, chosen: [], source: null };

function marksOf(chosen: Chosen | null, source: Place | null): Marks {
  const marks = { ...NO_MARKS, source };
  switch (chosen?.kind) {
    case 'pair':
      return { ...marks, chosen: [chosen.from, chosen.to] };
    case 'object':
      return { ...marks, chosen: [chosen.place] };
    case 'trace': {
      const stops = stopsOf(chosen.trace);
      const placesAt = stops.map((stop) => (stop.kind === 'step' ? stop.step.places : stop.drop.places));
      // A filter has no place of its own: the packet is still where it was.
      const now = placesAt.slice(0, chosen.at + 1).findLast((places) => places.length > 0) ?? [];
      return { ...marks, path: placesAt.flat(), now, isFailed: stops[chosen.at]?.kind === 'drop' };
    }
    default:
      return marks;
  }
}
