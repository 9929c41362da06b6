/**
 * Transit gateways: attachments, tables, associations and propagations.
 */
import type { TgwAttachment, TgwRoute, TgwTable } from '../../model/link.ts';
import type { Path } from '../document.ts';
import { nameOf, readState, type EntryOf } from './link-parts.ts';
import { readDestination } from './read-routes.ts';
import { subnetNamed } from './find-subnet.ts';
import type { Reading } from './reading.ts';
import { listOf, pathOfItem, readRate } from './values.ts';
import { own } from '../../model/own.ts';

export function readTgw(
  reading: Reading,
  id: string,
  entry: EntryOf<'tgw'>,
  tgwIds: readonly string[],
  path: Path,
): void {
  const names = [...Object.keys(entry.attachments), ...reading.provenance.missing];
  const reportStray = (keys: readonly string[], section: string): void => {
    for (const key of keys) {
      if (!names.includes(key)) {
        reading.reportUnknown(`attachment of ${id}`, key, [...path, section, key], names);
      }
    }
  };
  reportStray(Object.keys(entry.attachmentState ?? {}), 'attachmentState');
  reportStray(Object.keys(entry.applianceMode ?? {}), 'applianceMode');
  reportStray(Object.keys(entry.associations ?? {}), 'associations');
  reportStray(Object.keys(entry.capacity ?? {}), 'capacity');

  const tables = new Map<string, TgwTable>();
  for (const [name, rows] of Object.entries(entry.tables ?? {})) {
    const at = [...path, 'tables', name];
    const routes = rows.flatMap((row, i) => readTgwRoute(reading, id, row, names, [...at, i]) ?? []);
    const propagations = own(entry.propagations, name) ?? [];
    for (const [i, attachment] of propagations.entries()) {
      if (!names.includes(attachment)) {
        reading.reportUnknown(`attachment of ${id}`, attachment, [...path, 'propagations', name, i], names);
      }
    }
    const label = own(entry.tableNames, name);
    tables.set(name, { id: name, ...(label !== undefined && { name: label }), routes, propagations });
  }
  for (const name of Object.keys(entry.propagations ?? {})) {
    if (!tables.has(name)) {
      reading.reportUnknown(`table of ${id}`, name, [...path, 'propagations', name], tables.keys());
    }
  }

  const attachments = new Map<string, TgwAttachment>();
  for (const [name, value] of Object.entries(entry.attachments)) {
    const at = [...path, 'attachments', name];
    const attached = readAttached(reading, name, value, tgwIds, at);
    if (!attached) continue;
    const table = own(entry.associations, name);
    if (table !== undefined && !reading.isKnown(tables, table)) {
      reading.reportUnknown(`table of ${id}`, table, [...path, 'associations', name], tables.keys());
    }
    const rate = own(entry.capacity, name);
    const capacityBps = rate === undefined ? undefined : readRate(reading, rate, [...path, 'capacity', name]);
    attachments.set(name, {
      id: name,
      attached,
      state: readState(reading, 'attachment', own(entry.attachmentState, name), at),
      ...(table !== undefined && { table }),
      applianceMode: own(entry.applianceMode, name) ?? false,
      ...(capacityBps !== undefined && { capacityBps }),
      source: reading.source(at),
    });
  }
  reading.draft.links.set(id, {
    kind: 'tgw',
    id,
    ...nameOf(entry),
    profile: entry.profile ?? reading.profile.id,
    attachments,
    tables,
    sgReferencing: entry.sgReferencing ?? false,
    source: reading.source(path),
  });
}

function readAttached(
  reading: Reading,
  name: string,
  value: EntryOf<'tgw'>['attachments'][string],
  tgwIds: readonly string[],
  path: Path,
): TgwAttachment['attached'] | undefined {
  if (typeof value === 'object' && !Array.isArray(value)) {
    return readPlainAttachment(reading, value, tgwIds, path);
  }
  const { vpcs, sites, subnets } = reading.draft;
  if (vpcs.has(name)) {
    const ids = listOf(value).flatMap((subnet, i) => {
      const subnetId = `${name}/${subnet}`;
      if (subnets.has(subnetId)) return [subnetId];
      const known = [...subnets.values()].filter((s) => s.vpc === name).map((s) => s.name);
      reading.reportUnknown(`subnet of ${name}`, subnet, pathOfItem(value, path, i), known);
      return [];
    });
    return { kind: 'vpc', vpc: name, subnets: ids };
  }
  if (sites.has(name)) {
    if (value === 'vpn' || value === 'dx') return { kind: value, site: name };
    reading.report('wrong-shape', `a site is attached by vpn or dx, not by ${JSON.stringify(value)}`, path);
    return undefined;
  }
  if (typeof value === 'string' && tgwIds.includes(value)) return { kind: 'peering', tgw: value };
  reading.reportUnknown('VPC or site', name, path, [...vpcs.keys(), ...sites.keys()]);
  return undefined;
}

type PlainAttachment = Exclude<EntryOf<'tgw'>['attachments'][string], string | string[]>;

/** An attachment with a name of its own, which says what is attached. */
function readPlainAttachment(
  reading: Reading,
  { vpc, subnets, vpn, dx, tgw, unmodelled }: PlainAttachment,
  tgwIds: readonly string[],
  path: Path,
): TgwAttachment['attached'] | undefined {
  const { vpcs, sites, unmodelled: objects } = reading.draft;
  if (vpc !== undefined && vpcs.has(vpc)) {
    const ids = (subnets ?? []).flatMap(
      (name, i) => subnetNamed(reading, vpc, name, [...path, 'subnets', i])?.id ?? [],
    );
    return { kind: 'vpc', vpc, subnets: ids };
  }
  if (vpn !== undefined && sites.has(vpn)) return { kind: 'vpn', site: vpn };
  if (dx !== undefined && sites.has(dx)) return { kind: 'dx', site: dx };
  if (tgw !== undefined && tgwIds.includes(tgw)) return { kind: 'peering', tgw };
  if (unmodelled !== undefined && reading.isKnown(objects, unmodelled))
    return { kind: 'unmodelled', id: unmodelled };
  const known = [...vpcs.keys(), ...sites.keys(), ...tgwIds, ...objects.keys()];
  reading.reportUnknown('VPC, site or gateway', vpc ?? vpn ?? dx ?? tgw ?? unmodelled ?? '', path, known);
  return undefined;
}

/** `10.1.0.0/16 A`, `10.9.0.0/16 blackhole`, `pl-x A`. */
export function readTgwRoute(
  reading: Reading,
  tgw: string,
  text: EntryOf<'tgw'>['tables'] extends Record<string, (infer R)[]> | undefined ? R : never,
  attachments: readonly string[],
  path: Path,
): TgwRoute | undefined {
  if (typeof text === 'object') return readPlainTgwRoute(reading, tgw, text, attachments, path);
  const [destinationText = '', target = '', ...rest] = text.trim().split(/\s+/);
  const isPropagated = rest.length === 1 && rest[0] === 'propagated';
  if (target === '' || (rest.length > 0 && !isPropagated)) {
    reading.report('bad-route', `"${text}" is not "destination attachment" or "destination blackhole"`, path);
    return undefined;
  }
  if (target !== 'blackhole' && !attachments.includes(target)) {
    reading.reportUnknown(`attachment of ${tgw}`, target, path, [...attachments, 'blackhole']);
    return undefined;
  }
  const attachment = target === 'blackhole' ? undefined : target;
  const origin = isPropagated ? 'propagated' : 'static';
  const destination = readDestination(reading, destinationText, path);
  return destination && { destination, attachment, origin, source: reading.source(path) };
}

/** A route whose names could be misread in a row of words. */
function readPlainTgwRoute(
  reading: Reading,
  tgw: string,
  entry: { destination: string; attachment?: string | undefined; propagated?: boolean | undefined },
  attachments: readonly string[],
  path: Path,
): TgwRoute | undefined {
  const { attachment } = entry;
  if (attachment !== undefined && !attachments.includes(attachment)) {
    reading.reportUnknown(`attachment of ${tgw}`, attachment, path, attachments);
    return undefined;
  }
  const destination = readDestination(reading, entry.destination, path);
  const origin = entry.propagated === true ? 'propagated' : 'static';
  return destination && { destination, attachment, origin, source: reading.source(path) };
}
