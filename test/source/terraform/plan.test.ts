/**
 * Both networks of a plan, and ids that do not exist yet.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { loadNetwork } from '../../../src/source/load.ts';
import { doubts, readTerraform, verdict } from '../declared.ts';
import { constant, NEW_VPC, newSubnet, planOf, ref, type Planned } from './estate.ts';

const REMOVAL = relative('', join(import.meta.dirname, 'documents', 'remove-peering-route.plan.json'));

describe('a plan that removes one route of a peering', () => {
  const hosts = ['host-a', 'host-b'] as const;

  test('gives the network before and the one after, which differ exactly there', async () => {
    const { plan, network } = await loadNetwork([REMOVAL]);
    const { prior, planned } = plan!;
    expect(network).toBe(planned);
    const [a, b] = hosts;
    expect([verdict(prior, a, b), verdict(prior, b, a)]).toEqual(['delivered', 'delivered']);
    // The other direction is lost, too: its replies have no way back.
    expect([verdict(planned, a, b), verdict(planned, b, a)]).toEqual(['no-route', 'no-route']);
    expect(
      [...planned.routeTables].filter(
        ([id, table]) => table.routes.length !== prior.routeTables.get(id)!.routes.length,
      ),
    ).toEqual([['rtb-a', expect.objectContaining({ routes: [] })]]);
    for (const section of [
      'vpcs',
      'subnets',
      'enis',
      'links',
      'securityGroups',
      'networkAcls',
      'unmodelled',
    ] as const) {
      expect([...planned[section].keys()], section).toEqual([...prior[section].keys()]);
    }
  });

  test('is the network before it when that is asked for', async () => {
    const { plan, network } = await loadNetwork([REMOVAL], { side: 'prior' });
    expect(network).toBe(plan!.prior);
  });

  test('lists what it does, by address and place', async () => {
    const { plan } = await loadNetwork([REMOVAL]);
    expect(plan!.differences).toEqual([
      {
        address: 'aws_route.a_to_b',
        type: 'aws_route',
        action: 'delete',
        attributes: [],
        source: { file: REMOVAL, path: ['resource_changes', 4], address: 'aws_route.a_to_b' },
      },
    ]);
  });

  test('knows the resource and the place of every record', async () => {
    const { network, fileNamed } = await loadNetwork([REMOVAL]);
    for (const section of ['vpcs', 'subnets', 'links', 'securityGroups', 'networkAcls'] as const) {
      for (const { source } of network[section].values()) {
        expect(source.file).toBe(REMOVAL);
        expect(source.address).toMatch(/^aws_\w+\.\w+$/);
        expect(fileNamed(source.file)?.text).toContain(`"address": "${source.address}"`);
      }
    }
  });

  test('keeps no secret', async () => {
    expect(readFileSync(REMOVAL, 'utf8')).toContain('never-to-be-shown');
    const { plan } = await loadNetwork([REMOVAL]);
    const kept = inspect(plan, { depth: null, maxArrayLength: null });
    expect(kept).not.toContain('never-to-be-shown');
  });
});

describe('what exists only after a plan', () => {
  test('goes by the address of its resource', () => {
    const { aws } = readTerraform(
      planOf({ 'aws_vpc.main': NEW_VPC, 'aws_subnet.web': newSubnet('10.1.1.0/24') }),
    );
    expect(aws.subnets.get('aws_subnet.web')).toMatchObject({ vpc: 'aws_vpc.main', az: 'eu-central-1a' });
    expect(aws.vpcs.get('aws_vpc.main')).toMatchObject({ name: 'main' });
    expect(aws.vpcs.get('aws_vpc.main')!.source).toMatchObject({ path: ['resource_changes', 0] });
  });

  test('comes with what the provider makes of itself: main table, open ACL, default group', () => {
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_subnet.web': newSubnet('10.1.1.0/24'),
        'aws_instance.web': {
          after: { source_dest_check: true },
          unknown: { id: true, private_ip: true, subnet_id: true, vpc_security_group_ids: true },
          configured: { subnet_id: ref('aws_subnet.web.id') },
        },
      }),
    );
    expect(aws.routeTables.get('aws_vpc.main/main')!.routes).toEqual([]);
    expect(aws.subnets.get('aws_subnet.web')!.networkAcl).toBe('aws_vpc.main/default-network-acl');
    expect(aws.enis.get('aws_instance.web/eth0')!.securityGroups).toEqual([
      'aws_vpc.main/default-security-group',
    ]);
    expect(doubts(aws)).toContain(
      'Instance aws_instance.web/address: its address is known only after it is made; 10.1.1.4 stands in',
    );
    expect(() => compile(aws)).not.toThrow();
  });

  test('has a default group that is adopted, and a main table that is replaced', () => {
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_default_security_group.none': {
          after: { ingress: [], egress: [] },
          unknown: { id: true, vpc_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id') },
        },
        'aws_default_route_table.first': {
          after: { route: [] },
          unknown: { id: true, vpc_id: true, default_route_table_id: true },
          configured: { default_route_table_id: ref('aws_vpc.main.default_route_table_id') },
        },
        'aws_route_table.second': {
          after: { route: [] },
          unknown: { id: true, vpc_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id') },
        },
        'aws_main_route_table_association.second': {
          after: {},
          unknown: { id: true, vpc_id: true, route_table_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id'), route_table_id: ref('aws_route_table.second.id') },
        },
      }),
    );
    expect(aws.vpcs.get('aws_vpc.main')!.mainTable).toBe('aws_route_table.second');
    expect([...aws.securityGroups.keys()]).toEqual(['aws_vpc.main/default-security-group']);
    expect(aws.securityGroups.get('aws_vpc.main/default-security-group')!.egress).toEqual([]);
  });

  test('has a default ACL and table that are adopted without naming the VPC', () => {
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_subnet.web': newSubnet('10.1.1.0/24'),
        'aws_default_network_acl.shut': {
          after: { ingress: [], egress: [] },
          unknown: { id: true, vpc_id: true, default_network_acl_id: true },
          configured: { default_network_acl_id: ref('aws_vpc.main.default_network_acl_id') },
        },
        'aws_default_route_table.main': {
          after: { route: [{ cidr_block: '10.9.0.0/16', gateway_id: 'igw-1' }] },
          unknown: { id: true, vpc_id: true, default_route_table_id: true },
          configured: { default_route_table_id: ref('aws_vpc.main.default_route_table_id') },
        },
      }),
    );
    const acl = aws.networkAcls.get(aws.subnets.get('aws_subnet.web')!.networkAcl!)!;
    expect([acl.ingress, acl.egress]).toEqual([[], []]);
    expect(aws.routeTables.get(aws.vpcs.get('aws_vpc.main')!.mainTable)!.routes).toHaveLength(1);
  });

  test('is found by count.index and each.key', () => {
    const counted = (index: number) => ({
      ...newSubnet(`10.1.${index}.0/24`),
    });
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_subnet.counted[0]': counted(0),
        'aws_subnet.counted[1]': counted(1),
        'aws_route_table.counted[0]': {
          after: { route: [] },
          unknown: { id: true, vpc_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id') },
        },
        'aws_route_table.counted[1]': {
          after: { route: [] },
          unknown: { id: true, vpc_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id') },
        },
        'aws_route_table_association.counted[1]': {
          after: {},
          unknown: { id: true, subnet_id: true, route_table_id: true },
          configured: {
            subnet_id: { references: ['aws_subnet.counted', 'count.index'] },
            route_table_id: { references: ['aws_route_table.counted', 'count.index'] },
          },
        },
        'aws_vpc.each["x"]': { ...NEW_VPC, after: { cidr_block: '10.2.0.0/16' } },
        'aws_vpc.each["y"]': { ...NEW_VPC, after: { cidr_block: '10.3.0.0/16' } },
        'aws_subnet.each["y"]': {
          ...newSubnet('10.3.1.0/24', { references: ['each.value.id', 'each.value'] }),
          forEach: { references: ['aws_vpc.each'] },
        },
      }),
    );
    expect(aws.subnets.get('aws_subnet.counted[1]')!.routeTable).toBe('aws_route_table.counted[1]');
    expect(aws.subnets.get('aws_subnet.counted[0]')!.routeTable).toBeUndefined();
    expect(aws.subnets.get('aws_subnet.each["y"]')!.vpc).toBe('aws_vpc.each["y"]');
  });

  test('is found through variables and outputs of modules', () => {
    const { aws } = readTerraform(
      planOf(
        {
          'module.net.aws_vpc.this[0]': NEW_VPC,
          'module.app["a"].aws_subnet.this': newSubnet('10.1.1.0/24'),
        },
        {
          modules: {
            net: {
              module: {
                outputs: { vpc_id: { expression: ref('aws_vpc.this[0].id') } },
                resources: [{ address: 'aws_vpc.this', type: 'aws_vpc', name: 'this', expressions: {} }],
              },
            },
            app: {
              expressions: { vpc: { references: ['module.net.vpc_id', 'module.net'] } },
              module: {
                resources: [
                  {
                    address: 'aws_subnet.this',
                    type: 'aws_subnet',
                    name: 'this',
                    expressions: { vpc_id: { references: ['var.vpc'] } },
                  },
                ],
              },
            },
          },
        },
      ),
    );
    expect(aws.subnets.get('module.app["a"].aws_subnet.this')!.vpc).toBe('module.net.aws_vpc.this[0]');
  });

  test('is not guessed at where several objects are meant', () => {
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_vpc.other': { ...NEW_VPC, after: { cidr_block: '10.2.0.0/16' } },
        'aws_internet_gateway.main': {
          after: {},
          unknown: { id: true, vpc_id: true },
          configured: { vpc_id: ref('aws_vpc.main.id', 'aws_vpc.other.id') },
        },
      }),
    );
    expect(aws.links.size).toBe(0);
    expect(doubts(aws).join('\n')).toContain('its vpc_id could be any of 2 objects before it is applied');
  });

  test('leads into the unknown where a route has no target yet', () => {
    const { aws } = readTerraform(
      planOf({
        'aws_vpc.main': NEW_VPC,
        'aws_subnet.web': newSubnet('10.1.1.0/24'),
        'aws_route.out': {
          after: { destination_cidr_block: '0.0.0.0/0' },
          unknown: { id: true, gateway_id: true, route_table_id: true },
          configured: {
            destination_cidr_block: constant('0.0.0.0/0'),
            gateway_id: { references: ['local.gateway'] },
            route_table_id: ref('aws_default_route_table.main.id'),
          },
        },
        'aws_default_route_table.main': {
          after: { route: [] },
          unknown: { id: true, vpc_id: true, default_route_table_id: true },
          configured: {
            default_route_table_id: ref('aws_vpc.main.default_route_table_id'),
            vpc_id: ref('aws_vpc.main.id'),
          },
        },
      }),
    );
    expect(verdict(aws, '10.1.1.9', '8.8.8.8')).toBe(
      'route-target-unavailable if aws_route.out/target, aws_vpc.main/hosts',
    );
  });
});

describe('regions of a plan', () => {
  test('are those of the providers, by alias and variable', () => {
    const plan = planOf(
      {
        'aws_vpc.here': { ...NEW_VPC },
        'aws_vpc.there': { ...NEW_VPC, provider: 'aws.paris' },
      },
      {
        variables: { region: { value: 'eu-central-1' } },
        providers: {
          aws: { name: 'aws', expressions: { region: { references: ['var.region'] } } },
          'aws.paris': {
            name: 'aws',
            alias: 'paris',
            expressions: {
              region: constant('eu-west-3'),
              assume_role: [{ role_arn: constant('arn:aws:iam::222222222222:role/deploy') }],
            },
          },
        },
      },
    );
    const { aws } = readTerraform(plan);
    expect(aws.vpcs.get('aws_vpc.here')).toMatchObject({ region: 'eu-central-1', account: 'unknown' });
    expect(aws.vpcs.get('aws_vpc.there')).toMatchObject({ region: 'eu-west-3', account: '222222222222' });
  });
});

describe('rules that a group repeats', () => {
  const inline = { protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/8'], self: false };
  const group = { id: 'sg-1', name: 'g', vpc_id: 'vpc-1', ingress: [inline], egress: [] };
  const rule = {
    id: 'sgr-1',
    type: 'ingress',
    security_group_id: 'sg-1',
    protocol: 'tcp',
    from_port: 22,
    to_port: 22,
    cidr_blocks: ['10.0.0.0/8'],
  };

  test('are gone when the resource that made them goes', () => {
    const plan = planOf({
      'aws_security_group.g': { before: group, after: group },
      'aws_security_group_rule.ssh': { before: rule, after: null },
    });
    expect(readTerraform(plan, 'prior').aws.securityGroups.get('sg-1')!.ingress).not.toEqual([]);
    expect(readTerraform(plan, 'planned').aws.securityGroups.get('sg-1')!.ingress).toEqual([]);
  });

  test('stay when nobody else declares them', () => {
    const plan = planOf({ 'aws_security_group.g': { before: group, after: group } });
    expect(readTerraform(plan).aws.securityGroups.get('sg-1')!.ingress).toHaveLength(1);
  });
});

describe('what nobody can tell before a plan is applied', () => {
  const local = { references: ['local.somewhere'] };
  const host = (
    name: string,
    address: string,
    groups: unknown = ref('aws_security_group.s.id'),
  ): Planned => ({
    after: { private_ip: address, tags: { Name: name } },
    unknown: { id: true, subnet_id: true, vpc_security_group_ids: true, primary_network_interface_id: true },
    configured: { subnet_id: ref('aws_subnet.a.id'), vpc_security_group_ids: groups },
  });
  const group = (ingress: object[] | undefined, unknown?: unknown, configured?: unknown): Planned => ({
    after: {
      ...(ingress && { ingress }),
      egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
    },
    unknown: { id: true, vpc_id: true, ...(unknown !== undefined && { ingress: unknown }) },
    configured: {
      vpc_id: ref('aws_vpc.main.id'),
      ...(configured !== undefined && { ingress: configured }),
    },
  });
  const answer = (more: Readonly<Record<string, Planned>>): string => {
    const plan = planOf({
      'aws_vpc.main': NEW_VPC,
      'aws_subnet.a': newSubnet('10.1.1.0/24'),
      'aws_security_group.s': group([
        { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['10.0.0.0/8'] },
      ]),
      'aws_instance.one': host('one', '10.1.1.10'),
      'aws_instance.two': host('two', '10.1.1.11'),
      ...more,
    });
    return verdict(readTerraform(plan).aws, 'one', 'two');
  };
  const IF = ' if aws_security_group.s';

  test('are the groups of a host: they are not the default one', () => {
    expect(answer({})).toBe('delivered');
    expect(answer({ 'aws_instance.two': host('two', '10.1.1.11', local) })).toBe(
      'delivered if aws_instance.two, aws_instance.two/vpc_security_group_ids',
    );
  });

  test('are ports in a block of a group', () => {
    const block = { protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] };
    const open = group(
      [block],
      [{ from_port: true, to_port: true }],
      [
        {
          protocol: constant('tcp'),
          from_port: local,
          to_port: local,
          cidr_blocks: constant(['10.0.0.0/8']),
        },
      ],
    );
    expect(answer({ 'aws_security_group.s': open })).toBe(`delivered${IF}`);
  });

  test('are all rules of a group', () => {
    expect(answer({ 'aws_security_group.s': group(undefined, true, local) })).toBe(`sg-ingress-denied${IF}`);
  });

  test('are ports of a rule that is a resource of its own', () => {
    const rule: Planned = {
      after: { ip_protocol: 'tcp', cidr_ipv4: '10.0.0.0/8' },
      unknown: { id: true, security_group_id: true, from_port: true, to_port: true },
      configured: { security_group_id: ref('aws_security_group.s.id'), from_port: local },
    };
    expect(answer({ 'aws_security_group.s': group([]), 'aws_vpc_security_group_ingress_rule.r': rule })).toBe(
      `delivered${IF}`,
    );
  });

  test('is whose rule it is: those it names are doubted, and no others', () => {
    const ruleOf = (owner: unknown): Readonly<Record<string, Planned>> => ({
      'aws_security_group.s': group([]),
      'aws_security_group.other': group([]),
      'aws_vpc_security_group_ingress_rule.r': {
        after: { ip_protocol: '-1', cidr_ipv4: '10.0.0.0/8' },
        unknown: { id: true, security_group_id: true },
        configured: { security_group_id: owner },
      },
    });
    expect(answer(ruleOf(local))).toBe(`sg-ingress-denied${IF}`);
    const either = ref('aws_security_group.s.id', 'aws_security_group.other.id');
    expect(answer(ruleOf(either))).toBe(`sg-ingress-denied${IF}`);
    const others = {
      ...ruleOf(ref('aws_security_group.other.id', 'aws_security_group.third.id')),
      'aws_security_group.third': group([]),
    };
    expect(answer(others)).toBe('sg-ingress-denied');
  });

  test('is which subnets get an ACL', () => {
    const acl = (subnets: unknown): Readonly<Record<string, Planned>> => ({
      'aws_subnet.b': newSubnet('10.1.2.0/24'),
      'aws_instance.two': {
        ...host('two', '10.1.2.11'),
        configured: {
          subnet_id: ref('aws_subnet.b.id'),
          vpc_security_group_ids: ref('aws_security_group.s.id'),
        },
      },
      'aws_network_acl.shut': {
        after: { ingress: [], egress: [] },
        unknown: { id: true, vpc_id: true, subnet_ids: true },
        configured: { vpc_id: ref('aws_vpc.main.id'), ...(subnets !== undefined && { subnet_ids: subnets }) },
      },
    });
    expect(answer(acl(undefined))).toBe('delivered');
    expect(answer(acl(ref('aws_subnet.b.id')))).toBe('nacl-ingress-denied');
    expect(answer(acl(local))).toBe('delivered if aws_subnet.a, aws_subnet.b');
  });

  test('is which groups of a list a switch chooses', () => {
    const groups = {
      references: ['var.open', 'aws_security_group.s.id', 'aws_security_group.s', 'aws_security_group.t.id'],
    };
    const more = {
      'aws_security_group.t': group([]),
      'aws_instance.two': host('two', '10.1.1.11', groups),
    };
    const plan = planOf(
      {
        'aws_vpc.main': NEW_VPC,
        'aws_subnet.a': newSubnet('10.1.1.0/24'),
        'aws_security_group.s': group([
          { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['10.0.0.0/8'] },
        ]),
        'aws_instance.one': host('one', '10.1.1.10'),
        ...more,
      },
      { variables: { open: { value: true } } },
    );
    expect(verdict(readTerraform(plan).aws, 'one', 'two')).toBe('delivered if aws_instance.two');
  });
});

describe('an expression that picks one of several', () => {
  const tables = {
    'aws_vpc.main': NEW_VPC,
    ...Object.fromEntries(
      [0, 1].flatMap((i) => [
        [`aws_subnet.a[${i}]`, newSubnet(`10.1.${i}.0/24`)],
        [
          `aws_route_table.a[${i}]`,
          {
            after: { route: [] },
            unknown: { id: true, vpc_id: true },
            configured: { vpc_id: ref('aws_vpc.main.id') },
          },
        ],
        [
          `aws_route_table_association.a[${i}]`,
          {
            after: {},
            unknown: { id: true, subnet_id: true, route_table_id: true },
            configured: {
              subnet_id: { references: ['aws_subnet.a', 'count.index'] },
              route_table_id: { references: ['aws_route_table.a', 'var.single', 'count.index'] },
            },
          },
        ],
      ]),
    ),
  } as Readonly<Record<string, Planned>>;

  test('by its place is taken at its word, and the plan is said not to repeat it', () => {
    const { aws } = readTerraform(planOf(tables, { variables: { single: { value: false } } }));
    expect(aws.subnets.get('aws_subnet.a[1]')!.routeTable).toBe('aws_route_table.a[1]');
    expect(aws.unmodelled.get('aws_subnet.a[count.index]')!.why).toContain('the one of the same index');
    expect(aws.unmodelled.has('aws_route_table.a[count.index]')).toBe(true);
  });
});

describe('a plan for Open Telekom Cloud', () => {
  const made = (after: object, unknown: object, configured: object): Planned => ({
    after: after as Planned['after'],
    unknown: { id: true, ...unknown },
    configured: configured as Readonly<Record<string, unknown>>,
  });
  const port = (name: string, address: string): Planned =>
    made(
      { name, admin_state_up: true, device_owner: 'compute:az1', fixed_ip: [{ ip_address: address }] },
      { network_id: true, security_group_ids: true, fixed_ip: [{ subnet_id: true }] },
      {
        network_id: ref('opentelekomcloud_vpc_subnet_v1.net.id'),
        security_group_ids: ref('opentelekomcloud_networking_secgroup_v2.g.id'),
      },
    );
  const answer = (far: object, owner: unknown, more = {}, to = 'two'): string =>
    verdict(
      readTerraform(
        planOf({
          ...more,
          'opentelekomcloud_vpc_v1.main': made({ name: 'main', cidr: '10.1.0.0/16' }, {}, {}),
          'opentelekomcloud_vpc_subnet_v1.net': made(
            { name: 'net', cidr: '10.1.1.0/24', gateway_ip: '10.1.1.1' },
            { vpc_id: true },
            { vpc_id: ref('opentelekomcloud_vpc_v1.main.id') },
          ),
          'opentelekomcloud_networking_secgroup_v2.g': made(
            { name: 'g', delete_default_rules: true },
            {},
            {},
          ),
          'opentelekomcloud_networking_port_v2.one': port('one', '10.1.1.10'),
          'opentelekomcloud_networking_port_v2.two': port('two', '10.1.1.11'),
          'opentelekomcloud_networking_secgroup_rule_v2.out': made(
            { direction: 'egress', ethertype: 'IPv4' },
            { security_group_id: true, remote_ip_prefix: true, port_range_min: true },
            { security_group_id: ref('opentelekomcloud_networking_secgroup_v2.g.id') },
          ),
          'opentelekomcloud_networking_secgroup_rule_v2.in': made(
            { direction: 'ingress', ethertype: 'IPv4' },
            { security_group_id: true, remote_ip_prefix: true },
            { security_group_id: owner, ...far },
          ),
        }),
      ).huawei,
      'one',
      to,
    );
  const group = ref('opentelekomcloud_networking_secgroup_v2.g.id');
  const local = { references: ['local.somewhere'] };

  test('has rules for everybody where nothing is said, and for nobody knows whom where something is', () => {
    expect(answer({}, group)).toBe('delivered');
    expect(answer({ remote_ip_prefix: local }, group)).toBe(
      'sg-ingress-denied if opentelekomcloud_networking_secgroup_v2.g',
    );
  });

  test('has rules that may belong to any group', () => {
    expect(answer({}, local)).toBe('sg-ingress-denied if opentelekomcloud_networking_secgroup_v2.g');
  });

  test('has routes that may be of any VPC, or lead anywhere', () => {
    const route = (after: object, unknown: object, configured: object): object => ({
      'opentelekomcloud_vpc_route_v2.r': made(
        { type: 'peering', nexthop: 'p', ...after },
        unknown,
        configured,
      ),
    });
    const main = ref('opentelekomcloud_vpc_v1.main.id');
    const destination = '10.9.0.0/16';
    const doubted = 'no-route if opentelekomcloud_vpc_v1.main/default';
    const far = (more: object): string => answer({}, group, more, '10.9.0.5');
    expect(far(route({ destination, vpc_id: 'elsewhere' }, {}, {}))).toBe('no-route');
    expect(far(route({ destination }, { vpc_id: true }, { vpc_id: local }))).toBe(doubted);
    expect(far(route({}, { vpc_id: true, destination: true }, { vpc_id: main, destination: local }))).toBe(
      doubted,
    );
  });
});

describe('a value that comes from a local of its module', () => {
  const local = { references: ['local.vpc_id'] };
  const moduleOf = (more: object = {}): object => ({
    expressions: more,
    module: {
      resources: [
        { address: 'aws_vpc.this', mode: 'managed', type: 'aws_vpc', name: 'this', expressions: {} },
        {
          address: 'aws_subnet.this',
          mode: 'managed',
          type: 'aws_subnet',
          name: 'this',
          expressions: { vpc_id: local },
        },
      ],
    },
  });
  const answer = (call: object): string => {
    const { aws } = readTerraform(
      planOf(
        {
          'module.a.aws_vpc.this': NEW_VPC,
          'module.a.aws_subnet.this': newSubnet('10.1.1.0/24'),
          'aws_vpc.other': { ...NEW_VPC, after: { cidr_block: '10.1.0.0/16' } },
        },
        { modules: { a: moduleOf(call) } },
      ),
    );
    const { vpc } = aws.subnets.get('module.a.aws_subnet.this')!;
    return `${vpc}${aws.unmodelled.has('module.a.aws_subnet.this') ? ', perhaps' : ''}`;
  };

  test('is the one VPC that the module makes, where no other one comes in', () => {
    expect(answer({})).toBe('module.a.aws_vpc.this');
    expect(answer({ azs: { references: ['local.azs'] }, vpc_cidr: constant('10.1.0.0/16') })).toBe(
      'module.a.aws_vpc.this',
    );
  });

  test('is that one perhaps, where another one may', () => {
    const perhaps = 'module.a.aws_vpc.this, perhaps';
    expect(answer({ vpc: ref('aws_vpc.other.id') })).toBe(perhaps);
    expect(answer({ settings: ref('aws_vpc.other') })).toBe(perhaps);
    expect(answer({ vpc: { references: ['local.vpc'] } })).toBe(perhaps);
  });
});
