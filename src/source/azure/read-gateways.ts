/**
 * NAT gateways, and virtual network gateways with the sites behind them.
 *
 * A NAT gateway serves the subnets it is associated with and stands in none; an address of such a subnet
 * stands in for its own. What a gateway learns from the far side is what local network gateways list.
 * "Azure NAT Gateway", "About VPN Gateway configuration settings".
 */
import type { Address } from '../../ip/address.ts';
import { rangeOf } from '../../ip/range.ts';
import type { Prefix } from '../../ip/prefix.ts';
import type { Subnet } from '../../model/network.ts';
import type { Route } from '../../model/route.ts';
import type { Item } from '../aws/item.ts';
import type { DeclaredResource } from '../declared/resource.ts';
import { publicAddress } from './read-interfaces.ts';
import type { AzureReading } from './reading.ts';

/** NAT gateway of each subnet that has one. */
export function readNats(reading: AzureReading): Map<string, string> {
  const { draft } = reading;
  const natOf = new Map<string, string>();
  for (const association of reading.ofType('azurerm_subnet_nat_gateway_association')) {
    const nat = reading.find(association.properties.text('nat_gateway_id'));
    const wanted = association.properties.text('subnet_id');
    const subnet = reading.subnet(wanted);
    if (!nat || !subnet) {
      doubtAssociation(reading, association, subnet, wanted);
      continue;
    }
    // One gateway may serve subnets of several zones, but only of one virtual network.
    if (!draft.links.has(nat.id)) reading.addNat(nat, subnet, publicAddressOf(reading, nat));
    natOf.set(subnet.id, nat.id);
    const hasPublic = [...draft.enis.values()].some(
      (eni) => eni.subnet === subnet.id && eni.owner.kind === 'host' && eni.publicMappings.length > 0,
    );
    if (!hasPublic) continue;
    const why = 'hosts it serves have public addresses, and answer by those whoever asked there';
    reading.doubtOf(nat, why, subnet.vpc);
  }
  return natOf;
}

function doubtAssociation(
  reading: AzureReading,
  association: DeclaredResource,
  subnet: Subnet | undefined,
  wanted: string | undefined,
): void {
  const { id, source } = association;
  const why = 'which NAT gateway serves which subnet is not known';
  reading.doubtOf(association, why);
  if (subnet) {
    const own = `which NAT gateway serves it is not known (${id})`;
    reading.doubt({ id: subnet.id, kind: 'Subnet', why: own, source, vpc: subnet.vpc });
  } else if (wanted === undefined) {
    reading.late.aboutSubnets(`${id} could be about it: ${why}`, source);
  }
}

function publicAddressOf(reading: AzureReading, nat: DeclaredResource): Address | undefined {
  return reading
    .ofType('azurerm_nat_gateway_public_ip_association')
    .filter((association) => reading.find(association.properties.text('nat_gateway_id')) === nat)
    .map((association) => publicAddress(reading, association.properties.text('public_ip_address_id'), nat))
    .find((address) => address !== undefined);
}

/** Site gateways by virtual network. */
export function readSiteGateways(reading: AzureReading): Map<string, string> {
  const { draft } = reading;
  const gatewayOf = new Map<string, string>();
  for (const gateway of reading.ofType('azurerm_virtual_network_gateway')) {
    const { id, properties, source } = gateway;
    const subnetId = properties.items('ip_configuration').map((part) => part.text('subnet_id'))[0];
    const vpc = reading.subnet(subnetId)?.vpc;
    if (vpc === undefined) {
      const why = 'in which virtual network it is is not known';
      reading.doubtOf(gateway, why);
      reading.late.aboutLearned(`${id} could be in it: ${why}`, source);
      continue;
    }
    const isExpressRoute = properties.text('type')?.toLowerCase() === 'expressroute';
    const connections = reading
      .ofType('azurerm_virtual_network_gateway_connection')
      .filter(
        (connection) => reading.find(connection.properties.text('virtual_network_gateway_id')) === gateway,
      );
    const prefixes = connections.flatMap((connection) => prefixesBehind(reading, connection));
    const site = `${id}/on-premises`;
    const name = properties.text('name');
    draft.links.set(id, {
      kind: isExpressRoute ? 'dx' : 'vpn',
      id,
      ...(name !== undefined && { name }),
      vpc,
      site,
      prefixes,
      state: connections.length > 0 ? 'attached' : 'path-down',
      source,
    });
    gatewayOf.set(vpc, id);
    addSite(reading, site, prefixes, gateway);
    const why = isExpressRoute
      ? 'what it learns from the other side is in no file'
      : 'what it learns beside the ranges of local network gateways is in no file';
    reading.doubtOf(gateway, why, vpc);
    if (!learns(reading, gateway, connections)) continue;
    for (const user of usersOf(reading, vpc)) reading.late.aboutLearned(`${id}: ${why}`, source, user);
  }
  return gatewayOf;
}

/** By BGP, or from a far side that is declared elsewhere. */
function learns(
  reading: AzureReading,
  { properties }: DeclaredResource,
  connections: readonly DeclaredResource[],
): boolean {
  if (properties.text('type')?.toLowerCase() === 'expressroute') return true;
  const speaksBgp = (item: Item): boolean => item.flag('bgp_enabled') ?? item.flag('enable_bgp') ?? false;
  return (
    speaksBgp(properties) ||
    connections.some(
      ({ properties: item }) => speaksBgp(item) || !reading.find(item.text('local_network_gateway_id')),
    )
  );
}

/** The network of a gateway, and those that use it over a peering. */
function usersOf({ draft }: AzureReading, vpc: string): string[] {
  const networks = [vpc];
  for (const link of draft.links.values()) {
    if (link.kind !== 'peering') continue;
    const near = link.halves.find((half) => half.vpc === vpc);
    const far = link.halves.find((half) => half.vpc !== vpc);
    if (near?.allowGatewayTransit && far?.useRemoteGateways) networks.push(far.vpc);
  }
  return networks;
}

function prefixesBehind(reading: AzureReading, connection: DeclaredResource): Prefix[] {
  const { properties } = connection;
  if (properties.has('peer_virtual_network_gateway_id')) {
    reading.doubtOf(connection, 'connections between two virtual networks are not modelled');
  }
  const local = reading.find(properties.text('local_network_gateway_id'));
  return local ? reading.prefixes(local.properties, 'address_space') : [];
}

/** Hosts at every address of a site, and a router that knows the networks the gateway announces. */
function addSite(
  reading: AzureReading,
  id: string,
  prefixes: readonly Prefix[],
  gateway: DeclaredResource,
): void {
  const { draft } = reading;
  const { source } = gateway;
  draft.sites.set(id, { id, prefixes, source });
  draft.siteHosts.set(`${id}/hosts`, {
    id: `${id}/hosts`,
    site: id,
    addresses: prefixes.map(rangeOf),
    source,
  });
  const why = 'its hosts and its own routing are in no file; it counts as answering';
  reading.doubt({ id, kind: 'OnPremises', why, source });
}

/** "Configure VPN gateway transit": a gateway announces its network, and those that use it over a peering. */
export function announceToSites(reading: AzureReading): void {
  const { draft } = reading;
  for (const gateway of draft.links.values()) {
    if (gateway.kind !== 'vpn' && gateway.kind !== 'dx') continue;
    const routes: Route[] = usersOf(reading, gateway.vpc)
      .flatMap((id) => draft.vpcs.get(id)?.cidrs ?? [])
      .map((prefix) => ({
        destination: { kind: 'prefix', prefix },
        target: { kind: 'link', link: gateway.id },
        origin: 'static',
        source: gateway.source,
      }));
    const { site: id, source } = gateway;
    draft.routeTables.set(id, {
      id,
      owner: { kind: 'site', site: id },
      routes,
      propagatingGateways: [],
      source,
    });
  }
}
