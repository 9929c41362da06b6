/**
 * States of Azure with words of older providers, ids in several cases, and what the documents leave open.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { stateOf } from './estate.ts';

type Values = Readonly<Record<string, unknown>>;

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

  test('a network of which a virtual hub alone tells has its table, too', () => {
    const far = `${GROUP}/virtualNetworks/far`;
    const { azure } = readTerraform(
      stateOf({ ...BASE, 'azurerm_virtual_hub_connection.h': { id: 'h', remote_virtual_network_id: far } }),
    );
    expect(azure.routeTables.has(azure.vpcs.get(far)!.mainTable)).toBe(true);
  });

  test('what a gateway learns is in no file, and may lead where nothing else does', () => {
    const gateway = (more: Values) => ({
      'azurerm_subnet.gateway': {
        id: `${net}/subnets/GatewaySubnet`,
        name: 'GatewaySubnet',
        resource_group_name: 'rg',
        virtual_network_name: 'main',
        address_prefixes: ['10.0.255.0/27'],
      },
      'azurerm_virtual_network_gateway.g': {
        id: 'gateway',
        name: 'g',
        ip_configuration: [{ subnet_id: `${net}/subnets/GatewaySubnet` }],
        ...more,
      },
    });
    const table = `${net}/system-routes`;
    expect(outcome(gateway({ type: 'Vpn' }), '192.168.7.7')).toBe('route-blackhole');
    for (const more of [{ type: 'ExpressRoute' }, { type: 'Vpn', enable_bgp: true }]) {
      expect(outcome(gateway(more), '192.168.7.7')).toBe(`route-blackhole if ${table}/learned`);
    }
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

describe('VirtualNetwork', () => {
  test('may stand for the ranges of user-defined routes, too, which counts where nothing else decides', () => {
    const GROUP = '/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Network';
    const subnet = `${GROUP}/virtualNetworks/n/subnets/s`;
    const deny = {
      name: 'no',
      priority: 4000,
      direction: 'Inbound',
      access: 'Deny',
      protocol: '*',
      source_address_prefix: '*',
      destination_address_prefix: '*',
      destination_port_range: '*',
    };
    const outcome = (prefix: string, rules: object[], from = 'internet'): string => {
      const { azure } = readTerraform(
        stateOf({
          'azurerm_virtual_network.n': {
            id: `${GROUP}/virtualNetworks/n`,
            name: 'n',
            resource_group_name: 'rg',
            address_space: ['10.0.0.0/16'],
          },
          'azurerm_subnet.s': {
            id: subnet,
            name: 's',
            resource_group_name: 'rg',
            virtual_network_name: 'n',
            address_prefixes: ['10.0.1.0/24'],
            network_security_group_id: 'group',
            route_table_id: 'table',
            default_outbound_access_enabled: false,
          },
          'azurerm_public_ip.p': { id: 'ip', name: 'p', ip_address: '20.0.0.1' },
          'azurerm_network_interface.a': {
            id: 'a',
            name: 'a',
            ip_configuration: [
              { subnet_id: subnet, private_ip_address: '10.0.1.10', public_ip_address_id: 'ip' },
            ],
          },
          'azurerm_network_interface.b': {
            id: 'b',
            name: 'b',
            ip_configuration: [{ subnet_id: subnet, private_ip_address: '10.0.1.11' }],
          },
          'azurerm_network_security_group.g': { id: 'group', name: 'g', security_rule: rules },
          'azurerm_route_table.t': {
            id: 'table',
            name: 't',
            route: [{ name: 'r', address_prefix: prefix, next_hop_type: 'VirtualNetworkGateway' }],
          },
        }),
      );
      return from === 'internet' ? verdict(azure, from, '20.0.0.1') : verdict(azure, from, '10.0.1.10');
    };
    expect(outcome('10.0.2.0/24', [])).toBe('sg-ingress-denied');
    expect(outcome('0.0.0.0/0', [])).toBe('sg-ingress-denied if group/routed-ranges');
    expect(outcome('0.0.0.0/0', [deny])).toBe('sg-ingress-denied');
    expect(outcome('0.0.0.0/0', [], 'b')).toBe('delivered');
    const network = { ...deny, source_address_prefix: 'VirtualNetwork' };
    expect(outcome('0.0.0.0/0', [network], 'b')).toBe('sg-ingress-denied if group');
  });
});
