/**
 * States in all their formats, and what resources of the AWS provider become.
 */
import { describe, expect, test } from 'vitest';
import { unflatten } from '../../../src/source/terraform/flat-attributes.ts';
import { parseResourceAddress } from '../../../src/source/terraform/address.ts';
import { doubts, readTerraform, verdict } from '../declared.ts';
import { stateOf } from './estate.ts';

const VPC = { id: 'vpc-1', cidr_block: '10.1.0.0/16', owner_id: '111111111111' };
const SUBNET = {
  id: 'subnet-1',
  vpc_id: 'vpc-1',
  cidr_block: '10.1.1.0/24',
  availability_zone: 'eu-west-1a',
};
const TABLE = { id: 'rtb-1', vpc_id: 'vpc-1', route: [], default_route_table_id: 'rtb-1' };
const HOST = {
  id: 'i-1',
  subnet_id: 'subnet-1',
  private_ip: '10.1.1.10',
  vpc_security_group_ids: ['sg-1'],
  tags: { Name: 'web' },
};
const GROUP = {
  id: 'sg-1',
  vpc_id: 'vpc-1',
  name: 'open',
  ingress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
  egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
};
const SMALL = {
  'aws_vpc.main': VPC,
  'aws_subnet.main': SUBNET,
  'aws_default_route_table.main': TABLE,
  'aws_instance.web': HOST,
  'aws_security_group.open': GROUP,
};

describe('a state', () => {
  test('is a network with the ids of the provider', () => {
    const { aws, counts } = readTerraform(stateOf(SMALL));
    expect(aws.vpcs.get('vpc-1')).toMatchObject({
      account: '111111111111',
      region: 'eu-west-1',
      mainTable: 'rtb-1',
    });
    expect(aws.enis.get('i-1/eth0')).toMatchObject({ name: 'web', securityGroups: ['sg-1'] });
    expect(Object.fromEntries(counts)).toEqual({
      aws_default_route_table: 1,
      aws_instance: 1,
      aws_security_group: 1,
      aws_subnet: 1,
      aws_vpc: 1,
    });
  });

  test('of version 3 keeps flat attributes, modules by path', () => {
    const { aws } = readTerraform({
      version: 3,
      terraform_version: '0.11.14',
      modules: [
        {
          path: ['root', 'net'],
          resources: {
            'aws_vpc.main': {
              type: 'aws_vpc',
              primary: { id: 'vpc-1', attributes: { id: 'vpc-1', cidr_block: '10.1.0.0/16' } },
            },
            'aws_security_group.web.1': {
              type: 'aws_security_group',
              primary: {
                attributes: {
                  id: 'sg-1',
                  vpc_id: 'vpc-1',
                  'egress.#': '0',
                  'ingress.#': '1',
                  'ingress.123.protocol': 'tcp',
                  'ingress.123.from_port': '443',
                  'ingress.123.to_port': '443',
                  'ingress.123.cidr_blocks.#': '2',
                  'ingress.123.cidr_blocks.0': '10.0.0.0/8',
                  'ingress.123.cidr_blocks.1': '192.168.0.0/16',
                },
              },
            },
          },
        },
      ],
    });
    expect(aws.securityGroups.get('sg-1')!.ingress).toHaveLength(2);
    expect(aws.securityGroups.get('sg-1')!.source.address).toBe('module.net.aws_security_group.web[1]');
  });

  test('as terraform show prints it has modules inside modules', () => {
    const resource = (address: string, values: object) => ({ address, mode: 'managed', values });
    const { aws } = readTerraform({
      format_version: '1.0',
      terraform_version: '1.9.8',
      values: {
        root_module: {
          resources: [resource('aws_vpc.main', VPC)],
          child_modules: [
            {
              address: 'module.a',
              child_modules: [
                {
                  address: 'module.a.module.b[0]',
                  resources: [resource('module.a.module.b[0].aws_subnet.main', SUBNET)],
                },
              ],
            },
          ],
        },
      },
    });
    expect(aws.subnets.get('subnet-1')!.source.address).toBe('module.a.module.b[0].aws_subnet.main');
  });
});

describe('resources of the AWS provider', () => {
  const read = (more: Readonly<Record<string, object>>) => readTerraform(stateOf({ ...SMALL, ...more })).aws;

  test('peerings carry when they were accepted, by whatever resource', () => {
    const peering = {
      id: 'pcx-1',
      vpc_id: 'vpc-1',
      peer_vpc_id: 'vpc-2',
      accept_status: 'pending-acceptance',
    };
    const stateOfPeering = (more: Readonly<Record<string, object>>): string => {
      const link = read({ 'aws_vpc_peering_connection.p': peering, ...more }).links.get('pcx-1');
      return link?.kind === 'peering' ? link.halves[0].state : 'none';
    };
    expect(stateOfPeering({})).toBe('pending-acceptance');
    const accepter = { id: 'pcx-1', vpc_peering_connection_id: 'pcx-1', auto_accept: true };
    expect(stateOfPeering({ 'aws_vpc_peering_connection_accepter.p': accepter })).toBe('active');
  });

  test('routes and associations join the tables they name', () => {
    const aws = read({
      'aws_route_table.t': {
        id: 'rtb-2',
        vpc_id: 'vpc-1',
        route: [{ cidr_block: '10.9.0.0/16', gateway_id: 'igw-1' }],
      },
      'aws_route.out': { route_table_id: 'rtb-2', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' },
      'aws_route_table_association.a': { route_table_id: 'rtb-2', subnet_id: 'subnet-1' },
      'aws_internet_gateway.g': { id: 'igw-1', vpc_id: 'vpc-1' },
      'aws_eip.web': { id: 'eipalloc-1', public_ip: '203.0.113.5', instance: 'i-1', private_ip: '10.1.1.10' },
    });
    expect(aws.subnets.get('subnet-1')!.routeTable).toBe('rtb-2');
    expect(aws.routeTables.get('rtb-2')!.routes).toHaveLength(2);
    expect(verdict(aws, 'web', '8.8.8.8')).toBe('delivered');
  });

  test('gateway endpoints write a route into each of their tables', () => {
    const aws = read({
      'aws_vpc_endpoint.s3': {
        id: 'vpce-1',
        vpc_id: 'vpc-1',
        service_name: 'com.amazonaws.eu-west-1.s3',
        vpc_endpoint_type: 'Gateway',
        prefix_list_id: 'pl-1',
        cidr_blocks: ['52.218.0.0/17'],
        route_table_ids: ['rtb-1'],
      },
    });
    expect(verdict(aws, 'web', '52.218.1.1')).toBe('delivered');
    expect(aws.prefixLists.get('pl-1')!.prefixes).toHaveLength(1);
  });

  test('interface endpoints get an interface in every subnet', () => {
    const aws = read({
      'aws_vpc_endpoint.ec2': {
        id: 'vpce-2',
        vpc_id: 'vpc-1',
        service_name: 'com.amazonaws.eu-west-1.ec2',
        vpc_endpoint_type: 'Interface',
        subnet_ids: ['subnet-1'],
        security_group_ids: ['sg-1'],
        subnet_configuration: [{ subnet_id: 'subnet-1', ipv4: '10.1.1.99' }],
      },
    });
    expect(verdict(aws, 'web', '10.1.1.99')).toBe('delivered');
    expect(verdict(aws, 'web', '10.1.1.99', 22)).toBe('endpoint-port-not-mapped');
  });

  test('endpoint services lead through their load balancer to its targets', () => {
    const aws = read({
      'aws_lb.n': {
        id: 'arn:nlb',
        arn: 'arn:nlb',
        name: 'n',
        load_balancer_type: 'network',
        vpc_id: 'vpc-1',
        subnets: ['subnet-1'],
      },
      'aws_lb_target_group.t': {
        id: 'arn:tg',
        arn: 'arn:tg',
        port: 8443,
        protocol: 'TCP',
        target_type: 'instance',
        vpc_id: 'vpc-1',
      },
      'aws_lb_target_group_attachment.t': { target_group_arn: 'arn:tg', target_id: 'i-1' },
      'aws_lb_listener.l': {
        id: 'arn:l',
        load_balancer_arn: 'arn:nlb',
        port: 443,
        protocol: 'TCP',
        default_action: [{ type: 'forward', target_group_arn: 'arn:tg' }],
      },
      'aws_vpc_endpoint_service.s': {
        id: 'vpce-svc-1',
        service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1',
        network_load_balancer_arns: ['arn:nlb'],
      },
      'aws_vpc.two': { id: 'vpc-2', cidr_block: '10.2.0.0/16' },
      'aws_subnet.two': {
        id: 'subnet-2',
        vpc_id: 'vpc-2',
        cidr_block: '10.2.1.0/24',
        availability_zone: 'eu-west-1a',
      },
      'aws_security_group.two': { ...GROUP, id: 'sg-2', vpc_id: 'vpc-2' },
      'aws_instance.two': {
        id: 'i-2',
        subnet_id: 'subnet-2',
        private_ip: '10.2.1.10',
        vpc_security_group_ids: ['sg-2'],
        tags: { Name: 'two' },
      },
      'aws_vpc_endpoint.e': {
        id: 'vpce-9',
        vpc_id: 'vpc-2',
        service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1',
        vpc_endpoint_type: 'Interface',
        subnet_ids: ['subnet-2'],
        security_group_ids: ['sg-2'],
        subnet_configuration: [{ subnet_id: 'subnet-2', ipv4: '10.2.1.99' }],
      },
    });
    expect(aws.links.get('vpce-9')).toMatchObject({ service: { kind: 'load-balancer', link: 'arn:nlb' } });
    expect(verdict(aws, 'two', '10.2.1.99')).toBe('delivered');
    expect(verdict(aws, 'two', '10.2.1.99', 80)).toBe('endpoint-port-not-mapped');
  });

  test('virtual private gateways lead to what their connections and routes name', () => {
    const aws = read({
      'aws_vpn_gateway.g': { id: 'vgw-1', vpc_id: 'vpc-1' },
      'aws_customer_gateway.c': { id: 'cgw-1', ip_address: '203.0.113.9' },
      'aws_vpn_connection.v': {
        id: 'vpn-1',
        vpn_gateway_id: 'vgw-1',
        customer_gateway_id: 'cgw-1',
        static_routes_only: true,
        tunnel1_preshared_key: 'hush',
      },
      'aws_vpn_connection_route.r': { vpn_connection_id: 'vpn-1', destination_cidr_block: '192.168.0.0/16' },
      'aws_vpn_gateway_route_propagation.p': { vpn_gateway_id: 'vgw-1', route_table_id: 'rtb-1' },
    });
    expect(verdict(aws, 'web', '192.168.1.1')).toBe('delivered if cgw-1');
  });

  test('transit gateways associate and propagate by themselves', () => {
    const aws = read({
      'aws_vpc.two': { id: 'vpc-2', cidr_block: '10.2.0.0/16' },
      'aws_subnet.two': {
        id: 'subnet-2',
        vpc_id: 'vpc-2',
        cidr_block: '10.2.1.0/24',
        availability_zone: 'eu-west-1a',
      },
      'aws_route_table.two': {
        id: 'rtb-2',
        vpc_id: 'vpc-2',
        route: [{ cidr_block: '10.1.0.0/16', transit_gateway_id: 'tgw-1' }],
      },
      'aws_route_table_association.two': { route_table_id: 'rtb-2', subnet_id: 'subnet-2' },
      'aws_instance.two': {
        id: 'i-2',
        subnet_id: 'subnet-2',
        private_ip: '10.2.1.10',
        vpc_security_group_ids: ['sg-2'],
        tags: { Name: 'two' },
      },
      'aws_security_group.two': { ...GROUP, id: 'sg-2', vpc_id: 'vpc-2' },
      'aws_route.one': {
        route_table_id: 'rtb-1',
        destination_cidr_block: '10.2.0.0/16',
        transit_gateway_id: 'tgw-1',
      },
      'aws_ec2_transit_gateway.t': {
        id: 'tgw-1',
        association_default_route_table_id: 'tgw-rtb-1',
        default_route_table_association: 'enable',
        default_route_table_propagation: 'enable',
      },
      'aws_ec2_transit_gateway_vpc_attachment.one': {
        id: 'tgw-attach-1',
        transit_gateway_id: 'tgw-1',
        vpc_id: 'vpc-1',
        subnet_ids: ['subnet-1'],
      },
      'aws_ec2_transit_gateway_vpc_attachment.two': {
        id: 'tgw-attach-2',
        transit_gateway_id: 'tgw-1',
        vpc_id: 'vpc-2',
        subnet_ids: ['subnet-2'],
      },
    });
    expect(verdict(aws, 'web', 'two')).toBe('delivered');
  });

  test('rules come in three styles and mean the same', () => {
    const bare = { id: 'sg-1', vpc_id: 'vpc-1', name: 'g', ingress: [], egress: [] };
    const blocks = {
      ...bare,
      ingress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['10.0.0.0/8'] }],
    };
    const styles = [
      { 'aws_security_group.open': blocks },
      {
        'aws_security_group.open': bare,
        'aws_security_group_rule.r': {
          type: 'ingress',
          security_group_id: 'sg-1',
          protocol: 'tcp',
          from_port: 443,
          to_port: 443,
          cidr_blocks: ['10.0.0.0/8'],
        },
      },
      {
        'aws_security_group.open': bare,
        'aws_vpc_security_group_ingress_rule.r': {
          security_group_id: 'sg-1',
          ip_protocol: 'tcp',
          from_port: 443,
          to_port: 443,
          cidr_ipv4: '10.0.0.0/8',
        },
      },
    ];
    const rules = styles.map((style) =>
      read(style)
        .securityGroups.get('sg-1')!
        .ingress.map(({ service, peer }) => ({ service, peer })),
    );
    expect(rules[0]).toHaveLength(1);
    expect(rules[1]).toEqual(rules[0]);
    expect(rules[2]).toEqual(rules[0]);
  });

  test('entries of ACLs come inline or by themselves', () => {
    const entry = {
      rule_no: 100,
      action: 'deny',
      protocol: 'tcp',
      from_port: 22,
      to_port: 22,
      cidr_block: '0.0.0.0/0',
    };
    const inline = read({
      'aws_network_acl.a': { id: 'acl-1', vpc_id: 'vpc-1', subnet_ids: ['subnet-1'], ingress: [entry] },
    });
    const { rule_no, action, ...rest } = entry;
    const separate = read({
      'aws_network_acl.a': { id: 'acl-1', vpc_id: 'vpc-1', subnet_ids: ['subnet-1'] },
      'aws_network_acl_rule.r': {
        network_acl_id: 'acl-1',
        rule_number: rule_no,
        rule_action: action,
        egress: false,
        ...rest,
      },
    });
    const rulesOf = (network: typeof inline) =>
      network.networkAcls
        .get('acl-1')!
        .ingress.map(({ number, allow, service }) => ({ number, allow, service }));
    expect(rulesOf(inline)).toHaveLength(1);
    expect(rulesOf(separate)).toEqual(rulesOf(inline));
  });

  test('what is not modelled is kept, or counted when it touches no network', () => {
    const state = stateOf({
      ...SMALL,
      'aws_eks_cluster.k': { id: 'k', vpc_config: [{ subnet_ids: ['subnet-1'] }] },
      'aws_iam_role.r': { id: 'r', name: 'r' },
    });
    const { aws, counts } = readTerraform(state);
    expect(doubts(aws)).toContain('aws_eks_cluster k: resources of this kind are not modelled');
    expect(doubts(aws).join()).not.toContain('aws_iam_role');
    expect(counts.get('aws_iam_role')).toBe(1);
  });

  test('the main table of a VPC that exists is unknown unless it is declared', () => {
    const { 'aws_default_route_table.main': _, ...rest } = SMALL;
    const { aws } = readTerraform(stateOf(rest));
    expect(verdict(aws, 'web', '8.8.8.8')).toBe('route-target-unavailable if vpc-1/main');
  });
});

describe('Open Telekom Cloud resources', () => {
  const estate = (provider: string, version: (type: string, number: number) => string) => {
    const name = (type: string, number: number): string => `${provider}_${version(type, number)}.x`;
    return {
      [name('vpc', 1)]: { id: 'vpc-a', name: 'a', cidr: '10.1.0.0/16' },
      [name('vpc', 1).replace('.x', '.y')]: { id: 'vpc-b', name: 'b', cidr: '10.2.0.0/16' },
      [name('vpc_subnet', 1)]: { id: 'net-a', name: 's', vpc_id: 'vpc-a', cidr: '10.1.1.0/24' },
      [name('vpc_subnet', 1).replace('.x', '.y')]: {
        id: 'net-b',
        name: 's',
        vpc_id: 'vpc-b',
        cidr: '10.2.1.0/24',
      },
      [name('vpc_peering_connection', 2)]: {
        id: 'p',
        name: 'p',
        vpc_id: 'vpc-a',
        peer_vpc_id: 'vpc-b',
        status: 'ACTIVE',
      },
      [name('vpc_route', 2)]: {
        id: 'r',
        type: 'peering',
        nexthop: 'p',
        destination: '10.2.0.0/16',
        vpc_id: 'vpc-a',
      },
    };
  };

  test.each([
    ['opentelekomcloud', (type: string, number: number) => `${type}_v${number}`],
    ['huaweicloud', (type: string) => type],
  ] as const)('%s: a peering carries nothing without a route on each side', (provider, version) => {
    const resources = estate(provider, version);
    const { huawei } = readTerraform(stateOf(resources));
    expect(huawei.vpcs.get('vpc-a')!.profile).toBe('otc');
    expect(verdict(huawei, '10.1.1.10', '10.2.1.10')).toBe('no-route if vpc-a/hosts, vpc-b/hosts');
    const back = { id: 'r2', type: 'peering', nexthop: 'p', destination: '10.1.0.0/16', vpc_id: 'vpc-b' };
    const route = Object.keys(resources)
      .find((key) => key.includes('vpc_route'))!
      .replace('.x', '.y');
    const both = readTerraform(stateOf({ ...resources, [route]: back })).huawei;
    expect(verdict(both, '10.1.1.10', '10.2.1.10')).toBe('delivered if vpc-a/hosts, vpc-b/hosts');
  });
});

describe('the small parts', () => {
  test('addresses', () => {
    expect(parseResourceAddress('module.a["x.y"].module.b[2].data.aws_vpc.main["k"]')).toEqual({
      module: 'module.a["x.y"].module.b[2]',
      isData: true,
      type: 'aws_vpc',
      name: 'main',
      index: 'k',
    });
    expect(parseResourceAddress('nonsense')).toBeUndefined();
  });

  test('flat attributes', () => {
    const flat = {
      id: 'x',
      'tags.%': '1',
      'tags.Name': 'n',
      'list.#': '2',
      'list.0': 'a',
      'list.1': 'b',
      'set.#': '1',
      'set.77.port': '1',
      '__proto__.x': 'y',
    };
    expect(JSON.parse(JSON.stringify(unflatten(flat)))).toMatchObject({
      id: 'x',
      tags: { Name: 'n' },
      list: ['a', 'b'],
      set: [{ port: '1' }],
    });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
