/**
 * Search by name, id, range or address, over everything on the map.
 */
import { useMemo, useState } from 'preact/hooks';
import type { Place } from '../report/page/page-data.ts';
import { kindWord, nameOf, type Places } from './places.ts';

interface Entry {
  readonly place: Place;
  readonly title: string;
  readonly detail: string;
  readonly text: string;
}

export interface SearchProps {
  readonly places: Places;
  readonly onChoose: (place: Place) => void;
}

const MOST_HITS = 12;

export function Search({ places, onChoose }: SearchProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const entries = useMemo(() => entriesOf(places), [places]);
  const hits = query.trim() === '' ? [] : hitsFor(entries, query.trim().toLowerCase());
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return;
    setQuery('');
    onChoose(entry.place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter') choose(hits[active]);
    else if (event.key === 'Escape') {
      setQuery('');
      (event.currentTarget as HTMLElement).blur();
    } else return;
    event.preventDefault();
  };
  return (
    <div class="search">
      <input
        id="search"
        type="search"
        role="combobox"
        list={undefined}
        aria-label="Search the network by name, id, range or address"
        aria-expanded={hits.length > 0}
        aria-controls="hits"
        aria-activedescendant={hits.length > 0 ? `hit-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="Search name, id, 10.1.2.3  ( / )"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {query.trim() === '' ? null : (
        <ul id="hits" role="listbox" aria-label="Hits">
          {hits.map((hit, i) => (
            <li
              key={`${hit.place} ${hit.title}`}
              id={`hit-${i}`}
              role="option"
              aria-selected={i === active}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(hit);
              }}
            >
              <span>{hit.title}</span> <small>{hit.detail}</small>
            </li>
          ))}
          {hits.length === 0 ? <li class="none">nothing is called that, or has that address</li> : null}
        </ul>
      )}
    </div>
  );
}

function entriesOf(places: Places): Entry[] {
  const entries: Entry[] = [];
  const add = (place: Place, title: string, detail: string, more = ''): void => {
    entries.push({ place, title, detail, text: `${title} ${detail} ${place} ${more}`.toLowerCase() });
  };
  for (const { place, kind, detail } of places.nodes.values())
    add(place, nameOf(places, place), `${kind}  ${detail}`);
  for (const link of places.map.links) {
    if (!link.isNode) add(`link:${link.id}`, link.name, `${kindWord(link.kind)}  ${link.state}`);
  }
  for (const { id, name, subnet, address } of places.map.hosts ?? []) {
    add(`subnet:${subnet}`, name, `host  ${address}  in ${nameOf(places, `subnet:${subnet}`)}`, id);
  }
  return entries;
}

function hitsFor(entries: readonly Entry[], query: string): Entry[] {
  const address = parseAddress(query);
  const inside =
    address === undefined ? [] : entries.filter(({ detail }) => holds(detail, address)).toReversed();
  const named = entries.filter(({ text }) => text.includes(query));
  const rank = ({ title }: Entry): number => {
    const low = title.toLowerCase();
    return low === query ? 0 : low.startsWith(query) ? 1 : low.includes(query) ? 2 : 3;
  };
  return [...new Set([...inside, ...named.sort((a, b) => rank(a) - rank(b))])].slice(0, MOST_HITS);
}

function parseAddress(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Does any range of a text hold an IPv4 address? */
function holds(text: string, address: number): boolean {
  return [...text.matchAll(/(\d+\.\d+\.\d+\.\d+)\/(\d+)/g)].some(([, base, length]) => {
    const size = 2 ** (32 - Number(length));
    return Math.floor(parseAddress(base!)! / size) === Math.floor(address / size);
  });
}
