/**
 * Interfaces: addresses, state, owner.
 */
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../src/ip/address.ts';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { formatRange } from '../../../src/ip/range.ts';
import type { Eni } from '../../../src/model/eni.ts';
import { doubts, host, outcome, readResponse, SMALL, type Read } from './export.ts';

function withInterfaces(...interfaces: readonly object[]): Read {
  return readResponse({ ...SMALL, NetworkInterfaces: [...SMALL.NetworkInterfaces, ...interfaces] });
}

function eni(read: Read, id: string): Eni {
  return read.network.enis.get(id)!;
}

describe('addresses of an interface', () => {
  test('are all private ones, primary first, of both families, and delegated prefixes', () => {
    const read = withInterfaces(
      host('eni-x', 'subnet-a', '10.1.1.20', {
        PrivateIpAddresses: [
          { PrivateIpAddress: '10.1.1.21', Primary: false },
          { PrivateIpAddress: '10.1.1.20', Primary: true },
        ],
        Ipv6Addresses: [{ Ipv6Address: '2600:1f18::5' }],
        Ipv4Prefixes: [{ Ipv4Prefix: '10.1.1.32/28' }],
      }),
    );
    const texts = eni(read, 'eni-x').addresses.map(formatRange);
    expect(texts).toEqual(['10.1.1.20', '10.1.1.21', '2600:1f18::5', '10.1.1.32/28']);
  });

  test('have their public ones from the interface and from the list of addresses, once', () => {
    const association = { PublicIp: '198.51.100.1' };
    const read = readResponse({
      ...SMALL,
      NetworkInterfaces: [
        host('eni-x', 'subnet-a', '10.1.1.20', {
          Association: association,
          PrivateIpAddresses: [{ PrivateIpAddress: '10.1.1.20', Primary: true, Association: association }],
        }),
      ],
      Addresses: [
        { PublicIp: '198.51.100.1', NetworkInterfaceId: 'eni-x', PrivateIpAddress: '10.1.1.20' },
        { PublicIp: '198.51.100.2', NetworkInterfaceId: 'eni-x', PrivateIpAddress: '10.1.1.20' },
      ],
    });
    const mappings = eni(read, 'eni-x').publicMappings.map((mapping) => formatAddress(mapping.public));
    expect(mappings).toEqual(['198.51.100.1', '198.51.100.2']);
  });
});

describe('the state of an interface', () => {
  test.each([
    ['running', 'in-use', 'up'],
    ['stopped', 'in-use', 'down'],
    ['terminated', 'in-use', 'down'],
    ['running', 'available', 'down'],
  ])('of a %s instance, itself %s, is %s', (instanceState, status, state) => {
    const read = readResponse({
      ...SMALL,
      Instances: [{ InstanceId: 'i-eni-x', State: { Name: instanceState } }],
      NetworkInterfaces: [host('eni-x', 'subnet-a', '10.1.1.20', { Status: status })],
    });
    expect(eni(read, 'eni-x').state).toBe(state);
  });
});

describe('an instance', () => {
  test('gives its name to its interfaces', () => {
    const second = { Attachment: { InstanceId: 'i-eni-a', DeviceIndex: 1 } };
    const read = withInterfaces(host('eni-a2', 'subnet-b', '10.1.2.11', second));
    expect([eni(read, 'eni-a').name, eni(read, 'eni-a2').name]).toEqual(['alpha', 'alpha/eth1']);
  });

  test('tells of its interfaces when no file lists them', () => {
    const { NetworkInterfaces, Instances: _, ...rest } = SMALL;
    const instances = [
      { InstanceId: 'i-1', State: { Name: 'running' }, NetworkInterfaces: [NetworkInterfaces[0]] },
      {
        InstanceId: 'i-2',
        State: { Name: 'running' },
        VpcId: 'vpc-1',
        SubnetId: 'subnet-b',
        PrivateIpAddress: '10.1.2.10',
        PublicIpAddress: '198.51.100.9',
        SecurityGroups: [{ GroupId: 'sg-1' }],
      },
      { InstanceId: 'i-3', State: { Name: 'terminated' } },
    ];
    const read = readResponse({ ...rest, Reservations: [{ Instances: instances }] });
    expect([...read.network.enis.keys()]).toEqual(['eni-a', 'i-2/eth0']);
    expect(eni(read, 'eni-a').owner).toMatchObject({ kind: 'host', instance: 'i-1' });
    expect(eni(read, 'i-2/eth0')).toMatchObject({ securityGroups: ['sg-1'], subnet: 'subnet-b' });
    expect(outcome(read, 'eni-a', '10.1.2.10')).toBe('delivered');
  });

  test('is not told twice when its interface is listed', () => {
    const instance = {
      InstanceId: 'i-eni-a',
      State: { Name: 'running' },
      SubnetId: 'subnet-a',
      PrivateIpAddress: '10.1.1.10',
    };
    const read = readResponse({ ...SMALL, Instances: [instance] });
    expect([...read.network.enis.keys()]).toEqual(['eni-a', 'eni-b']);
  });
});

describe('the owner of an interface', () => {
  const managed = (type: string, description: string) =>
    host('eni-x', 'subnet-a', '10.1.1.20', { InterfaceType: type, Description: description, Attachment: {} });

  test.each([
    ['nat_gateway', 'Interface for NAT Gateway nat-1', { kind: 'nat', link: 'nat-1' }],
    ['lambda', 'AWS Lambda VPC ENI', { kind: 'host', host: { listens: [] } }],
    ['interface', 'RDSNetworkInterface', { kind: 'host' }],
    [
      'efs',
      'EFS mount target',
      { kind: 'host', host: { listens: [{ ports: { first: 2049, last: 2049 } }] } },
    ],
    ['interface', 'ELB app/web/0123', { kind: 'unmodelled', id: 'app/web/0123' }],
    ['network_load_balancer', 'ELB net/web/0123', { kind: 'unmodelled', id: 'net/web/0123' }],
    ['quicksight', '', { kind: 'unmodelled', id: 'eni-x' }],
    ['vpc_endpoint', 'VPC Endpoint Interface vpce-9', { kind: 'unmodelled', id: 'vpce-9' }],
  ])('of type %s, described as "%s"', (type, description, owner) => {
    const read = withInterfaces(managed(type, description));
    expect(eni(read, 'eni-x').owner).toMatchObject(owner);
    if ('id' in owner) expect(read.network.unmodelled.has(owner.id)).toBe(true);
  });

  test('of a forwarder behind a route is an appliance whose doings are noted', () => {
    const read = readResponse({
      ...SMALL,
      NetworkInterfaces: [
        ...SMALL.NetworkInterfaces,
        host('eni-fw', 'subnet-b', '10.1.2.99', { SourceDestCheck: false }),
      ],
      RouteTables: [
        {
          ...SMALL.RouteTables[0],
          Routes: [{ DestinationCidrBlock: '172.16.0.0/12', InstanceId: 'i-eni-fw', State: 'active' }],
        },
      ],
    });
    expect(eni(read, 'eni-fw').owner).toMatchObject({ host: { forwards: true } });
    expect(doubts(read)).toEqual([
      'Appliance eni-fw: what it does with the packets it forwards is in no file',
    ]);
    expect(read.network.routeTables.get('rtb-1')!.routes[0]!.target).toEqual({ kind: 'eni', eni: 'eni-fw' });
  });
});

test('an interface in a subnet that no file describes gets a subnet it fits into', () => {
  const read = withInterfaces(
    host('eni-x', 'subnet-x', '10.1.200.1'),
    host('eni-y', 'subnet-x', '10.1.200.40'),
  );
  const guessed = read.network.subnets.get('subnet-x')!;
  expect(guessed.prefixes.map(formatPrefix)).toEqual(['10.1.192.0/20']);
  expect(doubts(read)).toContain('Subnet subnet-x: no file describes it; its range is a guess');
  expect(outcome(read, 'eni-a', '10.1.200.40')).toBe('delivered');
});
