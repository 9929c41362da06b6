/**
 * What a scenario that was written from other files says of them, and the objects it could not model.
 */
import type { Observed } from '../../model/scenario.ts';
import { Origins } from './origins.ts';
import type { Provenance, Reading } from './reading.ts';
import * as schema from './schema.ts';

type Sections = Readonly<Record<string, unknown>>;

export function readProvenance(reading: Reading, raw: Sections): Provenance {
  const missing = reading.items(schema.name, raw['missing'], ['missing']).map(({ value }) => value);
  const written = reading.shaped(schema.origins, raw['origins'] ?? {}, ['origins']);
  const origins = written && raw['origins'] !== undefined ? new Origins(raw, written) : undefined;
  for (const { file, part } of origins?.strange ?? []) {
    reading.report('wrong-shape', 'this is not a place in a file', ['origins', file, part]);
  }
  return {
    isObserved: raw['observed'] !== undefined,
    missing: new Set(missing),
    ...(origins && { origins }),
  };
}

export function readObserved(reading: Reading, section: unknown): Observed | undefined {
  if (section === undefined) return undefined;
  const observed = reading.shaped(schema.observed, section, ['observed']);
  if (!observed) return undefined;
  const { plan, counts, ignored, missing } = observed;
  return {
    ...(plan !== undefined && { plan }),
    counts: new Map(Object.entries(counts ?? {})),
    ignored: Object.entries(ignored ?? {}).map(([name, why]) => ({ name, why })),
    missing: Object.entries(missing ?? {}).map(([command, places]) => ({ command, places })),
  };
}

export function readUnmodelled(reading: Reading, section: unknown): void {
  for (const { key: id, value, path } of reading.entries(schema.unmodelled, section, ['unmodelled'])) {
    const { kind, why, vpc } = value;
    const source = reading.source(path);
    reading.draft.unmodelled.set(id, { id, kind, why, ...(vpc !== undefined && { vpc }), source });
  }
}

/** Names that could only be checked once everything was read: tables, ACLs, owners of interfaces. */
export function checkNames(reading: Reading): void {
  const { vpcs, subnets, enis, routeTables, networkAcls, links, unmodelled } = reading.draft;
  const check = (what: string, section: ReadonlyMap<string, unknown>, name: string, path: string[]): void => {
    if (!reading.isKnown(section, name)) reading.reportUnknown(what, name, path, section.keys());
  };
  for (const { id, mainTable } of vpcs.values()) {
    check('route table', routeTables, mainTable, ['vpcs', id, 'mainTable']);
  }
  for (const { name, vpc, routeTable, networkAcl } of subnets.values()) {
    const path = ['vpcs', vpc, 'subnets', name];
    if (routeTable !== undefined) check('route table', routeTables, routeTable, [...path, 'table']);
    if (networkAcl !== undefined) check('network ACL', networkAcls, networkAcl, [...path, 'acl']);
  }
  for (const { id, vpc, owner } of enis.values()) {
    const path = ['vpcs', vpc, 'hosts', id, 'owner'];
    if (owner.kind === 'unmodelled') check('unmodelled object', unmodelled, owner.id, path);
    else if (owner.kind !== 'host') check('link', links, owner.link, path);
  }
}
