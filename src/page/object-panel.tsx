/**
 * One object of the map: what it is, its routes, and, on a live page, what can be done to it.
 */
import { useState } from 'preact/hooks';
import type { MapLink, MapTable, Place } from '../report/page/page-data.ts';
import { count, kindWord, nameOf, type Places } from './places.ts';

export interface ObjectPanelProps {
  readonly places: Places;
  readonly place: Place;
  readonly isOpen: boolean;
  /** The matrix has a row for it. */
  readonly isEnd: boolean;
  readonly isSource: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onSource: (place: Place | null) => void;
  readonly onChoose: (place: Place) => void;
  /** Makes a change, on a live page. */
  readonly onChange: ((event: unknown) => void) | undefined;
}

export function ObjectPanel(props: ObjectPanelProps) {
  const { places, place, isOpen, isEnd, isSource, onOpen, onSource, onChoose, onChange } = props;
  const node = places.nodes.get(place);
  const link = places.links.get(place);
  const title = node?.name ?? link?.name ?? place;
  const tables = tablesOf(places, place);
  return (
    <section class="object" aria-label="Selected object">
      <h2>{title}</h2>
      <dl class="facts">
        {factsOf(places, place).map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p class="buttons">
        {node && node.children.length > 0 ? (
          <button type="button" onClick={() => onOpen(!isOpen)}>
            {isOpen ? 'Close the box' : 'Open the box'}
          </button>
        ) : null}
        {isEnd ? (
          <button type="button" aria-pressed={isSource} onClick={() => onSource(isSource ? null : place)}>
            {isSource ? 'Stop colouring' : 'Colour by what it reaches'}
          </button>
        ) : null}
      </p>
      {link ? <LinkActions link={link} onChange={onChange} /> : null}
      {link ? (
        <ul class="ends">
          {[...new Set(link.wires.flatMap(({ from, to }) => [from, to]))]
            .filter((end) => end !== place && places.nodes.has(end))
            .map((end) => (
              <li key={end}>
                <button type="button" class="quiet-button" onClick={() => onChoose(end)}>
                  {nameOf(places, end)}
                </button>
              </li>
            ))}
        </ul>
      ) : null}
      {places.map.tables === null ? (
        <p class="quiet">Routes are too many to be carried along; see vpcsim trace.</p>
      ) : null}
      {tables.map((table) => (
        <RouteTable key={table.id} table={table} onChange={onChange} onChoose={onChoose} places={places} />
      ))}
    </section>
  );
}

function factsOf(places: Places, place: Place): (readonly [string, string])[] {
  const vpc = places.vpcs.get(place);
  if (vpc) {
    return [
      ['kind', 'VPC'],
      ['id', vpc.id],
      ['ranges', vpc.cidrs.join(', ')],
      ['region, account', `${vpc.region}, ${vpc.account}`],
      ['provider', vpc.provider],
    ];
  }
  const subnet = places.subnets.get(place);
  if (subnet) {
    return [
      ['kind', 'subnet'],
      ['id', subnet.id],
      ['range', subnet.cidrs.join(', ')],
      ['zone', subnet.az],
      ['in', nameOf(places, `vpc:${subnet.vpc}`)],
      ['hosts', count(subnet.hosts, 'interface')],
      ['route table', subnet.table],
    ];
  }
  const link = places.links.get(place);
  if (link) {
    return [
      ['kind', kindWord(link.kind)],
      ['id', link.id],
      ['state', link.isLive ? link.state : `${link.state}, carries nothing`],
      [
        'direction',
        link.wires.some(({ isOneWay }) => isOneWay) ? 'one-way: opened along the arrow only' : 'both ways',
      ],
      ['written in', link.at],
    ];
  }
  const node = places.nodes.get(place);
  const kind = ['kind', node?.kind ?? 'not here any more'] as const;
  return node && node.detail !== '' ? [kind, ['holds', node.detail]] : [kind];
}

/** Tables that govern a place: its own, else the one of its VPC. */
function tablesOf({ map, subnets }: Places, place: Place): MapTable[] {
  const subnet = subnets.get(place);
  return (map.tables ?? []).filter((table) => (subnet ? table.id === subnet.table : table.owner === place));
}

function LinkActions({
  link,
  onChange,
}: {
  readonly link: MapLink;
  readonly onChange: ObjectPanelProps['onChange'];
}) {
  if (!onChange) return null;
  const verbs =
    link.kind === 'peering' || link.kind === 'endpoint' ? ['accept', 'reject', 'delete'] : ['delete'];
  return (
    <p class="buttons">
      {verbs.map((verb) => (
        <button
          key={verb}
          type="button"
          class={verb === 'delete' ? 'danger' : ''}
          onClick={() => onChange({ [verb]: link.id })}
        >
          {verb === 'delete' && link.kind === 'peering'
            ? 'Cut the peering'
            : `${verb[0]!.toUpperCase()}${verb.slice(1)}`}
        </button>
      ))}
    </p>
  );
}

const MOST_ROUTES = 200;

function RouteTable({
  table,
  places,
  onChange,
  onChoose,
}: { readonly table: MapTable } & Pick<ObjectPanelProps, 'places' | 'onChange' | 'onChoose'>) {
  const [draft, setDraft] = useState('');
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = draft.trim();
    if (text === '') return;
    onChange?.({ addRoutes: { [table.id]: [text] } });
    setDraft('');
  };
  return (
    <div class="routes">
      <h3>
        Route table {table.name} <small>{table.at}</small>
      </h3>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">destination</th>
            <th scope="col">target</th>
            <th scope="col">{onChange ? '' : 'line'}</th>
          </tr>
        </thead>
        <tbody>
          {table.routes.slice(0, MOST_ROUTES).map((route, i) => (
            <tr key={`${route.destination} ${route.target} ${i}`}>
              <td>
                <code>{route.destination}</code>
              </td>
              <td>
                {places.links.has(`link:${route.target}`) ? (
                  <button type="button" class="quiet-button" onClick={() => onChoose(`link:${route.target}`)}>
                    {route.target}
                  </button>
                ) : (
                  route.target
                )}
                {route.origin === 'propagated' ? <small> propagated</small> : null}
              </td>
              <td class="number">
                {onChange ? (
                  <button
                    type="button"
                    class="quiet-button"
                    aria-label={`Remove the route to ${route.destination}`}
                    onClick={() => onChange({ removeRoutes: { [table.id]: [route.destination] } })}
                  >
                    remove
                  </button>
                ) : (
                  <small>{route.at.slice(route.at.lastIndexOf('/') + 1)}</small>
                )}
              </td>
            </tr>
          ))}
          {table.routes.length === 0 ? (
            <tr>
              <td colSpan={3} class="quiet">
                only the local routes
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {table.routes.length > MOST_ROUTES ? (
        <p class="quiet">and {table.routes.length - MOST_ROUTES} more</p>
      ) : null}
      {onChange ? (
        <form class="add" onSubmit={add}>
          <input
            aria-label={`New route of table ${table.name}: destination and target; replaces one to the same destination`}
            placeholder="10.9.0.0/16 pcx-1"
            spellcheck={false}
            value={draft}
            onInput={(event) => setDraft(event.currentTarget.value)}
          />
          <button type="submit">Add or replace</button>
        </form>
      ) : null}
    </div>
  );
}
