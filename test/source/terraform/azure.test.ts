/**
 * Networks of Azure, from states and plans.
 */
import { describe, expect, test } from 'vitest';
import { formatService } from '../../../src/model/protocol.ts';
import { formatPrefix } from '../../../src/ip/prefix.ts';
import { doubts, readTerraform, verdict, type Declared } from '../declared.ts';
import { planOf, ref, stateOf, type Planned } from './estate.ts';

const GROUP = '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Network';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const idOf = (kind: string, name: string): string => `${GROUP}/${kind}/${name}`;
const subnetId = (vnet: string, name: string): string => `${idOf('virtualNetworks', vnet)}/subnets/${name}`;

function network(name: string, range: string, more: object = {}) {
  const id = idOf('virtualNetworks', name);
  return { id, name, resource_group_name: 'rg', location: 'westeurope', address_space: [range], ...more };
}

function subnet(vnet: string, name: string, range: string, more: object = {}) {
  return {
    id: subnetId(vnet, name),
    name,
    resource_group_name: 'rg',
    virtual_network_name: vnet,
    address_prefixes: [range],
    default_outbound_access_enabled: false,
    ...more,
  };
}

function nic(name: string, vnet: string, within: string, address: string, more: object = {}) {
  return {
    id: idOf('networkInterfaces', name),
    name,
    ip_configuration: [
      { name: 'own', subnet_id: subnetId(vnet, within), private_ip_address: address, primary: true, ...more },
    ],
  };
}

function peering(name: string, near: string, far: string, more: object = {}) {
  return {
    id: `${idOf('virtualNetworks', near)}/virtualNetworkPeerings/${name}`,
    name,
    resource_group_name: 'rg',
    virtual_network_name: near,
    remote_virtual_network_id: idOf('virtualNetworks', far),
    allow_virtual_network_access: true,
    ...more,
  };
}

const HUB_AND_SPOKE: Resources = {
  'azurerm_virtual_network.hub': network('hub', '10.0.0.0/16'),
  'azurerm_virtual_network.spoke': network('spoke', '10.1.0.0/16'),
  'azurerm_subnet.hub': subnet('hub', 'h', '10.0.1.0/24'),
  'azurerm_subnet.nva': subnet('hub', 'nva', '10.0.9.0/24'),
  'azurerm_subnet.spoke': subnet('spoke', 's', '10.1.1.0/24'),
  'azurerm_network_interface.hub': nic('hub-nic', 'hub', 'h', '10.0.1.10'),
  'azurerm_network_interface.spoke': nic('spoke-nic', 'spoke', 's', '10.1.1.10'),
  'azurerm_virtual_network_peering.there': peering('there', 'hub', 'spoke'),
  'azurerm_virtual_network_peering.back': peering('back', 'spoke', 'hub'),
};

const without = (resources: Resources, ...names: string[]): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([name]) => !names.includes(name)));

const read = (resources: Resources): Declared => readTerraform(stateOf(resources));

const said = (declared: Declared): string[] =>
  doubts(declared.azure).filter((text) => !text.includes('other hosts than those declared'));

describe('networks and peerings', () => {
  test('are read with their subnets, and interfaces reach one another over two halves', () => {
    const { azure } = read(HUB_AND_SPOKE);
    expect(azure.vpcs.get(idOf('virtualNetworks', 'hub'))).toMatchObject({
      name: 'hub',
      profile: 'azure',
      account: 's-1',
      region: 'westeurope',
    });
    expect(verdict(azure, 'hub-nic', 'spoke-nic')).toBe('delivered');
    expect(verdict(azure, 'spoke-nic', 'hub-nic')).toBe('delivered');
    expect(said(read(HUB_AND_SPOKE))).toEqual([]);
  });

  test('of which one half is declared are not connected, as far as anybody knows', () => {
    const half = read(without(HUB_AND_SPOKE, 'azurerm_virtual_network_peering.back'));
    const link = [...half.azure.links.values()].find(({ kind }) => kind === 'peering');
    expect(link).toMatchObject({ halves: [{ state: 'Initiated' }, { state: 'Disconnected' }] });
    expect(said(half)).toEqual([
      `azurerm_virtual_network_peering ${idOf('virtualNetworks', 'hub')}/virtualNetworkPeerings/there: the half of ${idOf('virtualNetworks', 'spoke')} is not declared here; it counts as not made`,
    ]);
  });

  test('with a network that is not declared count as connected, on that condition', () => {
    const far = read(
      without(
        HUB_AND_SPOKE,
        'azurerm_virtual_network.spoke',
        'azurerm_virtual_network_peering.back',
        'azurerm_subnet.spoke',
        'azurerm_network_interface.spoke',
      ),
    );
    expect(far.azure.vpcs.size).toBe(2);
    // Any packet could be one for it, so no verdict over these tables is certain.
    const table = `${idOf('virtualNetworks', 'hub')}/system-routes`;
    expect(verdict(far.azure, 'hub-nic', '10.77.0.1')).toBe(`route-blackhole if ${table}`);
    expect(said(far)).toHaveLength(4);
  });

  test("with a network that is only looked up count as connected, too: its half is somebody else's", () => {
    const [own, far] = ['azurerm_virtual_network.hub', 'azurerm_virtual_network.spoke'] as const;
    const state = stateOf(without(HUB_AND_SPOKE, far, 'azurerm_virtual_network_peering.back')) as {
      resources: object[];
    };
    const lookedUp = {
      mode: 'data',
      type: 'azurerm_virtual_network',
      name: 'spoke',
      instances: [{ attributes: HUB_AND_SPOKE[far] }],
    };
    const { azure } = readTerraform({ ...state, resources: [...state.resources, lookedUp] });
    const link = `${String(HUB_AND_SPOKE[own]!['id'])}/virtualNetworkPeerings/there`;
    expect(verdict(azure, 'hub-nic', 'spoke-nic')).toBe(`delivered if ${link}`);
  });

  test('keep the subnets that a network lists inside itself', () => {
    const inline = network('solo', '10.5.0.0/16', {
      subnet: [{ name: 'a', address_prefixes: ['10.5.1.0/24'] }],
    });
    const { azure } = read({ 'azurerm_virtual_network.solo': inline });
    expect([...azure.subnets.keys()]).toEqual([subnetId('solo', 'a')]);
    const both = {
      'azurerm_virtual_network.solo': inline,
      'azurerm_subnet.a': subnet('solo', 'a', '10.5.1.0/24'),
    };
    expect(read(both).azure.subnets.size).toBe(1);
  });

  test('keep their flags per half', () => {
    const { azure } = read({
      ...HUB_AND_SPOKE,
      'azurerm_virtual_network_peering.there': peering('there', 'hub', 'spoke', {
        allow_gateway_transit: true,
      }),
      'azurerm_virtual_network_peering.back': peering('back', 'spoke', 'hub', {
        use_remote_gateways: true,
        allow_virtual_network_access: false,
      }),
    });
    const link = [...azure.links.values()].find(({ kind }) => kind === 'peering');
    expect(link).toMatchObject({
      halves: [
        { allowGatewayTransit: true, access: true },
        { useRemoteGateways: true, access: false },
      ],
    });
  });
});

function securityRule(name: string, priority: number, access: string, more: object = {}) {
  return {
    name,
    priority,
    direction: 'Inbound',
    access,
    protocol: 'Tcp',
    source_port_range: '*',
    destination_port_range: '*',
    source_address_prefix: '*',
    destination_address_prefix: '*',
    ...more,
  };
}

const LIST = idOf('networkSecurityGroups', 'list');

function withRules(...rules: object[]): Resources {
  return {
    ...HUB_AND_SPOKE,
    'azurerm_network_security_group.list': {
      id: LIST,
      name: 'list',
      resource_group_name: 'rg',
      security_rule: rules,
    },
    'azurerm_subnet_network_security_group_association.hub': {
      id: subnetId('hub', 'h'),
      subnet_id: subnetId('hub', 'h'),
      network_security_group_id: LIST,
    },
  };
}

const HUB = ['spoke-nic', 'hub-nic'] as const;

describe('a network security group', () => {
  test('lets the virtual network in and everything out without a rule of its own', () => {
    const { azure } = read(withRules());
    const { ingress, egress } = azure.securityGroups.get(LIST)!;
    const shown = (rules: typeof ingress): string[] =>
      rules.map(
        ({ service, peer }) =>
          `${formatService(service)} ${peer.kind === 'prefix' ? formatPrefix(peer.prefix) : ''}`,
      );
    expect(shown(ingress)).toEqual(['all 10.0.0.0/15', 'all 168.63.129.16/32']);
    // The virtual network and the internet are everything; IPv6 has no range inside.
    expect(shown(egress)).toContain('all 10.0.0.0/15');
    expect(shown(egress)).toContain('all ::/0');
    expect(verdict(azure, ...HUB)).toBe('delivered');
  });

  test('decides by the lowest priority that matches', () => {
    const rules = [
      securityRule('deny', 200, 'Deny'),
      securityRule('web', 100, 'Allow', {
        destination_port_range: null,
        destination_port_ranges: ['443', '8080-8090'],
      }),
    ];
    const { azure } = read(withRules(...rules));
    expect([443, 8085, 22].map((port) => verdict(azure, ...HUB, port))).toEqual([
      'delivered',
      'delivered',
      'sg-ingress-denied',
    ]);
  });

  test('counts between two hosts of one subnet, too', () => {
    const neighbour = { 'azurerm_network_interface.two': nic('two', 'hub', 'h', '10.0.1.20') };
    const { azure } = read({ ...withRules(securityRule('deny', 200, 'Deny')), ...neighbour });
    expect(verdict(azure, 'two', 'hub-nic')).toBe('sg-ingress-denied');
  });

  test('on the interface counts beside the one on the subnet', () => {
    const own = idOf('networkSecurityGroups', 'own');
    const both: Resources = {
      ...withRules(
        securityRule('web', 100, 'Allow', { destination_port_range: '443' }),
        securityRule('no', 200, 'Deny'),
      ),
      'azurerm_network_security_group.own': {
        id: own,
        name: 'own',
        resource_group_name: 'rg',
        security_rule: [securityRule('no-web', 100, 'Deny', { destination_port_range: '8080' })],
      },
      'azurerm_network_interface_security_group_association.own': {
        network_interface_id: idOf('networkInterfaces', 'hub-nic'),
        network_security_group_id: own,
      },
    };
    const { azure } = read(both);
    expect([443, 8080, 22].map((port) => verdict(azure, ...HUB, port))).toEqual([
      'delivered',
      'sg-ingress-denied',
      'sg-ingress-denied',
    ]);
    expect(azure.enis.get(idOf('networkInterfaces', 'hub-nic'))!.securityGroups).toEqual([`${LIST}+${own}`]);
  });

  test('may name addresses on the side of the interface, and members of application groups', () => {
    const clients = idOf('applicationSecurityGroups', 'clients');
    const resources: Resources = {
      ...withRules(
        securityRule('clients', 100, 'Allow', {
          source_address_prefix: null,
          source_application_security_group_ids: [clients],
          destination_address_prefix: '10.0.1.10',
        }),
        securityRule('no', 200, 'Deny'),
      ),
      'azurerm_network_interface.two': nic('two', 'hub', 'h', '10.0.1.20'),
      'azurerm_application_security_group.clients': { id: clients, name: 'clients' },
      'azurerm_network_interface_application_security_group_association.spoke': {
        network_interface_id: idOf('networkInterfaces', 'spoke-nic'),
        application_security_group_id: clients,
      },
    };
    const { azure } = read(resources);
    expect(verdict(azure, 'spoke-nic', 'hub-nic')).toBe('delivered');
    expect(verdict(azure, 'spoke-nic', 'two')).toBe('sg-ingress-denied');
    expect(verdict(azure, 'two', 'hub-nic')).toBe('sg-ingress-denied');
  });

  test('has rules that are resources of their own, which a state repeats inside the group', () => {
    const rule = securityRule('deny', 200, 'Deny');
    const separate: Resources = {
      ...withRules(rule),
      'azurerm_network_security_rule.deny': {
        id: `${LIST}/securityRules/deny`,
        resource_group_name: 'rg',
        network_security_group_name: 'list',
        ...rule,
      },
    };
    const { azure } = read(separate);
    expect(verdict(azure, ...HUB)).toBe('sg-ingress-denied');
    expect(azure.securityGroups.get(LIST)!.ingress.length).toBe(
      read(withRules(rule)).azure.securityGroups.get(LIST)!.ingress.length,
    );
  });

  test('with a tag whose ranges nobody knows makes verdicts conditional', () => {
    const storage = securityRule('storage', 100, 'Allow', { source_address_prefix: 'Storage.WestEurope' });
    const { azure } = read(withRules(storage, securityRule('no', 200, 'Deny')));
    expect(verdict(azure, ...HUB)).toBe(`sg-ingress-denied if ${LIST}`);
  });
});

const NVA = { ...nic('nva-nic', 'hub', 'nva', '10.0.9.4'), ip_forwarding_enabled: true };

function withRoute(route: object, more: Resources = {}): Declared {
  const table = idOf('routeTables', 'table');
  return read({
    ...HUB_AND_SPOKE,
    'azurerm_route_table.table': { id: table, name: 'table', resource_group_name: 'rg', route: [route] },
    'azurerm_subnet_route_table_association.spoke': {
      subnet_id: subnetId('spoke', 's'),
      route_table_id: table,
    },
    ...more,
  });
}

describe('user-defined routes', () => {
  test('lead to an appliance by its address, in a peered network too, which is said to be unknown', () => {
    const { azure } = withRoute(
      {
        name: 'r',
        address_prefix: '10.0.1.0/24',
        next_hop_type: 'VirtualAppliance',
        next_hop_in_ip_address: '10.0.9.4',
      },
      { 'azurerm_network_interface.nva': NVA },
    );
    const [route] = azure.routeTables.get(idOf('routeTables', 'table'))!.routes;
    expect(route!.target).toEqual({ kind: 'eni', eni: NVA.id });
    expect(azure.unmodelled.get(NVA.id)!.why).toBe('what it does with the packets it forwards is in no file');
  });

  test('to nowhere drop', () => {
    const { azure } = withRoute({ name: 'r', address_prefix: '10.0.0.0/16', next_hop_type: 'None' });
    expect(verdict(azure, 'spoke-nic', 'hub-nic')).toBe('route-blackhole');
  });

  test('to an address that nobody declares lead into the unknown', () => {
    const { azure } = withRoute({
      name: 'r',
      address_prefix: '10.0.0.0/16',
      next_hop_type: 'VirtualAppliance',
      next_hop_in_ip_address: '10.0.200.4',
    });
    expect(verdict(azure, 'spoke-nic', 'hub-nic')).toBe('route-target-unavailable if 10.0.200.4');
  });

  test('may be resources of their own', () => {
    const { azure } = withRoute(
      { name: 'none', address_prefix: '10.9.0.0/16', next_hop_type: 'None' },
      {
        'azurerm_route.r': {
          id: `${idOf('routeTables', 'table')}/routes/r`,
          name: 'r',
          resource_group_name: 'rg',
          route_table_name: 'table',
          address_prefix: '10.0.0.0/16',
          next_hop_type: 'None',
        },
      },
    );
    expect(azure.routeTables.get(idOf('routeTables', 'table'))!.routes).toHaveLength(2);
  });
});

describe('the way to the internet', () => {
  const outside = {
    'azurerm_public_ip.p': { id: idOf('publicIPAddresses', 'p'), name: 'p', ip_address: '20.1.2.3' },
  };

  test('goes by the public address of a host', () => {
    const { azure } = read({
      ...HUB_AND_SPOKE,
      ...outside,
      'azurerm_network_interface.hub': nic('hub-nic', 'hub', 'h', '10.0.1.10', {
        public_ip_address_id: idOf('publicIPAddresses', 'p'),
      }),
    });
    expect(verdict(azure, 'hub-nic', 'internet')).toContain('delivered');
    expect(verdict(azure, 'spoke-nic', 'internet')).toBe('igw-no-public-ip');
  });

  test('goes by a NAT gateway that is associated with the subnet', () => {
    const nat = idOf('natGateways', 'nat');
    const { azure } = read({
      ...HUB_AND_SPOKE,
      ...outside,
      'azurerm_nat_gateway.nat': { id: nat, name: 'nat' },
      'azurerm_nat_gateway_public_ip_association.nat': {
        nat_gateway_id: nat,
        public_ip_address_id: idOf('publicIPAddresses', 'p'),
      },
      'azurerm_subnet_nat_gateway_association.hub': { subnet_id: subnetId('hub', 'h'), nat_gateway_id: nat },
    });
    expect(verdict(azure, 'hub-nic', 'internet')).toBe('delivered');
    expect(verdict(azure, 'hub-nic', 'spoke-nic')).toBe('delivered');
  });

  test('without either is conditional on default outbound access, unless the subnet has none', () => {
    const open = {
      'azurerm_subnet.spoke': subnet('spoke', 's', '10.1.1.0/24', { default_outbound_access_enabled: true }),
    };
    const { azure } = read({ ...HUB_AND_SPOKE, ...open });
    const internet = `${idOf('virtualNetworks', 'spoke')}/internet`;
    expect(verdict(azure, 'spoke-nic', 'internet')).toBe(`igw-no-public-ip if ${internet}`);
  });
});

describe('a virtual network gateway', () => {
  const gateway = idOf('virtualNetworkGateways', 'gw');
  const office = idOf('localNetworkGateways', 'office');
  const VPN: Resources = {
    ...HUB_AND_SPOKE,
    'azurerm_subnet.gw': subnet('hub', 'GatewaySubnet', '10.0.255.0/27'),
    'azurerm_virtual_network_gateway.gw': {
      id: gateway,
      name: 'gw',
      type: 'Vpn',
      ip_configuration: [{ name: 'g', subnet_id: subnetId('hub', 'GatewaySubnet') }],
    },
    'azurerm_local_network_gateway.office': { id: office, name: 'office', address_space: ['192.168.0.0/16'] },
    'azurerm_virtual_network_gateway_connection.c': {
      id: idOf('connections', 'c'),
      name: 'c',
      type: 'IPsec',
      virtual_network_gateway_id: gateway,
      local_network_gateway_id: office,
      shared_key: 'never-to-be-shown',
    },
    'azurerm_virtual_network_peering.there': peering('there', 'hub', 'spoke', {
      allow_gateway_transit: true,
    }),
    'azurerm_virtual_network_peering.back': peering('back', 'spoke', 'hub', { use_remote_gateways: true }),
  };

  test('leads to the ranges of its local network gateways, from a peer that uses it too', () => {
    const { azure } = read(VPN);
    expect(azure.links.get(gateway)).toMatchObject({ kind: 'vpn', state: 'attached' });
    for (const sender of ['hub-nic', 'spoke-nic']) {
      expect(verdict(azure, sender, '192.168.1.1')).toContain('delivered if');
    }
    expect(JSON.stringify([...azure.links.values()])).not.toContain('never-to-be-shown');
  });

  test('is out of reach from a peer that does not use it', () => {
    const { azure } = read({
      ...VPN,
      'azurerm_virtual_network_peering.back': peering('back', 'spoke', 'hub'),
    });
    expect(verdict(azure, 'spoke-nic', '192.168.1.1')).toContain('route-blackhole');
  });
});

describe('a private endpoint', () => {
  const endpoint = (connection: object): Declared =>
    read({
      ...HUB_AND_SPOKE,
      'azurerm_private_endpoint.e': {
        id: idOf('privateEndpoints', 'e'),
        name: 'e',
        subnet_id: subnetId('hub', 'h'),
        private_service_connection: [{ name: 'c', is_manual_connection: false, ...connection }],
      },
    });

  test('of a database answers on its port alone, over the peering too', () => {
    const { azure } = endpoint({
      private_connection_resource_id:
        '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Sql/servers/db',
      subresource_names: ['sqlServer'],
      private_ip_address: '10.0.1.50',
    });
    expect(verdict(azure, 'spoke-nic', '10.0.1.50', 1433)).toBe('delivered');
    expect(verdict(azure, 'spoke-nic', '10.0.1.50', 443)).toBe('endpoint-port-not-mapped');
  });

  test('that somebody has to approve waits, as far as anybody knows', () => {
    const { azure } = endpoint({
      private_connection_resource_id: idOf('privateLinkServices', 'far'),
      is_manual_connection: true,
      private_ip_address: '10.0.1.50',
    });
    expect(verdict(azure, 'spoke-nic', '10.0.1.50')).toContain('endpoint-pending-acceptance if ');
  });
});

describe('a plan of Azure', () => {
  const made = (after: object, unknown: object, configured: object): Planned => ({
    after: { ...after },
    unknown: { id: true, ...unknown },
    configured: { ...configured },
    provider: 'azurerm',
  });

  test('names resources that do not exist yet by their addresses', () => {
    const plan = planOf({
      'azurerm_virtual_network.hub': made(
        { name: 'hub', resource_group_name: 'rg', location: 'westeurope', address_space: ['10.0.0.0/16'] },
        { subnet: true },
        {},
      ),
      'azurerm_subnet.a': made(
        {
          name: 'a',
          resource_group_name: 'rg',
          virtual_network_name: 'hub',
          address_prefixes: ['10.0.1.0/24'],
        },
        {},
        { virtual_network_name: ref('azurerm_virtual_network.hub.name') },
      ),
      'azurerm_network_interface.one': made(
        { name: 'one', ip_configuration: [{ name: 'own', primary: true, private_ip_address: null }] },
        { ip_configuration: [{ subnet_id: true, private_ip_address: true }] },
        { ip_configuration: [{ name: { constant_value: 'own' }, subnet_id: ref('azurerm_subnet.a.id') }] },
      ),
      'azurerm_network_interface.two': made(
        { name: 'two', ip_configuration: [{ name: 'own', primary: true, private_ip_address: null }] },
        { ip_configuration: [{ subnet_id: true, private_ip_address: true }] },
        { ip_configuration: [{ name: { constant_value: 'own' }, subnet_id: ref('azurerm_subnet.a.id') }] },
      ),
    });
    const { azure } = readTerraform(plan);
    expect([...azure.vpcs.keys()]).toEqual(['azurerm_virtual_network.hub']);
    expect(azure.enis.get('azurerm_network_interface.one')!.subnet).toBe('azurerm_subnet.a');
    expect(verdict(azure, 'one', 'two')).toBe('delivered');
    expect(readTerraform(plan, 'prior').azure.vpcs.size).toBe(0);
  });
});
