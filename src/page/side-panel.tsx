/**
 * The panel beside the map or matrix: the pair, object or trace that is chosen, or how to choose one.
 */
import { useState } from 'preact/hooks';
import type { PageData, PairData, Place } from '../report/page/page-data.ts';
import { hear, type Live } from './live.ts';
import { ObjectPanel } from './object-panel.tsx';
import { PairPanel } from './pair-panel.tsx';
import { placesOf, type Places } from './places.ts';
import { cellsOf } from './reach-cells.ts';
import { TraceForm } from './trace-form.tsx';
import { TracePanel } from './trace-panel.tsx';
import type { Step, View } from './view-state.ts';

export interface SidePanelProps {
  readonly data: PageData;
  readonly view: View;
  readonly places: Places;
  readonly pairs: PairData | 'loading' | undefined;
  readonly live: Live | null;
  readonly go: (step: Step) => void;
  readonly onTalk: (answer: Promise<PageData>) => void;
  readonly onProblems: (problems: readonly string[]) => void;
}

export function SidePanel(props: SidePanelProps) {
  const { data, view, go } = props;
  const hasHints =
    view.tab === 'matrix' || (view.tab === 'map' && (data.live !== null || data.traces.length > 0));
  if (view.chosen === null && !hasHints) return null;
  return (
    <aside class="panel" aria-label="Details">
      {view.chosen === null ? null : (
        <button
          type="button"
          class="close"
          aria-label={view.chosen.kind === 'trace' ? 'Back' : 'Close'}
          onClick={() =>
            go({ do: 'choose', chosen: view.chosen?.kind === 'trace' ? view.chosen.back : null })
          }
        >
          {view.chosen.kind === 'trace' && view.chosen.back ? '‹ back' : '✕'}
        </button>
      )}
      <Chosen {...props} />
    </aside>
  );
}

function Chosen(props: SidePanelProps) {
  const { data, view, places, pairs, live, go, onTalk, onProblems } = props;
  const { chosen } = view;
  const [isSearching, setSearching] = useState(false);
  switch (chosen?.kind) {
    case 'trace': {
      const [from, to, proto, port] = questionOf(chosen.trace.flow);
      const fix = (): void => {
        setSearching(true);
        const found = hear(
          live!.trace({ from, to, proto, port }),
          (trace) => go({ do: 'trace', trace }),
          onProblems,
        );
        void found.finally(() => setSearching(false));
      };
      return (
        <>
          <TracePanel
            trace={chosen.trace}
            at={chosen.at}
            onStep={(at) => go({ do: 'stop', at })}
            onFix={live && !isSearching ? fix : undefined}
          />
          {isSearching ? <p class="quiet">searching…</p> : null}
        </>
      );
    }
    case 'pair':
      return (
        <PairPanel
          places={places}
          from={chosen.from}
          to={chosen.to}
          verdicts={data.versions.map((version) => ({
            label: version.label,
            cell: version.matrix ? cellsOf(version.matrix).find(chosen.from, chosen.to) : undefined,
          }))}
          pair={pairs}
          entries={(data.diff?.entries ?? []).filter(
            (entry) => isWithin(data, entry.from, chosen.from) && isWithin(data, entry.to, chosen.to),
          )}
          changes={data.diff?.changes ?? []}
          command={`vpcsim reach ${data.inputs.join(' ')} --from ${chosen.from} --to ${chosen.to}`}
          onTrace={(trace) => go({ do: 'trace', trace })}
          onChoose={(from, to) => go({ do: 'choose', chosen: { kind: 'pair', from, to } })}
        />
      );
    case 'object': {
      const version = data.versions[view.version]!;
      return (
        <ObjectPanel
          key={chosen.place}
          places={places}
          place={chosen.place}
          isOpen={view.open.has(chosen.place)}
          isEnd={version.matrix !== null && cellsOf(version.matrix).positions.has(chosen.place)}
          isSource={view.source === chosen.place}
          onOpen={(isOpen) => go({ do: 'open', place: chosen.place, isOpen })}
          onSource={(place) => go({ do: 'source', place })}
          onChoose={(place) => go({ do: 'reveal', place })}
          onChange={live ? (event) => onTalk(live.change(event)) : undefined}
        />
      );
    }
    default:
      return <Nothing {...props} />;
  }
}

/** Does an entry about a subnet concern an end of the matrix, which may be its VPC? */
function isWithin(data: PageData, place: Place, end: Place): boolean {
  return place === end || data.versions.some((version) => placesOf(version).nodes.get(place)?.parent === end);
}

/** Sender, receiver, protocol and port of `10.0.0.1:40000 → 10.1.0.1:443 tcp`. */
function questionOf(flow: string): [string, string, string, string] {
  const [from = '', rest = ''] = flow.split(' → ');
  const [to = '', proto = 'tcp'] = rest.split(' ');
  const bare = (text: string): string => text.replace(/^\[(.*)\]:\d+$/, '$1').replace(/^([^:]*):\d+$/, '$1');
  return [bare(from), bare(to), proto, /:(\d+)$/.exec(to)?.[1] ?? ''];
}

function Nothing({ data, view, live, go, onProblems }: SidePanelProps) {
  return (
    <section class="hints">
      {data.traces.length > 0 ? (
        <>
          <h2>Traces</h2>
          {data.traces.map((trace) => (
            <button key={trace.flow} type="button" class="row" onClick={() => go({ do: 'trace', trace })}>
              <span class={`tag ${trace.isDelivered ? 'good' : 'bad'}`}>
                {trace.isDelivered ? '✓ delivered' : '✗ dropped'}
              </span>
              {trace.flow}
            </button>
          ))}
        </>
      ) : null}
      {live ? <TraceForm live={live} go={go} onProblems={onProblems} /> : null}
      <h2>Look closer</h2>
      <ul>
        {view.tab === 'matrix' ? (
          <li>Select a cell to see every set of flows of the pair, a witness for each, and its trace.</li>
        ) : (
          <>
            <li>Select a box to see its routes, or to colour the map by whom it reaches.</li>
            <li>A closed box opens when it is selected.</li>
            <li>In the matrix, a pair leads to traces that can be stepped through here.</li>
          </>
        )}
        {live ? (
          <li>Select a VPC, subnet or peering to change it; the matrix marks at once what that does.</li>
        ) : null}
      </ul>
    </section>
  );
}
