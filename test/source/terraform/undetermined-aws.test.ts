/**
 * Plans for AWS in which something is not known yet: what expressions refer to, whose a rule is, which subnets
 * get an ACL. Whatever it could touch is conditional, and nothing else.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { constant, NEW_VPC, newSubnet, planOf, ref, type Planned } from './estate.ts';

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

describe('a rule of a module whose group is a local', () => {
  const rule = (name: string, expression: unknown): object => ({
    address: `aws_security_group_rule.${name}`,
    mode: 'managed',
    type: 'aws_security_group_rule',
    name,
    expressions: { security_group_id: expression },
  });
  const rules = (call: object): readonly (string | undefined)[] => {
    const { aws } = readTerraform(
      planOf(
        {
          'aws_security_group.other': { after: { name: 'other' }, unknown: { id: true } },
          'module.sg.aws_security_group.this': { after: { name: 'this' }, unknown: { id: true } },
          'module.sg.aws_security_group_rule.in': {
            after: {
              type: 'ingress',
              protocol: 'tcp',
              from_port: 1,
              to_port: 1,
              cidr_blocks: ['10.0.0.0/8'],
            },
            unknown: { id: true, security_group_id: true },
          },
        },
        {
          modules: {
            sg: { expressions: call, module: { resources: [rule('in', { references: ['local.id'] })] } },
          },
        },
      ),
    );
    return [
      `${aws.securityGroups.get('module.sg.aws_security_group.this')!.ingress.length} rule`,
      aws.unmodelled.get('aws_security_group.other')?.why,
    ];
  };

  test('is of the one group that the module makes, whatever groups are the far ends', () => {
    expect(rules({})).toEqual(['1 rule', undefined]);
    expect(rules({ sources: ref('aws_security_group.other.id') })).toEqual(['1 rule', undefined]);
  });

  test('is of nobody knows which where another one may be the one', () => {
    expect(rules({ security_group_id: ref('aws_security_group.other.id') })).toEqual([
      '0 rule',
      'module.sg.aws_security_group_rule.in may belong to it',
    ]);
  });
});

test('an expression that names locals beside an object is said to', () => {
  const { aws } = readTerraform(
    planOf({
      'aws_vpc.main': NEW_VPC,
      'aws_subnet.a': newSubnet('10.1.1.0/24', { references: ['local.isOpen', 'aws_vpc.main.id'] }),
    }),
  );
  expect(aws.subnets.get('aws_subnet.a')!.vpc).toBe('aws_vpc.main');
  expect(aws.unmodelled.get('aws_subnet.a.vpc_id')!.why).toContain('names locals beside one object');
});
