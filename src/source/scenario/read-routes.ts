/**
 * `routes`: "destination target [propagated] [priority=N]" per table.
 */
import type { Destination, Route, RouteTable, TableOwner, Target } from '../../model/route.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readCidr } from './values.ts';

export function readRoutes(reading: Reading, section: unknown, path: Path): void {
  for (const { key, value, path: at } of reading.entries(schema.routeList, section, path)) {
    const table = tableFor(reading, key, at);
    if (table) reading.draft.routeTables.set(key, { ...table, routes: readRouteList(reading, value, at) });
  }
}

export function readRouteList(reading: Reading, rows: readonly string[], path: Path): Route[] {
  return rows.flatMap((row, i) => readRoute(reading, row, [...path, i]) ?? []);
}

/**
 * The table a key names, created when it is the first mention: `X` main table of VPC X, `X/s` table of
 * subnet s, a site, or an internet or virtual private gateway whose edge table it is.
 */
export function tableFor(reading: Reading, key: string, path: Path): RouteTable | undefined {
  const { routeTables, subnets, links, vpcs } = reading.draft;
  const existing = routeTables.get(key);
  if (existing) return existing;
  const owner = ownerOf(reading, key);
  if (!owner) {
    const known = [...routeTables.keys(), ...subnets.keys(), ...links.keys()];
    reading.report(
      'unknown-name',
      `there is no VPC, subnet, site or gateway "${key}" to have a route table`,
      path,
      didYouMean(key, known),
    );
    return undefined;
  }
  const subnet = subnets.get(key);
  if (subnet && vpcs.has(subnet.vpc)) subnets.set(key, { ...subnet, routeTable: key });
  const table: RouteTable = {
    id: key,
    owner,
    routes: [],
    propagatingGateways: [],
    source: reading.source(path),
  };
  routeTables.set(key, table);
  return table;
}

function ownerOf(reading: Reading, key: string): TableOwner | undefined {
  const { subnets, links } = reading.draft;
  const subnet = subnets.get(key);
  if (subnet) return { kind: 'vpc', vpc: subnet.vpc };
  const link = links.get(key);
  if (link?.kind === 'igw' || link?.kind === 'vgw') return { kind: 'edge', link: key, vpc: link.vpc };
  return undefined;
}

/** `associations`: named tables `X/name` and the subnets of X they govern. */
export function readAssociations(reading: Reading, section: unknown, path: Path): void {
  for (const { key, value, path: at } of reading.entries(schema.prefixList, section, path)) {
    const vpc = key.split('/')[0] ?? '';
    if (!reading.draft.vpcs.has(vpc)) {
      reading.reportUnknown('VPC', vpc, at, reading.draft.vpcs.keys());
      continue;
    }
    if (!reading.draft.routeTables.has(key)) {
      reading.draft.routeTables.set(key, {
        id: key,
        owner: { kind: 'vpc', vpc },
        routes: [],
        propagatingGateways: [],
        source: reading.source(at),
      });
    }
    for (const [i, name] of value.entries()) {
      const subnet = reading.draft.subnets.get(`${vpc}/${name}`);
      if (subnet) {
        reading.draft.subnets.set(subnet.id, { ...subnet, routeTable: key });
      } else {
        const known = [...reading.draft.subnets.values()].filter((s) => s.vpc === vpc).map((s) => s.name);
        reading.reportUnknown(`subnet of ${vpc}`, name, [...at, i], known);
      }
    }
  }
}

function readRoute(reading: Reading, text: string, path: Path): Route | undefined {
  const [destinationText = '', targetText, ...words] = text.trim().split(/\s+/);
  if (targetText === undefined) {
    reading.report('bad-route', `"${text}" names no target; expected "destination target"`, path);
    return undefined;
  }
  let origin: Route['origin'] = 'static';
  let priority: number | undefined;
  for (const word of words) {
    const match = /^priority=(\d+)$/.exec(word);
    if (word === 'propagated') origin = 'propagated';
    else if (match) priority = Number(match[1]);
    else {
      const hint = didYouMean(word, ['propagated', 'priority=100']);
      reading.report('bad-route', `"${word}" is not known behind a route's target`, path, hint);
    }
  }
  const destination = readDestination(reading, destinationText, path);
  const target = readTarget(reading, targetText, path);
  if (!destination || !target) return undefined;
  return {
    destination,
    target,
    origin,
    ...(priority !== undefined && { priority }),
    source: reading.source(path),
  };
}

function readDestination(reading: Reading, text: string, path: Path): Destination | undefined {
  if (reading.draft.prefixLists.has(text)) return { kind: 'prefix-list', list: text };
  if (!/[./:]/.test(text)) {
    reading.reportUnknown('prefix list', text, path, reading.draft.prefixLists.keys());
    return undefined;
  }
  const prefix = readCidr(reading, text, path);
  return prefix && { kind: 'prefix', prefix };
}

function readTarget(reading: Reading, text: string, path: Path): Target | undefined {
  const { links, enis } = reading.draft;
  if (text === 'local') return { kind: 'local' };
  if (text === 'blackhole' || text === 'none') return { kind: 'blackhole' };
  if (text.startsWith('eni:')) {
    const eni = text.slice(4);
    if (enis.has(eni)) return { kind: 'eni', eni };
    reading.reportUnknown('host', eni, path, enis.keys());
    return undefined;
  }
  if (links.has(text)) return { kind: 'link', link: text };
  const known = [...links.keys(), ...[...enis.keys()].map((eni) => `eni:${eni}`), 'local', 'blackhole'];
  reading.reportUnknown('link', text, path, known);
  return undefined;
}
