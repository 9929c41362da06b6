/**
 * The map, drawn by cytoscape. It shows what it is told and says what was clicked; what is open, chosen
 * or stepped through is the page's business.
 */
import cytoscape, { type Core, type ElementDefinition } from 'cytoscape';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CellState, Place } from '../report/page/page-data.ts';
import { drawing, shownAs, type Drawing } from './map-elements.ts';
import { mapStyle } from './map-style.ts';
import { ancestorsOf, type Places } from './places.ts';

/** Places to be marked, as a trace or a choice wants it. */
export interface Marks {
  readonly path: readonly Place[];
  readonly now: readonly Place[];
  readonly isFailed: boolean;
  readonly chosen: readonly Place[];
  readonly source: Place | null;
}

export interface MapViewProps {
  readonly places: Places;
  readonly open: ReadonlySet<Place>;
  readonly colours: ReadonlyMap<Place, CellState>;
  readonly marks: Marks;
  readonly theme: string;
  /** Changes when the view is to be fitted to everything, or to what is marked. */
  readonly fit: { readonly to: 'all' | 'marks'; readonly turn: number };
  readonly onChoose: (place: Place) => void;
}

export function MapView({ places, open, colours, marks, theme, fit, onChoose }: MapViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const graph = useRef<Core | null>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const refit = useRef(() => {});
  refit.current = () => fitTo(graph.current!, places, fit.to);
  const drawn = useMemo(() => drawing(places, open, colours), [places, open, colours]);

  useEffect(() => {
    const core = cytoscape({
      container: container.current,
      minZoom: 0.05,
      maxZoom: 3,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
      style: [],
    });
    core.on('tap', 'node', (event) => choose.current(event.target.id() as Place));
    core.on('tap', 'edge', (event) => choose.current((event.target.data('links') as Place[])[0]!));
    graph.current = core;
    const watch = new ResizeObserver(() => {
      core.resize();
      refit.current();
    });
    if (container.current) watch.observe(container.current);
    return () => {
      watch.disconnect();
      core.destroy();
    };
  }, []);

  useEffect(() => graph.current?.style(mapStyle()) && undefined, [theme]);
  useEffect(() => draw(graph.current!, drawn), [drawn]);
  useEffect(() => mark(graph.current!, places, open, marks), [drawn, marks]);
  useEffect(() => refit.current(), [fit]);

  const zoom = (factor: number) => () => {
    const core = graph.current!;
    core.zoom({
      level: core.zoom() * factor,
      renderedPosition: { x: core.width() / 2, y: core.height() / 2 },
    });
  };
  return (
    <div class="map">
      <div ref={container} class="map-canvas" role="img" aria-label={describe(drawn)} />
      <div class="map-tools" role="group" aria-label="Zoom of the map">
        <button type="button" onClick={zoom(1.25)} aria-label="Zoom in">
          +
        </button>
        <button type="button" onClick={zoom(0.8)} aria-label="Zoom out">
          −
        </button>
        <button
          type="button"
          onClick={() => fitTo(graph.current!, places, 'all')}
          aria-label="Show everything"
        >
          ⤢
        </button>
      </div>
    </div>
  );
}

function describe({ boxes, wires }: Drawing): string {
  return `Map of the network: ${boxes.length} boxes, ${wires.length} connections. The outline beside it has the same in words.`;
}

/** Zoom at which labels can be read. */
const LEGIBLE = 0.75;

function draw(core: Core, { boxes, wires }: Drawing): void {
  const elements: ElementDefinition[] = [
    ...boxes.map(({ id, label, classes, spot, depth }) => ({
      data: { id, label, width: spot.width, height: spot.height, depth },
      classes,
      position: { x: spot.x, y: spot.y },
    })),
    ...wires.map(({ id, from, to, label, classes, links }) => ({
      data: { id, source: from, target: to, label, links },
      classes,
    })),
  ];
  core.batch(() => {
    core.elements().remove();
    core.add(elements);
  });
}

function mark(core: Core, places: Places, open: ReadonlySet<Place>, marks: Marks): void {
  const isOpen = (place: Place): boolean => open.has(place);
  const found = (wanted: readonly Place[]) => {
    const shown = new Set(
      wanted.map((place) => (places.nodes.has(place) ? shownAs(places, isOpen, place) : place)),
    );
    return core
      .elements()
      .filter((element) =>
        element.isNode()
          ? shown.has(element.id())
          : (element.data('links') as Place[]).some((link) => shown.has(link)),
      );
  };
  core.batch(() => {
    const all = core.elements();
    all.removeClass('path now failed chosen source aside');
    const path = found(marks.path);
    if (path.length > 0) {
      const around = new Set(marks.path.flatMap((place) => ancestorsOf(places, place)));
      all.filter((element) => !path.contains(element) && !around.has(element.id())).addClass('aside');
      path.addClass('path');
    }
    found(marks.now).addClass(marks.isFailed ? 'failed' : 'now');
    found(marks.chosen).addClass('chosen');
    if (marks.source !== null) found([marks.source]).addClass('source');
  });
}

/** Marked places with the VPCs they lie in, or everything there is. */
function fitTo(core: Core, places: Places, what: 'all' | 'marks'): void {
  const marked = core.elements('.path, .now, .failed, .chosen');
  const around = new Set(marked.toArray().flatMap((element) => ancestorsOf(places, element.id())));
  const isNear = (id: string): boolean => id.startsWith('vpc:') && around.has(id);
  const near = core.nodes().filter((node) => isNear(node.id()));
  core.fit(undefined, 36);
  // What is legible as a whole is not cut.
  const wanted =
    what === 'marks' && marked.length > 0 && core.zoom() < LEGIBLE
      ? marked.union(near).union(marked.edges().connectedNodes())
      : core.elements();
  core.fit(wanted, 36);
  // A few boxes need not fill a wide screen.
  if (core.zoom() > 1.3) {
    core.zoom(1.3);
    core.center(wanted);
  }
}
