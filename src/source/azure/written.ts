/**
 * Parts that are written inside their owner, or as resources of their own: rules of security groups, routes
 * of route tables.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import type { AzureReading } from './reading.ts';

interface PartKind {
  /** Resource that is such a part. */
  readonly type: string;
  /** Blocks of the owner that are such parts. */
  readonly block: string;
  readonly owner: string;
  /** Attribute that names the owner. */
  readonly ownerName: string;
  /** The owner in the id of a part. */
  readonly ownerPath: RegExp;
}

export const RULE: PartKind = {
  type: 'azurerm_network_security_rule',
  block: 'security_rule',
  owner: 'azurerm_network_security_group',
  ownerName: 'network_security_group_name',
  ownerPath: /^(.*\/networkSecurityGroups\/[^/]+)\/securityRules\//i,
};

export const ROUTE: PartKind = {
  type: 'azurerm_route',
  block: 'route',
  owner: 'azurerm_route_table',
  ownerName: 'route_table_name',
  ownerPath: /^(.*\/routeTables\/[^/]+)\/routes\//i,
};

/** A part, with the place that tells of it. */
export interface Written {
  readonly item: Item;
  readonly source: SourceRef;
}

/** Parts of an owner, each once. */
export function partsOf(reading: AzureReading, kind: PartKind, owner: DeclaredResource): Written[] {
  const separate = separateParts(reading, kind, owner).map(({ properties: item, source }) => ({
    item,
    source,
  }));
  const names = new Set(separate.map(({ item }) => item.text('name')));
  const inline = owner.properties
    .items(kind.block)
    // An owner repeats the parts that resources of their own declare.
    .filter((block) => !names.has(block.text('name')))
    .map((item) => ({ item, source: owner.source }));
  return [...inline, ...separate];
}

/** Parts of an owner that are resources of their own. */
export function separateParts(
  reading: AzureReading,
  kind: PartKind,
  owner: DeclaredResource,
): DeclaredResource[] {
  return reading.ofType(kind.type).filter((part) => ownerOf(reading, kind, part) === owner.id);
}

/** Parts of which nobody knows whose they are; `owner`: the kind of object, as people call it. */
export function doubtOrphans(
  reading: AzureReading,
  kind: PartKind,
  owner: string,
  doubt: (why: string, source: SourceRef) => void,
): void {
  for (const part of reading.ofType(kind.type)) {
    if (ownerOf(reading, kind, part) !== undefined || part.properties.has(kind.ownerName)) continue;
    const why = `in which ${owner} it is is not known`;
    reading.doubtOf(part, why);
    doubt(`${part.id} could be in it: ${why}`, part.source);
  }
}

function ownerOf(reading: AzureReading, kind: PartKind, part: DeclaredResource): string | undefined {
  const parent = kind.ownerPath.exec(part.id)?.[1];
  return reading.namedBy(part, kind.ownerName, kind.owner) ?? (parent && reading.idOf(parent));
}
