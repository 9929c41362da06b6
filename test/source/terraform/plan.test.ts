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
import { constant, NEW_VPC, newSubnet, planOf, ref } from './estate.ts';

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
