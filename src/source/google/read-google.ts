/**
 * Declared resources of Google Cloud → Network.
 */
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../../model/network.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { readFirewalls } from './read-firewalls.ts';
import { readEndpoints, readInstances, standInForHosts } from './read-instances.ts';
import { readNetworks, readPeerings } from './read-networks.ts';
import { readRoutes } from './read-routes.ts';
import { GoogleReading } from './reading.ts';

/** Firewall rules come late: tags stand for the addresses of instances. */
export function readGoogle(resources: readonly DeclaredResource[]): Network {
  const reading = new GoogleReading(draftOf(EMPTY_NETWORK), resources);
  readNetworks(reading);
  readPeerings(reading);
  readInstances(reading);
  readEndpoints(reading);
  readFirewalls(reading);
  readRoutes(reading);
  reading.doubtTables();
  standInForHosts(reading);
  reading.late.apply(reading);
  return reading.draft;
}
