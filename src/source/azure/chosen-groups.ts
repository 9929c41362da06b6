/**
 * Which network security group guards which subnet and which interface: by attributes, inline subnets, and
 * associations.
 */
import type { DeclaredResource } from '../declared/resource.ts';
import { inlineSubnetId } from './read-networks.ts';
import type { AzureReading } from './reading.ts';

const GROUP = 'network_security_group_id';

/** Groups by subnet and by interface. */
export interface ChosenGroups {
  readonly ofSubnet: ReadonlyMap<string, DeclaredResource>;
  readonly ofInterface: ReadonlyMap<string, DeclaredResource>;
}

export function chosenGroups(reading: AzureReading): ChosenGroups {
  const ofSubnet = new Map<string, DeclaredResource>();
  const ofInterface = new Map<string, DeclaredResource>();
  const choose = (
    map: Map<string, DeclaredResource>,
    owner: string | undefined,
    wanted: string | undefined,
  ): void => {
    const group = reading.find(wanted);
    if (owner === undefined || wanted === undefined) return;
    const id = reading.subnet(owner)?.id ?? reading.idOf(owner);
    if (group) map.set(id, group);
    else doubtMissing(reading, id, wanted);
  };
  for (const { id, properties } of reading.ofType('azurerm_subnet')) {
    choose(ofSubnet, id, properties.text(GROUP));
  }
  for (const { id, properties } of reading.ofType('azurerm_virtual_network')) {
    for (const block of properties.items('subnet')) {
      choose(ofSubnet, inlineSubnetId(id, block), block.text('security_group'));
    }
  }
  for (const { id, properties } of reading.ofType('azurerm_network_interface')) {
    choose(ofInterface, id, properties.text(GROUP));
  }
  for (const [map, type, owner] of [
    [ofSubnet, 'azurerm_subnet_network_security_group_association', 'subnet_id'],
    [ofInterface, 'azurerm_network_interface_security_group_association', 'network_interface_id'],
  ] as const) {
    for (const association of reading.ofType(type)) {
      const { properties } = association;
      choose(map, properties.text(owner), properties.text(GROUP));
      reading.doubtHalfKnown(association, owner, GROUP);
    }
  }
  return { ofSubnet, ofInterface };
}

function doubtMissing(reading: AzureReading, owner: string, wanted: string): void {
  const source = (reading.find(owner) ?? reading.subnet(owner))?.source;
  if (!source) return;
  const why = `its network security group ${wanted} is not declared here; it counts as open`;
  reading.doubt({ id: owner, kind: 'Subnet', why, source });
}
