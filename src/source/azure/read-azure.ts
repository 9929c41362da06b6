/**
 * Declared resources of Azure → Network.
 */
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../../model/network.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { readEndpoints } from './read-endpoints.ts';
import { announceToSites, readNats, readSiteGateways } from './read-gateways.ts';
import { SecurityGroups } from './read-groups.ts';
import { readInterfaces, standInForHosts } from './read-interfaces.ts';
import { internetOf, readNetworks, readPeerings } from './read-networks.ts';
import { readRoutes } from './read-routes.ts';
import { AzureReading } from './reading.ts';

/** Groups come late: what their words mean depends on peerings, gateways and interfaces. */
export function readAzure(resources: readonly DeclaredResource[]): Network {
  const reading = new AzureReading(draftOf(EMPTY_NETWORK), resources);
  readNetworks(reading);
  readPeerings(reading);
  readInterfaces(reading);
  readEndpoints(reading);
  const gatewayOf = readSiteGateways(reading);
  announceToSites(reading);
  const natOf = readNats(reading);
  const groups = new SecurityGroups(reading);
  groups.apply();
  readRoutes(reading, { natOf, gatewayOf });
  reading.doubtTables();
  noteDefaultAccess(reading, natOf);
  standInForHosts(reading, (subnet) => groups.groupOfSubnet(subnet));
  reading.late.apply(reading);
  return reading.draft;
}

/** "Default outbound access": hosts without a public address may get one of the platform's. */
function noteDefaultAccess(reading: AzureReading, natOf: ReadonlyMap<string, string>): void {
  const closed = new Set(
    reading
      .ofType('azurerm_subnet')
      .filter(({ properties }) => properties.flag('default_outbound_access_enabled') === false)
      .map(({ id }) => id),
  );
  for (const { id, vpc, source } of reading.draft.subnets.values()) {
    if (closed.has(id) || natOf.has(id) || !reading.draft.links.has(internetOf(vpc))) continue;
    const why = 'whether hosts without a public address get out by default outbound access is not modelled';
    reading.doubt({ id: internetOf(vpc), kind: 'InternetAccess', why, source, vpc });
  }
}
