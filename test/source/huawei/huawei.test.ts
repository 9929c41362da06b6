/**
 * Responses of Open Telekom Cloud and Huawei Cloud → networks.
 */
import { describe, expect, test } from 'vitest';
import { readHuawei } from '../../../src/source/huawei/read-huawei.ts';
import { HuaweiRecords } from '../../../src/source/huawei/records.ts';
import type { Network } from '../../../src/model/network.ts';
import { doubts, verdict } from '../declared.ts';

function read(...responses: readonly unknown[]): Network {
  const records = new HuaweiRecords();
  for (const [i, response] of responses.entries()) records.take(`${i}.json`, response);
  return readHuawei(records);
}

const VPCS = {
  vpcs: [
    { id: 'a', name: 'first', cidr: '10.1.0.0/16', tenant_id: 'p', status: 'OK' },
    { id: 'b', name: 'second', cidr: '10.2.0.0/16', tenant_id: 'p', status: 'OK' },
  ],
};
const SUBNETS = {
  subnets: [
    {
      id: 'net-a',
      name: 'web',
      cidr: '10.1.1.0/24',
      gateway_ip: '10.1.1.1',
      vpc_id: 'a',
      neutron_subnet_id: 'sub-a',
    },
    {
      id: 'net-b',
      name: 'db',
      cidr: '10.2.1.0/24',
      gateway_ip: '10.2.1.1',
      vpc_id: 'b',
      neutron_subnet_id: 'sub-b',
    },
  ],
};
const port = (id: string, network: string, address: string, more: object = {}) => ({
  id,
  name: id,
  network_id: network,
  admin_state_up: true,
  status: 'ACTIVE',
  device_owner: 'compute:az1',
  device_id: `vm-${id}`,
  port_security_enabled: true,
  allowed_address_pairs: [],
  fixed_ips: [{ ip_address: address, subnet_id: 'x' }],
  security_groups: ['sg'],
  ...more,
});
const PORTS = { ports: [port('pa', 'net-a', '10.1.1.10'), port('pb', 'net-b', '10.2.1.10')] };
const GROUPS = {
  security_groups: [
    {
      id: 'sg',
      name: 'default',
      security_group_rules: [
        { id: '1', direction: 'egress', ethertype: 'IPv4', security_group_id: 'sg' },
        {
          id: '2',
          direction: 'ingress',
          ethertype: 'IPv4',
          security_group_id: 'sg',
          protocol: 'tcp',
          port_range_min: 443,
          port_range_max: 443,
          remote_ip_prefix: '10.0.0.0/8',
        },
      ],
    },
  ],
};
const PEERINGS = {
  peerings: [
    {
      id: 'peer',
      name: 'ab',
      status: 'ACTIVE',
      request_vpc_info: { vpc_id: 'a', tenant_id: 'p' },
      accept_vpc_info: { vpc_id: 'b', tenant_id: 'p' },
    },
  ],
};
const route = (id: string, vpc: string, destination: string) => ({
  id,
  type: 'peering',
  nexthop: 'peer',
  destination,
  vpc_id: vpc,
  tenant_id: 'p',
});
const ROUTES = { routes: [route('r1', 'a', '10.2.0.0/16'), route('r2', 'b', '10.1.0.0/16')] };
const ALL = [VPCS, SUBNETS, PORTS, GROUPS, PEERINGS, ROUTES];

describe('responses', () => {
  test('make a network together', () => {
    const network = read(...ALL);
    expect(network.vpcs.get('a')).toMatchObject({
      name: 'first',
      profile: 'otc',
      account: 'p',
      mainTable: 'a/default',
    });
    expect(verdict(network, 'pa', 'pb')).toBe('delivered');
    expect(verdict(network, 'pa', 'pb', 22)).toBe('sg-ingress-denied');
    expect(doubts(network)).toEqual([]);
  });

  test('read the same in any order', () => {
    const names = (network: Network): string[] =>
      [...network.enis.keys(), ...network.routeTables.keys(), ...network.links.keys()].toSorted();
    expect(names(read(...ALL.toReversed()))).toEqual(names(read(...ALL)));
  });

  test('without a route on one side are a peering that carries nothing', () => {
    const network = read(VPCS, SUBNETS, PORTS, GROUPS, PEERINGS, {
      routes: [route('r1', 'a', '10.2.0.0/16')],
    });
    expect(verdict(network, 'pa', 'pb')).toBe('no-route');
  });

  test('list a route twice, of either family, and mean it once', () => {
    const routes = [route('r1', 'a', '::/0'), route('r2', 'a', '10.2.0.0/16')];
    const again = { routes: [...routes, route('r3', 'a', '::/0'), route('r4', 'a', '10.2.0.0/16')] };
    expect(read(VPCS, PEERINGS, again).routeTables.get('a/default')!.routes).toHaveLength(2);
  });

  test('about single objects count as well', () => {
    const network = read(
      ...VPCS.vpcs.map((vpc) => ({ vpc })),
      ...SUBNETS.subnets.map((subnet) => ({ subnet })),
      { port: PORTS.ports[0] },
      PEERINGS.peerings[0],
    );
    expect([network.vpcs.size, network.subnets.size, network.enis.size, network.links.size]).toEqual([
      2, 2, 1, 1,
    ]);
  });

  test('of route tables tell which subnets have one of their own', () => {
    const table = (id: string, more: object) => ({
      id,
      name: id,
      vpc_id: 'a',
      routes: [{ type: 'local', destination: '10.1.1.0/24', nexthop: '-' }],
      ...more,
    });
    const network = read(
      VPCS,
      SUBNETS,
      {
        routetables: [
          table('main', { default: true, subnets: [] }),
          table('own', {
            subnets: [{ id: 'net-a' }],
            routes: [{ type: 'ecs', destination: '0.0.0.0/0', nexthop: 'vm-pa' }],
          }),
        ],
      },
      PORTS,
    );
    expect(network.vpcs.get('a')!.mainTable).toBe('main');
    expect(network.routeTables.get('main')!.routes).toEqual([]);
    expect(network.subnets.get('net-a')!.routeTable).toBe('own');
    expect(network.routeTables.get('own')!.routes[0]!.target).toEqual({ kind: 'eni', eni: 'pa' });
  });

  test('of Neutron list the subnets of the VPC service a second time', () => {
    const network = read(VPCS, SUBNETS, {
      subnets: [
        {
          id: 'sub-a',
          name: 'x',
          cidr: '10.1.1.0/24',
          gateway_ip: '10.1.1.1',
          network_id: 'net-a',
          ip_version: 4,
        },
      ],
    });
    expect([...network.subnets.keys()]).toEqual(['net-a', 'net-b']);
    expect(doubts(network).join()).not.toContain('Neutron');
  });

  test('without ports leave every address to a host nobody knows', () => {
    expect(verdict(read(VPCS, SUBNETS, PEERINGS, ROUTES), '10.1.1.9', '10.2.1.9')).toBe(
      'delivered if a/hosts, b/hosts',
    );
  });

  test('without routes lead into the unknown', () => {
    expect(verdict(read(VPCS, SUBNETS, PORTS, GROUPS, PEERINGS), 'pa', 'pb')).toBe(
      'route-target-unavailable if a/default',
    );
  });

  test('of endpoints lead to the port behind the service, on its ports', () => {
    const endpoint = {
      id: 'ep',
      status: 'accepted',
      ip: '10.1.1.50',
      marker_id: 1,
      vpc_id: 'a',
      subnet_id: 'net-a',
      service_type: 'interface',
      endpoint_service_name: 'svc',
      endpoint_service_id: 'svc-1',
      enable_whitelist: true,
      whitelist: ['10.1.1.0/24'],
    };
    const service = {
      id: 'svc-1',
      service_name: 'svc',
      service_type: 'interface',
      port_id: 'pb',
      vpc_id: 'b',
      ports: [{ client_port: 443, server_port: 443, protocol: 'TCP' }],
    };
    const open = {
      security_groups: [
        {
          ...GROUPS.security_groups[0]!,
          security_group_rules: [
            { id: '1', direction: 'egress', ethertype: 'IPv4' },
            { id: '2', direction: 'ingress', ethertype: 'IPv4' },
          ],
        },
      ],
    };
    const network = read(
      VPCS,
      SUBNETS,
      PORTS,
      open,
      ROUTES,
      { endpoints: [endpoint] },
      { endpoint_services: [service] },
    );
    expect(network.links.get('ep')).toMatchObject({ kind: 'endpoint', service: { kind: 'eni', eni: 'pb' } });
    expect(verdict(network, 'pa', '10.1.1.50')).toBe('delivered');
    expect(verdict(network, 'pa', '10.1.1.50', 22)).toBe('endpoint-port-not-mapped');
  });

  test('of others are left alone', () => {
    const records = new HuaweiRecords();
    for (const other of [
      [],
      null,
      'x',
      { vpc: 1 },
      { routes: [{ a: 1 }] },
      { subnets: [{ id: 'x' }] },
      { Vpcs: [{ VpcId: 'vpc-1' }] },
    ]) {
      expect(records.take('x.json', other), JSON.stringify(other)).toBe(false);
    }
    expect(records.isEmpty).toBe(true);
  });
});

describe('an elastic address', () => {
  const BOUND = {
    publicips: [{ id: 'e', status: 'ACTIVE', public_ip_address: '80.158.1.2', port_id: 'pa' }],
  };

  test('is the way of its port to the internet, past all tables', () => {
    const network = read(VPCS, SUBNETS, PORTS, GROUPS, { routes: [] }, BOUND);
    expect(network.enis.get('pa')!.publicMappings).toHaveLength(1);
    expect(verdict(network, 'pa', 'internet')).toContain('delivered');
  });

  test("that is bound to nothing is nobody's", () => {
    const free = { publicips: [{ ...BOUND.publicips[0], port_id: undefined }] };
    expect(read(VPCS, SUBNETS, PORTS, GROUPS, free).enis.get('pa')!.publicMappings).toEqual([]);
  });
});

test('what is of a kind never heard of is kept and counted, when it has to do with a network', () => {
  const records = new HuaweiRecords();
  expect(records.take('nat.json', { nat_gateways: [{ id: 'nat-1', router_id: 'a', name: 'out' }] })).toBe(
    true,
  );
  expect(records.take('other.json', { volumes: [{ id: 'v', size: 10 }] })).toBe(false);
  expect(Object.fromEntries(records.counts())).toEqual({ nat_gateways: 1 });
  expect(doubts(readHuawei(records))).toEqual([
    'nat_gateways nat-1: resources of this kind are not modelled',
  ]);
});

test('a peering with a VPC that is in no file leads on a condition', () => {
  const peering = {
    peerings: [
      { id: 'p', status: 'ACTIVE', request_vpc_info: { vpc_id: 'a' }, accept_vpc_info: { vpc_id: 'far' } },
    ],
  };
  const routes = {
    routes: [{ id: 'r', type: 'peering', nexthop: 'p', destination: '10.9.0.0/16', vpc_id: 'a' }],
  };
  expect(verdict(read(VPCS, SUBNETS, PORTS, GROUPS, peering, routes), 'pa', '10.9.0.5')).toContain(' if far');
});
