/**
 * One object, however many files show it; several objects, when regions reuse an id.
 */
import { describe, expect, test } from 'vitest';
import { readFiles } from './export.ts';

const FULL_SUBNET = {
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.1.0/24',
  AvailabilityZone: 'us-east-1a',
  AvailabilityZoneId: 'use1-az4',
  OwnerId: '111111111111',
  Tags: [{ Key: 'Name', Value: 'web' }],
};

describe('an object seen from several accounts', () => {
  test('is counted once, and the richer record counts', () => {
    const { network, counts } = readFiles({
      '222222222222/us-east-1/Subnets.json': {
        Subnets: [{ ...FULL_SUBNET, AvailabilityZone: 'us-east-1d', Tags: [] }],
      },
      '111111111111/us-east-1/Subnets.json': { Subnets: [FULL_SUBNET] },
    });
    expect(counts.get('Subnets')).toBe(1);
    expect(network.subnets.get('subnet-1')).toMatchObject({ label: 'web', az: 'use1-az4' });
  });

  test('takes from the poorer record what the richer one lacks, and knows the file of each part', () => {
    const { network } = readFiles({
      'a/us-east-1/RouteTables.json': {
        RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ Main: true }] }],
      },
      'b/us-east-1/RouteTables.json': {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            VpcId: 'vpc-1',
            Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active', Origin: 'x' }],
          },
        ],
      },
    });
    expect(network.vpcs.get('vpc-1')!.mainTable).toBe('rtb-1');
    const [route] = network.routeTables.get('rtb-1')!.routes;
    expect(route!.source).toEqual({
      file: 'b/us-east-1/RouteTables.json',
      path: ['RouteTables', 0, 'Routes', 0],
    });
  });

  test('is in the zone of its id, by whatever name the account calls it', () => {
    const zones = (name: string) => ({ AvailabilityZones: [{ ZoneName: name, ZoneId: 'use1-az4' }] });
    const { network } = readFiles({
      '111111111111/us-east-1/AvailabilityZones.json': zones('us-east-1a'),
      '222222222222/us-east-1/AvailabilityZones.json': zones('us-east-1d'),
      '111111111111/us-east-1/Subnets.json': {
        Subnets: [{ SubnetId: 's-1', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a' }],
      },
      '222222222222/us-east-1/Subnets.json': {
        Subnets: [{ SubnetId: 's-2', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1d' }],
      },
    });
    expect([...network.subnets.values()].map((subnet) => subnet.az)).toEqual(['use1-az4', 'use1-az4']);
  });
});

test('of a peering recorded on its way, the last state counts', () => {
  const peering = (code: string, more: object) => ({
    VpcPeeringConnection: {
      VpcPeeringConnectionId: 'pcx-1',
      Status: { Code: code },
      RequesterVpcInfo: { VpcId: 'vpc-1', ...more },
      AccepterVpcInfo: { VpcId: 'vpc-2' },
    },
  });
  const { network } = readFiles({
    'create.json': peering('initiating-request', {
      CidrBlock: '10.0.0.0/16',
      OwnerId: '1',
      Region: 'us-east-1',
    }),
    'accept.json': peering('provisioning', {}),
  });
  expect(network.links.get('pcx-1')).toMatchObject({ halves: [{ state: 'provisioning' }, {}] });
});

test('an id that two regions use stands for two objects, and references stay in their region', () => {
  const vpc = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' };
  const subnet = { SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' };
  const { network } = readFiles({
    'us-east-1/describe-vpcs.json': { Vpcs: [vpc] },
    'us-east-1/describe-subnets.json': { Subnets: [subnet] },
    'eu-west-1/describe-vpcs.json': { Vpcs: [vpc] },
    'eu-west-1/describe-subnets.json': { Subnets: [subnet] },
  });
  expect([...network.vpcs.values()].map(({ id, region }) => [id, region])).toEqual([
    ['vpc-1@us-east-1', 'us-east-1'],
    ['vpc-1@eu-west-1', 'eu-west-1'],
  ]);
  expect(network.subnets.get('subnet-1@eu-west-1')!.vpc).toBe('vpc-1@eu-west-1');
});

test('pages of one list are put together', () => {
  const page = (cidr: string) => ({ PrefixListId: 'pl-1', Entries: [{ Cidr: cidr }] });
  const { network } = readFiles({
    'entries_1.json': page('10.0.0.0/8'),
    'entries_2.json': page('172.16.0.0/12'),
  });
  expect(network.prefixLists.get('pl-1')!.prefixes).toHaveLength(2);
});
