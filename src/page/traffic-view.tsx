/**
 * A run: what was expected, what was carried over simulated time, what was lost to what, and who asked.
 */
import { useMemo } from 'preact/hooks';
import type { DropData, Place, RunData, TrafficData } from '../report/page/page-data.ts';
import { Expectations } from './expectations.tsx';
import { formatCount, scale, formatTime, formatShare } from '../report/quantity.ts';
import { TimeChart, type Line } from './time-chart.tsx';
import { Because } from './trace-panel.tsx';

export interface TrafficViewProps {
  readonly run: RunData;
  readonly theme: string;
  readonly onChoose: (place: Place) => void;
}

/** Colours for reasons, in the order of their share. */
const REASON_COLOURS = ['bad', 'warn', 'info', 'violet', 'good', 'faint'];

export function TrafficView({ run, theme, onChoose }: TrafficViewProps) {
  return (
    <section class="reading" aria-label="Run">
      {run.traffic ? <Traffic traffic={run.traffic} run={run} theme={theme} onChoose={onChoose} /> : null}
      <Expectations run={run} />
      {run.events.length > 0 ? (
        <>
          <h3>Timeline</h3>
          <table class="plain">
            <tbody>
              {run.events.map(({ atMs, text }) => (
                <tr key={atMs}>
                  <th scope="row" class="number">
                    {formatTime(atMs)}
                  </th>
                  <td>{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
    </section>
  );
}

function Traffic({ traffic, run, theme, onChoose }: TrafficViewProps & { readonly traffic: TrafficData }) {
  const { windows, drops } = traffic;
  const reasons = useMemo(() => reasonsOf(drops), [drops]);
  const times = useMemo(() => windows.map(({ fromMs }) => fromMs / 1000), [windows]);
  const rates = useMemo((): Line[] => {
    const delivered = {
      label: 'delivered',
      colour: 'good',
      values: windows.map((window) => window.deliveredBps),
    };
    const refused = {
      label: 'stopped by full links',
      colour: 'bad',
      values: windows.map((window) => window.refusedBps),
      dash: [4, 3],
    };
    return refused.values.some((value) => value > 0) ? [delivered, refused] : [delivered];
  }, [windows]);
  const losses = useMemo(
    (): Line[] =>
      reasons.slice(0, REASON_COLOURS.length).map(({ reason }, i) => ({
        label: reason,
        colour: REASON_COLOURS[i]!,
        values: windows.map((window) => window.drops[reason] ?? 0),
      })),
    [windows, reasons],
  );
  return (
    <>
      <div class="figures">
        <Figure value={scale(traffic.flows)} words="flows" />
        <Figure value={formatShare(traffic.delivered, traffic.flows)} words="delivered" kind="gained" />
        <Figure
          value={formatShare(traffic.dropped, traffic.flows)}
          words="dropped"
          kind={traffic.dropped > 0 ? 'lost' : ''}
        />
        <Figure value={`${scale(traffic.throughputBps)}bit/s`} words="on average" />
        <Figure value={`${scale(traffic.peakBps)}bit/s`} words="at the peak" />
      </div>
      {traffic.isComplete ? null : <p class="note">The run was interrupted: these counts are incomplete.</p>}
      {traffic.conditionalFlows > 0 ? (
        <p class="note">
          {formatCount(traffic.conditionalFlows)} flows depend on objects that are not modelled.
        </p>
      ) : null}
      {traffic.impossible.length > 0 ? (
        <p class="note">Left out, without a common address family: {traffic.impossible.join(', ')}</p>
      ) : null}
      <TimeChart
        title="Throughput"
        unit="bit/s"
        seconds={times}
        lines={rates}
        events={run.events}
        theme={theme}
      />
      {losses.length > 0 ? (
        <TimeChart
          title="Flows dropped per window"
          unit=""
          seconds={times}
          lines={losses}
          events={run.events}
          theme={theme}
          isStacked
        />
      ) : null}
      <h3>Drops by reason</h3>
      {reasons.length === 0 ? <p class="quiet">none</p> : null}
      <table class="bars">
        <tbody>
          {reasons.map(({ reason, flows }) => (
            <tr key={reason}>
              <th scope="row">{reason}</th>
              <td class="number">{formatCount(flows)}</td>
              <td class="number">{formatShare(flows, traffic.dropped)}</td>
              <td class="bar" aria-hidden="true">
                <i style={{ width: `${(100 * flows) / reasons[0]!.flows}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Where</h3>
      {drops.slice(0, 20).map((drop) => (
        <DropEntry key={`${drop.reason} ${drop.hop} ${drop.leg}`} drop={drop} onChoose={onChoose} />
      ))}
      <Talkers traffic={traffic} />
      {traffic.links.length > 0 ? <Links traffic={traffic} /> : null}
    </>
  );
}

function Figure({
  value,
  words,
  kind = '',
}: {
  readonly value: string;
  readonly words: string;
  readonly kind?: string;
}) {
  return (
    <div class={`figure ${kind}`}>
      <b>{value}</b>
      {words}
    </div>
  );
}

function reasonsOf(drops: readonly DropData[]): { reason: string; flows: number }[] {
  const flows = new Map<string, number>();
  for (const drop of drops) flows.set(drop.reason, (flows.get(drop.reason) ?? 0) + drop.flows);
  return [...flows].map(([reason, total]) => ({ reason, flows: total })).sort((a, b) => b.flows - a.flows);
}

function DropEntry({
  drop,
  onChoose,
}: {
  readonly drop: DropData;
  readonly onChoose: (place: Place) => void;
}) {
  return (
    <article class="set">
      <p class="verdict">
        <b class="number">{formatCount(drop.flows)}</b> <span class="tag bad">{drop.reason}</span> at{' '}
        <code>{drop.hop}</code>
        {drop.leg === 'return' ? ' on the reply' : ''}{' '}
        {drop.places[0] === undefined ? null : (
          <button type="button" class="quiet-button" onClick={() => onChoose(drop.places[0]!)}>
            show
          </button>
        )}
      </p>
      <p>
        {drop.meaning}. Advice: {drop.fix}.
      </p>
      <Because cause={drop.cause} />
      {drop.sample === '' ? null : (
        <p>
          <small>
            first <code>{drop.sample}</code>
          </small>
        </p>
      )}
    </article>
  );
}

function Talkers({ traffic }: { readonly traffic: TrafficData }) {
  const { rows, flows, sampledFlows } = traffic.talkers;
  if (rows.length === 0) return null;
  return (
    <>
      <h3>Top talkers</h3>
      <p class="quiet">
        by what they ask for, delivered or not
        {sampledFlows < flows
          ? `; estimated from ${formatCount(sampledFlows)} of ${formatCount(flows)} flows, spread over the run`
          : ''}
      </p>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col" class="number">
              flows
            </th>
            <th scope="col" class="number">
              volume
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 10).map((row) => (
            <tr key={`${row.from} ${row.to}`}>
              <td>{row.from}</td>
              <td>{row.to}</td>
              <td class="number">{scale(row.flows)}</td>
              <td class="number">{scale(row.bytes)}B</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Links({ traffic }: { readonly traffic: TrafficData }) {
  return (
    <>
      <h3>Links with a limit</h3>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">link</th>
            <th scope="col" class="number">
              limit
            </th>
            <th scope="col" class="number">
              asked at most
            </th>
            <th scope="col" class="number">
              stopped
            </th>
          </tr>
        </thead>
        <tbody>
          {traffic.links.map((link) => (
            <tr key={`${link.id} ${link.bps}`} class={link.refusedBytes > 0 ? 'full' : ''}>
              <td>{link.id}</td>
              <td class="number">{scale(link.bps)}bit/s</td>
              <td class="number">{scale(link.peakBps)}bit/s</td>
              <td class="number">{link.refusedBytes > 0 ? `! ${scale(link.refusedBytes)}B` : '0'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
