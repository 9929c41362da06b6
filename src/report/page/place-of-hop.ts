/**
 * Where on the map a hop of a trace lies.
 */
import { contains } from '../../ip/prefix.ts';
import type { PacketFields } from '../../forward/outcome.ts';
import type { Network } from '../../model/network.ts';
import type { RouteTable } from '../../model/route.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { EndName } from '../../reach/end.ts';
import type { Place } from './page-data.ts';

/** `file:line` of a source. */
export type At = (source: SourceRef) => string;

export function placeOfEnd({ kind, id }: EndName): Place {
  return kind === 'internet' ? 'internet' : `${kind}:${id}`;
}

/**
 * Places of a hop `kind:id`; none where it is no object of the network. Subnets of different VPCs may bear
 * one name: `packet` tells them apart where it is known.
 */
export function placesOfHop(network: Network, hop: string, packet?: PacketFields): Place[] {
  const cut = hop.indexOf(':');
  const kind = hop.slice(0, cut);
  const id = hop.slice(cut + 1);
  switch (kind) {
    case 'eni':
      return placesOfEni(network, id);
    case 'sg': {
      const vpc = network.securityGroups.get(id)?.vpc;
      return vpc === undefined ? [] : [`vpc:${vpc}`];
    }
    case 'acl': {
      const vpc = network.networkAcls.get(id)?.vpc;
      return vpc === undefined ? [] : [`vpc:${vpc}`];
    }
    case 'table': {
      const table = network.routeTables.get(id);
      return table ? placesOfTable(network, table) : [];
    }
    case 'vpc':
    case 'resolver':
      return network.vpcs.has(id) ? [`vpc:${id}`] : [];
    case 'site':
      return [id === 'internet' ? 'internet' : `site:${id}`];
    case 'subnet':
      return placesOfSubnet(network, id, packet);
    case 'tgw':
      return [`link:${id.split('/')[0]}`];
    default:
      return network.links.has(id) ? [`link:${id}`] : [];
  }
}

function placesOfSubnet(network: Network, name: string, packet: PacketFields | undefined): Place[] {
  const named = [...network.subnets.values()].filter((subnet) => subnet.name === name || subnet.id === name);
  const holding = named.filter(({ prefixes }) =>
    prefixes.some((prefix) =>
      [packet?.source, packet?.destination].some(
        (address) => address !== undefined && contains(prefix, address),
      ),
    ),
  );
  const [subnet, ...others] = named.length > 1 ? holding : named;
  return subnet && others.length === 0 ? [`subnet:${subnet.id}`] : [];
}

function placesOfEni(network: Network, id: string): Place[] {
  const eni = network.enis.get(id);
  if (eni) return [`subnet:${eni.subnet}`];
  const host = network.siteHosts.get(id);
  if (host) return [`site:${host.site}`];
  return network.links.has(id) ? [`link:${id}`] : [];
}

/** A table of its own belongs to its subnets, the main table to the VPC. */
function placesOfTable(network: Network, { id, owner }: RouteTable): Place[] {
  switch (owner.kind) {
    case 'site':
      return [`site:${owner.site}`];
    case 'edge':
      return [`link:${owner.link}`];
    case 'vpc': {
      const subnets = subnetsOfTable(network, id);
      const isMain = network.vpcs.get(owner.vpc)?.mainTable === id;
      return isMain || subnets.length === 0
        ? [`vpc:${owner.vpc}`]
        : subnets.map((subnet) => `subnet:${subnet}`);
    }
  }
}

/** Ids of the subnets that are associated with a table by name. */
function subnetsOfTable(network: Network, table: string): string[] {
  return [...network.subnets.values()].filter((subnet) => subnet.routeTable === table).map(({ id }) => id);
}

/** An object of any kind, by its id. */
export function placesOfObject(network: Network, id: string): Place[] {
  if (network.vpcs.has(id)) return [`vpc:${id}`];
  if (network.subnets.has(id)) return [`subnet:${id}`];
  if (network.links.has(id)) return [`link:${id}`];
  if (network.sites.has(id)) return [`site:${id}`];
  const table = network.routeTables.get(id);
  return table ? placesOfTable(network, table) : placesOfEni(network, id);
}
