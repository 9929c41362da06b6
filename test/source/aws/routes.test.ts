/**
 * Route tables and what routes lead to.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import type { Route } from '../../../src/model/route.ts';
import { doubts, outcome, readResponse, routeTable, SMALL, type Read } from './export.ts';

const OUT = { DestinationCidrBlock: '0.0.0.0/0', State: 'active', Origin: 'CreateRoute' };

function withRoutes(routes: readonly object[], more: object = {}): Read {
  const table = routeTable('rtb-1', 'vpc-1', routes, [{ Main: true }]);
  return readResponse({ ...SMALL, RouteTables: [table], ...more });
}

function routesOf(read: Read, table = 'rtb-1'): readonly Route[] {
  return read.network.routeTables.get(table)!.routes;
}

describe('a table', () => {
  test('serves the subnets associated with it, and the main one the rest', () => {
    const { network } = readResponse({
      ...SMALL,
      RouteTables: [
        routeTable('rtb-main', 'vpc-1', [], [{ Main: true }]),
        routeTable('rtb-b', 'vpc-1', [], [{ Main: false, SubnetId: 'subnet-b' }]),
      ],
    });
    expect(network.vpcs.get('vpc-1')!.mainTable).toBe('rtb-main');
    expect(network.subnets.get('subnet-a')!.routeTable).toBeUndefined();
    expect(network.subnets.get('subnet-b')!.routeTable).toBe('rtb-b');
  });

  test('of a gateway routes what comes in through that gateway', () => {
    const { network } = readResponse({
      ...SMALL,
      InternetGateways: [
        { InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] },
      ],
      RouteTables: [...SMALL.RouteTables, routeTable('rtb-edge', 'vpc-1', [], [{ GatewayId: 'igw-1' }])],
    });
    const { owner } = network.routeTables.get('rtb-edge')!;
    expect(owner).toEqual({ kind: 'edge', link: 'igw-1', vpc: 'vpc-1' });
  });

  test('of subnets and a gateway at once becomes two', () => {
    const associations = [{ SubnetId: 'subnet-b' }, { GatewayId: 'igw-1' }];
    const { network } = readResponse({
      ...SMALL,
      RouteTables: [...SMALL.RouteTables, routeTable('rtb-2', 'vpc-1', [OUT], associations)],
    });
    expect(network.routeTables.get('rtb-2')!.owner.kind).toBe('vpc');
    expect(network.routeTables.get('rtb-2@igw-1')!.owner.kind).toBe('edge');
  });
});

describe('a route', () => {
  test('of a range of the VPC is implied unless its target was replaced', () => {
    const read = readResponse({
      ...SMALL,
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Associations: [{ Main: true }],
          Routes: [
            { DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-b', Origin: 'CreateRouteTable' },
          ],
        },
      ],
    });
    expect(routesOf(read).map((route) => route.target)).toEqual([{ kind: 'eni', eni: 'eni-b' }]);
    expect(routesOf(withRoutes([]))).toEqual([]);
  });

  test('that a gateway propagated is marked as such', () => {
    const read = withRoutes([
      { ...OUT, GatewayId: 'igw-1', Origin: 'EnableVgwRoutePropagation' },
      { ...OUT, DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'igw-1' },
    ]);
    expect(routesOf(read).map((route) => route.origin)).toEqual(['propagated', 'static']);
  });

  test('may be of IPv6, or name a prefix list', () => {
    const read = withRoutes([
      { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1', State: 'active' },
      { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' },
    ]);
    const destinations = routesOf(read).map(({ destination }) =>
      destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list,
    );
    expect(destinations).toEqual(['::/0', 'pl-1']);
  });

  test('that the provider filters out is left out and noted', () => {
    const read = withRoutes([{ ...OUT, GatewayId: 'igw-1', State: 'filtered' }]);
    expect(routesOf(read)).toEqual([]);
    expect(doubts(read)[0]).toContain('RouteTable rtb-1');
  });
});

describe('an active route to something that no file describes', () => {
  test('proves that an internet gateway is attached', () => {
    const read = withRoutes([{ ...OUT, GatewayId: 'igw-1' }]);
    expect(outcome(read, 'eni-a', '198.51.100.7')).toBe('igw-no-public-ip');
    expect(doubts(read)).toEqual([]);
  });

  test('proves that a gateway endpoint exists, though not what its policy says', () => {
    const read = withRoutes([{ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' }], {
      PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: ['52.216.0.0/15'] }],
    });
    expect(outcome(read, 'eni-a', '52.216.1.1')).toBe('delivered');
    expect(doubts(read)[0]).toContain('VpcEndpoint vpce-1');
  });

  test.each([
    [{ NatGatewayId: 'nat-1' }, 'NatGateway nat-1'],
    [{ VpcPeeringConnectionId: 'pcx-1' }, 'VpcPeeringConnection pcx-1'],
    [{ TransitGatewayId: 'tgw-1' }, 'TransitGateway tgw-1'],
    [{ NetworkInterfaceId: 'eni-9' }, 'NetworkInterface eni-9'],
    [{ InstanceId: 'i-9' }, 'Instance i-9'],
    [{ GatewayId: 'vgw-1' }, 'VpnGateway vgw-1'],
    [{ GatewayId: 'vpce-1' }, 'VpcEndpoint vpce-1'],
    [{ CarrierGatewayId: 'cagw-1' }, 'CarrierGateway cagw-1'],
    [{ CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/c-1' }, 'CoreNetwork arn:aws:networkmanager'],
    [{ WarpGateId: 'warp-1' }, 'WarpGate warp-1'],
  ])('%o leads into the unknown', (target, doubt) => {
    const read = withRoutes([{ ...OUT, ...target }]);
    expect(routesOf(read)[0]!.target.kind).toBe('unmodelled');
    expect(doubts(read).some((text) => text.startsWith(doubt))).toBe(true);
    expect(outcome(read, 'eni-a', '198.51.100.7')).toBe('route-target-unavailable');
  });
});

describe('a blackhole route', () => {
  test('to something that is gone still wins its lookup', () => {
    const read = withRoutes([
      { ...OUT, GatewayId: 'igw-1' },
      { DestinationCidrBlock: '10.2.0.0/16', VpcPeeringConnectionId: 'pcx-gone', State: 'blackhole' },
    ]);
    expect(outcome(read, 'eni-a', '10.2.0.1')).toBe('route-blackhole');
    expect(doubts(read)).toEqual([]);
  });

  test('to a deleted peering that is still listed names the peering', () => {
    const read = withRoutes(
      [{ DestinationCidrBlock: '10.2.0.0/16', VpcPeeringConnectionId: 'pcx-1', State: 'blackhole' }],
      {
        VpcPeeringConnections: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: 'deleted' },
            RequesterVpcInfo: { VpcId: 'vpc-1' },
            AccepterVpcInfo: { VpcId: 'vpc-2' },
          },
        ],
      },
    );
    expect(outcome(read, 'eni-a', '10.2.0.1')).toBe('peering-not-active');
  });

  test('to a detached internet gateway says so', () => {
    const read = withRoutes([{ ...OUT, GatewayId: 'igw-1', State: 'blackhole' }], {
      InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [] }],
    });
    expect(outcome(read, 'eni-a', '198.51.100.7')).toBe('igw-not-attached');
  });

  test('to the interface of a stopped instance says that it is unavailable', () => {
    const read = withRoutes([{ ...OUT, InstanceId: 'i-eni-b', State: 'blackhole' }], {
      Instances: [{ InstanceId: 'i-eni-b', State: { Name: 'stopped' } }],
    });
    expect(outcome(read, 'eni-a', '198.51.100.7')).toBe('route-target-unavailable');
  });
});

describe('dead objects', () => {
  test('that no route names are left out', () => {
    const { network } = readResponse({
      ...SMALL,
      VpcPeeringConnections: [
        {
          VpcPeeringConnectionId: 'pcx-1',
          Status: { Code: 'deleted' },
          RequesterVpcInfo: { VpcId: 'vpc-1' },
          AccepterVpcInfo: { VpcId: 'vpc-2' },
        },
      ],
      NatGateways: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', SubnetId: 'subnet-a', State: 'deleted' }],
      TransitGateways: [{ TransitGatewayId: 'tgw-1', State: 'deleted' }],
      VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', State: 'deleted', ServiceName: 's' }],
    });
    expect([...network.links.keys()]).toEqual([]);
    expect([...network.vpcs.keys()]).toEqual(['vpc-1']);
  });
});
