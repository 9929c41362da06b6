/**
 * Network interfaces with their addresses, and the machines behind them; stand-ins for everybody else.
 */
import type { Address } from '../../ip/address.ts';
import type { Eni, PublicMapping } from '../../model/eni.ts';
import { PLAIN_HOST } from '../../model/eni.ts';
import { azure } from '../../model/profile/azure.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import type { AzureReading } from './reading.ts';

export function readInterfaces(reading: AzureReading): void {
  const machines = machinesByInterface(reading);
  const interfaces = reading.ofType('azurerm_network_interface');
  // Addresses that are given come first, so that no stand-in takes one of them.
  for (const { properties } of interfaces) {
    for (const part of properties.items('ip_configuration')) {
      const given = reading.address(part, 'private_ip_address');
      if (given !== undefined) reading.take(given);
    }
  }
  for (const nic of interfaces) {
    const eni = interfaceOf(reading, nic, machines.get(nic.id));
    if (eni) reading.draft.enis.set(nic.id, eni);
  }
  for (const member of reading.ofType('azurerm_network_interface_application_security_group_association')) {
    const { properties } = member;
    const group = properties.text('application_security_group_id');
    const nic = properties.text('network_interface_id');
    if (group !== undefined && nic !== undefined)
      reading.membersOf.add(reading.idOf(group), reading.idOf(nic));
  }
}

function interfaceOf(
  reading: AzureReading,
  nic: DeclaredResource,
  machine: DeclaredResource | undefined,
): Eni | undefined {
  const { id, properties, source } = nic;
  const parts = properties
    .items('ip_configuration')
    .toSorted((a, b) => Number(b.flag('primary') ?? false) - Number(a.flag('primary') ?? false));
  const subnetId = parts.map((part) => part.text('subnet_id')).find((text) => text !== undefined);
  const subnet = reading.subnet(subnetId);
  if (!subnet) {
    reading.doubtOf(
      nic,
      subnetId === undefined
        ? 'in which subnet it is is not known'
        : `its subnet ${subnetId} is not declared here`,
    );
    return undefined;
  }
  const addresses: Address[] = [];
  const publicMappings: PublicMapping[] = [];
  for (const part of parts) {
    const own = reading.address(part, 'private_ip_address') ?? reading.freeAddress(subnet.prefixes, nic);
    if (own === undefined) continue;
    addresses.push(own);
    const outside = publicAddress(reading, part.text('public_ip_address_id'), nic);
    if (outside !== undefined) publicMappings.push({ private: own, public: outside });
  }
  const forwards =
    properties.flag('ip_forwarding_enabled') ?? properties.flag('enable_ip_forwarding') ?? false;
  const name = machine?.properties.text('name') ?? properties.text('name');
  return {
    id,
    ...(name !== undefined && { name }),
    vpc: subnet.vpc,
    subnet: subnet.id,
    addresses: addresses.map((address) => ({ first: address, last: address })),
    securityGroups: [],
    // "Create, change, or delete a network interface": IP forwarding switches the check off.
    sourceDestCheck: !forwards,
    state: 'up',
    publicMappings,
    owner: {
      kind: 'host',
      ...(machine && { instance: machine.id }),
      host: forwards ? { ...PLAIN_HOST, forwards } : PLAIN_HOST,
    },
    source,
  };
}

/** A public address by its resource, known or not yet. */
export function publicAddress(
  reading: AzureReading,
  wanted: string | undefined,
  by: DeclaredResource,
): Address | undefined {
  if (wanted === undefined) return undefined;
  const declared = reading.find(wanted);
  return (
    (declared && reading.address(declared.properties, 'ip_address')) ?? reading.publicStandIn(declared ?? by)
  );
}

function machinesByInterface(reading: AzureReading): Map<string, DeclaredResource> {
  const machines = new Map<string, DeclaredResource>();
  const types = [
    'azurerm_linux_virtual_machine',
    'azurerm_windows_virtual_machine',
    'azurerm_virtual_machine',
  ];
  for (const machine of reading.ofType(...types)) {
    for (const nic of machine.properties.texts('network_interface_ids'))
      machines.set(reading.idOf(nic), machine);
  }
  return machines;
}

/** Declarations name no machines but their own. */
export function standInForHosts(
  reading: AzureReading,
  groupOf: (subnet: string) => string | undefined,
): void {
  for (const subnet of reading.draft.subnets.values()) {
    if (subnet.prefixes.length === 0) continue;
    const doubt = `${subnet.vpc}/hosts`;
    const group = groupOf(subnet.id);
    reading.unknownHosts(subnet, subnet.prefixes, azure.subnet, doubt, group === undefined ? [] : [group]);
    const why = 'other hosts than those declared are not known; every address counts as a host that answers';
    reading.doubt({ id: doubt, kind: 'NetworkInterface', why, source: subnet.source, vpc: subnet.vpc });
  }
}
