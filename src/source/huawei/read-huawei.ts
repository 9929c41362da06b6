/**
 * Objects of Open Telekom Cloud and Huawei Cloud → Network.
 */
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../../model/network.ts';
import { readEndpoints } from './read-endpoints.ts';
import { readSecurityGroups, standInForGroups } from './read-filters.ts';
import { readPorts } from './read-ports.ts';
import { readRouteTables } from './read-routes.ts';
import { readPeerings, readSubnets, readVpcs } from './read-vpcs.ts';
import { HuaweiReading } from './reading.ts';
import type { HuaweiRecords } from './records.ts';

/** Reads the network that some records describe together. */
export function readHuawei(records: HuaweiRecords): Network {
  const reading = new HuaweiReading(records, draftOf(EMPTY_NETWORK));
  readVpcs(reading);
  readSubnets(reading);
  readPeerings(reading);
  readPorts(reading);
  readEndpoints(reading);
  readSecurityGroups(reading);
  standInForGroups(reading);
  readRouteTables(reading);
  readRouters(reading);
  for (const { kind, id, source } of records.strangers) {
    reading.doubt({ id, kind, why: 'resources of this kind are not modelled', source });
  }
  reading.late.apply(reading);
  return reading.draft;
}

/** Neutron calls the router of a VPC by the VPC's id; any other router is nobody's. */
function readRouters(reading: HuaweiReading): void {
  for (const [id, item] of reading.records.all('routers')) {
    if (reading.draft.vpcs.has(id)) continue;
    const why = 'no VPC goes with this router';
    reading.doubt({ id, kind: 'Router', why, source: item.source });
  }
}
