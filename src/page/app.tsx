/**
 * The whole page: what is shown where, which keys do what, and the talk with a live server.
 */
import { useCallback, useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import type { PageData, PairData, Place } from '../report/page/page-data.ts';
import { ChangesView } from './changes-view.tsx';
import { FindingsView } from './findings-view.tsx';
import { Header } from './header.tsx';
import { hear, Live } from './live.ts';
import { LiveBar } from './live-bar.tsx';
import { coloursFrom } from './map-elements.ts';
import { MapPane } from './map-pane.tsx';
import { MatrixView } from './matrix-view.tsx';
import { placesOf } from './places.ts';
import { SidePanel } from './side-panel.tsx';
import { themeOf, useTheme } from './theme.ts';
import { TrafficView } from './traffic-view.tsx';
import { firstView, next, type Step, type Tab, type View } from './view-state.ts';

interface State {
  readonly data: PageData;
  readonly view: View;
}

function reduce({ data, view }: State, step: Step): State {
  const shown = step.do === 'data' ? step.data : data;
  return { data: shown, view: next(shown, view, step) };
}

export function App({ initial }: { readonly initial: PageData }) {
  const [{ data, view }, go] = useReducer(reduce, undefined, () => ({
    data: initial,
    view: firstView(initial),
  }));
  const [theme, setTheme] = useTheme();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const live = useMemo(() => (initial.live ? new Live(initial.live.token) : null), [initial]);
  const pairs = usePairs(data, view, live);
  const version = data.versions[view.version]!;
  const places = placesOf(version);
  const colours = useMemo(
    () => coloursFrom(places, version.matrix, view.source),
    [places, version, view.source],
  );
  const tabs = tabsOf(data);
  const reveal = useCallback((place: Place) => go({ do: 'reveal', place }), []);
  const choosePair = (from: Place, to: Place): void =>
    go({ do: 'choose', chosen: { kind: 'pair', from, to } });

  const talk = (answer: Promise<PageData>): void => {
    void hear(answer, (fresh) => go({ do: 'data', data: fresh }), setProblems);
  };
  useEffect(() => live?.watch(() => talk(live.page())), [live]);
  useKeys(tabs, view, go);

  const other =
    data.versions.length > 1 ? data.versions[view.version === 0 ? data.versions.length - 1 : 0]! : null;
  return (
    <div class={`page tab-${view.tab}`}>
      <Header
        data={data}
        view={view}
        tabs={tabs}
        theme={theme}
        onTheme={setTheme}
        onTab={(tab) => go({ do: 'tab', tab })}
        onVersion={(at) => go({ do: 'version', version: at })}
        onReveal={reveal}
      />
      {live && data.live ? (
        <LiveBar
          live={data.live}
          diff={data.diff}
          problems={problems}
          onChanges={() => go({ do: 'tab', tab: 'changes' })}
          onUndo={() => talk(live.undo())}
          onDismiss={() => setProblems([])}
        />
      ) : null}
      <div class="body">
        <main id="main">
          {/* The map stays where it is, so that coming back to it costs nothing. */}
          <div class="pane" hidden={view.tab !== 'map'}>
            <MapPane places={places} view={view} colours={colours} theme={themeOf(theme)} go={go} />
          </div>
          {view.tab === 'matrix' ? (
            version.matrix ? (
              <MatrixView
                places={places}
                matrix={version.matrix}
                other={other?.matrix ?? null}
                chosen={view.chosen?.kind === 'pair' ? [view.chosen.from, view.chosen.to] : null}
                onChoose={choosePair}
              />
            ) : (
              <p class="reading">{version.matrixNote}</p>
            )
          ) : null}
          {view.tab === 'changes' && data.diff ? (
            <ChangesView diff={data.diff} places={places} onChoose={choosePair} />
          ) : null}
          {view.tab === 'traffic' && data.run ? (
            <TrafficView run={data.run} theme={themeOf(theme)} onChoose={reveal} />
          ) : null}
          {view.tab === 'findings' ? <FindingsView data={data} onChoose={reveal} /> : null}
        </main>
        <SidePanel
          data={data}
          view={view}
          places={places}
          pairs={pairs}
          live={live}
          go={go}
          onTalk={talk}
          onProblems={setProblems}
        />
      </div>
    </div>
  );
}

function tabsOf(data: PageData): Tab[] {
  const tabs: Tab[] = ['map', 'matrix'];
  if (data.diff) tabs.push('changes');
  if (data.run) tabs.push('traffic');
  tabs.push('findings');
  return tabs;
}

/** Pairs of the document, and on a live page the one that is looked at. */
function usePairs(data: PageData, view: View, live: Live | null): PairData | 'loading' | undefined {
  const [asked, setAsked] = useState<PairData | 'loading' | undefined>(undefined);
  const chosen = view.chosen?.kind === 'pair' ? view.chosen : null;
  const revision = data.live?.revision;
  useEffect(() => {
    if (!live || !chosen) return undefined;
    let isWanted = true;
    setAsked('loading');
    const say = (pair: PairData | undefined): void => {
      if (isWanted) setAsked(pair);
    };
    void hear(live.pair(view.version, chosen.from, chosen.to), say, (found) => {
      if (found.length > 0) say(undefined);
    });
    return () => {
      isWanted = false;
    };
  }, [live, chosen?.from, chosen?.to, view.version, revision]);
  if (live || !chosen) return asked;
  return data.pairs.find(
    ({ version, from, to }) => version === view.version && from === chosen.from && to === chosen.to,
  );
}

/** Keys that work wherever nobody types. */
function useKeys(tabs: readonly Tab[], view: View, go: (step: Step) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      const { chosen } = view;
      const tab = tabs[Number(event.key) - 1];
      if (tab) go({ do: 'tab', tab });
      else if (event.key === '/') document.querySelector<HTMLElement>('#search')?.focus();
      else if (event.key === 'Escape')
        go({ do: 'choose', chosen: chosen?.kind === 'trace' ? chosen.back : null });
      else if (chosen?.kind === 'trace' && (event.key === 'n' || event.key === 'p')) {
        go({ do: 'walk', by: event.key === 'n' ? 1 : -1 });
      } else if (event.key === '[') go({ do: 'version', version: view.version - 1 });
      else if (event.key === ']') go({ do: 'version', version: view.version + 1 });
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}
