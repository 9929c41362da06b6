/**
 * Google networks of which something is not known: whose a rule or route is, what it says, what is declared
 * elsewhere. Whatever it could touch is conditional.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { made, planOf, ref, stateOf, type Planned } from './estate.ts';

type Values = Readonly<Record<string, unknown>>;

const P = 'projects/p/global/networks';

describe('in Google Cloud', () => {
  const instance = (name: string, address: string, more: Values = {}): Values => ({
    id: `projects/p/zones/z/instances/${name}`,
    name,
    network_interface: [{ subnetwork: 'projects/p/regions/r/subnetworks/s', network_ip: address }],
    ...more,
  });
  const BASE: Readonly<Record<string, Values>> = {
    'google_compute_network.n': { id: `${P}/n`, name: 'n', project: 'p', auto_create_subnetworks: false },
    'google_compute_subnetwork.s': {
      id: 'projects/p/regions/r/subnetworks/s',
      name: 's',
      network: `${P}/n`,
      region: 'r',
      ip_cidr_range: '10.1.0.0/24',
    },
    'google_compute_instance.a': instance('a', '10.1.0.10'),
    'google_compute_instance.b': instance('b', '10.1.0.11'),
  };
  const network = (more: Readonly<Record<string, Values>> = {}) =>
    readTerraform(stateOf({ ...BASE, ...more })).google;
  const outcome = (more: Readonly<Record<string, Values>> = {}, to = 'b'): string =>
    verdict(network(more), 'a', to);
  const without = (name: string): Readonly<Record<string, Values>> =>
    Object.fromEntries(Object.entries(BASE).filter(([key]) => key !== name));
  const open = { direction: 'INGRESS', allow: [{ protocol: 'all' }], source_ranges: ['0.0.0.0/0'] };

  test('a rule could be in any network where its own is not known', () => {
    expect(outcome()).toBe('sg-ingress-denied');
    expect(outcome({ 'google_compute_firewall.f': { id: 'f', name: 'f', ...open } })).toBe(
      `sg-ingress-denied if ${P}/n/firewall`,
    );
  });

  test('a rule that neither allows nor denies leaves its network open', () => {
    const stripped = { id: 'f', name: 'f', network: `${P}/n`, direction: 'INGRESS', target_tags: ['web'] };
    expect(outcome({ 'google_compute_firewall.f': stripped })).toBe(`sg-ingress-denied if ${P}/n/firewall`);
  });

  test('a service account that is not known yet could be one that a rule names', () => {
    const rule = { id: 'f', name: 'f', network: `${P}/n`, ...open, target_service_accounts: ['a@b'] };
    const outcomeWith = (account: Values): string =>
      outcome({
        'google_compute_firewall.f': rule,
        'google_compute_instance.b': instance('b', '10.1.0.11', { service_account: [account] }),
      });
    expect(outcomeWith({ email: 'a@b' })).toBe('delivered');
    expect(outcomeWith({ email: 'c@b' })).toBe('sg-ingress-denied');
    expect(outcomeWith({ scopes: ['all'] })).toBe(`sg-ingress-denied if ${P}/n/firewall`);
  });

  test('a firewall policy may let in what no rule does', () => {
    const association = { id: 'x', name: 'x', attachment_target: `${P}/n` };
    expect(outcome({ 'google_compute_network_firewall_policy_association.x': association })).toBe(
      `sg-ingress-denied if ${P}/n/firewall`,
    );
  });

  test('a network that is declared elsewhere may have rules and routes there', () => {
    const google = readTerraform(stateOf(without('google_compute_network.n'))).google;
    expect(verdict(google, 'a', 'b')).toBe(`sg-ingress-denied if ${P}/n/firewall`);
    expect(verdict(google, 'a', '10.9.0.1')).toContain(`${P}/n/routes`);
  });

  test('a route for some instances counts for nobody behind Cloud NAT, too, which is said', () => {
    const more = {
      'google_compute_router.r': { id: 'r', name: 'r', network: `${P}/n`, region: 'r' },
      'google_compute_router_nat.n': {
        id: 'nat',
        name: 'nat',
        router: 'r',
        region: 'r',
        source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
      },
      'google_compute_route.t': {
        id: 't',
        name: 't',
        network: `${P}/n`,
        dest_range: '8.8.8.0/24',
        tags: ['web'],
        next_hop_ip: '10.1.0.11',
      },
    };
    expect(outcome(more, '8.8.8.8')).toContain('projects/p/regions/r/subnetworks/s/routes');
  });

  test('a network of which a policy or spoke alone tells has its table, too', () => {
    const google = network({
      'google_compute_network_firewall_policy_association.x': { id: 'x', attachment_target: `${P}/far` },
      'google_service_networking_connection.y': { id: 'y', network: `${P}/further` },
    });
    for (const { mainTable } of google.vpcs.values())
      expect([...google.routeTables.keys()]).toContain(mainTable);
    expect(google.vpcs.size).toBe(3);
  });

  test('routes that come by BGP are in no file, and yield to those of subnetworks', () => {
    const more = {
      'google_compute_router.r': { id: 'r', name: 'r', network: `${P}/n`, region: 'r' },
      'google_compute_router_peer.p': { id: 'p', name: 'p', router: 'r' },
    };
    expect(outcome(more)).toBe('sg-ingress-denied');
    expect(outcome(more, '10.9.0.1')).toContain(`${P}/n/routes/learned`);
  });

  test('Cloud NAT of a router that is declared elsewhere could serve any subnetwork', () => {
    const nat = { id: 'nat', name: 'nat', router: 'elsewhere', region: 'r' };
    expect(outcome({}, '8.8.8.8')).toBe('igw-no-public-ip');
    expect(outcome({ 'google_compute_router_nat.n': nat }, '8.8.8.8')).toContain(`${P}/n/routes/learned`);
  });

  test('a network of another project is another one, whatever its name', () => {
    const far = 'https://www.googleapis.com/compute/v1/projects/other/global/networks/n';
    const google = network({
      'google_compute_network_peering.p': { id: 'p', name: 'p', network: `${P}/n`, peer_network: far },
    });
    expect([...google.vpcs.keys()]).toEqual([`${P}/n`, 'projects/other/global/networks/n']);
  });

  test('ranges that are known only after the plan leave the rule open', () => {
    const resources: Readonly<Record<string, Planned>> = {
      ...Object.fromEntries(Object.entries(BASE).map(([name, after]) => [name, { after, before: after }])),
      'google_compute_firewall.f': made(
        { name: 'f', network: 'n', ...open, source_ranges: null },
        { source_ranges: true },
        { source_ranges: ref('google_compute_address.a.address') },
      ),
    };
    expect(verdict(readTerraform(planOf(resources)).google, 'a', 'b')).toBe(
      `delivered if ${P}/n/firewall(f)`,
    );
  });
});
