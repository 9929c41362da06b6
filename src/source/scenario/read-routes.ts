/**
 * `routes`: "destination target [propagated] [priority=N]" per table.
 */
import { z } from 'zod';
import type { Destination, Route, RouteTable, TableOwner, Target } from '../../model/route.ts';
import type { Path } from '../document.ts';
import { didYouMean } from '../problem.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { readCidr } from './values.ts';

export function readRoutes(reading: Reading, section: unknown, path: Path): void {
  const entry = z.union([schema.routeList, schema.routeTable]);
  for (const { key, value, path: at } of reading.entries(entry, section, path)) {
    if (!Array.isArray(value)) {
      readOwnedTable(reading, key, value, at);
      continue;
    }
    const table = tableFor(reading, key, at);
    if (table) reading.draft.routeTables.set(key, { ...table, routes: readRouteList(reading, value, at) });
  }
}

/** A table that says whose it is. It takes its place among the others where it stands. */
function readOwnedTable(
  reading: Reading,
  id: string,
  entry: z.output<typeof schema.routeTable>,
  path: Path,
): void {
  const owner = readTableOwner(reading, entry, path);
  if (!owner) return;
  const { routeTables } = reading.draft;
  routeTables.delete(id);
  routeTables.set(id, {
    id,
    ...(entry.name !== undefined && { name: entry.name }),
    owner,
    routes: readRouteList(reading, entry.routes, [...path, 'routes']),
    propagatingGateways: entry.propagation ?? [],
    source: reading.source(path),
  });
}

function readTableOwner(
  reading: Reading,
  { vpc, site, gateway }: z.output<typeof schema.routeTable>,
  path: Path,
): TableOwner | undefined {
  const { vpcs, sites, links } = reading.draft;
  if (site !== undefined) {
    if (sites.has(site)) return { kind: 'site', site };
    reading.reportUnknown('site', site, [...path, 'site'], sites.keys());
    return undefined;
  }
  if (vpc === undefined || !vpcs.has(vpc)) {
    reading.reportUnknown('VPC', vpc ?? '', [...path, 'vpc'], vpcs.keys());
    return undefined;
  }
  if (gateway === undefined) return { kind: 'vpc', vpc };
  if (reading.isKnown(links, gateway)) return { kind: 'edge', link: gateway, vpc };
  reading.reportUnknown('gateway', gateway, [...path, 'gateway'], links.keys());
  return undefined;
}

export type RouteRow = z.output<typeof schema.routeList>[number];

export function readRouteList(reading: Reading, rows: readonly RouteRow[], path: Path): Route[] {
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
  for (const { key, value, path: at } of reading.entries(schema.names, section, path)) {
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

export function readRoute(reading: Reading, text: RouteRow, path: Path): Route | undefined {
  if (typeof text === 'object') return readPlainRoute(reading, text, path);
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

/** A route whose names could be misread in a row of words. */
function readPlainRoute(reading: Reading, entry: Exclude<RouteRow, string>, path: Path): Route | undefined {
  const { propagated, priority } = entry;
  const destination = readDestination(reading, entry.destination, path);
  const target = readPlainTarget(reading, entry.target, [...path, 'target']);
  if (!destination || !target) return undefined;
  return {
    destination,
    target,
    origin: propagated === true ? 'propagated' : 'static',
    ...(priority !== undefined && { priority }),
    source: reading.source(path),
  };
}

function readPlainTarget(
  reading: Reading,
  { link, eni, unmodelled, local, blackhole }: Exclude<RouteRow, string>['target'],
  path: Path,
): Target | undefined {
  const { links, enis, unmodelled: objects } = reading.draft;
  if (local === true) return { kind: 'local' };
  if (blackhole === true) return { kind: 'blackhole' };
  if (blackhole !== undefined) return { kind: 'blackhole', gone: blackhole };
  if (link !== undefined && links.has(link)) return { kind: 'link', link };
  if (eni !== undefined && enis.has(eni)) return { kind: 'eni', eni };
  if (unmodelled !== undefined && reading.isKnown(objects, unmodelled))
    return { kind: 'unmodelled', id: unmodelled };
  const known = [...links.keys(), ...enis.keys(), ...objects.keys()];
  reading.reportUnknown('target', link ?? eni ?? unmodelled ?? '', path, known);
  return undefined;
}

export function readDestination(reading: Reading, text: string, path: Path): Destination | undefined {
  if (reading.isKnown(reading.draft.prefixLists, text)) return { kind: 'prefix-list', list: text };
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
  if (text.startsWith('blackhole:')) return { kind: 'blackhole', gone: text.slice('blackhole:'.length) };
  if (text.startsWith('unmodelled:')) {
    const id = text.slice('unmodelled:'.length);
    if (reading.isKnown(reading.draft.unmodelled, id)) return { kind: 'unmodelled', id };
    reading.reportUnknown('unmodelled object', id, path, reading.draft.unmodelled.keys());
    return undefined;
  }
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
