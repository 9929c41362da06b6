/**
 * Plans for Azure in which something is not known yet: whose a rule, a route or an association is, or what it
 * says. Whatever it could touch is conditional.
 */
import { describe, expect, test } from 'vitest';
import { readTerraform, verdict } from '../declared.ts';
import { constant, made, planOf, ref, type Planned } from './estate.ts';

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
