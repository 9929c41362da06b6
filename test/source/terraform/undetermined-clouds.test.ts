/**
 * Azure and Google networks of which something is not known: whose a rule, a route or an association is,
 * what it says, what is declared elsewhere. Whatever it could touch is conditional.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { constant, planOf, ref, stateOf, type Planned } from './estate.ts';

type Values = Readonly<Record<string, unknown>>;

const made = (after: Values, unknown: Values = {}, configured: Values = {}): Planned => ({
  after,
  unknown: { id: true, ...unknown },
  configured,
  provider: 'cloud',
});

const someName = { references: ['random_pet.name.id', 'random_pet.name'] };
const among = (list: string): unknown => ({ references: [list, 'each.value'] });

describe('in a plan for Azure', () => {
  const nic = (name: string, address: string): Planned =>
    made(
      { name, ip_configuration: [{ name: 'own', private_ip_address: address, primary: true }] },
      { ip_configuration: [{ subnet_id: true, public_ip_address_id: true }] },
      {
        name: constant(name),
        ip_configuration: [{ name: constant('own'), subnet_id: ref('azurerm_subnet.web.id') }],
      },
    );
  const BASE: Readonly<Record<string, Planned>> = {
    'azurerm_virtual_network.main': made({
      name: 'main',
      resource_group_name: 'rg',
      location: 'westeurope',
      address_space: ['10.0.0.0/16'],
    }),
    'azurerm_subnet.web': made({
      name: 'web',
      resource_group_name: 'rg',
      virtual_network_name: 'main',
      address_prefixes: ['10.0.1.0/24'],
      default_outbound_access_enabled: false,
    }),
    'azurerm_network_interface.a': nic('a', '10.0.1.10'),
    'azurerm_network_interface.b': nic('b', '10.0.1.11'),
    'azurerm_network_security_group.web': made({
      name: 'web',
      resource_group_name: 'rg',
      security_rule: [
        {
          name: 'none',
          priority: 4000,
          direction: 'Inbound',
          access: 'Deny',
          protocol: '*',
          source_port_range: '*',
          destination_port_range: '*',
          source_address_prefix: '*',
          destination_address_prefix: '*',
        },
      ],
    }),
    'azurerm_subnet_network_security_group_association.web': made(
      {},
      { subnet_id: true, network_security_group_id: true },
      {
        subnet_id: ref('azurerm_subnet.web.id'),
        network_security_group_id: ref('azurerm_network_security_group.web.id'),
      },
    ),
  };
  const outcome = (more: Readonly<Record<string, Planned>> = {}, to = '10.0.1.11'): string =>
    verdict(readTerraform(planOf({ ...BASE, ...more })).azure, 'azurerm_network_interface.a', to);
  const rule = { name: 'in', resource_group_name: 'rg', priority: 100, direction: 'Inbound', protocol: '*' };
  const open = {
    access: 'Allow',
    source_address_prefix: '*',
    destination_address_prefix: '*',
    destination_port_range: '*',
  };

  test('all that is known makes a certain verdict', () => {
    expect(outcome()).toBe('sg-ingress-denied');
  });

  test('a rule could be in any group where its own is not known', () => {
    const lost = made({ ...rule, ...open }, { network_security_group_name: true });
    expect(outcome({ 'azurerm_network_security_rule.in': lost })).toBe(
      'sg-ingress-denied if azurerm_network_security_group.web',
    );
  });

  test('a rule finds its group by a name that does not exist yet', () => {
    const group = BASE['azurerm_network_security_group.web']!;
    const { name, ...unnamed } = group.after!;
    expect(name).toBe('web');
    const more = {
      'azurerm_network_security_group.web': made(
        { ...unnamed, resource_group_name: 'rg' },
        { name: true },
        { name: someName },
      ),
      'azurerm_network_security_rule.in': made(
        { ...rule, ...open },
        { network_security_group_name: true },
        { network_security_group_name: ref('azurerm_network_security_group.web.name') },
      ),
    };
    expect(outcome(more)).toBe('delivered');
  });

  test('a rule of which a part is not known leaves its group open', () => {
    const part = made(
      { ...rule, ...open, access: null, network_security_group_name: 'web' },
      { access: true },
      { access: someName },
    );
    expect(outcome({ 'azurerm_network_security_rule.in': part })).toBe(
      'sg-ingress-denied if azurerm_network_security_group.web',
    );
  });

  test('an association could be about any subnet where its own is not known', () => {
    const lost = made({}, { subnet_id: true, network_security_group_id: true }, {});
    expect(outcome({ 'azurerm_subnet_network_security_group_association.web': lost })).toBe(
      'delivered if azurerm_subnet.web',
    );
  });

  test('an association with an unknown table or gateway leaves its subnet open', () => {
    const table = made(
      {},
      { subnet_id: true, route_table_id: true },
      { subnet_id: ref('azurerm_subnet.web.id'), route_table_id: among('local.tables') },
    );
    const more = { 'azurerm_subnet_route_table_association.web': table };
    expect(outcome(more, '8.8.8.8')).toContain('azurerm_subnet.web');
    const nat = { 'azurerm_subnet_nat_gateway_association.web': table };
    expect(outcome(nat, '8.8.8.8')).toContain('azurerm_subnet.web');
  });

  test('a route could be in any table where its own is not known', () => {
    const route = {
      name: 'r',
      resource_group_name: 'rg',
      address_prefix: '8.8.8.0/24',
      next_hop_type: 'None',
    };
    const lost = made(route, { route_table_name: true });
    expect(outcome({ 'azurerm_route.r': lost }, '8.8.8.8')).toContain(
      'azurerm_virtual_network.main/system-routes',
    );
  });

  test('a peering, or a virtual hub, may bring routes to where nothing leads', () => {
    const table = 'route-blackhole if azurerm_virtual_network.main/system-routes';
    expect(outcome({}, '10.9.0.1')).toBe('route-blackhole');
    const peering = made(
      { name: 'p', resource_group_name: 'rg', virtual_network_name: 'main' },
      { remote_virtual_network_id: true },
      { remote_virtual_network_id: among('local.networks') },
    );
    expect(outcome({ 'azurerm_virtual_network_peering.p': peering }, '10.9.0.1')).toBe(table);
    const hub = made(
      { name: 'h' },
      { remote_virtual_network_id: true, virtual_hub_id: true },
      { remote_virtual_network_id: ref('azurerm_virtual_network.main.id') },
    );
    expect(outcome({ 'azurerm_virtual_hub_connection.h': hub }, '10.9.0.1')).toBe(`${table}/learned`);
    // Nothing that is learned takes the place of the network's own range.
    expect(outcome({ 'azurerm_virtual_hub_connection.h': hub })).toBe('sg-ingress-denied');
  });
});

describe('in a state of Azure', () => {
  const GROUP = '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Network';
  const net = `${GROUP}/virtualNetworks/main`;
  const nic = (name: string, address: string, more: Values = {}): Values => ({
    id: `${GROUP}/networkInterfaces/${name}`,
    name,
    ip_configuration: [{ subnet_id: `${net}/subnets/web`, private_ip_address: address, primary: true }],
    ...more,
  });
  const BASE: Readonly<Record<string, Values>> = {
    'azurerm_virtual_network.main': {
      id: net,
      name: 'main',
      resource_group_name: 'rg',
      address_space: ['10.0.0.0/16'],
      subnet: [{ id: `${net}/subnets/web`, name: 'web', address_prefix: '10.0.1.0/24' }],
    },
    'azurerm_network_interface.a': nic('a', '10.0.1.10'),
    'azurerm_network_interface.b': nic('b', '10.0.1.11'),
    'azurerm_network_security_group.shut': {
      id: `${GROUP}/networkSecurityGroups/shut`,
      name: 'shut',
      resource_group_name: 'rg',
      security_rule: [
        {
          name: 'no',
          priority: 100,
          direction: 'Inbound',
          access: 'Deny',
          protocol: '*',
          source_address_prefix: '*',
          destination_address_prefix: '*',
          destination_port_range: '*',
        },
      ],
    },
  };
  const outcome = (more: Readonly<Record<string, Values>> = {}, to = 'b'): string =>
    verdict(readTerraform(stateOf({ ...BASE, ...more })).azure, 'a', to);

  test('an interface may name its group itself, as it did before version 2 of the provider', () => {
    expect(outcome()).toBe('delivered');
    const old = nic('b', '10.0.1.11', { network_security_group_id: `${GROUP}/networkSecurityGroups/shut` });
    expect(outcome({ 'azurerm_network_interface.b': old })).toBe('sg-ingress-denied');
  });

  test('ids mean the same in whatever case they are written, those of inline subnets too', () => {
    const subnet_id = `${net}/subnets/web`.replace('resourceGroups', 'resourcegroups');
    expect(
      outcome({
        'azurerm_subnet_network_security_group_association.web': {
          subnet_id,
          network_security_group_id: `${GROUP}/networkSecurityGroups/shut`,
        },
      }),
    ).toBe('sg-ingress-denied');
    const table = `${GROUP}/routeTables/t`;
    const route = { name: 'r', address_prefix: '8.8.8.0/24', next_hop_type: 'None' };
    expect(
      outcome(
        {
          'azurerm_route_table.t': { id: table, name: 't', resource_group_name: 'rg', route: [route] },
          'azurerm_subnet_route_table_association.web': { subnet_id, route_table_id: table },
        },
        '8.8.8.8',
      ),
    ).toMatch(/^route-blackhole/);
  });

  test('what is not known of a table is not known of its copy beside a NAT gateway', () => {
    const table = `${GROUP}/routeTables/t`;
    const nat = `${GROUP}/natGateways/n`;
    const subnet_id = `${net}/subnets/web`;
    const route = { name: 'r', address_prefix: 'AzureMonitor', next_hop_type: 'None' };
    expect(
      outcome(
        {
          'azurerm_route_table.t': { id: table, name: 't', resource_group_name: 'rg', route: [route] },
          'azurerm_subnet_route_table_association.web': { subnet_id, route_table_id: table },
          'azurerm_nat_gateway.n': { id: nat, name: 'n', resource_group_name: 'rg' },
          'azurerm_subnet_nat_gateway_association.web': { subnet_id, nat_gateway_id: nat },
        },
        '8.8.8.8',
      ),
    ).toContain(`${table}@${subnet_id}`);
  });
});

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

  test('routes that come by BGP are in no file, and yield to those of subnetworks', () => {
    const more = {
      'google_compute_router.r': { id: 'r', name: 'r', network: `${P}/n`, region: 'r' },
      'google_compute_router_peer.p': { id: 'p', name: 'p', router: 'r' },
    };
    expect(outcome(more)).toBe('sg-ingress-denied');
    expect(outcome(more, '10.9.0.1')).toContain(`${P}/n/routes/learned`);
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
