/**
 * Networks of Google Cloud, from states and plans.
 */
import { describe, expect, test } from 'vitest';
import { doubts, readTerraform, verdict, type Declared } from '../declared.ts';
import { planOf, ref, stateOf, type Planned } from './estate.ts';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const path = (kind: string, name: string): string => `projects/p/${kind}/${name}`;
const link = (text: string): string => `https://www.googleapis.com/compute/v1/${text}`;
const networkId = (name: string): string => path('global/networks', name);
const subnetId = (name: string): string => path('regions/europe-west1/subnetworks', name);

const network = (name: string, more: object = {}) => ({
  id: networkId(name),
  self_link: link(networkId(name)),
  name,
  project: 'p',
  auto_create_subnetworks: false,
  ...more,
});

const subnet = (name: string, within: string, range: string, more: object = {}) => ({
  id: subnetId(name),
  self_link: link(subnetId(name)),
  name,
  network: link(networkId(within)),
  region: 'europe-west1',
  ip_cidr_range: range,
  ...more,
});

const instance = (
  name: string,
  within: string,
  address: string,
  more: object = {},
  access: object[] = [],
) => ({
  id: path('zones/europe-west1-b/instances', name),
  name,
  zone: 'europe-west1-b',
  network_interface: [{ subnetwork: link(subnetId(within)), network_ip: address, access_config: access }],
  ...more,
});

const peering = (name: string, near: string, far: string, more: object = {}) => ({
  id: `${networkId(near)}/${name}`,
  name,
  network: link(networkId(near)),
  peer_network: link(networkId(far)),
  ...more,
});

const allow = (name: string, within: string, more: object = {}) => ({
  id: path('global/firewalls', name),
  name,
  network: link(networkId(within)),
  direction: 'INGRESS',
  priority: 1000,
  allow: [{ protocol: 'tcp', ports: ['443'] }],
  deny: [],
  source_ranges: ['10.0.0.0/8'],
  ...more,
});

const TWO: Resources = {
  'google_compute_network.a': network('a'),
  'google_compute_network.b': network('b'),
  'google_compute_subnetwork.a': subnet('a1', 'a', '10.1.0.0/24'),
  'google_compute_subnetwork.b': subnet('b1', 'b', '10.2.0.0/24'),
  'google_compute_instance.a': instance('vm-a', 'a1', '10.1.0.10', { tags: ['web'] }),
  'google_compute_instance.a2': instance('vm-a2', 'a1', '10.1.0.20'),
  'google_compute_instance.b': instance('vm-b', 'b1', '10.2.0.10'),
  'google_compute_network_peering.ab': peering('ab', 'a', 'b'),
  'google_compute_network_peering.ba': peering('ba', 'b', 'a'),
  'google_compute_firewall.a': allow('a-in', 'a'),
  'google_compute_firewall.b': allow('b-in', 'b'),
};

const without = (resources: Resources, ...names: string[]): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([name]) => !names.includes(name)));
const read = (resources: Resources): Declared => readTerraform(stateOf(resources));
const said = (declared: Declared): string[] =>
  doubts(declared.google).filter((text) => !text.includes('other hosts than those declared'));

describe('networks and peerings', () => {
  test('are read with their subnetworks, whatever form references have', () => {
    const declared = read(TWO);
    const { google } = declared;
    expect(google.vpcs.get(networkId('a'))).toMatchObject({ profile: 'gcp', account: 'p', region: 'global' });
    expect(google.subnets.get(subnetId('a1'))).toMatchObject({ vpc: networkId('a'), az: 'europe-west1' });
    expect(verdict(google, 'vm-a', 'vm-b')).toBe('delivered');
    expect(said(declared)).toEqual([]);
  });

  test('of which one half is declared are not active, as far as anybody knows', () => {
    const { google } = read(without(TWO, 'google_compute_network_peering.ba'));
    expect(verdict(google, 'vm-a', 'vm-b')).toBe('igw-no-public-ip');
  });

  test('exchange routes as their configuration says', () => {
    const { google } = read({
      ...TWO,
      'google_compute_network_peering_routes_config.ab': {
        id: 'config',
        peering: 'ab',
        network: 'a',
        export_custom_routes: true,
        import_custom_routes: false,
      },
    });
    const found = [...google.links.values()].find(({ kind }) => kind === 'peering');
    expect(found).toMatchObject({ halves: [{ exportCustomRoutes: true }, { exportCustomRoutes: false }] });
  });

  test('have ranges for aliases, which interfaces may hold', () => {
    const { google } = read({
      ...TWO,
      'google_compute_subnetwork.a': subnet('a1', 'a', '10.1.0.0/24', {
        secondary_ip_range: [{ range_name: 'pods', ip_cidr_range: '10.100.0.0/16' }],
      }),
      'google_compute_instance.a': {
        ...instance('vm-a', 'a1', '10.1.0.10'),
        network_interface: [
          {
            subnetwork: link(subnetId('a1')),
            network_ip: '10.1.0.10',
            alias_ip_range: [{ ip_cidr_range: '10.100.4.0/24', subnetwork_range_name: 'pods' }],
          },
        ],
      },
    });
    expect([...google.subnets.keys()]).toContain(`${subnetId('a1')}/pods`);
    expect(verdict(google, 'vm-b', '10.100.4.7')).toBe('delivered');
  });
});

describe('firewall rules', () => {
  test('let in what they allow, and nothing else', () => {
    const { google } = read(TWO);
    expect([443, 22].map((port) => verdict(google, 'vm-b', 'vm-a', port))).toEqual([
      'delivered',
      'sg-ingress-denied',
    ]);
  });

  test('are asked between neighbours, too', () => {
    const { google } = read(TWO);
    expect(verdict(google, 'vm-a2', 'vm-a', 22)).toBe('sg-ingress-denied');
  });

  test('decide by priority, and a denial before its equal', () => {
    const denial = { allow: [], deny: [{ protocol: 'tcp' }] };
    const outcome = (priority: number): string =>
      verdict(
        read({ ...TWO, 'google_compute_firewall.no': allow('no', 'a', { ...denial, priority }) }).google,
        'vm-b',
        'vm-a',
      );
    expect([999, 1000, 1001].map(outcome)).toEqual(['sg-ingress-denied', 'sg-ingress-denied', 'delivered']);
  });

  test('are about the instances with their tags', () => {
    const { google } = read({
      ...TWO,
      'google_compute_firewall.a': allow('a-in', 'a', { target_tags: ['web'] }),
    });
    expect(verdict(google, 'vm-b', 'vm-a')).toBe('delivered');
    expect(verdict(google, 'vm-b', 'vm-a2')).toBe('sg-ingress-denied');
  });

  test('may name senders by tag', () => {
    const tagged = allow('a-in', 'a', { source_ranges: [], source_tags: ['web'] });
    const { google } = read({ ...TWO, 'google_compute_firewall.a': tagged });
    expect(verdict(google, 'vm-a', 'vm-a2')).toBe('delivered');
    expect(verdict(google, 'vm-b', 'vm-a2')).toBe('sg-ingress-denied');
  });

  test('that are switched off say nothing', () => {
    const { google } = read({ ...TWO, 'google_compute_firewall.a': allow('a-in', 'a', { disabled: true }) });
    expect(verdict(google, 'vm-b', 'vm-a')).toBe('sg-ingress-denied');
  });

  test('stop what leaves, where they say so', () => {
    const out = allow('out', 'a', {
      direction: 'EGRESS',
      allow: [],
      deny: [{ protocol: 'all' }],
      source_ranges: [],
      destination_ranges: ['10.2.0.0/16'],
    });
    expect(verdict(read({ ...TWO, 'google_compute_firewall.out': out }).google, 'vm-a', 'vm-b')).toBe(
      'sg-egress-denied',
    );
  });
});

describe('routes', () => {
  const route = (more: object): Resources => ({
    ...TWO,
    'google_compute_route.r': {
      id: path('global/routes', 'r'),
      name: 'r',
      network: networkId('a'),
      dest_range: '10.50.0.0/16',
      priority: 900,
      ...more,
    },
  });

  test('lead to instances, by name or address', () => {
    for (const target of [
      { next_hop_instance: path('zones/europe-west1-b/instances', 'vm-a2') },
      { next_hop_ip: '10.1.0.20' },
    ]) {
      const { google } = read(route(target));
      const found = google.routeTables.get(`${networkId('a')}/routes`)!.routes.at(-1);
      expect(found).toMatchObject({
        priority: 900,
        target: { kind: 'eni', eni: path('zones/europe-west1-b/instances', 'vm-a2') },
      });
    }
  });

  test('to a load balancer lead into the unknown', () => {
    const { google } = read(route({ next_hop_ilb: 'projects/p/regions/r/forwardingRules/ilb' }));
    expect(verdict(google, 'vm-a', '10.50.0.1')).toContain('if projects/p/regions/r/forwardingRules/ilb');
  });

  test('for some instances only are left out, and said to be', () => {
    const declared = read(route({ next_hop_ip: '10.1.0.20', tags: ['web'] }));
    expect(said(declared)).toEqual([
      `RouteTable ${networkId('a')}/routes: the route ${path('global/routes', 'r')} is for some of its instances only, which is not modelled: it counts for none`,
    ]);
  });
});

describe('the way to the internet', () => {
  test('is there by default for instances with an address of their own', () => {
    const { google } = read({
      ...TWO,
      'google_compute_instance.a': instance('vm-a', 'a1', '10.1.0.10', {}, [{ nat_ip: '34.1.2.3' }]),
    });
    expect(verdict(google, 'vm-a', 'internet')).toBe('delivered');
    expect(verdict(google, 'vm-b', 'internet')).toBe('igw-no-public-ip');
  });

  test('is not there where default routes were deleted', () => {
    const { google } = read({
      ...TWO,
      'google_compute_network.a': network('a', { delete_default_routes_on_create: true }),
    });
    expect(verdict(google, 'vm-a', 'internet')).toBe('no-route');
  });

  test('goes by Cloud NAT where that serves the subnetwork', () => {
    const { google } = read({
      ...TWO,
      'google_compute_router.r': {
        id: path('regions/europe-west1/routers', 'r'),
        name: 'r',
        region: 'europe-west1',
        network: link(networkId('a')),
      },
      'google_compute_router_nat.n': {
        id: 'p/europe-west1/r/n',
        name: 'n',
        router: 'r',
        region: 'europe-west1',
        source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
      },
    });
    expect(verdict(google, 'vm-a', 'internet')).toBe('delivered');
    expect(verdict(google, 'vm-a', 'vm-b')).toBe('delivered');
  });
});

describe('a VPN tunnel', () => {
  test('leads to the ranges that its selector or routes name', () => {
    const { google } = read({
      ...TWO,
      'google_compute_vpn_gateway.g': {
        id: path('regions/europe-west1/targetVpnGateways', 'g'),
        name: 'g',
        network: networkId('a'),
      },
      'google_compute_vpn_tunnel.t': {
        id: path('regions/europe-west1/vpnTunnels', 't'),
        name: 't',
        target_vpn_gateway: 'g',
        remote_traffic_selector: ['192.168.0.0/16'],
        shared_secret: 'never-to-be-shown',
      },
    });
    expect(verdict(google, 'vm-a', '192.168.7.7')).toContain('delivered if');
    expect(JSON.stringify([...google.links.values()])).not.toContain('never-to-be-shown');
  });
});

describe('an endpoint of Private Service Connect', () => {
  test('has its address, and what answers behind it is in no file', () => {
    const attachment = path('regions/europe-west1/serviceAttachments', 's');
    const { google } = read({
      ...TWO,
      'google_compute_address.e': {
        id: path('regions/europe-west1/addresses', 'e'),
        name: 'e',
        address: '10.1.0.50',
        subnetwork: link(subnetId('a1')),
      },
      'google_compute_forwarding_rule.e': {
        id: path('regions/europe-west1/forwardingRules', 'e'),
        name: 'e',
        target: attachment,
        ip_address: path('regions/europe-west1/addresses', 'e'),
        network: networkId('a'),
      },
    });
    expect(verdict(google, 'vm-a', '10.1.0.50')).toBe(`delivered if ${attachment}`);
  });
});

describe('a plan of Google Cloud', () => {
  test('follows references to what does not exist yet', () => {
    const made = (after: object, unknown: object, configured: object): Planned => ({
      after: { ...after },
      unknown: { id: true, self_link: true, ...unknown },
      configured: { ...configured },
      provider: 'google',
    });
    const machine = (name: string): Planned =>
      made(
        { name, network_interface: [{ access_config: [] }] },
        { network_interface: [{ subnetwork: true, network_ip: true }] },
        { network_interface: [{ subnetwork: ref('google_compute_subnetwork.s.self_link') }] },
      );
    const { google } = readTerraform(
      planOf({
        'google_compute_network.n': made({ name: 'n', auto_create_subnetworks: false }, {}, {}),
        'google_compute_subnetwork.s': made(
          { name: 's', ip_cidr_range: '10.1.0.0/24', region: 'europe-west1' },
          { network: true },
          { network: ref('google_compute_network.n.id') },
        ),
        'google_compute_instance.one': machine('one'),
        'google_compute_instance.two': machine('two'),
        'google_compute_firewall.f': made(
          { name: 'f', allow: [{ protocol: 'all', ports: [] }], source_ranges: ['10.0.0.0/8'] },
          { network: true },
          { network: ref('google_compute_network.n.name') },
        ),
      }),
    );
    expect(google.subnets.get('google_compute_subnetwork.s')!.vpc).toBe('google_compute_network.n');
    expect(verdict(google, 'one', 'two')).toBe('delivered');
  });
});
