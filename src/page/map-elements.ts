/**
 * What of the network is drawn: open boxes with what is in them, closed ones as one box, and the wires
 * between whatever is to be seen, several of a kind as one.
 */
import type { CellState, Place } from '../report/page/page-data.ts';
import { layOut, type Spot } from './map-layout.ts';
import type { Places } from './places.ts';
import { cellsOf, GLYPHS } from './reach-cells.ts';
import type { MatrixData } from '../report/page/page-data.ts';

export interface BoxElement {
  readonly id: Place;
  readonly label: string;
  readonly classes: string;
  readonly spot: Spot;
  /** How many boxes are around it. */
  readonly depth: number;
}

export interface WireElement {
  readonly id: string;
  readonly from: Place;
  readonly to: Place;
  readonly label: string;
  readonly classes: string;
  /** Links that it stands for. */
  readonly links: readonly Place[];
}

export interface Drawing {
  readonly boxes: readonly BoxElement[];
  readonly wires: readonly WireElement[];
}

export function drawing(
  places: Places,
  open: ReadonlySet<Place>,
  colours: ReadonlyMap<Place, CellState>,
): Drawing {
  const isOpen = (place: Place): boolean => open.has(place);
  const all = places.map.links.flatMap(({ wires }) => wires.map(({ from, to }) => [from, to] as const));
  const spots = layOut(places, isOpen, all);
  const boxes: BoxElement[] = [];
  const visit = (place: Place, depth: number): void => {
    const node = places.nodes.get(place)!;
    const isShownOpen = node.children.length > 0 && isOpen(place);
    // Around open boxes a colour would say nothing that they do not say better.
    const isFrame = isShownOpen && (node.kind === 'region' || node.kind === 'account');
    const state = isFrame ? undefined : colours.get(place);
    const title = node.kind === 'region' || node.kind === 'account' ? `${node.kind} ${node.name}` : node.name;
    const head = state === undefined ? title : `${GLYPHS[state]} ${title}`;
    const spot = spots.get(place)!;
    boxes.push({
      id: place,
      label: [head, ...(isShownOpen ? [] : [node.detail])]
        .map((line) => fitted(line, spot.width))
        .join('\n')
        .trim(),
      classes: [node.kind, isShownOpen ? 'open' : 'closed', state ?? '', deadClass(places, place)].join(' '),
      spot,
      depth,
    });
    if (isShownOpen) for (const child of node.children) visit(child, depth + 1);
  };
  for (const root of places.roots) visit(root, 0);
  return { boxes, wires: wiresBetween(places, isOpen) };
}

/** Widths of an average character and of the room for the name of a peering. */
const CHARACTER = 6.9;
const PEERING_LABEL = 100;

/** Names on more wires than these only cover one another. */
const MOST_NAMED = 40;

function fitted(text: string, width: number): string {
  const most = Math.floor((width - 8) / CHARACTER);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function deadClass(places: Places, place: Place): string {
  return places.links.get(place)?.isLive === false ? 'dead' : '';
}

/** The box in which a place is to be seen: itself, or the outermost closed one around it. */
export function shownAs(places: Places, isOpen: (place: Place) => boolean, place: Place): Place {
  let shown = place;
  for (
    let at = places.nodes.get(place)?.parent;
    at !== null && at !== undefined;
    at = places.nodes.get(at)?.parent
  ) {
    if (!isOpen(at)) shown = at;
  }
  return shown;
}

function wiresBetween(places: Places, isOpen: (place: Place) => boolean): WireElement[] {
  const groups = new Map<
    string,
    { from: Place; to: Place; links: Place[]; dead: number; classes: string; name: string }
  >();
  for (const link of places.map.links) {
    for (const wire of link.wires) {
      if (!places.nodes.has(wire.from) || !places.nodes.has(wire.to)) continue;
      const [a, b] = [shownAs(places, isOpen, wire.from), shownAs(places, isOpen, wire.to)];
      if (a === b) continue;
      const [from, to] = wire.isOneWay || a < b ? [a, b] : [b, a];
      const key = `${from} ${to} ${link.kind}`;
      const classes = `wire ${link.kind} ${wire.isOneWay ? 'one-way' : ''}`;
      const group = groups.get(key) ?? { from, to, links: [], dead: 0, classes, name: link.name };
      groups.set(key, group);
      group.links.push(`link:${link.id}`);
      if (!wire.isLive) group.dead++;
    }
  }
  const isCrowded = groups.size > MOST_NAMED;
  return [...groups].map(([key, { from, to, links, dead, classes, name }]) => ({
    id: `wire ${key}`,
    from,
    to,
    links,
    // A gateway says its name itself; of several peerings their number is enough.
    label:
      links.length > 1
        ? `${links.length}`
        : classes.includes('peering') && !isCrowded
          ? fitted(name, PEERING_LABEL)
          : '',
    classes: `${classes} ${dead === links.length ? 'dead' : ''} ${links.length > 1 ? 'several' : ''}`,
  }));
}

/** What each place has for the flows of a source; boxes around ends have the best of what is inside. */
export function coloursFrom(
  places: Places,
  matrix: MatrixData | null,
  source: Place | null,
): Map<Place, CellState> {
  const colours = new Map<Place, CellState>();
  if (!matrix || source === null) return colours;
  const cells = cellsOf(matrix);
  const from = cells.positions.get(source);
  if (from === undefined) return colours;
  const rank: readonly CellState[] = ['no-sender', 'blocked', 'no-reply', 'platform', 'reaches'];
  for (const [to, { place }] of matrix.ends.entries()) {
    const state = cells.stateAt(from, to);
    for (
      let at: Place | null | undefined = place;
      at !== null && at !== undefined;
      at = places.nodes.get(at)?.parent
    ) {
      const known = colours.get(at);
      if (known === undefined || rank.indexOf(state) > rank.indexOf(known)) colours.set(at, state);
    }
  }
  return colours;
}

/** Boxes that are open at first: as many levels as can be taken in at a glance. */
export function openAtFirst(places: Places): Set<Place> {
  const open = new Set<Place>();
  const inKind = (kind: string): Place[] =>
    [...places.nodes.values()].filter((node) => node.kind === kind).map(({ place }) => place);
  const levels = ['region', 'account', 'vpc'] as const;
  let shown = places.roots.length;
  for (const level of levels) {
    const boxes = inKind(level);
    shown += boxes.reduce((sum, box) => sum + places.nodes.get(box)!.children.length - 1, 0);
    if (shown > MOST_SHOWN) break;
    for (const box of boxes) open.add(box);
  }
  return open;
}

const MOST_SHOWN = 60;
