/**
 * Declared VPCs, subnets, route tables with their routes and associations, and prefix lists.
 */
import type { Item } from '../aws/item.ts';
import { TARGET_KEYS } from '../aws/route-names.ts';
import type { Ec2Records } from './ec2-records.ts';
import { readRouteServer } from './learned-routes.ts';
import { ownerOf, tagged, type DeclaredResource } from './resource.ts';

type Reader = (records: Ec2Records, resource: DeclaredResource) => void;

export const NETWORK_READERS: Readonly<Record<string, Reader>> = {
  'EC2::VPC': readVpc,
  'EC2::VPCCidrBlock': readVpcRange,
  'EC2::Subnet': readSubnet,
  'EC2::SubnetCidrBlock': readSubnetRange,
  'EC2::RouteTable': readRouteTable,
  'EC2::Route': readRoute,
  'EC2::GatewayRouteTableAssociation': readAssociation,
  'EC2::MainRouteTableAssociation': readMainAssociation,
  'EC2::VPNGatewayRoutePropagation': readPropagation,
  'EC2::RouteServerPropagation': readRouteServer,
  'EC2::PrefixList': readPrefixList,
};

function readVpc(records: Ec2Records, vpc: DeclaredResource): void {
  const { id, properties } = vpc;
  records.declare('Vpcs', id, vpc, {
    CidrBlock: properties.text('CidrBlock'),
    OwnerId: properties.text('OwnerId'),
    DefaultSecurityGroupId: properties.text('DefaultSecurityGroupId'),
    EnableDnsSupport: { Value: properties.flag('EnableDnsSupport') ?? true },
    ...tagged(vpc),
  });
  const primary = properties.text('CidrBlock');
  for (const range of [...(primary === undefined ? [] : [primary]), ...properties.texts('CidrBlocks')]) {
    addRange(records, id, vpc, range);
  }
  const ipv6 = properties.text('Ipv6CidrBlock');
  if (ipv6 !== undefined) addRange(records, id, vpc, ipv6);
  else if (properties.flag('AmazonProvidedIpv6CidrBlock')) doubtIpv6(records, vpc, id);
  if (!properties.has('CidrBlock')) records.doubt(vpc, 'its range is known only after it is made');
}

function readVpcRange(records: Ec2Records, range: DeclaredResource): void {
  const { properties } = range;
  const vpc = properties.text('VpcId');
  if (vpc === undefined) return records.doubt(range, 'it does not say to which VPC it belongs');
  const given = properties.text('CidrBlock') ?? properties.text('Ipv6CidrBlock');
  if (given !== undefined) addRange(records, vpc, range, given);
  else if (properties.flag('AmazonProvidedIpv6CidrBlock')) doubtIpv6(records, range, vpc);
  else records.doubt(range, 'the range is known only after it is made', { vpc });
}

function doubtIpv6(records: Ec2Records, by: DeclaredResource, vpc: string): void {
  records.doubt(by, 'the IPv6 range is known only after it is made; IPv6 is left out', { vpc });
}

function addRange(records: Ec2Records, vpc: string, by: DeclaredResource, range: string): void {
  if (range.includes(':')) {
    records.append('Vpcs', vpc, 'Ipv6CidrBlockAssociationSet', by, { Ipv6CidrBlock: range });
  } else {
    records.append('Vpcs', vpc, 'CidrBlockAssociationSet', by, { CidrBlock: range });
  }
}

function readSubnet(records: Ec2Records, subnet: DeclaredResource): void {
  const { id, properties } = subnet;
  records.declare('Subnets', id, subnet, {
    VpcId: properties.text('VpcId'),
    CidrBlock: properties.text('CidrBlock'),
    AvailabilityZone: properties.text('AvailabilityZone'),
    AvailabilityZoneId: properties.text('AvailabilityZoneId'),
    OwnerId: properties.text('OwnerId'),
    MapPublicIpOnLaunch: properties.flag('MapPublicIpOnLaunch'),
    ...tagged(subnet),
  });
  const ipv6 = properties.text('Ipv6CidrBlock');
  if (ipv6 !== undefined) {
    records.append('Subnets', id, 'Ipv6CidrBlockAssociationSet', subnet, { Ipv6CidrBlock: ipv6 });
  }
  if (!properties.has('CidrBlock') && ipv6 === undefined) {
    const vpc = properties.text('VpcId');
    records.doubt(subnet, 'its range is known only after it is made', vpc === undefined ? {} : { vpc });
  }
}

function readSubnetRange(records: Ec2Records, range: DeclaredResource): void {
  const { properties } = range;
  const subnet = properties.text('SubnetId');
  const ipv6 = properties.text('Ipv6CidrBlock');
  if (subnet === undefined || ipv6 === undefined) {
    return records.doubt(range, 'the range, or its subnet, is known only after it is made; it is left out');
  }
  records.append('Subnets', subnet, 'Ipv6CidrBlockAssociationSet', range, { Ipv6CidrBlock: ipv6 });
}

function readRouteTable(records: Ec2Records, table: DeclaredResource): void {
  const { id, properties } = table;
  const vpc = properties.text('VpcId');
  records.declare('RouteTables', id, table, {
    VpcId: vpc,
    OwnerId: properties.text('OwnerId'),
    ...tagged(table),
  });
  if (properties.flag('Main')) records.append('RouteTables', id, 'Associations', table, { Main: true });
  for (const subnet of properties.texts('SubnetIds')) {
    records.append('RouteTables', id, 'Associations', table, { SubnetId: subnet });
  }
  for (const gateway of properties.texts('PropagatingVgws')) propagate(records, id, gateway, table);
  if (properties.flag('OpenPropagation')) {
    records.doubt(table, 'which gateways propagate to it is not known', { id: `${id}/learned` });
  }
  for (const route of properties.items('Routes')) addRoute(records, id, table, route);
}

function readRoute(records: Ec2Records, route: DeclaredResource): void {
  const table = route.properties.text('RouteTableId');
  if (table === undefined) records.doubtAny(route, { kind: 'RouteTables', ...ownerOf(route) });
  else addRoute(records, table, route, route.properties);
}

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'] as const;

/** The last ones are read, and lead to what is not modelled. */
const TARGETS = [
  ...TARGET_KEYS,
  'CarrierGatewayId',
  'LocalGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
] as const;

/** A route whose target nobody can name leads into the unknown, not into a hole. */
function addRoute(records: Ec2Records, table: string, by: DeclaredResource, route: Item): void {
  const entry: Record<string, unknown> = { Origin: 'CreateRoute', State: route.text('State') };
  for (const key of [...DESTINATIONS, ...TARGETS]) {
    const text = route.text(key);
    if (text !== undefined) entry[key] = text;
  }
  if (!DESTINATIONS.some((key) => entry[key] !== undefined)) {
    const why = 'a route of it names no destination that is known before it is made';
    return records.doubt(by, why, { id: table });
  }
  if (!TARGETS.some((key) => entry[key] !== undefined)) {
    const target = `${by.id}/target`;
    entry['UnknownTargetId'] = target;
    records.doubt(by, 'where the route leads is known only after it is made', { id: target });
  }
  records.append('RouteTables', table, 'Routes', by, entry);
}

/** Of a subnet, which has to be read before it, or of a gateway. */
export function readAssociation(records: Ec2Records, association: DeclaredResource): void {
  const { properties } = association;
  const table = properties.text('RouteTableId');
  const subnet = properties.text('SubnetId');
  const gateway = properties.text('GatewayId');
  if (table === undefined && subnet !== undefined) {
    return associateUnknown(records, association, subnet);
  }
  if (subnet === undefined && gateway === undefined) return mayRoute(records, association, table);
  if (table === undefined) {
    return records.doubt(association, 'which table it gives to the gateway is not known', { id: gateway! });
  }
  const entry = subnet === undefined ? { GatewayId: gateway } : { SubnetId: subnet };
  records.append('RouteTables', table, 'Associations', association, entry);
}

/** Any subnet of its VPC could get the table. */
function mayRoute(records: Ec2Records, by: DeclaredResource, table: string | undefined): void {
  const vpc = records.text('RouteTables', table, 'VpcId') ?? by.properties.text('VpcId');
  records.doubtAny(by, { kind: 'Subnets', may: 'may give a route table to', vpc });
}

/** A table of which nothing is known, but that it is none of the others. */
function associateUnknown(records: Ec2Records, by: DeclaredResource, subnet: string): void {
  const table = `${by.id}/table`;
  const target = `${by.id}/target`;
  records.declare('RouteTables', table, by, { VpcId: records.text('Subnets', subnet, 'VpcId') });
  records.append('RouteTables', table, 'Associations', by, { SubnetId: subnet });
  for (const range of [{ DestinationCidrBlock: '0.0.0.0/0' }, { DestinationIpv6CidrBlock: '::/0' }]) {
    const route = { ...range, UnknownTargetId: target, Origin: 'CreateRoute' };
    records.append('RouteTables', table, 'Routes', by, route);
  }
  records.doubt(by, 'which table it gives to its subnet is known only after it is made', { id: target });
}

function readMainAssociation(records: Ec2Records, association: DeclaredResource): void {
  const table = association.properties.text('RouteTableId');
  if (table === undefined) return mayRoute(records, association, undefined);
  records.append('RouteTables', table, 'Associations', association, { Main: true, Chosen: true });
}

function readPropagation(records: Ec2Records, propagation: DeclaredResource): void {
  const { properties } = propagation;
  const gateway = properties.text('VpnGatewayId');
  const tables = properties.texts('RouteTableIds');
  if (gateway === undefined || tables.length === 0) {
    const may = 'may propagate routes to';
    return records.doubtAny(propagation, { kind: 'RouteTables', may, among: tables, part: '/learned' });
  }
  for (const table of tables) propagate(records, table, gateway, propagation);
}

function propagate(records: Ec2Records, table: string, gateway: string, by: DeclaredResource): void {
  records.append('RouteTables', table, 'PropagatingVgws', by, { GatewayId: gateway });
}

function readPrefixList(records: Ec2Records, list: DeclaredResource): void {
  const { id, properties } = list;
  const isManaged = properties.text('Part') === undefined;
  if (isManaged) {
    records.declare('PrefixLists', id, list, {
      PrefixListName: properties.text('PrefixListName'),
      MaxEntries: properties.integer('MaxEntries'),
      OwnerId: properties.text('OwnerId'),
    });
  }
  const target = properties.text('PrefixListId') ?? id;
  records.declare('PrefixListEntries', target, list, {});
  for (const entry of properties.items('Entries')) {
    const range = entry.text('Cidr');
    if (range !== undefined) records.append('PrefixListEntries', target, 'Entries', list, { Cidr: range });
  }
}
