/**
 * What a template leaves open makes verdicts conditional where it has a say, and nowhere else.
 */
import { expect, test } from 'vitest';
import { readStacks, verdict } from '../declared.ts';

const ref = (name: string) => ({ Ref: name });
const OPEN = { Ref: 'Open' };

const subnet = (range: string) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { VpcId: ref('Vpc'), CidrBlock: range, AvailabilityZone: 'eu-west-1a' },
});
const instance = (name: string, within: string, address: string, groups: unknown = [ref('Group')]) => ({
  Type: 'AWS::EC2::Instance',
  Properties: {
    SubnetId: ref(within),
    PrivateIpAddress: address,
    SecurityGroupIds: groups,
    Tags: [{ Key: 'Name', Value: name }],
  },
});
const group = (ingress: unknown) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { VpcId: ref('Vpc'), SecurityGroupIngress: ingress },
});
const resource = (type: string, properties: object) => ({
  Type: `AWS::EC2::${type}`,
  Properties: properties,
});
const entry = (number: number, more: object) =>
  resource('NetworkAclEntry', {
    NetworkAclId: ref('Acl'),
    RuleNumber: number,
    Protocol: -1,
    RuleAction: 'allow',
    CidrBlock: '0.0.0.0/0',
    ...more,
  });

const BASE = {
  Vpc: resource('VPC', { CidrBlock: '10.1.0.0/16' }),
  A: subnet('10.1.1.0/24'),
  B: subnet('10.1.2.0/24'),
  Group: group([{ IpProtocol: -1, CidrIp: '10.0.0.0/8' }]),
  One: instance('one', 'A', '10.1.1.10'),
  Two: instance('two', 'B', '10.1.2.10'),
};
const ACL = {
  Acl: resource('NetworkAcl', { VpcId: ref('Vpc') }),
  Association: resource('SubnetNetworkAclAssociation', { SubnetId: ref('A'), NetworkAclId: ref('Acl') }),
  In: entry(200, {}),
  Out: entry(200, { Egress: true }),
};
const TABLE = {
  Table: resource('RouteTable', { VpcId: ref('Vpc') }),
  Given: resource('SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: ref('Table') }),
};

const outwards = (target: object) => ({
  Out: resource('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.9.0.0/16', ...target }),
});
const toGateway = (GatewayId: object) => outwards({ GatewayId });
const toTransit = (TransitGatewayId: object) => outwards({ TransitGatewayId });
const TRANSIT = {
  ...toTransit(ref('Transit')),
  Transit: resource('TransitGateway', {
    DefaultRouteTableAssociation: 'disable',
    DefaultRouteTablePropagation: 'disable',
  }),
  Wide: resource('TransitGatewayRouteTable', { TransitGatewayId: ref('Transit') }),
  Attached: resource('TransitGatewayAttachment', {
    TransitGatewayId: ref('Transit'),
    VpcId: ref('Vpc'),
    SubnetIds: [ref('A')],
  }),
};

function answer(more: object, to = 'two'): string {
  const template = { Parameters: { Open: { Type: 'String' } }, Resources: { ...BASE, ...more } };
  return verdict(readStacks({ 'net.json': template }).aws, 'one', to);
}

test.each<[string, object, string]>([
  ['nothing', {}, 'delivered'],
  ['all rules of a group', { Group: group(OPEN) }, 'sg-ingress-denied if Group'],
  [
    'the far end of a rule',
    { Group: group([{ IpProtocol: -1, CidrIp: OPEN }]) },
    'sg-ingress-denied if Group',
  ],
  [
    'a range that is kept elsewhere',
    { Group: group([{ IpProtocol: -1, CidrIp: '{{resolve:ssm:/range}}' }]) },
    'sg-ingress-denied if Group',
  ],
  [
    'a range that is none',
    { Group: group([{ IpProtocol: -1, CidrIp: '10.0.0.0/99' }]) },
    'sg-ingress-denied if Group',
  ],
  [
    'a protocol that is none',
    { Group: group([{ IpProtocol: 'tpc', CidrIp: '10.0.0.0/8' }]) },
    'sg-ingress-denied if Group',
  ],
  [
    'the port of a rule',
    { Group: group([{ IpProtocol: 'tcp', FromPort: OPEN, ToPort: OPEN, CidrIp: '10.0.0.0/8' }]) },
    'delivered if Group',
  ],
  [
    'the port of a rule beside its group',
    {
      Group: group([]),
      Rule: resource('SecurityGroupIngress', {
        GroupId: ref('Group'),
        IpProtocol: 'tcp',
        FromPort: OPEN,
        ToPort: OPEN,
        CidrIp: '10.0.0.0/8',
      }),
    },
    'delivered if Group',
  ],
  [
    'the groups of a host',
    { Two: instance('two', 'B', '10.1.2.10', OPEN) },
    'delivered if Two/SecurityGroupIds',
  ],
  [
    'one group of a host',
    { Two: instance('two', 'B', '10.1.2.10', [OPEN]) },
    'delivered if Two/SecurityGroupIds',
  ],
  [
    'what an entry of an ACL does',
    { ...ACL, First: entry(100, { Egress: true, RuleAction: OPEN }) },
    'delivered if Acl',
  ],
  [
    'the ACL of a subnet',
    { Association: resource('SubnetNetworkAclAssociation', { SubnetId: ref('A'), NetworkAclId: OPEN }) },
    'delivered if Association/acl',
  ],
  [
    'whose rule it is',
    {
      Group: group([]),
      Rule: resource('SecurityGroupIngress', { GroupId: OPEN, IpProtocol: -1, CidrIp: '10.0.0.0/8' }),
    },
    'sg-ingress-denied if Group',
  ],
  [
    'whose entry it is',
    { ...ACL, Entry: { ...entry(100, { Egress: true, RuleAction: 'deny', NetworkAclId: OPEN }) } },
    'delivered if Acl, Vpc/default-network-acl',
  ],
  [
    'which subnet gets the ACL',
    {
      ...ACL,
      Other: resource('SubnetNetworkAclAssociation', { SubnetId: OPEN, NetworkAclId: ref('Acl') }),
    },
    'delivered if A, B',
  ],
])('%s is not known', (_, more, expected) => {
  expect(answer(more)).toBe(expected);
});

test.each<[string, object, string]>([
  ['no route', TABLE, 'no-route'],
  [
    'the destination of a route',
    {
      ...TABLE,
      Route: resource('Route', {
        RouteTableId: ref('Table'),
        DestinationCidrBlock: OPEN,
        VpcPeeringConnectionId: 'pcx-1',
      }),
    },
    'no-route if Table',
  ],
  [
    'the table of a subnet',
    { ...TABLE, Given: resource('SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: OPEN }) },
    'route-target-unavailable if Given/target',
  ],
  [
    'whose route it is',
    {
      ...TABLE,
      Route: resource('Route', {
        RouteTableId: OPEN,
        DestinationCidrBlock: '10.9.0.0/16',
        VpcPeeringConnectionId: 'pcx-1',
      }),
    },
    'no-route if Table',
  ],
  [
    'which subnet gets the table',
    {
      ...TABLE,
      Other: resource('SubnetRouteTableAssociation', { SubnetId: OPEN, RouteTableId: ref('Table') }),
    },
    'no-route if A',
  ],
  [
    'which gateway propagates',
    {
      ...TABLE,
      Learned: resource('VPNGatewayRoutePropagation', { RouteTableIds: [ref('Table')], VpnGatewayId: OPEN }),
    },
    'no-route if Table/learned',
  ],
  [
    'to which table a gateway propagates',
    {
      ...TABLE,
      Gateway: resource('VPNGateway', { Type: 'ipsec.1' }),
      Learned: resource('VPNGatewayRoutePropagation', { RouteTableIds: OPEN, VpnGatewayId: ref('Gateway') }),
    },
    'no-route if Table/learned',
  ],
  [
    'to which VPC an internet gateway is attached',
    {
      ...TABLE,
      ...toGateway(ref('Gateway')),
      Gateway: resource('InternetGateway', {}),
      Attached: resource('VPCGatewayAttachment', { InternetGatewayId: ref('Gateway'), VpcId: OPEN }),
    },
    'route-target-unavailable if Gateway',
  ],
  [
    'to which transit gateway a VPC is attached',
    {
      ...TABLE,
      ...toTransit(ref('Transit')),
      Transit: resource('TransitGateway', {}),
      Attached: resource('TransitGatewayAttachment', {
        TransitGatewayId: OPEN,
        VpcId: ref('Vpc'),
        SubnetIds: [ref('A')],
      }),
    },
    'tgw-attachment-unavailable if Transit',
  ],
  [
    'which attachment gets a table of a transit gateway',
    {
      ...TABLE,
      ...TRANSIT,
      Given: TABLE.Given,
      Placed: resource('TransitGatewayRouteTableAssociation', {
        TransitGatewayRouteTableId: ref('Wide'),
        TransitGatewayAttachmentId: OPEN,
      }),
    },
    'tgw-attachment-not-associated if Attached',
  ],
  [
    'whose route of a transit gateway it is',
    {
      ...TABLE,
      ...TRANSIT,
      Placed: resource('TransitGatewayRouteTableAssociation', {
        TransitGatewayRouteTableId: ref('Wide'),
        TransitGatewayAttachmentId: ref('Attached'),
      }),
      Onwards: resource('TransitGatewayRoute', {
        TransitGatewayRouteTableId: OPEN,
        DestinationCidrBlock: '10.9.0.0/16',
        Blackhole: true,
      }),
    },
    'tgw-no-route if Wide',
  ],
])('%s is there, or not known', (_, more, expected) => {
  expect(answer(more, '10.9.9.9')).toBe(expected);
});
