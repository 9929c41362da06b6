/**
 * Everything that is declared → what an export of it would hold.
 *
 * First what stands for itself, then what needs addresses of a subnet, at last what the provider makes
 * unasked: main route tables, default groups and ACLs, default tables of transit gateways.
 */
import type { DeclaredEstate } from '../aws/read-export.ts';
import { Ec2Records } from './ec2-records.ts';
import { ENDPOINT_READERS } from './endpoint-records.ts';
import { ALLOW_ALL, FILTER_READERS } from './filter-records.ts';
import { GATEWAY_READERS, readNat } from './gateway-records.ts';
import {
  defaultGroupId,
  Hosts,
  readAddress,
  readAttachment,
  readInstance,
  readInterface,
} from './host-records.ts';
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
  for (const { id, by } of records.declared('Vpcs')) addDefaults(records, id, by);
  const found = records.unwrapped();
  return { found, doubts: records.doubts };
}

/**
 * "Default VPC components": a new VPC has a main route table with local routes, a network ACL that lets
 * everything through, and a group whose members reach one another. Of a VPC that exists, somebody may
 * have changed them; then only the ACL counts as it was made, and is said to.
 */
function addDefaults(records: Ec2Records, id: string, vpc: DeclaredResource): void {
  const tables = records
    .declared('RouteTables')
    .filter((table) => vpcOf(records, 'RouteTables', table.id) === id);
  const hasMain = tables.some((table) =>
    records.list('RouteTables', table.id, 'Associations').some((entry) => entry['Main'] === true),
  );
  if (vpc.isNew && !hasMain) {
    const table = `${id}/main`;
    records.declare('RouteTables', table, vpc, { VpcId: id });
    records.append('RouteTables', table, 'Associations', vpc, { Main: true });
  }
  addDefaultAcl(records, id, vpc);
  const hasGroup = records
    .declared('SecurityGroups')
    .some((group) => vpcOf(records, 'SecurityGroups', group.id) === id && isDefaultGroup(records, group.id));
  const group = defaultGroupId(id);
  if (!vpc.isNew || hasGroup || records.has('SecurityGroups', group)) return;
  records.declare('SecurityGroups', group, vpc, { GroupName: 'default', VpcId: id, IpPermissions: [] });
  const own = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] };
  records.append('SecurityGroups', group, 'IpPermissions', vpc, own);
  for (const entry of ALLOW_ALL) records.append('SecurityGroups', group, 'IpPermissionsEgress', vpc, entry);
}

function vpcOf(
  records: Ec2Records,
  kind: 'RouteTables' | 'SecurityGroups' | 'NetworkAcls',
  id: string,
): string | undefined {
  return records.text(kind, id, 'VpcId');
}

function isDefaultGroup(records: Ec2Records, id: string): boolean {
  return records.text('SecurityGroups', id, 'GroupName') === 'default';
}

function addDefaultAcl(records: Ec2Records, id: string, vpc: DeclaredResource): void {
  const acls = records.declared('NetworkAcls').filter((acl) => vpcOf(records, 'NetworkAcls', acl.id) === id);
  const taken = new Set(
    acls.flatMap((acl) =>
      records.list('NetworkAcls', acl.id, 'Associations').map((entry) => entry['SubnetId']),
    ),
  );
  const left = records
    .declared('Subnets')
    .filter((subnet) => records.text('Subnets', subnet.id, 'VpcId') === id && !taken.has(subnet.id));
  if (left.length === 0) return;
  const declared = acls.find((acl) => records.flag('NetworkAcls', acl.id, 'IsDefault'))?.id;
  const acl = declared ?? `${id}/default-network-acl`;
  if (declared === undefined) {
    records.declare('NetworkAcls', acl, vpc, { VpcId: id, IsDefault: true });
    for (const Egress of [true, false]) {
      const entry = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress };
      records.append('NetworkAcls', acl, 'Entries', vpc, { ...entry, CidrBlock: '0.0.0.0/0' });
      records.append('NetworkAcls', acl, 'Entries', vpc, {
        ...entry,
        RuleNumber: 101,
        Ipv6CidrBlock: '::/0',
      });
    }
    if (!vpc.isNew) {
      const why = 'its default network ACL is not declared here; it counts as it is made, which is open';
      records.doubt(vpc, why, { vpc: id, id: `${id}/default-network-acl (not declared)` });
    }
  }
  for (const subnet of left) {
    records.append('NetworkAcls', acl, 'Associations', subnet.by, { SubnetId: subnet.id });
  }
}
