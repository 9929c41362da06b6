/**
 * The kinds of objects an export can hold: how responses name them, what identifies one, and how one
 * is recognised where nothing names it.
 *
 * Names are those of the responses ("Amazon EC2 API Reference", "Elastic Load Balancing API
 * Reference", "AWS Direct Connect API Reference") or, in the second list, of what collectors make of
 * responses that do not say which object they belong to. What is listed with a reason is read and
 * kept, but its effect is not modelled.
 */
import type { JsonObject } from './json-object.ts';

export interface Kind {
  /** Key of the list in a response. */
  readonly name: string;
  /** Key of a response about a single object. */
  readonly single?: string;
  /** Keys whose values identify an object; old records may lack all but the first. */
  readonly id: readonly string[];
  /** Keys that tell an object of this kind in a list without a name. */
  readonly marks?: readonly string[];
  /** Seen from several regions it is still one object. */
  readonly global?: boolean;
  /** Why it is kept as unmodelled. */
  readonly unmodelled?: string;
  /** What one object of it is called, where that is not the name without its last letter. */
  readonly as?: string;
}

const EC2 = 'its effect on packets is not modelled';

export const KINDS = [
  { name: 'RouteTables', single: 'RouteTable', id: ['RouteTableId'], marks: ['RouteTableId', 'Routes'] },
  {
    name: 'NetworkInterfaces',
    single: 'NetworkInterface',
    id: ['NetworkInterfaceId'],
    marks: ['NetworkInterfaceId', 'PrivateIpAddress'],
  },
  { name: 'Instances', id: ['InstanceId'], marks: ['InstanceId', 'State', 'InstanceType'] },
  { name: 'SecurityGroupRules', id: ['SecurityGroupRuleId'], marks: ['SecurityGroupRuleId'] },
  { name: 'SecurityGroups', id: ['GroupId'], marks: ['GroupId', 'GroupName', 'IpPermissions'] },
  { name: 'NetworkAcls', single: 'NetworkAcl', id: ['NetworkAclId'], marks: ['NetworkAclId', 'Entries'] },
  { name: 'Subnets', single: 'Subnet', id: ['SubnetId'], marks: ['SubnetId', 'CidrBlock'] },
  {
    name: 'VpcPeeringConnections',
    single: 'VpcPeeringConnection',
    id: ['VpcPeeringConnectionId'],
    marks: ['VpcPeeringConnectionId'],
    global: true,
  },
  {
    name: 'VpcEndpoints',
    single: 'VpcEndpoint',
    id: ['VpcEndpointId'],
    marks: ['VpcEndpointId', 'ServiceName'],
  },
  {
    name: 'ServiceConfigurations',
    single: 'ServiceConfiguration',
    id: ['ServiceId'],
    marks: ['ServiceId', 'ServiceState'],
  },
  { name: 'ServiceDetails', id: ['ServiceName'], marks: ['ServiceName', 'BaseEndpointDnsNames'] },
  {
    name: 'InternetGateways',
    single: 'InternetGateway',
    id: ['InternetGatewayId'],
    marks: ['InternetGatewayId'],
  },
  {
    name: 'EgressOnlyInternetGateways',
    single: 'EgressOnlyInternetGateway',
    id: ['EgressOnlyInternetGatewayId'],
    marks: ['EgressOnlyInternetGatewayId'],
  },
  { name: 'NatGateways', single: 'NatGateway', id: ['NatGatewayId'], marks: ['NatGatewayId'] },
  { name: 'VpnConnections', single: 'VpnConnection', id: ['VpnConnectionId'], marks: ['VpnConnectionId'] },
  { name: 'VpnGateways', single: 'VpnGateway', id: ['VpnGatewayId'], marks: ['VpnGatewayId'] },
  {
    name: 'CustomerGateways',
    single: 'CustomerGateway',
    id: ['CustomerGatewayId'],
    marks: ['CustomerGatewayId'],
  },
  {
    name: 'TransitGatewayPeeringAttachments',
    single: 'TransitGatewayPeeringAttachment',
    id: ['TransitGatewayAttachmentId'],
    marks: ['TransitGatewayAttachmentId', 'RequesterTgwInfo'],
    global: true,
  },
  {
    name: 'TransitGatewayVpcAttachments',
    single: 'TransitGatewayVpcAttachment',
    id: ['TransitGatewayAttachmentId'],
    marks: ['TransitGatewayAttachmentId', 'SubnetIds'],
  },
  {
    // A peering attachment has one id and is listed once for each of its two gateways.
    name: 'TransitGatewayAttachments',
    id: ['TransitGatewayAttachmentId', 'TransitGatewayId'],
    marks: ['TransitGatewayAttachmentId', 'ResourceType'],
    global: true,
  },
  {
    name: 'TransitGatewayRouteTables',
    single: 'TransitGatewayRouteTable',
    id: ['TransitGatewayRouteTableId'],
    marks: ['TransitGatewayRouteTableId', 'DefaultAssociationRouteTable'],
  },
  {
    name: 'TransitGatewayPrefixListReferences',
    single: 'TransitGatewayPrefixListReference',
    id: ['TransitGatewayRouteTableId', 'PrefixListId'],
    marks: ['TransitGatewayRouteTableId', 'PrefixListId'],
  },
  {
    name: 'TransitGateways',
    single: 'TransitGateway',
    id: ['TransitGatewayId'],
    marks: ['TransitGatewayId', 'TransitGatewayArn'],
  },
  { name: 'PrefixLists', single: 'PrefixList', id: ['PrefixListId'], marks: ['PrefixListId'] },
  { name: 'Addresses', id: ['PublicIp'], marks: ['AllocationId', 'PublicIp'] },
  // Every account has names of its own for the zones.
  { name: 'AvailabilityZones', id: ['ZoneName', 'ZoneId'], marks: ['ZoneName', 'ZoneId'], global: true },
  {
    name: 'LoadBalancers',
    id: ['LoadBalancerArn'],
    marks: ['LoadBalancerArn', 'Scheme'],
  },
  {
    // Classic ones have a name, which is unique within an account and region only.
    name: 'LoadBalancerDescriptions',
    id: ['DNSName'],
    marks: ['LoadBalancerName', 'ListenerDescriptions'],
    as: 'ClassicLoadBalancer',
  },
  { name: 'TargetGroups', id: ['TargetGroupArn'], marks: ['TargetGroupArn', 'TargetType'] },
  { name: 'Listeners', id: ['ListenerArn'], marks: ['ListenerArn', 'LoadBalancerArn'] },
  { name: 'DBInstances', id: ['DBInstanceArn'], marks: ['DBInstanceIdentifier', 'Engine'] },
  { name: 'virtualInterfaces', id: ['virtualInterfaceId'], marks: ['virtualInterfaceId'] },
  {
    name: 'directConnectGateways',
    id: ['directConnectGatewayId'],
    marks: ['directConnectGatewayId', 'directConnectGatewayName'],
    global: true,
  },
  {
    name: 'directConnectGatewayAssociations',
    id: ['associationId'],
    marks: ['directConnectGatewayId', 'associationId'],
    global: true,
  },
  { name: 'Vpcs', single: 'Vpc', id: ['VpcId'], marks: ['VpcId', 'CidrBlock'] },

  // Made by collectors, or a whole response that belongs to one object.
  { name: 'TransitGatewayStaticRoutes', id: ['TransitGatewayRouteTableId'] },
  { name: 'TransitGatewayPropagations', id: ['TransitGatewayRouteTableId'] },
  { name: 'TransitGatewayRouteTableAssociations', id: ['TransitGatewayRouteTableId'] },
  { name: 'TransitGatewayAttachmentPropagations', id: ['TransitGatewayAttachmentId'] },
  { name: 'PrefixListEntries', id: ['PrefixListId'], as: 'PrefixListEntries' },
  { name: 'LoadBalancerListeners', id: ['LoadBalancerArn'] },
  { name: 'LoadBalancerAttributes', id: ['LoadBalancerArn'] },
  { name: 'LoadBalancerTargetHealth', id: ['TargetGroupArn'] },
  { name: 'TargetGroupAttributes', id: ['TargetGroupArn'] },
  { name: 'ListenerRules', id: ['ListenerArn'] },
  { name: 'VpcEndpointServicePermissions', id: ['ServiceId'] },

  {
    name: 'VpcBlockPublicAccessOptions',
    single: 'VpcBlockPublicAccessOptions',
    id: ['InternetGatewayBlockMode', 'AwsAccountId', 'AwsRegion'],
    as: 'VpcBlockPublicAccessOptions',
  },

  // Read, kept, not modelled.
  { name: 'CarrierGateways', id: ['CarrierGatewayId'], unmodelled: EC2 },
  { name: 'LocalGateways', id: ['LocalGatewayId'], unmodelled: EC2 },
  { name: 'LocalGatewayRouteTables', id: ['LocalGatewayRouteTableId'], unmodelled: EC2 },
  { name: 'ClientVpnEndpoints', id: ['ClientVpnEndpointId'], unmodelled: EC2 },
  { name: 'TransitGatewayConnects', id: ['TransitGatewayAttachmentId'], unmodelled: EC2 },
  { name: 'TransitGatewayConnectPeers', id: ['TransitGatewayConnectPeerId'], unmodelled: EC2 },
  {
    name: 'TransitGatewayPolicyTables',
    id: ['TransitGatewayPolicyTableId'],
    unmodelled: 'policy tables can choose another route table than the associated one',
  },
  {
    name: 'TransitGatewayMulticastDomains',
    id: ['TransitGatewayMulticastDomainId'],
    unmodelled: 'multicast is not modelled',
  },
  {
    name: 'VpcBlockPublicAccessExclusions',
    id: ['ExclusionId'],
    unmodelled: 'blocked public access is not modelled',
  },
  { name: 'VerifiedAccessEndpoints', id: ['VerifiedAccessEndpointId'], unmodelled: EC2 },
  { name: 'RouteServers', id: ['RouteServerId'], unmodelled: 'routes it writes count as propagated' },
  { name: 'CoreNetworks', id: ['CoreNetworkId'], global: true, unmodelled: EC2 },
  {
    name: 'Firewalls',
    single: 'Firewall',
    id: ['FirewallArn'],
    as: 'NetworkFirewall',
    unmodelled: 'the rules of network firewalls are not evaluated',
  },
] as const satisfies readonly Kind[];

export type KindName = (typeof KINDS)[number]['name'];

export const KIND_BY_NAME: ReadonlyMap<string, Kind & { name: KindName }> = new Map(
  KINDS.map((kind) => [kind.name, kind]),
);

export const KIND_BY_SINGLE: ReadonlyMap<string, Kind & { name: KindName }> = new Map(
  KINDS.flatMap((kind: Kind & { name: KindName }) => (kind.single ? [[kind.single, kind] as const] : [])),
);

/** Kind of an object in a list that has no name. */
export function kindOfUnnamed(record: JsonObject): (Kind & { name: KindName }) | undefined {
  return KINDS.find((kind: Kind) => kind.marks?.every((mark) => record[mark] !== undefined));
}

/** What identifies an object of a kind; `undefined` when the record does not say. */
export function idOf(kind: Kind, record: JsonObject): string | undefined {
  const parts = kind.id.map((key) => record[key]);
  if (typeof parts[0] !== 'string' || parts[0] === '') return undefined;
  return parts.filter((part) => typeof part === 'string').join('@');
}
