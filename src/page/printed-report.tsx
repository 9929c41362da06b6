/**
 * The report on paper: everything that matters, in words and one table, without anything to click.
 */
import type { PageData, VersionData } from '../report/page/page-data.ts';
import { ChangesView } from './changes-view.tsx';
import { FindingsView } from './findings-view.tsx';
import { formatCount, scale, formatShare } from '../report/quantity.ts';
import { count, nameOf, placesOf } from './places.ts';
import { cellsOf, GLYPHS, STATE_WORDS, STATES } from './reach-cells.ts';
import { TracePanel } from './trace-panel.tsx';

const MOST_COLUMNS = 32;
const MOST_LISTED = 100;

const nothing = (): void => undefined;

export function PrintedReport({ data }: { readonly data: PageData }) {
  const last = data.versions.at(-1)!;
  return (
    <article class="printed">
      <h1>{data.title}</h1>
      <p>
        {data.subtitle}{' '}
        <small>
          vpcsim {data.command}, {data.inputs.join(', ')}
        </small>
      </p>
      {data.remarks.map((remark) => (
        <p key={remark} class="note">
          {remark}
        </p>
      ))}
      {data.run?.traffic ? (
        <p>
          {scale(data.run.traffic.flows)} flows,{' '}
          {formatShare(data.run.traffic.delivered, data.run.traffic.flows)} delivered,{' '}
          {formatCount(data.run.traffic.dropped)} dropped; {scale(data.run.traffic.throughputBps)}bit/s on
          average.
        </p>
      ) : null}
      {data.traces.map((trace) => (
        <TracePanel key={trace.flow} trace={trace} at={-1} onStep={nothing} />
      ))}
      {data.diff ? <ChangesView diff={data.diff} places={placesOf(last)} onChoose={nothing} /> : null}
      {data.run?.traffic ? (
        <>
          <h2>Drops</h2>
          <table class="plain">
            <tbody>
              {data.run.traffic.drops.map((drop) => (
                <tr key={`${drop.reason} ${drop.hop} ${drop.leg}`}>
                  <td class="number">{formatCount(drop.flows)}</td>
                  <td>{drop.reason}</td>
                  <td>{drop.hop}</td>
                  <td>{drop.cause?.at ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      {data.versions.map((version) => (
        <PrintedMatrix key={version.label} version={version} isAlone={data.versions.length === 1} />
      ))}
      <h2>Findings</h2>
      <FindingsView data={data} onChoose={nothing} />
    </article>
  );
}

function PrintedMatrix({ version, isAlone }: { readonly version: VersionData; readonly isAlone: boolean }) {
  const { matrix, label } = version;
  if (!matrix) return null;
  const places = placesOf(version);
  const cells = cellsOf(matrix);
  const names = matrix.ends.map(({ place }) => nameOf(places, place));
  const oneWay: string[] = [];
  for (const [from, name] of names.entries()) {
    for (const [to, other] of names.entries())
      if (cells.at(from, to).isOneWay) oneWay.push(`${name} → ${other}`);
  }
  return (
    <section>
      <h2>Who reaches whom{isAlone ? '' : `, ${label}`}</h2>
      {names.length <= MOST_COLUMNS ? (
        <table class="printed-grid">
          <thead>
            <tr>
              <th />
              {names.map((_, i) => (
                <th key={i}>{i + 1}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, from) => (
              <tr key={name + from}>
                <th>
                  {from + 1} {name}
                </th>
                {names.map((_, to) => {
                  const cell = cells.at(from, to);
                  return <td key={to}>{cell.isViolated ? '!' : cell.isOneWay ? '→' : GLYPHS[cell.state]}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p>{count(names.length, 'end')}, too many for a table on paper.</p>
      )}
      <p>
        <small>
          {STATES.toReversed().map((state) => `${GLYPHS[state]} ${STATE_WORDS[state]}; `)}→ one-way; ! counts
          on transit nobody carries
        </small>
      </p>
      {oneWay.length > 0 ? (
        <p>
          One-way: {oneWay.slice(0, MOST_LISTED).join(', ')}
          {oneWay.length > MOST_LISTED ? ` and ${oneWay.length - MOST_LISTED} more` : ''}
        </p>
      ) : null}
    </section>
  );
}
