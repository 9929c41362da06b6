/**
 * What the provider makes unasked with every VPC, where nothing declares it.
 *
 * "Default VPC components": a new VPC has a main route table with local routes, a network ACL that lets
 * everything through, and a group whose members reach one another. Of a VPC that exists, somebody may
 * have changed them; then only the ACL counts as it was made, and is said to.
 */
import { Grouping } from '../aws/grouping.ts';
import type { Ec2Records } from './ec2-records.ts';
import { addOpenEntries, ALLOW_ALL } from './filter-records.ts';
import { defaultGroupId } from './host-records.ts';
import type { DeclaredResource } from './resource.ts';

type Part = ReturnType<Ec2Records['declared']>[number];

/** Declared parts of each VPC. */
interface Parts {
  readonly tables: Grouping<Part>;
  readonly acls: Grouping<Part>;
  readonly subnets: Grouping<Part>;
  readonly groups: Grouping<Part>;
}

export function addDefaults(records: Ec2Records): void {
  const byVpc = (kind: 'RouteTables' | 'NetworkAcls' | 'Subnets' | 'SecurityGroups'): Grouping<Part> => {
    const parts = new Grouping<Part>();
    for (const part of records.declared(kind)) {
      const vpc = records.text(kind, part.id, 'VpcId');
      if (vpc !== undefined) parts.add(vpc, part);
    }
    return parts;
  };
  const parts: Parts = {
    tables: byVpc('RouteTables'),
    acls: byVpc('NetworkAcls'),
    subnets: byVpc('Subnets'),
    groups: byVpc('SecurityGroups'),
  };
  for (const { id, by } of records.declared('Vpcs')) {
    settleMainTable(records, id, parts);
    if (by.isNew) addMainTable(records, id, by, parts);
    if (by.isNew) addDefaultGroup(records, id, by, parts);
    addDefaultAcl(records, id, by, parts);
  }
}

/** A table that was made the main one takes the place of the one the VPC came with. */
function settleMainTable(records: Ec2Records, id: string, { tables }: Parts): void {
  const chosen = tables
    .of(id)
    .find((table) =>
      records.list('RouteTables', table.id, 'Associations').some((entry) => entry['Chosen'] === true),
    );
  if (!chosen) return;
  for (const table of tables.of(id)) {
    if (table !== chosen)
      records.retain('RouteTables', table.id, 'Associations', (entry) => entry['Main'] !== true);
  }
}

function addMainTable(records: Ec2Records, id: string, vpc: DeclaredResource, { tables }: Parts): void {
  const isMain = (table: Part): boolean =>
    records.list('RouteTables', table.id, 'Associations').some((entry) => entry['Main'] === true);
  if (tables.of(id).some(isMain)) return;
  const table = `${id}/main`;
  records.declare('RouteTables', table, vpc, { VpcId: id });
  records.append('RouteTables', table, 'Associations', vpc, { Main: true });
}

function addDefaultGroup(records: Ec2Records, id: string, vpc: DeclaredResource, { groups }: Parts): void {
  const group = defaultGroupId(records, id);
  const isDefault = (part: Part): boolean =>
    records.text('SecurityGroups', part.id, 'GroupName') === 'default' || part.id === group;
  if (groups.of(id).some(isDefault)) return;
  records.declare('SecurityGroups', group, vpc, { GroupName: 'default', VpcId: id, IpPermissions: [] });
  const own = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] };
  records.append('SecurityGroups', group, 'IpPermissions', vpc, own);
  for (const entry of ALLOW_ALL) records.append('SecurityGroups', group, 'IpPermissionsEgress', vpc, entry);
}

function addDefaultAcl(
  records: Ec2Records,
  id: string,
  vpc: DeclaredResource,
  { acls, subnets }: Parts,
): void {
  const own = acls.of(id);
  const taken = new Set(
    own.flatMap((acl) =>
      records.list('NetworkAcls', acl.id, 'Associations').map((entry) => entry['SubnetId']),
    ),
  );
  const left = subnets.of(id).filter((subnet) => !taken.has(subnet.id));
  if (left.length === 0) return;
  const declared = own.find((acl) => records.flag('NetworkAcls', acl.id, 'IsDefault'))?.id;
  const acl = declared ?? `${id}/default-network-acl`;
  if (declared === undefined) {
    records.declare('NetworkAcls', acl, vpc, { VpcId: id, IsDefault: true });
    addOpenEntries(records, acl, vpc);
    if (!vpc.isNew) {
      const why = 'its default network ACL is not declared here; it counts as it is made, which is open';
      records.doubt(vpc, why, { vpc: id, id: `${acl} (not declared)` });
    }
  }
  for (const subnet of left) {
    records.append('NetworkAcls', acl, 'Associations', subnet.by, { SubnetId: subnet.id });
  }
}
