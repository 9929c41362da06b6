/**
 * Virtual networks, their subnets, and peerings between them.
 *
 * A peering has two halves, each a resource of its own in its own network; it connects when both exist.
 * "Virtual network peering", "Create, change, or delete a virtual network peering" (Azure Virtual Network).
 */
import { plainHalf, type PeeringHalf } from '../../model/link.ts';
import type { Item } from '../aws/item.ts';
import { UNKNOWN } from '../declared/cloud-reading.ts';
import { addPeerings, type DeclaredHalf } from '../declared/peering-halves.ts';
import { isLookedUp, type DeclaredResource } from '../declared/resource.ts';
import { mainTableOf, subscriptionOf, type AzureReading } from './reading.ts';

export function readNetworks(reading: AzureReading): void {
  for (const network of reading.ofType('azurerm_virtual_network')) {
    const { id, properties, place, source } = network;
    const name = properties.text('name');
    const cidrs = reading.prefixes(properties, 'address_space');
    reading.draft.vpcs.set(id, {
      id,
      ...(name !== undefined && { name }),
      profile: 'azure',
      account: subscriptionOf(id) ?? place.account ?? UNKNOWN,
      region: properties.text('location') ?? UNKNOWN,
      cidrs,
      mainTable: mainTableOf(id),
      dnsSupport: true,
      source,
    });
    if (cidrs.length === 0) reading.doubtOf(network, 'its range is known only after it is made', id);
    if (isLookedUp(network)) {
      reading.late.aboutLearned('peerings of its network may be declared elsewhere', source, id);
    }
    // Every virtual network reaches the internet without a gateway that anybody declares.
    reading.draft.links.set(internetOf(id), {
      kind: 'igw',
      id: internetOf(id),
      vpc: id,
      state: 'attached',
      source,
    });
  }
  for (const subnet of reading.ofType('azurerm_subnet')) {
    const wanted =
      reading.namedBy(subnet, 'virtual_network_name', 'azurerm_virtual_network') ??
      /^(.*\/virtualNetworks\/[^/]+)\/subnets\//i.exec(subnet.id)?.[1];
    if (wanted === undefined) {
      reading.doubtOf(subnet, 'in which virtual network it is is not known');
      continue;
    }
    addSubnet(reading, subnet.id, reading.network(wanted, subnet), subnet.properties, subnet);
  }
  for (const network of reading.ofType('azurerm_virtual_network')) {
    for (const block of network.properties.items('subnet')) readInline(reading, network, block);
  }
}

/** Where packets of a virtual network meet the internet. */
export function internetOf(network: string): string {
  return `${network}/internet`;
}

/** A network repeats the subnets that resources of their own declare. */
function readInline(reading: AzureReading, network: DeclaredResource, block: Item): void {
  const name = block.text('name');
  const isKnown = [...reading.draft.subnets.values()].some(
    (subnet) => subnet.vpc === network.id && subnet.label === name,
  );
  if (name === undefined || isKnown) return;
  addSubnet(reading, inlineSubnetId(network.id, block), network.id, block, network);
}

export function inlineSubnetId(network: string, block: Item): string {
  return block.text('id') ?? `${network}/subnets/${block.text('name')}`;
}

function addSubnet(reading: AzureReading, id: string, vpc: string, item: Item, by: DeclaredResource): void {
  const name = item.text('name');
  const prefixes = reading.prefixes(item, 'address_prefixes', 'address_prefix');
  reading.draft.subnets.set(id, {
    id,
    name: id,
    ...(name !== undefined && { label: name }),
    vpc,
    // Subnets stretch over all zones of their region.
    az: reading.draft.vpcs.get(vpc)!.region,
    prefixes: prefixes.filter((prefix, i) => prefixes.findIndex((other) => sameFamily(prefix, other)) === i),
    source: by.source,
  });
  if (prefixes.length === 0) reading.doubtOf(by, 'its range is known only after it is made', vpc);
  if (prefixes.filter((prefix) => sameFamily(prefix, prefixes[0]!)).length > 1) {
    reading.doubt({
      id,
      kind: 'Subnet',
      why: 'it has several ranges, of which the first counts',
      source: by.source,
      vpc,
    });
  }
}

function sameFamily(
  a: { readonly address: number | bigint },
  b: { readonly address: number | bigint },
): boolean {
  return typeof a.address === typeof b.address;
}

export function readPeerings(reading: AzureReading): void {
  const halves: DeclaredHalf[] = [];
  for (const resource of reading.ofType('azurerm_virtual_network_peering')) {
    const near =
      reading.namedBy(resource, 'virtual_network_name', 'azurerm_virtual_network') ??
      /^(.*\/virtualNetworks\/[^/]+)\/virtualNetworkPeerings\//i.exec(resource.id)?.[1];
    const far = resource.properties.text('remote_virtual_network_id');
    if (near === undefined || far === undefined) {
      doubtPeering(reading, resource, near ?? far);
      continue;
    }
    halves.push({ near: reading.network(near, resource), far: reading.network(far, resource), resource });
  }
  addPeerings(reading, halves, { live: 'Connected', waiting: 'Initiated', absent: 'Disconnected' }, halfOf);
}

/** The network at its known end, or any, could have routes to ranges that nobody knows. */
function doubtPeering(reading: AzureReading, resource: DeclaredResource, end: string | undefined): void {
  const why = 'which virtual networks it joins is not known';
  reading.doubtOf(resource, why);
  const vpc = end === undefined ? undefined : reading.network(end, resource);
  reading.late.aboutTables(`${resource.id} could be about it: ${why}`, resource.source, vpc);
}

function halfOf({ near, resource }: DeclaredHalf, state: string): PeeringHalf {
  const flag = (key: string): boolean | undefined => resource.properties.flag(key);
  return {
    ...plainHalf(near, state),
    access: flag('allow_virtual_network_access') ?? true,
    allowForwardedTraffic: flag('allow_forwarded_traffic') ?? false,
    allowGatewayTransit: flag('allow_gateway_transit') ?? false,
    useRemoteGateways: flag('use_remote_gateways') ?? false,
  };
}
