/**
 * Everything that is declared → what an export of it would hold.
 *
 * First what stands for itself, then what needs addresses of a subnet, at last what the provider makes
 * unasked: main route tables, default groups and ACLs, default tables of transit gateways.
 */
import type { DeclaredEstate } from '../aws/read-export.ts';
import { Ec2Records } from './ec2-records.ts';
import { ENDPOINT_READERS } from './endpoint-records.ts';
import { addDefaults } from './defaults.ts';
import { FILTER_READERS } from './filter-records.ts';
import { GATEWAY_READERS, readNat } from './gateway-records.ts';
import {
  Hosts,
  readAddress,
  readAttachment,
  readGroupAttachment,
  readInstance,
  readInterface,
} from './host-records.ts';
import { doubtLearnedRoutes } from './learned-routes.ts';
import { NETWORK_READERS } from './network-records.ts';
import type { DeclaredResource } from './resource.ts';
import { joinDefaultTables, TRANSIT_READERS } from './transit-records.ts';

const READERS = { ...NETWORK_READERS, ...FILTER_READERS, ...GATEWAY_READERS, ...TRANSIT_READERS };

/** Those that need addresses, in the order in which they refer to one another. */
const WITH_ADDRESSES: Readonly<
  Record<string, (hosts: Hosts, records: Ec2Records, resource: DeclaredResource) => void>
> = {
  'EC2::NetworkInterface': (hosts, _records, resource) => readInterface(hosts, resource),
  'EC2::Instance': readInstance,
  'EC2::NetworkInterfaceAttachment': (_hosts, records, resource) => readAttachment(records, resource),
  'EC2::NetworkInterfaceSecurityGroup': (_hosts, records, resource) => readGroupAttachment(records, resource),
  'EC2::NatGateway': readNat,
  'EC2::EIP': readAddress,
  'EC2::EIPAssociation': readAddress,
  ...ENDPOINT_READERS,
};

/** Is the effect of such resources on packets modelled? */
export function isModelled(type: string): boolean {
  return Object.hasOwn(READERS, type) || Object.hasOwn(WITH_ADDRESSES, type);
}

export function recordsOf(resources: readonly DeclaredResource[]): DeclaredEstate {
  const records = new Ec2Records();
  for (const resource of resources) {
    if (Object.hasOwn(READERS, resource.type)) READERS[resource.type]!(records, resource);
  }
  const hosts = new Hosts(records, resources);
  for (const [type, read] of Object.entries(WITH_ADDRESSES)) {
    for (const resource of resources) if (resource.type === type) read(hosts, records, resource);
  }
  joinDefaultTables(records, resources);
  doubtLearnedRoutes(records, resources);
  addDefaults(records);
  const found = records.unwrapped();
  return { found, doubts: records.doubts };
}
