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
import { FILTER_READERS, readAclAssociation } from './filter-records.ts';
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
import { withAttachments } from './implied-attachments.ts';
import { NETWORK_READERS, readAssociation } from './network-records.ts';
import type { DeclaredResource } from './resource.ts';
import { joinDefaultTables, TRANSIT_READERS } from './transit-records.ts';

type Readers = Readonly<Record<string, (records: Ec2Records, resource: DeclaredResource) => void>>;

const READERS: Readers = {
  ...NETWORK_READERS,
  ...FILTER_READERS,
  ...GATEWAY_READERS,
  ...TRANSIT_READERS,
};

/** Those that need to know in which VPC a subnet is. */
const WITH_SUBNETS: Readers = {
  'EC2::SubnetRouteTableAssociation': readAssociation,
  'EC2::SubnetNetworkAclAssociation': readAclAssociation,
};

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
  return [READERS, WITH_SUBNETS, WITH_ADDRESSES].some((readers) => Object.hasOwn(readers, type));
}

export function recordsOf(declared: readonly DeclaredResource[]): DeclaredEstate {
  const resources = withAttachments(declared);
  const records = new Ec2Records();
  for (const readers of [READERS, WITH_SUBNETS]) {
    for (const resource of resources) {
      if (Object.hasOwn(readers, resource.type)) readers[resource.type]!(records, resource);
    }
  }
  const hosts = new Hosts(records, resources);
  for (const [type, read] of Object.entries(WITH_ADDRESSES)) {
    for (const resource of resources) if (resource.type === type) read(hosts, records, resource);
  }
  joinDefaultTables(records, resources);
  doubtLearnedRoutes(records, resources);
  addDefaults(records);
  records.settle();
  const found = records.unwrapped();
  return { found, doubts: records.doubts };
}
