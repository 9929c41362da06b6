/**
 * Objects of JD Cloud → Network.
 */
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../../model/network.ts';
import { readNetworkAcls, readSecurityGroups } from './read-filters.ts';
import { readInterfaces } from './read-interfaces.ts';
import { readNetworks, readPeerings } from './read-networks.ts';
import { readRouteTables } from './read-routes.ts';
import { JdReading } from './reading.ts';
import type { JdRecords } from './records.ts';

export function readJd(records: JdRecords): Network {
  const reading = new JdReading(records, draftOf(EMPTY_NETWORK));
  readNetworks(reading);
  readPeerings(reading);
  readInterfaces(reading);
  readSecurityGroups(reading);
  readNetworkAcls(reading);
  readRouteTables(reading);
  return reading.draft;
}
