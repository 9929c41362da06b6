/**
 * A network as the map shows it.
 */
import { formatAddress } from '../../ip/address.ts';
import { formatPrefix } from '../../ip/prefix.ts';
import { groupBy } from '../../compile/assembly.ts';
import type { Network } from '../../model/network.ts';
import { targetName, type Route, type RouteTable, type TableOwner } from '../../model/route.ts';
import { linksData } from './link-data.ts';
import type { MapData, MapRoute, MapSubnet, MapTable, Place } from './page-data.ts';
import type { At } from './place-of-hop.ts';

/** More than these and the document would be larger than a browser opens at once. */
const MOST_ROUTES = 20_000;
const MOST_HOSTS = 10_000;

export function mapData(network: Network, at: At): MapData {
  const routeCount = [...network.routeTables.values()].reduce((sum, table) => sum + table.routes.length, 0);
  return {
    vpcs: [...network.vpcs.values()].map(({ id, name, profile, account, region, cidrs }) => ({
      id,
      name: name ?? id,
      provider: profile,
      account,
      region,
      cidrs: cidrs.map(formatPrefix),
    })),
    subnets: subnetsData(network),
    sites: [...network.sites.values()].map(({ id, name, prefixes }) => ({
      id,
      name: name ?? id,
      cidrs: prefixes.map(formatPrefix),
    })),
    links: linksData(network, at),
    tables: routeCount > MOST_ROUTES ? null : tablesData(network, at),
    hosts: network.enis.size > MOST_HOSTS ? null : hostsData(network),
  };
}

function subnetsData(network: Network): MapSubnet[] {
  const hosts = new Map<string, number>();
  for (const { subnet, owner } of network.enis.values()) {
    if (owner.kind === 'host') hosts.set(subnet, (hosts.get(subnet) ?? 0) + 1);
  }
  return [...network.subnets.values()].map(({ id, name, label, vpc, az, prefixes, routeTable }) => ({
    id,
    name: label ?? name,
    vpc,
    az,
    cidrs: prefixes.map(formatPrefix),
    table: routeTable ?? network.vpcs.get(vpc)?.mainTable ?? '',
    hosts: hosts.get(id) ?? 0,
  }));
}

function hostsData(network: Network): NonNullable<MapData['hosts']> {
  return [...network.enis.values()]
    .filter(({ owner }) => owner.kind === 'host')
    .map(({ id, name, subnet, addresses }) => ({
      id,
      name: name ?? id,
      subnet,
      address: addresses[0] ? formatAddress(addresses[0].first) : '',
    }));
}

function tablesData(network: Network, at: At): MapTable[] {
  const explicit = groupBy([...network.subnets.values()], (subnet) => subnet.routeTable ?? '');
  return [...network.routeTables.values()].map((table) => tableData(table, explicit, at));
}

function tableData(
  { id, name, owner, routes, source }: RouteTable,
  subnets: ReadonlyMap<string, readonly { readonly id: string }[]>,
  at: At,
): MapTable {
  return {
    id,
    name: name ?? id,
    owner: ownerPlace(owner),
    subnets: (subnets.get(id) ?? []).map((subnet) => subnet.id),
    at: at(source),
    routes: routes.map((route) => routeData(route, at)),
  };
}

function ownerPlace(owner: TableOwner): Place {
  switch (owner.kind) {
    case 'vpc':
      return `vpc:${owner.vpc}`;
    case 'site':
      return `site:${owner.site}`;
    case 'edge':
      return `link:${owner.link}`;
  }
}

function routeData({ destination, target, origin, source }: Route, at: At): MapRoute {
  return {
    destination: destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list,
    target: targetName(target),
    origin,
    at: at(source),
  };
}
