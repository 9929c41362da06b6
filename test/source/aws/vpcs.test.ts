/**
 * VPCs, subnets, prefix lists, and what stands in for those that no file describes.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { doubts, outcome, readFiles, readResponse, SMALL } from './export.ts';

describe('a VPC', () => {
  test('has all its associated ranges, the primary one first', () => {
    const { network } = readResponse({
      Vpcs: [
        {
          VpcId: 'vpc-1',
          CidrBlock: '10.0.0.0/16',
          CidrBlockAssociationSet: [
            { CidrBlock: '10.9.0.0/16', CidrBlockState: { State: 'associated' } },
            { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
            { CidrBlock: '10.8.0.0/16', CidrBlockState: { State: 'disassociated' } },
          ],
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
          ],
        },
      ],
    });
    const { cidrs } = network.vpcs.get('vpc-1')!;
    expect(cidrs.map(formatPrefix)).toEqual(['10.0.0.0/16', '10.9.0.0/16', '2600:1f18::/56']);
  });

  test('loses host bits without a word, as with the provider', () => {
    const read = readResponse({ Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.3.7/16' }] });
    expect(read.network.vpcs.get('vpc-1')!.cidrs.map(formatPrefix)).toEqual(['10.0.0.0/16']);
    expect(doubts(read).some((doubt) => doubt.includes('10.0.3.7'))).toBe(false);
  });

  test('gets its region from what lies in it when its own record says nothing', () => {
    const { network } = readFiles({
      'export.json': {
        Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
        Subnets: [
          { SubnetId: 's', VpcId: 'vpc-1', AvailabilityZone: 'sa-east-1c', CidrBlock: '10.0.0.0/24' },
        ],
      },
    });
    expect(network.vpcs.get('vpc-1')!.region).toBe('sa-east-1');
  });

  test('keeps an odd value as a doubt, with its place', () => {
    const read = readResponse({ Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/40' }] });
    expect(doubts(read)[0]).toContain('"10.0.0.0/40" is not a CIDR');
    expect([...read.network.unmodelled.values()][0]!.source.path).toEqual(['Vpcs', 0, 'CidrBlock']);
  });
});

describe('a VPC that no file describes', () => {
  const PEERED = {
    ...SMALL,
    VpcPeeringConnections: [
      {
        VpcPeeringConnectionId: 'pcx-1',
        Status: { Code: 'active' },
        RequesterVpcInfo: { VpcId: 'vpc-1', OwnerId: '111111111111', Region: 'us-east-1' },
        AccepterVpcInfo: {
          VpcId: 'vpc-far',
          OwnerId: '222222222222',
          Region: 'eu-west-1',
          CidrBlock: '10.2.0.0/16',
          CidrBlockSet: [{ CidrBlock: '10.2.0.0/16' }, { CidrBlock: '10.3.0.0/16' }],
        },
      },
    ],
    RouteTables: [
      {
        ...SMALL.RouteTables[0],
        Routes: [{ DestinationCidrBlock: '10.2.0.0/15', VpcPeeringConnectionId: 'pcx-1', State: 'active' }],
      },
    ],
  };

  test('is known by its ranges, owner and region', () => {
    const { network } = readResponse(PEERED);
    const far = network.vpcs.get('vpc-far')!;
    expect(far).toMatchObject({ account: '222222222222', region: 'eu-west-1' });
    expect(far.cidrs.map(formatPrefix)).toEqual(['10.2.0.0/16', '10.3.0.0/16']);
  });

  test('answers, but only if what is not known of it allows', () => {
    const read = readResponse(PEERED);
    expect(outcome(read, 'eni-a', '10.3.7.7')).toBe('delivered');
    expect(doubts(read)).toContain(
      'Vpc vpc-far: no file describes it; its ranges are those that peerings, route tables or subnets name',
    );
    const eni = read.network.enis.get('vpc-far/10.3.0.0/16/hosts')!;
    expect(eni.owner).toEqual({ kind: 'unmodelled', id: 'vpc-far' });
  });

  test('takes its ranges from local routes, and failing these from its subnets', () => {
    const { network } = readResponse({
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: [{ DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local' }],
        },
      ],
      Subnets: [{ SubnetId: 'subnet-2', VpcId: 'vpc-2', CidrBlock: '10.2.1.0/24' }],
    });
    expect(network.vpcs.get('vpc-1')!.cidrs.map(formatPrefix)).toEqual(['10.1.0.0/16']);
    expect(network.vpcs.get('vpc-2')!.cidrs.map(formatPrefix)).toEqual(['10.2.1.0/24']);
  });
});

describe('where an export is silent', () => {
  test('a VPC without a main table leads into the unknown, not into silence', () => {
    const { RouteTables: _, ...rest } = SMALL;
    const read = readResponse(rest);
    expect(outcome(read, 'eni-a', '10.1.2.10')).toBe('delivered');
    expect(outcome(read, 'eni-a', '10.77.0.1')).toBe('route-target-unavailable');
    expect(doubts(read)).toContain('RouteTable vpc-1/main: no file describes it; its routes are not known');
  });

  test('subnets without a known ACL count as open and are noted', () => {
    const { NetworkAcls: _, ...rest } = SMALL;
    const read = readResponse(rest);
    expect(outcome(read, 'eni-a', '10.1.2.10')).toBe('delivered');
    expect(doubts(read).map((doubt) => doubt.split(':')[0])).toEqual(['NetworkAcl vpc-1/network-acl']);
  });

  test('without any list of interfaces every address of a subnet is a host', () => {
    const { NetworkInterfaces: _, Instances: __, ...rest } = SMALL;
    const read = readResponse(rest);
    expect(outcome(read, 'subnet-a/hosts', '10.1.2.200')).toBe('delivered');
    expect(doubts(read).map((doubt) => doubt.split(':')[0])).toEqual(['NetworkInterface vpc-1/hosts']);
  });

  test('an empty list of interfaces says that there are none', () => {
    const { network } = readResponse({ ...SMALL, NetworkInterfaces: [], Instances: [] });
    expect(network.enis.size).toBe(0);
  });

  test('nothing is noted when nothing is missing', () => {
    expect(doubts(readResponse(SMALL))).toEqual([]);
  });
});

describe('a prefix list', () => {
  test('has its ranges beside it, or in the answer to another call', () => {
    const { network } = readFiles({
      'lists.json': {
        PrefixLists: [
          { PrefixListId: 'pl-1', PrefixListName: 'com.amazonaws.us-east-1.s3', Cidrs: ['52.216.0.0/15'] },
          { PrefixListId: 'pl-2', PrefixListName: 'offices', MaxEntries: 10 },
        ],
      },
      'entries-pl-2.json': { Entries: [{ Cidr: '192.0.2.0/24', Description: 'here' }] },
    });
    expect(network.prefixLists.get('pl-1')!.prefixes.map(formatPrefix)).toEqual(['52.216.0.0/15']);
    expect(network.prefixLists.get('pl-2')).toMatchObject({ name: 'offices', maxEntries: 10 });
    expect(network.prefixLists.get('pl-2')!.prefixes.map(formatPrefix)).toEqual(['192.0.2.0/24']);
    expect(network.unmodelled.size).toBe(0);
  });

  test('without ranges in any file is noted', () => {
    expect(doubts(readResponse({ PrefixLists: [{ PrefixListId: 'pl-1' }] }))).toEqual([
      'PrefixList pl-1: its ranges are in no file, so routes and rules that name it match nothing',
    ]);
  });
});
