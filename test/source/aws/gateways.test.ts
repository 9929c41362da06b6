/**
 * Peerings, NAT gateways, and gateways towards on-premises networks.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { doubts, host, linkOf, outcome, readResponse, routeTable, SMALL, type Read } from './export.ts';

describe('a peering', () => {
  const peering = (code: string) => ({
    VpcPeeringConnectionId: 'pcx-1',
    Status: { Code: code },
    RequesterVpcInfo: { VpcId: 'vpc-1', Region: 'us-east-1' },
    AccepterVpcInfo: { VpcId: 'vpc-2', Region: 'us-east-1', CidrBlock: '10.2.0.0/16' },
  });

  test.each(['active', 'pending-acceptance', 'provisioning'])('that is %s is kept', (code) => {
    const read = readResponse({ ...SMALL, VpcPeeringConnections: [peering(code)] });
    expect(read.network.links.get('pcx-1')).toMatchObject({
      halves: [{ vpc: 'vpc-1', state: code }, { vpc: 'vpc-2' }],
    });
  });

  test.each(['deleted', 'rejected', 'failed', 'expired'])('that is %s is left out', (code) => {
    const read = readResponse({ ...SMALL, VpcPeeringConnections: [peering(code)] });
    expect(read.network.links.size).toBe(0);
  });
});

describe('a NAT gateway', () => {
  const NAT = {
    NatGatewayId: 'nat-1',
    VpcId: 'vpc-1',
    SubnetId: 'subnet-b',
    State: 'available',
    NatGatewayAddresses: [
      { NetworkInterfaceId: 'eni-nat', PrivateIp: '10.1.2.8', PublicIp: '198.51.100.8', IsPrimary: false },
      { NetworkInterfaceId: 'eni-nat', PrivateIp: '10.1.2.9', PublicIp: '198.51.100.9', IsPrimary: true },
    ],
  };
  const OUT = { DestinationCidrBlock: '0.0.0.0/0', State: 'active' };
  const ROUTED = {
    ...SMALL,
    NatGateways: [NAT],
    RouteTables: [
      routeTable('rtb-a', 'vpc-1', [{ ...OUT, NatGatewayId: 'nat-1' }], [{ SubnetId: 'subnet-a' }]),
      routeTable('rtb-b', 'vpc-1', [{ ...OUT, GatewayId: 'igw-1' }], [{ Main: true }]),
    ],
  };

  test('makes its interface, when no file lists it, from its own addresses', () => {
    const read = readResponse(ROUTED);
    const eni = read.network.enis.get('eni-nat')!;
    expect(eni).toMatchObject({ subnet: 'subnet-b', owner: { kind: 'nat', link: 'nat-1' } });
    expect(eni.addresses.map((range) => range.first)).toEqual([0x0a010209, 0x0a010208]);
    expect(outcome(read, 'eni-a', '198.51.100.200')).toBe('delivered');
    expect(doubts(read)).toEqual([]);
  });

  test('is known by its interface when no file describes it', () => {
    const interfaces = [
      ...SMALL.NetworkInterfaces,
      host('eni-nat', 'subnet-b', '10.1.2.9', {
        InterfaceType: 'nat_gateway',
        Description: 'Interface for NAT Gateway nat-1',
        Association: { PublicIp: '198.51.100.9' },
        Groups: [],
        Attachment: {},
      }),
    ];
    const read = readResponse({ ...ROUTED, NatGateways: [], NetworkInterfaces: interfaces });
    expect(linkOf(read, 'nat', 'nat-1')).toMatchObject({ connectivity: 'public', eni: 'eni-nat' });
    expect(outcome(read, 'eni-a', '198.51.100.200')).toBe('delivered');
    expect(doubts(read)).toEqual([
      'NatGateway nat-1: no file describes it; what is known comes from its interface',
    ]);
  });

  test('that is private, deleted under a route, or regional is told apart', () => {
    const read = readResponse({
      ...ROUTED,
      NatGateways: [
        { ...NAT, ConnectivityType: 'private', State: 'deleted' },
        { NatGatewayId: 'nat-2', VpcId: 'vpc-1', State: 'available', AvailabilityMode: 'regional' },
      ],
    });
    expect(linkOf(read, 'nat', 'nat-1')).toMatchObject({ connectivity: 'private', state: 'deleted' });
    expect(outcome(read, 'eni-a', '198.51.100.200')).toBe('route-target-unavailable');
    expect(doubts(read)).toEqual(['NatGateway nat-2: only NAT gateways that stand in a subnet are modelled']);
  });
});

describe('a VPN gateway', () => {
  const tunnel = (status: string) => ({ OutsideIpAddress: '203.0.113.1', Status: status });
  const connection = (more: object) => ({
    VpnConnectionId: 'vpn-1',
    VpnGatewayId: 'vgw-1',
    CustomerGatewayId: 'cgw-1',
    State: 'available',
    CustomerGatewayConfiguration: '<pre_shared_key>hunter2</pre_shared_key>',
    Options: { StaticRoutesOnly: true },
    Routes: [{ DestinationCidrBlock: '192.168.0.0/16', State: 'available' }],
    VgwTelemetry: [tunnel('DOWN'), tunnel('UP')],
    ...more,
  });
  const withVpn = (more: object = {}, rest: object = {}): Read =>
    readResponse({
      ...SMALL,
      VpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' }] }],
      VpnConnections: [connection(more)],
      CustomerGateways: [{ CustomerGatewayId: 'cgw-1', Tags: [{ Key: 'Name', Value: 'Berlin' }] }],
      RouteTables: [
        {
          ...routeTable(
            'rtb-1',
            'vpc-1',
            [
              {
                DestinationCidrBlock: '172.20.0.0/16',
                GatewayId: 'vgw-1',
                Origin: 'EnableVgwRoutePropagation',
                State: 'active',
              },
            ],
            [{ Main: true }],
          ),
          PropagatingVgws: [{ GatewayId: 'vgw-1' }],
        },
      ],
      ...rest,
    });

  test('leads to a site with the prefixes of its connections and of routes', () => {
    const read = withVpn();
    const gateway = linkOf(read, 'vgw', 'vgw-1');
    expect(gateway).toMatchObject({ kind: 'vgw', site: 'cgw-1', state: 'attached' });
    expect(gateway.prefixes.map(formatPrefix)).toEqual(['192.168.0.0/16', '172.20.0.0/16']);
    expect(read.network.sites.get('cgw-1')!.name).toBe('Berlin');
    expect(outcome(read, 'eni-a', '192.168.7.7')).toBe('delivered');
    expect(outcome(read, 'eni-a', '172.20.7.7')).toBe('delivered');
    expect(doubts(read)).toEqual([
      'OnPremises cgw-1: its hosts and its own routing are in no file; it counts as answering',
    ]);
  });

  test('whose tunnels are all down carries nothing', () => {
    const read = withVpn({ VgwTelemetry: [tunnel('DOWN'), tunnel('DOWN')] });
    expect(linkOf(read, 'vgw', 'vgw-1').state).toBe('path-down');
  });

  test('that learns over BGP is noted, because files show a part of what it learned', () => {
    const read = withVpn({ Options: { StaticRoutesOnly: false }, Routes: [] });
    expect(doubts(read)[0]).toMatch(/^VpnGateway vgw-1: what it learns from the other side/);
  });

  test('that only Direct Connect leads to is one', () => {
    const read = withVpn(
      {},
      {
        VpnConnections: [],
        virtualInterfaces: [{ virtualInterfaceId: 'dxvif-1', virtualGatewayId: 'vgw-1' }],
      },
    );
    expect(read.network.links.get('vgw-1')).toMatchObject({ kind: 'dx', site: 'vgw-1/on-premises' });
  });

  test('keeps nothing of the configuration of its connections, which holds secrets', () => {
    const { network } = withVpn();
    const everything = JSON.stringify(network, (_, value: unknown) => {
      if (value instanceof Map) return [...value.entries()];
      return typeof value === 'bigint' ? String(value) : value;
    });
    expect(everything).toContain('Berlin');
    expect(everything).not.toContain('hunter2');
  });
});

describe('resources that are not modelled', () => {
  test('stay in the network, with their VPC and the reason', () => {
    const read = readResponse({
      ...SMALL,
      CarrierGateways: [{ CarrierGatewayId: 'cagw-1', VpcId: 'vpc-1' }],
      Firewalls: [{ FirewallName: 'fw', FirewallArn: 'arn:aws:network-firewall:us-east-1:1:firewall/fw' }],
      QuantumGateways: [{ QuantumGatewayId: 'qgw-1', VpcId: 'vpc-1' }],
      LoadBalancers: [{ LoadBalancerArn: 'arn:lb/app/web/1', Type: 'application', VpcId: 'vpc-1' }],
    });
    expect([...read.network.unmodelled.values()].map(({ kind, vpc }) => [kind, vpc])).toEqual([
      ['CarrierGateway', 'vpc-1'],
      ['NetworkFirewall', undefined],
      ['QuantumGateway', 'vpc-1'],
      ['LoadBalancer', 'vpc-1'],
    ]);
  });

  test('of a known kind but without an id are noted by their place', () => {
    expect(doubts(readResponse({ Vpcs: [{ CidrBlock: '10.0.0.0/8' }] }))).toEqual([
      'Vpc us-east-1/export.json:Vpcs[0]: the record does not say which object it is about',
    ]);
  });
});

describe('blocked public access', () => {
  const OPEN = {
    ...SMALL,
    InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1', State: 'available' }] }],
    EgressOnlyInternetGateways: [
      { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: 'vpc-1', State: 'attached' }] },
    ],
  };
  const said = (response: object): string[] =>
    doubts(readResponse(response)).filter((text) => text.includes('public access'));
  const states = (mode: string) => ({ BlockPublicAccessStates: { InternetGatewayBlockMode: mode } });
  const options = (account: string) => ({
    VpcBlockPublicAccessOptions: {
      AwsAccountId: account,
      AwsRegion: 'us-east-1',
      InternetGatewayBlockMode: 'block-bidirectional',
    },
  });

  test('is said of the gateways whose packets it drops', () => {
    const [vpc] = SMALL.Vpcs;
    expect(said({ ...OPEN, Vpcs: [{ ...vpc, ...states('block-bidirectional') }] })).toHaveLength(2);
    expect(said({ ...OPEN, Vpcs: [{ ...vpc, ...states('block-ingress') }] })).toHaveLength(1);
    expect(said({ ...OPEN, Vpcs: [{ ...vpc, ...states('off') }] })).toEqual([]);
  });

  test('may apply to a subnet alone', () => {
    const [vpc] = SMALL.Vpcs;
    const [first, ...others] = SMALL.Subnets;
    const Subnets = [{ ...first, ...states('block-ingress') }, ...others];
    expect(said({ ...OPEN, Vpcs: [{ ...vpc, ...states('off') }], Subnets })).toHaveLength(1);
  });

  test('is known from the options where VPCs do not say it', () => {
    expect(said({ ...OPEN, ...options('111111111111') })).toHaveLength(2);
    expect(said({ ...OPEN, ...options('222222222222') })).toEqual([]);
  });
});
