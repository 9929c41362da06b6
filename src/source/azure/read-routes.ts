/**
 * User-defined routes, in a table per route table and virtual network, and per subnet where a NAT gateway
 * takes over the way to the internet.
 *
 * Everything else a subnet knows, the platform writes. "Virtual network traffic routing" (Azure Virtual
 * Network); "Azure NAT Gateway": it takes precedence over the internet route, not over an appliance.
 */
import { parsePrefix, samePrefix } from '../../ip/prefix.ts';
import { rangeHas } from '../../ip/range.ts';
import type { Route, RouteTable, Target } from '../../model/route.ts';
import type { Item } from '../aws/item.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import { internetOf } from './read-networks.ts';
import { mainTableOf, type AzureReading } from './reading.ts';
import { tablesOfSubnets } from './route-tables.ts';
import { doubtOrphans, partsOf, ROUTE } from './written.ts';

interface Surroundings {
  readonly natOf: ReadonlyMap<string, string>;
  readonly gatewayOf: ReadonlyMap<string, string>;
}

export function readRoutes(reading: AzureReading, surroundings: Surroundings): void {
  const { draft } = reading;
  doubtRoutes(reading);
  for (const vpc of draft.vpcs.values()) {
    const { id: network, source } = vpc;
    const id = mainTableOf(network);
    draft.routeTables.set(id, tableOf(id, network, [], source));
  }
  const chosen = tablesOfSubnets(reading);
  for (const subnet of draft.subnets.values()) {
    const table = chosen.get(subnet.id);
    const nat = surroundings.natOf.get(subnet.id);
    if (!table && nat === undefined) continue;
    const id = table ? tableIdFor(reading, table, subnet, nat) : `${subnet.id}/routes`;
    if (!draft.routeTables.has(id)) {
      const routes = table ? routesOf(reading, table, id, subnet.vpc, surroundings) : [];
      const all = nat === undefined ? routes : withNat(reading, routes, nat, subnet.vpc);
      draft.routeTables.set(id, {
        ...tableOf(id, subnet.vpc, all, (table ?? subnet).source),
        ...named(table),
      });
    }
    draft.subnets.set(subnet.id, { ...subnet, routeTable: id });
  }
}

/** Routes of which nobody knows in which table they are, and those that a network learns. */
function doubtRoutes(reading: AzureReading): void {
  const { late } = reading;
  doubtOrphans(reading, ROUTE, 'route table', (why, source) => late.aboutTables(why, source));
  for (const connection of reading.ofType('azurerm_virtual_hub_connection')) {
    const wanted = connection.properties.text('remote_virtual_network_id');
    const vpc = wanted === undefined ? undefined : reading.network(wanted, connection);
    const why = 'what a network learns from a virtual hub is not modelled';
    reading.doubtOf(connection, why, vpc);
    late.aboutLearned(`${connection.id}: ${why}`, connection.source, vpc);
  }
  for (const server of reading.ofType('azurerm_route_server')) {
    const vpc = reading.subnet(server.properties.text('subnet_id'))?.vpc;
    const why = 'what a network learns from a route server is in no file';
    reading.doubtOf(server, why, vpc);
    late.aboutLearned(`${server.id}: ${why}`, server.source, vpc);
  }
}

function tableOf(id: string, vpc: string, routes: readonly Route[], source: Route['source']): RouteTable {
  return { id, owner: { kind: 'vpc', vpc }, routes, propagatingGateways: [], source };
}

function named(table: DeclaredResource | undefined): { name?: string } {
  const name = table?.properties.text('name');
  return name === undefined ? {} : { name };
}

/** One table may serve subnets of several networks, with and without NAT: then each kind gets a copy. */
function tableIdFor(
  reading: AzureReading,
  { id }: DeclaredResource,
  subnet: { readonly id: string; readonly vpc: string },
  nat: string | undefined,
): string {
  if (nat !== undefined) return `${id}@${subnet.id}`;
  const known = reading.draft.routeTables.get(id)?.owner;
  return known && (known.kind !== 'vpc' || known.vpc !== subnet.vpc) ? `${id}@${subnet.vpc}` : id;
}

function routesOf(
  reading: AzureReading,
  table: DeclaredResource,
  id: string,
  vpc: string,
  surroundings: Surroundings,
): Route[] {
  const { properties } = table;
  const doubt = (why: string, { source }: Pick<DeclaredResource, 'source'> = table): void =>
    reading.doubt({ id, kind: table.type, why, source, vpc });
  const own = undetermined(properties);
  if (own !== undefined) doubt(own);
  const propagates =
    properties.flag('bgp_route_propagation_enabled') ??
    !(properties.flag('disable_bgp_route_propagation') ?? false);
  if (!propagates && surroundings.gatewayOf.has(vpc)) {
    const why = 'it keeps the routes of gateways out, which is not modelled: they count as in it';
    doubt(why);
  }
  const routes = partsOf(reading, ROUTE, table);
  for (const { item, source } of routes) {
    const why = undetermined(item);
    if (why !== undefined) doubt(`of a route of it, ${why}`, { source });
  }
  return routes.flatMap(({ item, source }) => {
    const text = item.text('address_prefix');
    const prefix = text === undefined ? undefined : parsePrefix(text);
    if (!prefix) {
      doubt(`a route of it leads to ${text ?? 'nowhere that is known'}, whose ranges are in no file`);
      return [];
    }
    const target = targetOf(reading, item, vpc, surroundings, source);
    return [{ destination: { kind: 'prefix', prefix }, target, origin: 'static', source } as const];
  });
}

function targetOf(
  reading: AzureReading,
  route: Item,
  vpc: string,
  { gatewayOf }: Surroundings,
  source: Route['source'],
): Target {
  const type = route.text('next_hop_type') ?? '';
  switch (type.toLowerCase()) {
    case 'none':
      return { kind: 'blackhole' };
    case 'vnetlocal':
      return { kind: 'local' };
    case 'internet':
      if (reading.draft.links.has(internetOf(vpc))) return { kind: 'link', link: internetOf(vpc) };
      break;
    case 'virtualnetworkgateway': {
      const link = gatewayOf.get(vpc) ?? gatewayBehindPeering(reading, vpc, gatewayOf);
      if (link !== undefined) return { kind: 'link', link };
      break;
    }
    case 'virtualappliance': {
      const eni = applianceAt(reading, route, vpc);
      if (eni !== undefined) return { kind: 'eni', eni };
      break;
    }
    default:
      break;
  }
  const id = route.text('next_hop_in_ip_address') ?? `${vpc}/${type}`;
  const why = 'a route leads to it, but nothing declares it';
  reading.doubt({ id, kind: type === '' ? 'NextHop' : type, why, source, vpc });
  return { kind: 'unmodelled', id };
}

/** A network without a gateway may use that of a peer. */
function gatewayBehindPeering(
  reading: AzureReading,
  vpc: string,
  gatewayOf: ReadonlyMap<string, string>,
): string | undefined {
  for (const link of reading.draft.links.values()) {
    if (link.kind !== 'peering') continue;
    const near = link.halves.find((half) => half.vpc === vpc);
    const far = link.halves.find((half) => half.vpc !== vpc);
    if (near?.useRemoteGateways && far && gatewayOf.has(far.vpc)) return link.id;
  }
  return undefined;
}

/** An appliance is named by its address, in the network or in one that is peered with it. */
function applianceAt(reading: AzureReading, route: Item, vpc: string): string | undefined {
  const address = reading.address(route, 'next_hop_in_ip_address');
  if (address === undefined) return undefined;
  const near = new Set([vpc]);
  for (const link of reading.draft.links.values()) {
    if (link.kind !== 'peering' || !link.halves.some((half) => half.vpc === vpc)) continue;
    for (const half of link.halves) near.add(half.vpc);
  }
  const eni = [...reading.draft.enis.values()].find(
    ({ vpc: own, addresses }) => near.has(own) && addresses.some((range) => rangeHas(range, address)),
  );
  if (!eni) return undefined;
  const why = 'what it does with the packets it forwards is in no file';
  if (!eni.sourceDestCheck)
    reading.doubt({ id: eni.id, kind: 'Appliance', why, source: eni.source, vpc: eni.vpc });
  return eni.id;
}

const DEFAULT = parsePrefix('0.0.0.0/0')!;

/** The way to the internet goes by the NAT gateway, unless a route leads elsewhere. */
function withNat(reading: AzureReading, routes: readonly Route[], nat: string, vpc: string): Route[] {
  const toInternet = ({ destination, target }: Route): boolean =>
    destination.kind === 'prefix' &&
    samePrefix(destination.prefix, DEFAULT) &&
    target.kind === 'link' &&
    target.link === internetOf(vpc);
  const isDefault = ({ destination }: Route): boolean =>
    destination.kind === 'prefix' && samePrefix(destination.prefix, DEFAULT);
  const others = routes.filter((route) => !toInternet(route));
  if (others.some(isDefault)) return others;
  const { source } = reading.draft.links.get(nat)!;
  const way: Route = {
    destination: { kind: 'prefix', prefix: DEFAULT },
    target: { kind: 'link', link: nat },
    origin: 'static',
    source,
  };
  return [...others, way];
}
