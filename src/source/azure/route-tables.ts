/**
 * Route tables as they are written: which subnet has which, and the routes inside or as resources of their
 * own.
 */
import { parsePrefix, type Prefix } from '../../ip/prefix.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { inlineSubnetId } from './read-networks.ts';
import type { AzureReading } from './reading.ts';
import type { Written } from './security-rules.ts';

/** Route table of each subnet, from associations, old attributes and inline subnets. */
export function tablesOfSubnets(reading: AzureReading): Map<string, DeclaredResource> {
  const chosen = new Map<string, DeclaredResource>();
  const choose = (subnet: string | undefined, item: Item, by: DeclaredResource): void => {
    const wanted = item.text('route_table_id');
    const id = subnet === undefined ? undefined : (reading.subnet(subnet)?.id ?? reading.idOf(subnet));
    if (id === undefined || wanted === undefined) return;
    const table = reading.find(wanted);
    const why = `its route table ${wanted} is not declared here`;
    if (table) chosen.set(id, table);
    else reading.doubt({ id, kind: 'Subnet', why, source: by.source });
  };
  for (const subnet of reading.ofType('azurerm_subnet')) choose(subnet.id, subnet.properties, subnet);
  for (const network of reading.ofType('azurerm_virtual_network')) {
    for (const block of network.properties.items('subnet'))
      choose(inlineSubnetId(network.id, block), block, network);
  }
  for (const association of reading.ofType('azurerm_subnet_route_table_association')) {
    choose(association.properties.text('subnet_id'), association.properties, association);
    reading.doubtHalfKnown(association, 'subnet_id', 'route_table_id');
  }
  return chosen;
}

/** Routes of a table, each once. */
export function writtenRoutes(reading: AzureReading, table: DeclaredResource): Written[] {
  const separate = reading
    .ofType('azurerm_route')
    .filter((route) => ownerOf(reading, route) === table.id)
    .map(({ properties: item, source }) => ({ item, source }));
  const names = new Set(separate.map(({ item }) => item.text('name')));
  const inline = table.properties
    .items('route')
    // A table repeats the routes that resources of their own declare.
    .filter((block) => !names.has(block.text('name')))
    .map((item) => ({ item, source: table.source }));
  return [...inline, ...separate];
}

/** Table of a route that is a resource of its own. */
export function ownerOf(reading: AzureReading, route: DeclaredResource): string | undefined {
  const parent = /^(.*\/routeTables\/[^/]+)\/routes\//i.exec(route.id)?.[1];
  return (
    reading.namedBy(route, 'route_table_name', 'azurerm_route_table') ?? (parent && reading.idOf(parent))
  );
}

/** Ranges that user-defined routes of a network's subnets are for. */
export function routedRanges(reading: AzureReading, network: string): Prefix[] {
  const tables = new Set(
    [...tablesOfSubnets(reading)].flatMap(([subnet, table]) =>
      reading.draft.subnets.get(subnet)?.vpc === network ? [table] : [],
    ),
  );
  return [...tables]
    .flatMap((table) => writtenRoutes(reading, table))
    .flatMap(({ item }) => parsePrefix(item.text('address_prefix') ?? '') ?? []);
}
