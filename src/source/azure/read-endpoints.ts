/**
 * Private endpoints: an interface in a subnet that leads to one resource or private link service.
 *
 * "What is a private endpoint?", "What is Azure Private Link service?" (Azure Private Link).
 */
import { endpointEni } from '../../model/eni.ts';
import { endpointStanding } from '../../model/link-state.ts';
import type { PortMapping, ServiceFront } from '../../model/link.ts';
import { ALL_PORTS } from '../../model/protocol.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import type { AzureReading } from './reading.ts';

export function readEndpoints(reading: AzureReading): void {
  for (const endpoint of reading.ofType('azurerm_private_endpoint')) {
    const { properties } = endpoint;
    const wanted = properties.text('subnet_id');
    const subnet = reading.subnet(wanted);
    if (subnet) addEndpoint(reading, endpoint, subnet.id);
    else reading.doubtOf(endpoint, 'in which declared subnet it is is not known');
  }
}

function addEndpoint(reading: AzureReading, endpoint: DeclaredResource, subnetId: string): void {
  const { draft } = reading;
  const { id, properties, source } = endpoint;
  const { vpc, prefixes } = draft.subnets.get(subnetId)!;
  const connection = properties.items('private_service_connection')[0];
  const given = [connection, ...properties.items('ip_configuration')]
    .map((part) => part && reading.address(part, 'private_ip_address'))
    .find((address) => address !== undefined);
  const own = given ?? reading.freeAddress(prefixes, endpoint);
  const eni = `${id}/interface`;
  draft.enis.set(eni, endpointEni(id, { id: eni, vpc, subnet: subnetId, source }, own));
  const name = properties.text('name');
  const state = connection?.flag('is_manual_connection') === true ? 'pendingAcceptance' : 'available';
  draft.links.set(id, {
    kind: 'endpoint',
    id,
    ...(name !== undefined && { name }),
    vpc,
    enis: [eni],
    service: frontOf(reading, endpoint, connection),
    ports: portsOf(reading, endpoint, connection),
    state,
    crossZone: true,
    source,
  });
  if (endpointStanding(state) === 'pending') {
    reading.doubtOf(endpoint, 'whether its service has approved it is in no file; it counts as waiting', vpc);
  }
}

/** A resource of Azure answers itself; what is behind a private link service is its owner's. */
function frontOf(
  reading: AzureReading,
  endpoint: DeclaredResource,
  connection: Item | undefined,
): ServiceFront {
  const target =
    connection?.text('private_connection_resource_id') ??
    connection?.text('private_connection_resource_alias');
  const id = target === undefined ? `${endpoint.id}/service` : reading.idOf(target);
  const isLinkService =
    reading.find(target)?.type === 'azurerm_private_link_service' || /privateLinkServices\//i.test(id);
  if (target !== undefined && !isLinkService && /^\/subscriptions\/|^azurerm_|^module\./i.test(id)) {
    return { kind: 'provider', service: id };
  }
  const why = 'what stands behind the service is in no file';
  reading.doubt({ id, kind: 'PrivateLinkService', why, source: endpoint.source });
  return { kind: 'unmodelled', id };
}

/** Ports by the sub-resource an endpoint leads to, from the documents of the services. */
const PORTS: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ['blob', [443]],
  ['table', [443]],
  ['queue', [443]],
  ['web', [443]],
  ['dfs', [443]],
  ['vault', [443]],
  ['sites', [443]],
  ['registry', [443]],
  ['account', [443]],
  ['configurationstores', [443]],
  ['file', [443, 445]],
  ['sqlserver', [1433]],
  ['mysqlserver', [3306]],
  ['postgresqlserver', [5432]],
  ['mariadbserver', [3306]],
  ['rediscache', [6379, 6380]],
  ['namespace', [443, 5671, 5672, 9093]],
]);

function portsOf(
  reading: AzureReading,
  endpoint: DeclaredResource,
  connection: Item | undefined,
): PortMapping[] {
  const parts = connection?.texts('subresource_names') ?? [];
  const known = parts.map((part) => PORTS.get(part.toLowerCase()));
  if (parts.length === 0 || known.includes(undefined)) {
    reading.doubtOf(
      endpoint,
      'on which ports its service answers is in no file; it counts as answering on all',
    );
    return [{ front: ALL_PORTS, back: ALL_PORTS.first }];
  }
  return known.flatMap((ports) =>
    (ports ?? []).map((port) => ({ front: { first: port, last: port }, back: port })),
  );
}
