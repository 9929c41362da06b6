/**
 * The network in words: the same boxes as on the map, as a tree that keyboards and screen readers know.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { CellState, Place } from '../report/page/page-data.ts';
import type { Places } from './places.ts';
import { GLYPHS, STATE_NAMES } from './reach-cells.ts';

export interface OutlineProps {
  readonly places: Places;
  readonly open: ReadonlySet<Place>;
  readonly colours: ReadonlyMap<Place, CellState>;
  readonly chosen: Place | null;
  readonly onOpen: (place: Place, isOpen: boolean) => void;
  readonly onChoose: (place: Place) => void;
}

interface Row {
  readonly place: Place;
  readonly level: number;
}

export function Outline({ places, open, colours, chosen, onOpen, onChoose }: OutlineProps) {
  const list = useRef<HTMLUListElement>(null);
  const rows = rowsOf(places, open);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const focusable = rows.some(({ place }) => place === chosen) ? chosen : rows[0]?.place;
  const move = (event: KeyboardEvent, place: Place): void => {
    const node = places.nodes.get(place)!;
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = items.indexOf(event.currentTarget as HTMLElement);
    const actions: Record<string, () => void> = {
      ArrowDown: () => items[at + 1]?.focus(),
      ArrowUp: () => items[at - 1]?.focus(),
      Home: () => items[0]?.focus(),
      End: () => items.at(-1)?.focus(),
      ArrowRight: () =>
        node.children.length > 0 && !open.has(place) ? onOpen(place, true) : items[at + 1]?.focus(),
      ArrowLeft: () => {
        if (open.has(place) && node.children.length > 0) onOpen(place, false);
        else if (node.parent !== null) items[rows.findIndex((row) => row.place === node.parent)]?.focus();
      },
      Enter: () => onChoose(place),
      ' ': () => onChoose(place),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  return (
    <ul class="outline" role="tree" aria-label="Network" ref={list}>
      {rows.map(({ place, level }) => {
        const node = places.nodes.get(place)!;
        const state = colours.get(place);
        const isBranch = node.children.length > 0;
        return (
          <li
            key={place}
            role="treeitem"
            aria-level={level}
            aria-selected={place === chosen}
            {...(isBranch && { 'aria-expanded': open.has(place) })}
            tabIndex={place === focusable ? 0 : -1}
            class={`${node.kind} ${place === chosen ? 'chosen' : ''}`}
            style={{ paddingLeft: `${level * 12}px` }}
            onKeyDown={(event) => move(event, place)}
            onClick={() => onChoose(place)}
          >
            {isBranch ? (
              <span
                class="twist"
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation();
                  onOpen(place, !open.has(place));
                }}
              >
                {open.has(place) ? '▾' : '▸'}
              </span>
            ) : (
              <span class="twist" />
            )}
            {state === undefined ? null : (
              <span
                class={`glyph ${state}`}
                title={STATE_NAMES[state]}
                role="img"
                aria-label={STATE_NAMES[state]}
              >
                {GLYPHS[state]}
              </span>
            )}
            <span class="name">{node.name}</span>
            <span class="detail">{node.detail}</span>
          </li>
        );
      })}
    </ul>
  );
}

function rowsOf(places: Places, open: ReadonlySet<Place>): Row[] {
  const rows: Row[] = [];
  const visit = (place: Place, level: number): void => {
    rows.push({ place, level });
    if (!open.has(place)) return;
    for (const child of places.nodes.get(place)!.children) visit(child, level + 1);
  };
  for (const root of places.roots) visit(root, 1);
  return rows;
}
