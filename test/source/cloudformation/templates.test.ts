/**
 * Templates: functions, parameters, conditions, and several stacks together.
 */
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../../src/source/document.ts';
import type { Problem } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { evaluate, truth, UNKNOWN, type Scope } from '../../../src/source/cloudformation/functions.ts';
import { TEMPLATE_SCHEMA } from '../../../src/source/cloudformation/short-tags.ts';
import { doubts, readStacks, verdict } from '../declared.ts';

const SCOPE: Scope = {
  ref: (name) => ({ Env: 'prod', Nets: ['10.0.0.0/24', '10.0.1.0/24'], Vpc: 'Vpc' })[name] ?? UNKNOWN,
  attribute: (resource, attribute) => `${resource}/${attribute}`,
  mapping: (map, first, second) => (map === 'Ranges' && second === 'vpc' ? `of-${first}` : undefined),
  condition: (name) => ({ yes: true, no: false })[name],
  imported: (name) => (name === 'net-vpc' ? 'net/Vpc' : UNKNOWN),
  zones: ['eu-west-1a', 'eu-west-1b'],
  step: () => true,
};

describe('functions', () => {
  test.each<[unknown, unknown]>([
    [{ Ref: 'Env' }, 'prod'],
    [{ Ref: 'Elsewhere' }, UNKNOWN],
    [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 'Vpc/CidrBlock'],
    [{ 'Fn::GetAtt': 'Vpc.CidrBlock' }, 'Vpc/CidrBlock'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Env' }]] }, 'a-prod'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Elsewhere' }]] }, UNKNOWN],
    [{ 'Fn::Sub': 'x-${Env}-${Vpc.Id}-${!Env}' }, 'x-prod-Vpc/Id-${Env}'],
    [{ 'Fn::Sub': ['${A}${Env}', { A: { Ref: 'Env' } }] }, 'prodprod'],
    [{ 'Fn::Select': ['1', { Ref: 'Nets' }] }, '10.0.1.0/24'],
    [{ 'Fn::Select': [7, { Ref: 'Nets' }] }, UNKNOWN],
    [{ 'Fn::Select': [{ Ref: 'Elsewhere' }, { Ref: 'Nets' }] }, UNKNOWN],
    [{ 'Fn::Cidr': ['10.0.0.0/16', { Ref: 'Elsewhere' }, 8] }, UNKNOWN],
    [{ 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    [{ 'Fn::FindInMap': ['Ranges', { Ref: 'Env' }, 'vpc'] }, 'of-prod'],
    [{ 'Fn::FindInMap': ['None', 'a', 'b', { DefaultValue: 'else' }] }, 'else'],
    [{ 'Fn::FindInMap': ['None', 'a', 'b'] }, UNKNOWN],
    [{ 'Fn::FindInMap': ['None', { Ref: 'Elsewhere' }, 'b', { DefaultValue: 'else' }] }, UNKNOWN],
    [{ 'Fn::Length': { Ref: 'Nets' } }, 2],
    [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'eu-west-1a'],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    [{ 'Fn::Cidr': ['2001:db8::/56', 2, 64] }, ['2001:db8::/64', '2001:db8:0:1::/64']],
    [{ 'Fn::Cidr': ['10.0.0.0/24', 3, 8] }, UNKNOWN],
    [{ 'Fn::If': ['yes', 1, 2] }, 1],
    [{ 'Fn::If': ['maybe', 1, 2] }, UNKNOWN],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'net-vpc' } }, 'net/Vpc'],
    [{ 'Fn::NoSuchThing': 1 }, UNKNOWN],
    [{ a: { Ref: 'AWS::NoValue' } }, { a: UNKNOWN }],
  ])('%j', (value, expected) => {
    expect(evaluate(value, SCOPE)).toEqual(expected);
  });

  test.each<[unknown, boolean | undefined]>([
    [{ 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] }, true],
    [{ 'Fn::Equals': [{ Ref: 'Elsewhere' }, 'prod'] }, undefined],
    [{ 'Fn::Not': [{ Condition: 'no' }] }, true],
    [{ 'Fn::And': [{ Condition: 'yes' }, { Condition: 'maybe' }] }, undefined],
    [{ 'Fn::And': [{ Condition: 'no' }, { Condition: 'maybe' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'yes' }, { Condition: 'maybe' }] }, true],
    [{ 'Fn::Equals': [[{ Ref: 'Elsewhere' }], ['x']] }, undefined],
    [{ 'Fn::Equals': [80, '80'] }, true],
    ['yes', undefined],
  ])('the truth of %j', (condition, expected) => {
    expect(truth(condition, SCOPE)).toBe(expected);
  });
});

const YAML = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Public: {Type: String, Default: 'true'}
  Range: {Type: String}
Conditions:
  IsPublic: !Equals [!Ref Public, 'true']
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !Ref Range}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [0, !GetAZs '']
      MapPublicIpOnLaunch: !If [IsPublic, true, false]
  Table:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref Vpc}
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
  Gateway:
    Type: AWS::EC2::InternetGateway
    Condition: IsPublic
  Attachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Condition: IsPublic
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}
  Out:
    Type: AWS::EC2::Route
    Condition: IsPublic
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
  Web:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !Ref Subnet
      SecurityGroupIds: [!GetAtt Group.GroupId]
Outputs:
  Vpc:
    Value: !Ref Vpc
    Export: {Name: !Sub '\${AWS::StackName}-vpc'}
  Table:
    Value: !Ref Table
    Export: {Name: net-table}
`;

function parse(text: string): unknown {
  const problems: Problem[] = [];
  const document = parseDocument(new SourceFile('net.yaml', text), problems, TEMPLATE_SCHEMA);
  expect(problems).toEqual([]);
  return document?.value;
}

describe('a template', () => {
  test('in YAML with short tags is a network', () => {
    const { aws } = readStacks(
      { 'net.yaml': parse(YAML) },
      { Range: '10.3.0.0/16', 'AWS::Region': 'eu-west-1' },
    );
    expect(aws.subnets.get('Subnet')).toMatchObject({ vpc: 'Vpc', az: 'eu-west-1a', routeTable: 'Table' });
    expect(aws.vpcs.get('Vpc')).toMatchObject({ region: 'eu-west-1' });
    expect(aws.vpcs.get('Vpc')!.source).toEqual({
      file: 'net.yaml',
      path: ['Resources', 'Vpc'],
      address: 'Vpc',
    });
    expect(verdict(aws, 'Web', '8.8.8.8')).toBe('delivered');
    expect(verdict(aws, 'internet', '198.18.0.1', 22)).toBe('sg-ingress-denied');
  });

  test('does what its parameters say', () => {
    const { aws } = readStacks({ 'net.yaml': parse(YAML) }, { Range: '10.3.0.0/16', Public: 'false' });
    expect(aws.links.size).toBe(0);
    expect(verdict(aws, 'Web', '8.8.8.8')).toBe('no-route');
  });

  test('says which parameter it lacks', () => {
    const { aws } = readStacks({ 'net.yaml': parse(YAML) });
    expect(doubts(aws)).toContain(
      'Parameter Range: the parameter has no value; give one with --parameter Range=…',
    );
    expect(doubts(aws).join('\n')).toContain('VPC Vpc: its range is known only after it is made');
  });

  test('is told from one that depends on an unknown condition', () => {
    const template = {
      Conditions: { Odd: { 'Fn::Equals': [{ Ref: 'Nowhere' }, 'x'] } },
      Resources: {
        Vpc: { Type: 'AWS::EC2::VPC', Condition: 'Odd', Properties: { CidrBlock: '10.0.0.0/16' } },
      },
    };
    const { aws } = readStacks({ 'a.json': template });
    expect(doubts(aws)[0]).toBe(
      'VPC Vpc: whether it is made depends on the condition Odd, which is not known; it counts as made; no file lists its subnets; every address counts as a host that answers',
    );
  });

  test('may import what another one exports, in any order', () => {
    const other = {
      Resources: {
        Subnet: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: { 'Fn::ImportValue': 'net-vpc' }, CidrBlock: '10.3.9.0/24' },
        },
        Join: {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { 'Fn::ImportValue': 'net-table' } },
        },
      },
    };
    const { aws } = readStacks({ 'app.json': other, 'net.yaml': parse(YAML) }, { Range: '10.3.0.0/16' });
    expect(aws.subnets.get('app/Subnet')).toMatchObject({ vpc: 'net/Vpc', routeTable: 'net/Table' });
  });

  test('counts every resource, and keeps those of other kinds that stand in the network', () => {
    const template = {
      Resources: {
        Db: { Type: 'AWS::RDS::DBInstance', Properties: { VPCSecurityGroups: ['sg-1'] } },
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
      },
    };
    const { aws, counts } = readStacks({ 'a.json': template });
    expect(doubts(aws)).toEqual(['AWS::RDS::DBInstance Db: resources of this kind are not modelled']);
    expect(Object.fromEntries(counts)).toEqual({ 'AWS::IAM::Role': 1, 'AWS::RDS::DBInstance': 1 });
  });

  test('has the outbound rule that new groups have, unless it gives others', () => {
    const group = (more: object) => ({
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { VpcId: 'vpc-1', ...more },
    });
    const { aws } = readStacks({
      'a.json': {
        Resources: {
          Open: group({}),
          Shut: group({
            SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: '10.0.0.0/8' }],
          }),
        },
      },
    });
    expect(aws.securityGroups.get('Open')!.egress).toHaveLength(2);
    expect(aws.securityGroups.get('Shut')!.egress).toHaveLength(1);
  });

  test('that goes round in circles is read all the same', () => {
    const { aws } = readStacks({
      'a.json': {
        Conditions: { A: { Condition: 'B' }, B: { Condition: 'A' } },
        Resources: {
          Vpc: {
            Type: 'AWS::EC2::VPC',
            Condition: 'A',
            Properties: { CidrBlock: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] } },
          },
        },
      },
    });
    expect(aws.vpcs.has('Vpc')).toBe(true);
  });
});

describe('resources of the edges', () => {
  const NETWORK = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
    A: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.1.1.0/24' } },
    Open: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
      },
    },
    One: {
      Type: 'AWS::EC2::Instance',
      Properties: {
        SubnetId: { Ref: 'A' },
        PrivateIpAddress: '10.1.1.10',
        SecurityGroupIds: [{ Ref: 'Open' }],
      },
    },
  };
  const read = (more: object) => readStacks({ 'net.json': { Resources: { ...NETWORK, ...more } } }).aws;

  test('a VPN connection to a transit gateway is an attachment of it, and so is a Connect attachment', () => {
    const network = read({
      Tgw: { Type: 'AWS::EC2::TransitGateway', Properties: {} },
      Attachment: {
        Type: 'AWS::EC2::TransitGatewayVpcAttachment',
        Properties: { TransitGatewayId: { Ref: 'Tgw' }, VpcId: { Ref: 'Vpc' }, SubnetIds: [{ Ref: 'A' }] },
      },
      Device: {
        Type: 'AWS::EC2::CustomerGateway',
        Properties: { Type: 'ipsec.1', IpAddress: '203.0.113.1' },
      },
      Vpn: {
        Type: 'AWS::EC2::VPNConnection',
        Properties: {
          TransitGatewayId: { Ref: 'Tgw' },
          CustomerGatewayId: { Ref: 'Device' },
          Type: 'ipsec.1',
        },
      },
      Connect: {
        Type: 'AWS::EC2::TransitGatewayConnect',
        Properties: {
          TransportTransitGatewayAttachmentId: { Ref: 'Attachment' },
          Options: { Protocol: 'gre' },
        },
      },
    });
    const tgw = network.links.get('Tgw');
    const kinds = tgw?.kind === 'tgw' ? [...tgw.attachments.values()] : [];
    expect(Object.fromEntries(kinds.map(({ id, attached }) => [id, attached.kind]))).toEqual({
      Attachment: 'vpc',
      Connect: 'unmodelled',
      'Vpn/attachment': 'vpn',
    });
  });

  test('a service of the stack is found by the name made of its reference, with its permissions', () => {
    const [group, principal] = ['TargetGroup', 'arn:aws:iam::222222222222:root'];
    const network = readStacks(
      {
        'net.json': {
          Resources: {
            ...NETWORK,
            Nlb: {
              Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
              Properties: { Type: 'network', Subnets: [{ Ref: 'A' }] },
            },
            [group]: {
              Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
              Properties: {
                Port: 8443,
                Protocol: 'TCP',
                VpcId: { Ref: 'Vpc' },
                Targets: [{ Id: { Ref: 'One' } }],
              },
            },
            Listener: {
              Type: 'AWS::ElasticLoadBalancingV2::Listener',
              Properties: {
                LoadBalancerArn: { Ref: 'Nlb' },
                Port: 443,
                Protocol: 'TCP',
                DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: group } }],
              },
            },
            Service: {
              Type: 'AWS::EC2::VPCEndpointService',
              Properties: { NetworkLoadBalancerArns: [{ Ref: 'Nlb' }], AcceptanceRequired: false },
            },
            Permissions: {
              Type: 'AWS::EC2::VPCEndpointServicePermissions',
              Properties: { ServiceId: { Ref: 'Service' }, AllowedPrincipals: [principal] },
            },
            Endpoint: {
              Type: 'AWS::EC2::VPCEndpoint',
              Properties: {
                VpcId: { Ref: 'Vpc' },
                VpcEndpointType: 'Interface',
                SubnetIds: [{ Ref: 'A' }],
                SecurityGroupIds: [{ Ref: 'Open' }],
                ServiceName: { 'Fn::Sub': 'com.amazonaws.vpce.${AWS::Region}.${Service}' },
              },
            },
          },
        },
      },
      { 'AWS::Region': 'eu-west-1' },
    ).aws;
    expect(network.links.get('Endpoint')).toMatchObject({
      service: { kind: 'load-balancer', link: 'Nlb' },
      allowedPrincipals: ['222222222222'],
      state: 'available',
    });
  });

  test('IPv6 ranges of subnets are declared beside them', () => {
    const network = read({
      Six: {
        Type: 'AWS::EC2::SubnetCidrBlock',
        Properties: { SubnetId: { Ref: 'A' }, Ipv6CidrBlock: '2001:db8:1:1::/64' },
      },
    });
    expect(network.subnets.get('A')!.prefixes).toHaveLength(2);
  });

  test('a loop makes what is not in the template, which is said', () => {
    const network = read({ 'Fn::ForEach::Subnets': ['Name', ['x', 'y'], { 'Subnet${Name}': {} }] });
    expect(doubts(network)).toContain(
      'Macro Fn::ForEach::Subnets: what it makes is known only after the template is processed; give the processed one',
    );
  });
});
