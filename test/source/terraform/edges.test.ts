/**
 * Resources of AWS at the edges: Direct Connect, services and who may use them, load balancers, and what
 * is put on or chosen for other resources from outside.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import type { Network } from '../../../src/model/network.ts';
import { doubts, readTerraform, verdict } from '../declared.ts';
import { stateOf } from './estate.ts';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const BASE: Resources = {
  'aws_vpc.a': {
    id: 'vpc-a',
    cidr_block: '10.1.0.0/16',
    owner_id: '111111111111',
    default_security_group_id: 'sg-d',
  },
  'aws_subnet.a': {
    id: 'subnet-a',
    vpc_id: 'vpc-a',
    cidr_block: '10.1.1.0/24',
    availability_zone: 'eu-west-1a',
  },
  'aws_subnet.b': {
    id: 'subnet-b',
    vpc_id: 'vpc-a',
    cidr_block: '10.1.2.0/24',
    availability_zone: 'eu-west-1b',
  },
  'aws_default_route_table.a': { id: 'rtb-a', default_route_table_id: 'rtb-a', vpc_id: 'vpc-a', route: [] },
  'aws_security_group.open': {
    id: 'sg-open',
    vpc_id: 'vpc-a',
    ingress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
    egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
  },
  'aws_instance.one': {
    id: 'i-1',
    subnet_id: 'subnet-a',
    private_ip: '10.1.1.10',
    primary_network_interface_id: 'eni-1',
    vpc_security_group_ids: ['sg-open'],
    instance_state: 'running',
  },
};

const read = (more: Resources): Network => readTerraform(stateOf({ ...BASE, ...more })).aws;

describe('Direct Connect', () => {
  const ASSOCIATION = {
    id: 'assoc-1',
    dx_gateway_id: 'dxgw-1',
    allowed_prefixes: ['10.1.0.0/16'],
  };
  const GATEWAY = {
    'aws_dx_gateway.g': { id: 'dxgw-1', name: 'office', amazon_side_asn: '64512' },
    'aws_dx_private_virtual_interface.v': {
      id: 'dxvif-1',
      dx_gateway_id: 'dxgw-1',
      bgp_auth_key: 'never-to-be-shown',
    },
  };

  test('leads a virtual private gateway to the site of its gateway', () => {
    const network = read({
      ...GATEWAY,
      'aws_vpn_gateway.v': { id: 'vgw-1', vpc_id: 'vpc-a' },
      'aws_dx_gateway_association.a': { ...ASSOCIATION, associated_gateway_id: 'vgw-1' },
    });
    expect(network.links.get('vgw-1')).toMatchObject({ kind: 'dx', site: 'dxgw-1', state: 'attached' });
    expect(network.sites.get('dxgw-1')!.name).toBe('office');
    const [way] = network.routeTables.get('dxgw-1')!.routes;
    expect(way!.destination.kind === 'prefix' && formatPrefix(way!.destination.prefix)).toBe('10.1.0.0/16');
  });

  test('attaches to a transit gateway', () => {
    const transit = {
      ...GATEWAY,
      'aws_ec2_transit_gateway.t': { id: 'tgw-1', association_default_route_table_id: 'tgw-rtb-1' },
      'aws_dx_gateway_association.a': { ...ASSOCIATION, associated_gateway_id: 'tgw-1' },
    };
    const attachments = (network: Network) => {
      const tgw = network.links.get('tgw-1');
      return tgw?.kind === 'tgw' ? [...tgw.attachments.values()] : [];
    };
    expect(attachments(read(transit))).toMatchObject([
      { id: 'assoc-1/attachment', attached: { kind: 'dx', site: 'dxgw-1' }, table: 'tgw-rtb-1' },
    ]);
  });
});

describe('a transit gateway', () => {
  test('keeps its Connect attachments, and what is behind them is not known', () => {
    const network = read({
      'aws_ec2_transit_gateway.t': { id: 'tgw-1', association_default_route_table_id: 'tgw-rtb-1' },
      'aws_ec2_transit_gateway_vpc_attachment.v': {
        id: 'tgw-attach-v',
        transit_gateway_id: 'tgw-1',
        vpc_id: 'vpc-a',
        subnet_ids: ['subnet-a'],
      },
      'aws_ec2_transit_gateway_connect.c': {
        id: 'tgw-attach-c',
        transit_gateway_id: 'tgw-1',
        transport_attachment_id: 'tgw-attach-v',
      },
    });
    expect(doubts(network)).toContain(
      'TransitGatewayAttachment tgw-attach-c: what the appliance at the far end of the Connect attachment does is in no file',
    );
  });

  test('gives new attachments the table that somebody chose as the default one', () => {
    const network = read({
      'aws_ec2_transit_gateway.t': { id: 'tgw-1', association_default_route_table_id: 'tgw-rtb-1' },
      'aws_ec2_transit_gateway_route_table.own': { id: 'tgw-rtb-2', transit_gateway_id: 'tgw-1' },
      'aws_ec2_transit_gateway_default_route_table_association.d': {
        id: 'tgw-1',
        transit_gateway_id: 'tgw-1',
        transit_gateway_route_table_id: 'tgw-rtb-2',
      },
      'aws_ec2_transit_gateway_vpc_attachment_accepter.v': {
        id: 'tgw-attach-v',
        transit_gateway_attachment_id: 'tgw-attach-v',
        transit_gateway_id: 'tgw-1',
        vpc_id: 'vpc-a',
        subnet_ids: ['subnet-a', 'subnet-b'],
      },
    });
    const tgw = network.links.get('tgw-1');
    expect(tgw?.kind === 'tgw' && tgw.attachments.get('tgw-attach-v')).toMatchObject({
      table: 'tgw-rtb-2',
      attached: { kind: 'vpc', subnets: ['subnet-a', 'subnet-b'] },
    });
  });
});

describe('a security group put on an interface from outside', () => {
  test('counts like one of its own', () => {
    const network = read({
      'aws_network_interface.x': {
        id: 'eni-x',
        subnet_id: 'subnet-b',
        private_ip: '10.1.2.10',
        security_groups: ['sg-d'],
      },
      'aws_network_interface_sg_attachment.x': {
        id: 'sg-open_eni-x',
        security_group_id: 'sg-open',
        network_interface_id: 'eni-x',
      },
    });
    expect(network.enis.get('eni-x')!.securityGroups).toEqual(['sg-d', 'sg-open']);
  });
});

const LB = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/web/1';
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/2';

describe('load balancers', () => {
  const balanced = (action: object, more: Resources = {}): Network =>
    read({
      'aws_lb.web': {
        id: LB,
        arn: LB,
        name: 'web',
        load_balancer_type: 'application',
        subnets: ['subnet-b'],
        security_groups: ['sg-open'],
      },
      'aws_lb_listener.web': {
        id: 'listener',
        load_balancer_arn: LB,
        port: 443,
        protocol: 'HTTPS',
        default_action: [action],
      },
      'aws_lb_target_group.web': {
        id: GROUP,
        arn: GROUP,
        port: 8080,
        target_type: 'instance',
        vpc_id: 'vpc-a',
      },
      'aws_lb_target_group_attachment.one': { id: 'att', target_group_arn: GROUP, target_id: 'i-1' },
      ...more,
    });

  test('of applications hand connections to their targets', () => {
    const network = balanced({ type: 'forward', target_group_arn: GROUP });
    expect(network.links.get(LB)).toMatchObject({
      kind: 'nlb',
      listeners: [{ port: 443, targetPort: 8080, targets: ['eni-1'] }],
      preserveClientIp: false,
    });
    expect(verdict(network, 'i-1', 'web')).toBe('delivered');
  });

  test('may forward to several groups by weight', () => {
    const network = balanced({ type: 'forward', forward: [{ target_group: [{ arn: GROUP, weight: 1 }] }] });
    expect(network.links.get(LB)).toMatchObject({ listeners: [{ targets: ['eni-1'] }] });
  });

  test('with rules, or that answer themselves, are conditional', () => {
    const ruled = balanced(
      { type: 'forward', target_group_arn: GROUP },
      { 'aws_lb_listener_rule.r': { id: 'rule', listener_arn: 'listener' } },
    );
    expect(verdict(ruled, 'i-1', 'web')).toBe(`delivered if ${LB}`);
    expect(balanced({ type: 'redirect' }).links.has(LB)).toBe(false);
  });

  test('of the classic kind are read, too', () => {
    const network = read({
      'aws_elb.c': {
        id: 'classic',
        name: 'classic',
        subnets: ['subnet-b'],
        security_groups: ['sg-open'],
        listener: [{ lb_port: 443, lb_protocol: 'tcp', instance_port: 8080, instance_protocol: 'tcp' }],
      },
      'aws_elb_attachment.one': { id: 'att', elb: 'classic', instance: 'i-1' },
    });
    expect(network.links.get('classic')).toMatchObject({
      kind: 'nlb',
      listeners: [{ port: 443, targetPort: 8080, targets: ['eni-1'] }],
    });
  });
});

describe('an endpoint of a declared service', () => {
  const NLB = LB.replace('app/web', 'net/svc');
  const name = 'com.amazonaws.vpce.eu-west-1.vpce-svc-1';
  const served = (service: object, more: Resources = {}): Network =>
    read({
      'aws_vpc.c': {
        id: 'vpc-c',
        cidr_block: '10.3.0.0/16',
        owner_id: '333333333333',
        default_security_group_id: 'sg-c',
      },
      'aws_subnet.c': {
        id: 'subnet-c',
        vpc_id: 'vpc-c',
        cidr_block: '10.3.1.0/24',
        availability_zone: 'eu-west-1b',
      },
      'aws_lb.svc': { id: NLB, arn: NLB, name: 'svc', load_balancer_type: 'network', subnets: ['subnet-b'] },
      'aws_lb_listener.svc': {
        id: 'listener',
        load_balancer_arn: NLB,
        port: 443,
        protocol: 'TCP',
        default_action: [{ type: 'forward', target_group_arn: GROUP }],
      },
      'aws_lb_target_group.svc': {
        id: GROUP,
        arn: GROUP,
        port: 443,
        target_type: 'instance',
        vpc_id: 'vpc-a',
      },
      'aws_vpc_endpoint_service.s': {
        id: 'vpce-svc-1',
        service_name: name,
        network_load_balancer_arns: [NLB],
        ...service,
      },
      'aws_vpc_endpoint.e': {
        id: 'vpce-1',
        vpc_id: 'vpc-c',
        service_name: name,
        vpc_endpoint_type: 'Interface',
        subnet_ids: ['subnet-c'],
      },
      ...more,
    });
  const endpoint = (network: Network) => {
    const link = network.links.get('vpce-1');
    if (link?.kind !== 'endpoint') throw new Error('there is no endpoint');
    return link;
  };

  test('knows whom the service admits, by itself or from resources beside it', () => {
    const principal = 'arn:aws:iam::222222222222:root';
    expect(endpoint(served({ allowed_principals: [principal] })).allowedPrincipals).toEqual(['222222222222']);
    const beside = {
      'aws_vpc_endpoint_service_allowed_principal.p': {
        id: 'p',
        vpc_endpoint_service_id: 'vpce-svc-1',
        principal_arn: principal,
      },
    };
    expect(endpoint(served({}, beside)).allowedPrincipals).toEqual(['222222222222']);
    expect(endpoint(served({})).allowedPrincipals).toBeUndefined();
  });

  test('waits where the service wants to accept it, until somebody does', () => {
    expect(endpoint(served({ acceptance_required: true })).state).toBe('pendingAcceptance');
    const accepted = {
      'aws_vpc_endpoint_connection_accepter.a': {
        id: 'a',
        vpc_endpoint_service_id: 'vpce-svc-1',
        vpc_endpoint_id: 'vpce-1',
      },
    };
    expect(endpoint(served({ acceptance_required: true }, accepted)).state).toBe('available');
  });

  test('has the policy that a resource beside it declares', () => {
    const policy = JSON.stringify({
      Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
    });
    const network = served(
      {},
      { 'aws_vpc_endpoint_policy.p': { id: 'vpce-1', vpc_endpoint_id: 'vpce-1', policy } },
    );
    expect(network.unmodelled.get('vpce-1')!.why).toContain('its policy admits some requests and not others');
  });
});

describe('routes that tables learn', () => {
  const CONNECTION = { id: 'vpn-1', customer_gateway_id: 'cgw-1', routes: [] };
  const vpn = (more: object): Resources => ({
    'aws_vpn_gateway.g': { id: 'vgw-1', vpc_id: 'vpc-a' },
    'aws_internet_gateway.g': { id: 'igw-1', vpc_id: 'vpc-a' },
    'aws_default_route_table.a': {
      id: 'rtb-a',
      default_route_table_id: 'rtb-a',
      vpc_id: 'vpc-a',
      route: [{ cidr_block: '10.9.0.0/16', gateway_id: 'igw-1' }],
      propagating_vgws: ['vgw-1'],
    },
    'aws_customer_gateway.c': { id: 'cgw-1' },
    'aws_vpn_connection.v': { ...CONNECTION, vpn_gateway_id: 'vgw-1', ...more },
  });
  const to = (resources: Resources, address: string): string => verdict(read(resources), 'i-1', address);

  test('over BGP are in no file, and may be for whatever no other route is for', () => {
    const dynamic = vpn({ static_routes_only: false });
    expect(to(dynamic, '192.168.1.1')).toBe('no-route if rtb-a/learned');
    expect(to(dynamic, '10.9.1.1')).not.toContain('learned');
    expect(to(vpn({ static_routes_only: true }), '192.168.1.1')).toBe('no-route');
  });

  test('may be for what only the default route is for, too', () => {
    const table = { ...vpn({})['aws_default_route_table.a'] };
    const route = [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }];
    const resources = { ...vpn({}), 'aws_default_route_table.a': { ...table, route } };
    expect(to(resources, '192.168.1.1')).toBe('igw-no-public-ip if rtb-a/learned');
  });

  test('from a route server are in no file', () => {
    const propagation = { route_server_id: 'rs-1', route_table_id: 'rtb-a' };
    expect(to({ 'aws_vpc_route_server_propagation.p': propagation }, '192.168.1.1')).toBe(
      'no-route if rtb-a/learned',
    );
  });

  test('of a transit gateway, from a VPN and from VPCs of others', () => {
    const attachment = { transit_gateway_id: 'tgw-1', vpc_id: 'vpc-a', subnet_ids: ['subnet-a'] };
    const gateway: Resources = {
      'aws_ec2_transit_gateway.t': { id: 'tgw-1', association_default_route_table_id: 'tgw-rtb-1' },
      'aws_ec2_transit_gateway_vpc_attachment.a': { id: 'tgw-attach-a', ...attachment },
      'aws_default_route_table.a': {
        id: 'rtb-a',
        default_route_table_id: 'rtb-a',
        vpc_id: 'vpc-a',
        route: [{ cidr_block: '0.0.0.0/0', transit_gateway_id: 'tgw-1' }],
      },
    };
    expect(to(gateway, '192.168.1.1')).toBe('tgw-no-route');
    const connection = { ...CONNECTION, transit_gateway_id: 'tgw-1' };
    expect(to({ ...gateway, 'aws_vpn_connection.v': connection }, '192.168.1.1')).toBe(
      'tgw-no-route if tgw-rtb-1/learned',
    );
    const foreign = { ...attachment, id: 'tgw-attach-f', vpc_id: 'vpc-f', subnet_ids: ['subnet-f'] };
    expect(to({ ...gateway, 'aws_ec2_transit_gateway_vpc_attachment.f': foreign }, '192.168.1.1')).toBe(
      'tgw-no-route if tgw-rtb-1/learned',
    );
  });
});

test('new attachments of a transit gateway may be associated with one table and propagate to another', () => {
  const choice = (table: string) => ({ transit_gateway_id: 'tgw-1', transit_gateway_route_table_id: table });
  const network = read({
    'aws_ec2_transit_gateway.t': {
      id: 'tgw-1',
      association_default_route_table_id: 'tgw-rtb-1',
      propagation_default_route_table_id: 'tgw-rtb-2',
    },
    'aws_ec2_transit_gateway_route_table.r': { id: 'tgw-rtb-3', transit_gateway_id: 'tgw-1' },
    'aws_ec2_transit_gateway_default_route_table_association.c': choice('tgw-rtb-3'),
    'aws_ec2_transit_gateway_vpc_attachment.a': {
      id: 'tgw-attach-a',
      transit_gateway_id: 'tgw-1',
      vpc_id: 'vpc-a',
      subnet_ids: ['subnet-a'],
    },
  });
  const gateway = network.links.get('tgw-1');
  if (gateway?.kind !== 'tgw') throw new Error('there is no gateway');
  expect(gateway.attachments.get('tgw-attach-a')!.table).toBe('tgw-rtb-3');
  const propagations = [...gateway.tables].map(([id, table]) => [id, table.propagations]);
  expect(Object.fromEntries(propagations)).toEqual({
    'tgw-rtb-1': [],
    'tgw-rtb-2': ['tgw-attach-a'],
    'tgw-rtb-3': [],
  });
});

test('blocked public access makes what passes an internet gateway conditional', () => {
  const resources = (mode: string): Resources => ({
    'aws_internet_gateway.g': { id: 'igw-1', vpc_id: 'vpc-a' },
    'aws_default_route_table.a': {
      ...BASE['aws_default_route_table.a'],
      route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' }],
    },
    'aws_instance.one': { ...BASE['aws_instance.one'], public_ip: '198.51.100.1' },
    'aws_vpc_block_public_access_options.o': { id: 'eu-west-1', internet_gateway_block_mode: mode },
  });
  expect(verdict(read(resources('block-ingress')), 'i-1', 'internet')).toBe('delivered if igw-1');
  expect(verdict(read(resources('off')), 'i-1', 'internet')).toBe('delivered');
});
