/**
 * Responses of JD Cloud: VPCs, peerings of two halves, ordered rules, and what is missing.
 *
 * The responses are written by the models of "jdcloud-sdk-go" (services vpc and vm) and the pages of
 * "Virtual-Private-Cloud API": describeVpcs, describeSubnets, describeRouteTables, describeVpcPeerings,
 * describeNetworkSecurityGroups, describeNetworkAcls, describeNetworkInterfaces, describeInstances.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import type { Network } from '../../../src/model/network.ts';
import { formatService } from '../../../src/model/protocol.ts';
import { readJd } from '../../../src/source/jd/read-jd.ts';
import { JdRecords } from '../../../src/source/jd/records.ts';
import { loadNetwork } from '../../../src/source/load.ts';
import { mutated } from '../../fuzz/mutation.ts';
import { JSON_TEXT } from '../../fuzz/notation.ts';
import { doubts, verdict } from '../declared.ts';

const vpc = (id: string, range: string) => ({ vpcId: id, vpcName: id, addressPrefix: range, subnets: [] });

const subnet = (id: string, within: string, range: string, more: object = {}) => ({
  subnetId: id,
  subnetName: id,
  vpcId: within,
  addressPrefix: range,
  routeTableId: `rtb-${within}`,
  aclId: '',
  az: 'cn-north-1a',
  ...more,
});

const nic = (id: string, within: string, inSubnet: string, address: string, more: object = {}) => ({
  networkInterfaceId: id,
  vpcId: within,
  subnetId: inSubnet,
  networkSecurityGroupIds: ['sg-open'],
  sanityCheck: 1,
  primaryIp: { privateIpAddress: address, elasticIpAddress: '', elasticIpId: '' },
  secondaryIps: [],
  instanceType: 'vm',
  instanceId: `i-${id}`,
  az: 'cn-north-1a',
  ...more,
});

const route = (type: string, hop: string, range: string, more: object = {}) => ({
  nextHopType: type,
  nextHopId: hop,
  addressPrefix: range,
  priority: 100,
  origin: 'static',
  ...more,
});

const table = (within: string, ...rules: object[]) => ({
  routeTableId: `rtb-${within}`,
  routeTableName: within,
  routeTableType: 'default',
  vpcId: within,
  routeTableRules: [route('local', '', '10.0.0.0/8'), ...rules],
  subnetIds: [],
});

const half = (id: string, near: string, far: string, state = 'Connected') => ({
  vpcPeeringId: id,
  vpcPeeringName: id,
  vpcPeeringState: state,
  vpcInfo: { vpcId: near, vpcName: near, addressPrefix: [] },
  remoteVpcInfo: { vpcId: far, vpcName: far, addressPrefix: ['10.2.0.0/16'] },
});

const rule = (direction: number, more: object = {}) => ({
  direction,
  ruleAction: 'allow',
  priority: 100,
  protocol: 300,
  addressPrefix: '0.0.0.0/0',
  ipVersion: 4,
  fromPort: 0,
  toPort: 0,
  ...more,
});

const group = (id: string, ...rules: object[]) => ({
  networkSecurityGroupId: id,
  networkSecurityGroupName: id,
  vpcId: 'vpc-a',
  securityGroupRules: rules,
});

const PEERED = {
  vpcs: [vpc('vpc-a', '10.1.0.0/16'), vpc('vpc-b', '10.2.0.0/16')],
  subnets: [subnet('subnet-a', 'vpc-a', '10.1.1.0/24'), subnet('subnet-b', 'vpc-b', '10.2.1.0/24')],
  routeTables: [
    table('vpc-a', route('vpc_peering', 'pcx-ab', '10.2.0.0/16')),
    table('vpc-b', route('vpc_peering', 'pcx-ba', '10.1.0.0/16')),
  ],
  vpcPeerings: [half('pcx-ab', 'vpc-a', 'vpc-b'), half('pcx-ba', 'vpc-b', 'vpc-a')],
  networkSecurityGroups: [group('sg-open', rule(0), rule(1))],
  networkAcls: [],
  networkInterfaces: [nic('a', 'vpc-a', 'subnet-a', '10.1.1.10'), nic('b', 'vpc-b', 'subnet-b', '10.2.1.10')],
  instances: [
    { instanceId: 'i-a', instanceName: 'alpha', status: 'running' },
    { instanceId: 'i-b', instanceName: 'beta', status: 'running' },
  ],
};

/** Each list as the response of its own call. */
function read(lists: Readonly<Record<string, readonly object[]>>): Network {
  const records = new JdRecords();
  for (const [name, list] of Object.entries(lists)) {
    const response = { requestId: 'r', result: { [name]: list, totalCount: list.length } };
    expect(records.take(`cn-north-1/${name}.json`, response)).toBe(true);
  }
  const network = readJd(records);
  compile(network);
  return network;
}

describe('two peered VPCs', () => {
  test('reach one another over a peering whose halves both are listed', () => {
    const network = read(PEERED);
    expect(network.vpcs.get('vpc-a')).toMatchObject({ profile: 'jd', region: 'cn-north-1' });
    expect([...network.links.values()].filter(({ kind }) => kind === 'peering')).toHaveLength(1);
    expect([verdict(network, 'alpha', 'beta'), verdict(network, 'beta', 'alpha')]).toEqual([
      'delivered',
      'delivered',
    ]);
    expect(doubts(network)).toEqual([]);
  });

  test('do not while one half waits', () => {
    const [first] = PEERED.vpcPeerings;
    const network = read({ ...PEERED, vpcPeerings: [{ ...first!, vpcPeeringState: 'Initiated' }] });
    expect(verdict(network, 'alpha', 'beta')).toBe('peering-not-active');
  });

  test('of which one is in no file: its range is known from the peering, and nothing else', () => {
    const network = read({
      ...PEERED,
      vpcs: PEERED.vpcs.slice(0, 1),
      subnets: PEERED.subnets.slice(0, 1),
      routeTables: PEERED.routeTables.slice(0, 1),
      vpcPeerings: PEERED.vpcPeerings.slice(0, 1),
      networkInterfaces: PEERED.networkInterfaces.slice(0, 1),
    });
    expect(network.vpcs.get('vpc-b')!.cidrs.map(formatPrefix)).toEqual(['10.2.0.0/16']);
    expect(verdict(network, 'alpha', '10.2.1.10')).toContain(' if ');
  });
});

describe('a security group', () => {
  const ingress = (...rules: object[]): string[] =>
    read({ ...PEERED, networkSecurityGroups: [group('sg-open', ...rules)] })
      .securityGroups.get('sg-open')!
      .ingress.map(
        ({ service, peer }) =>
          `${formatService(service)} ${peer.kind === 'prefix' ? formatPrefix(peer.prefix) : ''}`,
      );

  test('has rules by protocol number, with ports where the protocol has any', () => {
    expect(
      ingress(rule(0), rule(0, { protocol: 6, fromPort: 80, toPort: 81 }), rule(0, { protocol: 1 }), rule(1)),
    ).toEqual(['all 0.0.0.0/0', 'tcp/80-81 0.0.0.0/0', 'icmp 0.0.0.0/0']);
  });

  test('whose rules deny something lets through what the first match allows', () => {
    const denial = rule(0, { ruleAction: 'deny', priority: 1, protocol: 6, fromPort: 22, toPort: 22 });
    const allowed = ingress(rule(0, { protocol: 6, fromPort: 20, toPort: 30 }), denial);
    expect(allowed).toEqual(['tcp/20-21 0.0.0.0/0', 'tcp/23-30 0.0.0.0/0']);
  });

  test('that interfaces carry and no file describes counts as open, and is said to', () => {
    const network = read({ ...PEERED, networkSecurityGroups: [] });
    expect(verdict(network, 'alpha', 'beta')).toBe('delivered if sg-open');
  });
});

describe('a network ACL', () => {
  const acl = (...rules: object[]) => ({
    networkAclId: 'acl-1',
    networkAclName: 'acl',
    vpcId: 'vpc-b',
    networkAclRules: rules,
    subnetIds: ['subnet-b'],
  });
  const aclRule = (direction: string, priority: number, action: string, more: object = {}) => ({
    direction,
    priority,
    ruleAction: action,
    protocol: 'All',
    addressPrefix: '0.0.0.0/0',
    addressPrefixType: 'CIDR',
    fromPort: 0,
    toPort: 0,
    ...more,
  });

  test('is stateless, and ordered by priority', () => {
    const open = [aclRule('ingress', 10, 'allow'), aclRule('egress', 10, 'allow')];
    expect(verdict(read({ ...PEERED, networkAcls: [acl(...open)] }), 'alpha', 'beta')).toBe('delivered');
    const shut = [aclRule('ingress', 5, 'deny', { protocol: 'TCP', fromPort: 443, toPort: 443 }), ...open];
    expect(verdict(read({ ...PEERED, networkAcls: [acl(...shut)] }), 'alpha', 'beta')).toBe(
      'nacl-ingress-denied',
    );
    expect(verdict(read({ ...PEERED, networkAcls: [acl(open[0]!)] }), 'alpha', 'beta')).toBe(
      'nacl-egress-denied',
    );
  });

  test('with a prefix list whose ranges are in no file makes verdicts conditional', () => {
    const listed = aclRule('ingress', 5, 'allow', { addressPrefixType: 'PREFIXLIST', addressPrefix: 'pl-1' });
    expect(verdict(read({ ...PEERED, networkAcls: [acl(listed)] }), 'alpha', 'beta')).toBe(
      'nacl-ingress-denied if acl-1',
    );
  });
});

describe('routes', () => {
  test('to the internet need an elastic IP', () => {
    const routeTables = [table('vpc-a', route('internet', 'internet', '0.0.0.0/0'))];
    const open = { ...nic('a', 'vpc-a', 'subnet-a', '10.1.1.10') };
    const elastic = { ...open, primaryIp: { privateIpAddress: '10.1.1.10', elasticIpAddress: '116.1.2.3' } };
    expect(verdict(read({ ...PEERED, routeTables, networkInterfaces: [elastic] }), 'alpha', 'internet')).toBe(
      'delivered',
    );
    expect(verdict(read({ ...PEERED, routeTables, networkInterfaces: [open] }), 'alpha', 'internet')).toBe(
      'igw-no-public-ip',
    );
  });

  test('lead to instances and interfaces, and to what is not modelled under a condition', () => {
    const lead = (type: string, hop: string) =>
      read({
        ...PEERED,
        routeTables: [table('vpc-a', route(type, hop, '10.9.0.0/16')), PEERED.routeTables[1]!],
      })
        .routeTables.get('rtb-vpc-a')!
        .routes.at(-1)!.target;
    expect(lead('instance', 'i-a')).toEqual({ kind: 'eni', eni: 'a' });
    expect(lead('elastic_network_interface', 'a')).toEqual({ kind: 'eni', eni: 'a' });
    expect(lead('bgw', 'bgw-1')).toEqual({ kind: 'unmodelled', id: 'bgw-1' });
  });

  test('keep priority and origin', () => {
    const learned = route('bgw', 'bgw-1', '10.9.0.0/16', { origin: 'propagated', priority: 150 });
    const { routes } = read({ ...PEERED, routeTables: [table('vpc-a', learned)] }).routeTables.get(
      'rtb-vpc-a',
    )!;
    expect(routes).toMatchObject([{ origin: 'propagated', priority: 150 }]);
  });
});

describe('interfaces', () => {
  test('are those that instances list, where no file lists interfaces', () => {
    const { networkInterfaces, ...rest } = PEERED;
    const [own] = networkInterfaces;
    const { networkSecurityGroupIds: _, ...bare } = own!;
    const instances = [
      {
        instanceId: 'i-a',
        instanceName: 'alpha',
        status: 'stopped',
        primaryNetworkInterface: {
          deviceIndex: 1,
          networkInterface: { ...bare, securityGroups: [{ groupId: 'sg-open', groupName: 'open' }] },
        },
      },
    ];
    const eni = read({ ...rest, instances }).enis.get('a')!;
    expect(eni).toMatchObject({ name: 'alpha', state: 'down', securityGroups: ['sg-open'] });
  });

  test('may forward where their check is off, be that a number or a truth value', () => {
    const [own, ...others] = PEERED.networkInterfaces;
    const checked = (sanityCheck: unknown) =>
      read({ ...PEERED, networkInterfaces: [{ ...own!, sanityCheck }, ...others] }).enis.get('a')!
        .sourceDestCheck;
    expect([1, 0, true, false, undefined].map(checked)).toEqual([true, false, true, false, true]);
  });

  test('at every address, where nobody lists any', () => {
    const { networkInterfaces: _, instances: __, ...rest } = PEERED;
    const network = read(rest);
    expect(verdict(network, '10.1.1.10', '10.2.1.10')).toBe('delivered if vpc-a/hosts, vpc-b/hosts');
  });
});

test('a list under a key with a capital is read, as the example of describeNetworkAcls has it', () => {
  const rule = { direction: 'ingress', protocol: 'ALL', fromPort: 1, toPort: 65535, priority: 60000 };
  const acl = {
    networkAclId: 'acl-1',
    networkAclName: 'one',
    vpcId: 'vpc-1',
    subnetIds: null,
    networkAclRules: [{ ...rule, addressPrefix: '0.0.0.0/0', ruleAction: 'deny' }],
  };
  const records = new JdRecords();
  expect(records.take('acls.json', { requestId: 'r', result: { NetworkAcls: [acl], totalCount: 1 } })).toBe(
    true,
  );
  const { networkAcls } = readJd(records);
  expect(networkAcls.get('acl-1')).toMatchObject({ ingress: [{ number: 60000, allow: false }], egress: [] });
});

test('a folder of responses is recognised among others, and counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vpcsim-jd-'));
  try {
    for (const [name, list] of Object.entries(PEERED)) {
      writeFileSync(
        join(folder, `${name}.json`),
        JSON.stringify({ requestId: 'r', result: { [name]: list } }),
      );
    }
    const { network, counts, problems, ignored } = await loadNetwork([folder]);
    expect({ problems, ignored }).toEqual({ problems: [], ignored: [] });
    expect(network.vpcs.size).toBe(2);
    expect(Object.fromEntries(counts)).toMatchObject({ vpcs: 2, vpcPeerings: 2, networkInterfaces: 2 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a mutated response is a network that compiles, or nothing that is known here', () => {
  const whole = JSON.stringify({ requestId: 'r', result: PEERED });
  let taken = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const value = parsed(mutated(whole, seed, JSON_TEXT));
    const records = new JdRecords();
    if (!records.take('mutated.json', value)) continue;
    taken += 1;
    expect(() => compile(readJd(records)), `seed ${seed}`).not.toThrow();
  }
  expect(taken).toBeGreaterThan(20);
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
