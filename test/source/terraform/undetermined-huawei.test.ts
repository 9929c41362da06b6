/**
 * Plans for Open Telekom Cloud in which something is not known yet: whose a rule or route is, or what it says.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { made, planOf, ref, type Planned } from './estate.ts';

type Values = Readonly<Record<string, unknown>>;

describe('a plan for Open Telekom Cloud', () => {
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
    const route = (after: Values, unknown: Values, configured: Values): object => ({
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
