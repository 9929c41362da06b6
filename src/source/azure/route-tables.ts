/**
 * Which subnet has which route table, and what those of a network are for.
 */
import { parsePrefix, type Prefix } from '../../ip/prefix.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { inlineSubnetId } from './read-networks.ts';
import type { AzureReading } from './reading.ts';
import { partsOf, ROUTE } from './written.ts';

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

/** Ranges that user-defined routes of a network's subnets are for. */
export function routedRanges(reading: AzureReading, network: string): Prefix[] {
  const tables = new Set(
    [...tablesOfSubnets(reading)].flatMap(([subnet, table]) =>
      reading.draft.subnets.get(subnet)?.vpc === network ? [table] : [],
    ),
  );
  return [...tables]
    .flatMap((table) => partsOf(reading, ROUTE, table))
    .flatMap(({ item }) => parsePrefix(item.text('address_prefix') ?? '') ?? []);
}
