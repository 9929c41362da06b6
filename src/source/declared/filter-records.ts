/**
 * Declared security groups and network ACLs, with the rules they hold themselves and those declared
 * beside them.
 */
import type { Item } from '../aws/item.ts';
import type { JsonObject } from '../aws/json-object.ts';
import type { Ec2Records } from './ec2-records.ts';
import { ownerOf, tagged, type DeclaredResource } from './resource.ts';

export const FILTER_READERS: Readonly<
  Record<string, (records: Ec2Records, resource: DeclaredResource) => void>
> = {
  'EC2::SecurityGroup': readGroup,
  'EC2::SecurityGroupIngress': (records, rule) => readRule(records, rule, 'IpPermissions'),
  'EC2::SecurityGroupEgress': (records, rule) => readRule(records, rule, 'IpPermissionsEgress'),
  'EC2::NetworkAcl': readAcl,
  'EC2::NetworkAclEntry': readEntry,
};

type Direction = 'IpPermissions' | 'IpPermissionsEgress';

/** "AWS::EC2::SecurityGroup": without outbound rules of its own a group lets everything out. */
function readGroup(records: Ec2Records, group: DeclaredResource): void {
  const { id, properties } = group;
  records.declare('SecurityGroups', id, group, {
    GroupName: properties.text('GroupName'),
    VpcId: properties.text('VpcId'),
    OwnerId: properties.text('OwnerId'),
    IpPermissions: [],
    IpPermissionsEgress: [],
    ...tagged(group),
  });
  doubtParts(records, group, id);
  for (const rule of properties.items('SecurityGroupIngress')) {
    addRule(records, id, 'IpPermissions', group, rule);
  }
  for (const rule of properties.items('SecurityGroupEgress')) {
    addRule(records, id, 'IpPermissionsEgress', group, rule);
  }
  if (!properties.has('SecurityGroupEgress')) {
    for (const entry of ALLOW_ALL) records.append('SecurityGroups', id, 'IpPermissionsEgress', group, entry);
  }
}

export const ALLOW_ALL: readonly JsonObject[] = [
  { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
];

function readRule(records: Ec2Records, rule: DeclaredResource, direction: Direction): void {
  const group = rule.properties.text('GroupId');
  if (group === undefined) records.doubtAny(rule, { kind: 'SecurityGroups', ...ownerOf(rule) });
  else {
    addRule(records, group, direction, rule, rule.properties);
    doubtParts(records, rule, group);
  }
}

/** A rule of which something is not known counts as far as it is. */
function doubtParts(records: Ec2Records, by: DeclaredResource, owner: string): void {
  const parts = by.properties.text('UnknownParts');
  if (parts !== undefined) {
    records.doubt(by, `${parts} of ${by.id} is not known before it is made`, { id: owner });
  }
}

/** A rule speaks of one far end; declarations name it after its side. */
function addRule(
  records: Ec2Records,
  group: string,
  direction: Direction,
  by: DeclaredResource,
  rule: Item,
): void {
  const far = direction === 'IpPermissions' ? 'Source' : 'Destination';
  const first = (...keys: string[]): string | undefined =>
    keys.map((key) => rule.text(key)).find((text) => text !== undefined);
  const range = rule.text('CidrIp');
  const ipv6 = rule.text('CidrIpv6');
  const list = first(`${far}PrefixListId`, 'PrefixListId');
  const other = first(`${far}SecurityGroupId`);
  const otherName = first(`${far}SecurityGroupName`);
  const peer = {
    ...(range !== undefined && { IpRanges: [{ CidrIp: range }] }),
    ...(ipv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6: ipv6 }] }),
    ...(list !== undefined && { PrefixListIds: [{ PrefixListId: list }] }),
    ...(other !== undefined && { UserIdGroupPairs: [{ GroupId: other }] }),
    ...(otherName !== undefined && { UserIdGroupPairs: [{ GroupName: otherName }] }),
  };
  if (Object.keys(peer).length === 0) {
    return records.doubt(
      by,
      'a rule of it speaks of a far end that is known only after it is made; it is left out',
      {
        id: group,
      },
    );
  }
  records.append('SecurityGroups', group, direction, by, {
    IpProtocol: rule.text('IpProtocol') ?? '-1',
    FromPort: rule.integer('FromPort'),
    ToPort: rule.integer('ToPort'),
    ...peer,
  });
}

function readAcl(records: Ec2Records, acl: DeclaredResource): void {
  const { id, properties } = acl;
  records.declare('NetworkAcls', id, acl, {
    VpcId: properties.text('VpcId'),
    IsDefault: properties.flag('Default') ?? false,
    OwnerId: properties.text('OwnerId'),
    ...tagged(acl),
  });
  for (const subnet of properties.texts('SubnetIds')) {
    records.append('NetworkAcls', id, 'Associations', acl, { SubnetId: subnet });
  }
  if (properties.flag('OpenSubnets')) mayGovern(records, acl, id);
  for (const entry of properties.items('Entries')) addEntry(records, id, acl, entry);
}

function readEntry(records: Ec2Records, entry: DeclaredResource): void {
  const acl = entry.properties.text('NetworkAclId');
  if (acl === undefined) records.doubtAny(entry, { kind: 'NetworkAcls', ...ownerOf(entry) });
  else {
    addEntry(records, acl, entry, entry.properties);
    doubtParts(records, entry, acl);
  }
}

function addEntry(records: Ec2Records, acl: string, by: DeclaredResource, entry: Item): void {
  const range = entry.inner('PortRange');
  const message = entry.inner('Icmp');
  records.append('NetworkAcls', acl, 'Entries', by, {
    RuleNumber: entry.integer('RuleNumber'),
    Egress: entry.flag('Egress') ?? false,
    Protocol: entry.text('Protocol'),
    RuleAction: entry.text('RuleAction'),
    CidrBlock: entry.text('CidrBlock'),
    Ipv6CidrBlock: entry.text('Ipv6CidrBlock'),
    ...(range && { PortRange: { From: range.integer('From'), To: range.integer('To') } }),
    ...(message && { IcmpTypeCode: { Type: message.integer('Type'), Code: message.integer('Code') } }),
  });
}

/** Its subnet has to be read before it. */
export function readAclAssociation(records: Ec2Records, association: DeclaredResource): void {
  const { properties } = association;
  const acl = properties.text('NetworkAclId');
  const subnet = properties.text('SubnetId');
  if (subnet === undefined) return mayGovern(records, association, acl);
  if (acl === undefined) return associateUnknown(records, association, subnet);
  records.append('NetworkAcls', acl, 'Associations', association, { SubnetId: subnet });
}

/** Any subnet of its VPC could get the ACL. */
function mayGovern(records: Ec2Records, by: DeclaredResource, acl: string | undefined): void {
  const vpc = records.text('NetworkAcls', acl, 'VpcId');
  records.doubtAny(by, { kind: 'Subnets', may: 'may give a network ACL to', vpc });
}

/** An ACL of which nothing is known, but that it is none of the others. */
function associateUnknown(records: Ec2Records, by: DeclaredResource, subnet: string): void {
  const acl = `${by.id}/acl`;
  records.declare('NetworkAcls', acl, by, { VpcId: records.text('Subnets', subnet, 'VpcId') });
  records.append('NetworkAcls', acl, 'Associations', by, { SubnetId: subnet });
  addOpenEntries(records, acl, by);
  const why = 'which network ACL it gives to its subnet is not known; it counts as open';
  records.doubt(by, why, { id: acl });
}

/** Entries that let everything through. */
export function addOpenEntries(records: Ec2Records, acl: string, by: DeclaredResource): void {
  for (const Egress of [true, false]) {
    const entry = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress };
    records.append('NetworkAcls', acl, 'Entries', by, { ...entry, CidrBlock: '0.0.0.0/0' });
    records.append('NetworkAcls', acl, 'Entries', by, { ...entry, RuleNumber: 101, Ipv6CidrBlock: '::/0' });
  }
}
