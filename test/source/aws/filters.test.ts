/**
 * Security groups and network ACLs.
 */
import { describe, expect, test } from 'vitest';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import type { SecurityGroupRule } from '../../../src/model/filter.ts';
import { formatService } from '../../../src/model/protocol.ts';
import { doubts, host, outcome, readResponse, SMALL, type Read } from './export.ts';

const ANYWHERE = [{ CidrIp: '0.0.0.0/0' }];

function group(id: string, permissions: readonly object[]) {
  return {
    GroupId: id,
    GroupName: id,
    VpcId: 'vpc-1',
    IpPermissions: permissions,
    IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: ANYWHERE }],
  };
}

function withGroup(permissions: readonly object[], more: object = {}): Read {
  return readResponse({ ...SMALL, SecurityGroups: [group('sg-1', permissions)], ...more });
}

function describeRule({ service, peer }: SecurityGroupRule): string {
  const far =
    peer.kind === 'prefix' ? formatPrefix(peer.prefix) : peer.kind === 'group' ? peer.group : peer.list;
  return `${formatService(service)} ${far}`;
}

function ingress(read: Read, id = 'sg-1'): string[] {
  return read.network.securityGroups.get(id)!.ingress.map(describeRule);
}

describe('a permission', () => {
  test.each([
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 23 }, 'tcp/22-23'],
    [{ IpProtocol: 'udp', FromPort: 0, ToPort: 65535 }, 'udp/all'],
    [{ IpProtocol: '-1', FromPort: -1, ToPort: -1 }, 'all'],
    [{ IpProtocol: '-1' }, 'all'],
    [{ IpProtocol: '50' }, 'esp'],
  ])('%o speaks of %s', (permission, service) => {
    expect(ingress(withGroup([{ ...permission, IpRanges: ANYWHERE }]))).toEqual([`${service} 0.0.0.0/0`]);
  });

  test.each([
    [
      { FromPort: 8, ToPort: 0 },
      { first: 2048, last: 2048 },
    ],
    [
      { FromPort: 3, ToPort: -1 },
      { first: 768, last: 1023 },
    ],
    [
      { FromPort: -1, ToPort: -1 },
      { first: 0, last: 65535 },
    ],
  ])('for ICMP, %o are type and code', (ports, range) => {
    const read = withGroup([{ IpProtocol: 'icmp', ...ports, IpRanges: ANYWHERE }]);
    expect(read.network.securityGroups.get('sg-1')!.ingress[0]!.service.ports).toEqual(range);
  });

  test('makes a rule for every far end of every kind', () => {
    const read = withGroup(
      [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.0.2.1/32' }],
          Ipv6Ranges: [{ CidrIpv6: '2600::/16' }],
          PrefixListIds: [{ PrefixListId: 'pl-1' }],
          UserIdGroupPairs: [{ GroupId: 'sg-1' }, { GroupName: 'sg-1' }],
        },
      ],
      { PrefixLists: [{ PrefixListId: 'pl-1', Cidrs: [] }] },
    );
    expect(ingress(read).map((rule) => rule.split(' ')[1])).toEqual([
      '10.0.0.0/8',
      '192.0.2.1/32',
      '2600::/16',
      'pl-1',
      'sg-1',
      'sg-1',
    ]);
  });
});

describe('rules listed one by one', () => {
  const RULES = [
    {
      SecurityGroupRuleId: 'sgr-1',
      GroupId: 'sg-1',
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      CidrIpv4: '10.1.0.0/16',
    },
    { SecurityGroupRuleId: 'sgr-2', GroupId: 'sg-1', IsEgress: true, IpProtocol: '-1', CidrIpv6: '::/0' },
    {
      SecurityGroupRuleId: 'sgr-3',
      GroupId: 'sg-1',
      IsEgress: false,
      IpProtocol: '-1',
      ReferencedGroupInfo: { GroupId: 'sg-1' },
    },
  ];

  test('stand for a group that lists none itself', () => {
    const read = readResponse({ ...SMALL, SecurityGroups: [], SecurityGroupRules: RULES });
    expect(ingress(read)).toEqual(['tcp/22 10.1.0.0/16', 'all sg-1']);
    expect(read.network.securityGroups.get('sg-1')!.egress.map(describeRule)).toEqual(['all ::/0']);
  });

  test('are not added to those of a group that has its own', () => {
    expect(ingress(readResponse({ ...SMALL, SecurityGroupRules: RULES }))).toEqual(['all 0.0.0.0/0']);
  });
});

describe('a group that no file describes', () => {
  test('counts as open where an interface carries it, and is noted', () => {
    const read = readResponse({
      ...SMALL,
      NetworkInterfaces: [host('eni-a', 'subnet-a', '10.1.1.10', { Groups: [{ GroupId: 'sg-9' }] })],
    });
    expect(read.network.securityGroups.has('sg-9')).toBe(true);
    expect(doubts(read)).toEqual([
      'SecurityGroup sg-9: interfaces carry it, but no file describes it; it counts as open',
    ]);
  });

  test('is noted where a rule names it, unless the reference is stale', () => {
    const pairs = [
      { GroupId: 'sg-far', PeeringStatus: 'active' },
      { GroupId: 'sg-gone', PeeringStatus: 'deleted' },
    ];
    const read = withGroup([{ IpProtocol: '-1', UserIdGroupPairs: pairs }]);
    expect(doubts(read)).toEqual([
      'SecurityGroup sg-far: rules name it, but no file describes it; who carries it is not known',
    ]);
  });
});

describe('a network ACL', () => {
  const entry = (more: object) => ({ RuleNumber: 100, RuleAction: 'allow', CidrBlock: '0.0.0.0/0', ...more });

  test('keeps its entries apart by direction, with ports, ICMP types and IPv6 ranges', () => {
    const { network } = readResponse({
      ...SMALL,
      NetworkAcls: [
        {
          ...SMALL.NetworkAcls[0],
          Entries: [
            entry({ Egress: true, Protocol: '-1' }),
            entry({ Egress: false, Protocol: '6', PortRange: { From: 22, To: 22 }, RuleAction: 'deny' }),
            entry({ Egress: false, Protocol: '1', IcmpTypeCode: { Type: 8, Code: -1 }, RuleNumber: 110 }),
            entry({
              Egress: false,
              Protocol: '17',
              CidrBlock: undefined,
              Ipv6CidrBlock: '::/0',
              RuleNumber: 120,
            }),
          ],
        },
      ],
    });
    const { ingress: rules, egress } = network.networkAcls.get('acl-1')!;
    expect(egress).toHaveLength(1);
    expect(rules.map((rule) => [rule.number, rule.allow, formatService(rule.service)])).toEqual([
      [100, false, 'tcp/22'],
      [110, true, 'icmp'],
      [120, true, 'udp/all'],
    ]);
    expect(rules[1]!.service.ports).toEqual({ first: 2048, last: 2303 });
    expect(formatPrefix(rules[2]!.prefix)).toBe('::/0');
  });

  test('judges what crosses the boundary of its subnets', () => {
    const [acl] = SMALL.NetworkAcls;
    const closed = { ...acl!, Entries: [entry({ Egress: true, Protocol: '-1' })] };
    expect(outcome(readResponse({ ...SMALL, NetworkAcls: [closed] }), 'eni-a', '10.1.2.10')).toBe(
      'nacl-ingress-denied',
    );
  });
});

test('an entry of an ACL that does neither of the two makes verdicts conditional', () => {
  const entry = { RuleNumber: 1, Egress: true, Protocol: '-1', CidrBlock: '0.0.0.0/0' };
  const [acl] = SMALL.NetworkAcls;
  const odd = { ...acl, Entries: [entry, ...acl!.Entries] };
  expect(doubts(readResponse({ ...SMALL, NetworkAcls: [odd] }))).toHaveLength(1);
  const allowed = { ...acl, Entries: [{ ...entry, RuleAction: 'allow' }, ...acl!.Entries] };
  expect(doubts(readResponse({ ...SMALL, NetworkAcls: [allowed] }))).toEqual([]);
});
