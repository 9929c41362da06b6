/**
 * What the page shows at the moment, and how it gets from one thing to the next.
 */
import type { PageData, Place, TraceData } from '../report/page/page-data.ts';
import { openAtFirst } from './map-elements.ts';
import { ancestorsOf, placesOf } from './places.ts';
import { stopsOf } from './trace-panel.tsx';

export type Tab = 'map' | 'matrix' | 'changes' | 'traffic' | 'findings';

export type Chosen =
  | { readonly kind: 'pair'; readonly from: Place; readonly to: Place }
  | { readonly kind: 'object'; readonly place: Place }
  | { readonly kind: 'trace'; readonly trace: TraceData; readonly at: number; readonly back: Chosen | null };

export interface View {
  readonly tab: Tab;
  readonly version: number;
  readonly open: ReadonlySet<Place>;
  readonly chosen: Chosen | null;
  /** End whose reach colours the map. */
  readonly source: Place | null;
  readonly fit: { readonly to: 'all' | 'marks'; readonly turn: number };
}

export type Step =
  | { readonly do: 'tab'; readonly tab: Tab }
  | { readonly do: 'version'; readonly version: number }
  | { readonly do: 'open'; readonly place: Place; readonly isOpen: boolean }
  | { readonly do: 'choose'; readonly chosen: Chosen | null }
  /** Chooses an object and makes sure that it is to be seen. */
  | { readonly do: 'reveal'; readonly place: Place }
  | { readonly do: 'trace'; readonly trace: TraceData }
  | { readonly do: 'stop'; readonly at: number }
  /** So many stops on, or back. */
  | { readonly do: 'walk'; readonly by: number }
  | { readonly do: 'source'; readonly place: Place | null }
  | { readonly do: 'data'; readonly data: PageData };

const FIRST_TABS: Readonly<Record<PageData['command'], Tab>> = {
  run: 'traffic',
  trace: 'map',
  reach: 'matrix',
  check: 'findings',
  diff: 'changes',
  whatif: 'changes',
  serve: 'map',
};

export function firstView(data: PageData): View {
  const version = data.command === 'run' ? 0 : data.versions.length - 1;
  const view: View = {
    tab: FIRST_TABS[data.command],
    version,
    open: openAtFirst(placesOf(data.versions[version]!)),
    chosen: null,
    source: null,
    fit: { to: 'all', turn: 0 },
  };
  const [trace] = data.traces;
  if (trace) return next(data, view, { do: 'trace', trace });
  const pair = data.pairs.length === 1 ? data.pairs[0] : undefined;
  return pair ? { ...view, chosen: { kind: 'pair', from: pair.from, to: pair.to } } : view;
}

export function next(data: PageData, view: View, step: Step): View {
  // Fresh data may have fewer versions than the view has seen.
  const places = placesOf(data.versions[view.version] ?? data.versions.at(-1)!);
  const fitTo = (to: View['fit']['to']): View['fit'] => ({ to, turn: view.fit.turn + 1 });
  switch (step.do) {
    case 'tab':
      return { ...view, tab: step.tab };
    case 'version':
      return { ...view, version: Math.max(0, Math.min(step.version, data.versions.length - 1)) };
    case 'open': {
      const open = new Set(view.open);
      if (step.isOpen) open.add(step.place);
      else open.delete(step.place);
      const chosen: Chosen | null = step.isOpen ? { kind: 'object', place: step.place } : view.chosen;
      return { ...view, open, chosen, fit: fitTo(step.isOpen ? 'marks' : 'all') };
    }
    case 'choose':
      return { ...view, chosen: step.chosen };
    case 'reveal': {
      const wires = places.links.get(step.place)?.wires ?? [];
      const seen = places.nodes.has(step.place) ? [step.place] : wires.flatMap(({ from, to }) => [from, to]);
      const open = new Set([...view.open, ...seen.flatMap((place) => ancestorsOf(places, place))]);
      const tab = view.tab === 'matrix' ? view.tab : 'map';
      return { ...view, tab, open, chosen: { kind: 'object', place: step.place }, fit: fitTo('marks') };
    }
    case 'trace': {
      const stops = stopsOf(step.trace);
      const seen = stops.flatMap((stop) => (stop.kind === 'step' ? stop.step.places : stop.drop.places));
      const open = new Set([...view.open, ...seen.flatMap((place) => ancestorsOf(places, place))]);
      const chosen: Chosen = { kind: 'trace', trace: step.trace, at: 0, back: view.chosen };
      return { ...view, tab: 'map', open, chosen, fit: fitTo('marks') };
    }
    case 'stop':
      return view.chosen?.kind === 'trace' ? { ...view, chosen: { ...view.chosen, at: step.at } } : view;
    case 'walk': {
      if (view.chosen?.kind !== 'trace') return view;
      const last = stopsOf(view.chosen.trace).length - 1;
      const at = Math.max(0, Math.min(last, view.chosen.at + step.by));
      return { ...view, chosen: { ...view.chosen, at } };
    }
    case 'source':
      return { ...view, source: step.place };
    case 'data': {
      const last = step.data.versions.length - 1;
      const { chosen } = view;
      // A trace of the network as it was is no answer any more.
      return {
        ...view,
        version: last,
        tab: view.tab === 'changes' && !step.data.diff ? 'matrix' : view.tab,
        chosen: chosen?.kind === 'trace' ? chosen.back : chosen,
      };
    }
  }
}
