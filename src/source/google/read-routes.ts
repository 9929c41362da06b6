/**
 * Routes of networks, Cloud NAT, and VPN tunnels with the sites behind them.
 *
 * A network has one table; a subnetwork whose way out is Cloud NAT has one of its own, which differs in
 * that. "Routes", "Cloud NAT", "Cloud VPN" (Google Cloud).
 */
import { parsePrefix, samePrefix, type Prefix } from '../../ip/prefix.ts';
import { rangeHas, rangeOf } from '../../ip/range.ts';
import type { Route, Target } from '../../model/route.ts';
import { undetermined, type DeclaredResource } from '../declared/resource.ts';
import { doubtUnread } from './read-unmodelled.ts';
import type { GoogleReading } from './reading.ts';

const DEFAULT = parsePrefix('0.0.0.0/0')!;

/** "Routes", system-generated default routes. */
const DEFAULT_PRIORITY = 1000;

const BY_BGP = 'what it learns by BGP is in no file';

function internetOf(network: string): string {
  return `${network}/default-internet-gateway`;
}

export function readRoutes(reading: GoogleReading): void {
  const { draft } = reading;
  const tunnels = readTunnels(reading);
  mentionNetworks(reading);
  doubtUnread(reading);
  const routes = new Map<string, Route[]>();
  for (const { id, source } of draft.vpcs.values()) {
    draft.links.set(internetOf(id), { kind: 'igw', id: internetOf(id), vpc: id, state: 'attached', source });
    const keepsDefault = reading.find(id)?.properties.flag('delete_default_routes_on_create') !== true;
    routes.set(id, keepsDefault ? [defaultRoute(id, source)] : []);
  }
  for (const route of reading.ofType('google_compute_route')) {
    const network = route.properties.text('network');
    const prefix = reading.prefix(route.properties, 'dest_range');
    if (network === undefined || !prefix) {
      const why = 'to which network it belongs, or where it leads, is not known';
      const vpc = network === undefined ? undefined : reading.network(network, route);
      reading.doubtOf(route, why);
      reading.late.aboutTables(`${route.id} could be in it: ${why}`, route.source, vpc);
      continue;
    }
    const vpc = reading.network(network, route);
    const { source } = route;
    if (route.properties.texts('tags').length > 0) {
      const why = `the route ${route.id} is for some of its instances only, which is not modelled: it counts for none`;
      reading.late.aboutTables(why, source, vpc);
      continue;
    }
    const open = undetermined(route.properties);
    if (open !== undefined) reading.late.aboutTables(`of the route ${route.id}, ${open}`, source, vpc);
    const priority = route.properties.integer('priority') ?? DEFAULT_PRIORITY;
    const target = targetOf(reading, route, vpc, tunnels);
    routes.set(vpc, [
      ...(routes.get(vpc) ?? []),
      { destination: { kind: 'prefix', prefix }, target, origin: 'static', priority, source },
    ]);
  }
  for (const { id: vpc, mainTable: id, source } of draft.vpcs.values()) {
    const own = routes.get(vpc) ?? [];
    draft.routeTables.set(id, {
      id,
      owner: { kind: 'vpc', vpc },
      routes: own,
      propagatingGateways: [],
      source,
    });
  }
  readNats(reading);
}

/** Every network gets a gateway and a table, also one that only a route or a router names. */
function mentionNetworks(reading: GoogleReading): void {
  for (const type of ['google_compute_route', 'google_compute_router']) {
    for (const resource of reading.ofType(type)) {
      const network = resource.properties.text('network');
      if (network !== undefined) reading.network(network, resource);
    }
  }
}

function defaultRoute(vpc: string, source: Route['source']): Route {
  return {
    destination: { kind: 'prefix', prefix: DEFAULT },
    target: { kind: 'link', link: internetOf(vpc) },
    origin: 'static',
    priority: DEFAULT_PRIORITY,
    source,
  };
}

function targetOf(
  reading: GoogleReading,
  route: DeclaredResource,
  vpc: string,
  tunnels: ReadonlyMap<string, string>,
): Target {
  const { properties, source } = route;
  const { draft } = reading;
  if (properties.text('next_hop_gateway') !== undefined) return { kind: 'link', link: internetOf(vpc) };
  const instance = reading.named('google_compute_instance', properties.text('next_hop_instance'));
  if (instance && draft.enis.has(instance.id)) return appliance(reading, instance.id);
  const tunnel = reading.named('google_compute_vpn_tunnel', properties.text('next_hop_vpn_tunnel'));
  const gateway = tunnel && tunnels.get(tunnel.id);
  if (gateway !== undefined) return { kind: 'link', link: gateway };
  const address = reading.address(properties, 'next_hop_ip');
  if (address !== undefined) {
    const eni = [...draft.enis.values()].find(
      (candidate) => candidate.vpc === vpc && candidate.addresses.some((range) => rangeHas(range, address)),
    );
    if (eni) return appliance(reading, eni.id);
  }
  const keys = ['next_hop_instance', 'next_hop_ip', 'next_hop_ilb', 'next_hop_vpn_tunnel'];
  const id =
    keys.map((key) => properties.text(key)).find((text) => text !== undefined) ?? `${route.id}/target`;
  const why = 'a route leads to it, but nothing that is modelled declares it';
  reading.doubt({ id, kind: 'NextHop', why, source, vpc });
  return { kind: 'unmodelled', id };
}

function appliance(reading: GoogleReading, eni: string): Target {
  const { vpc, source, sourceDestCheck } = reading.draft.enis.get(eni)!;
  const why = 'what it does with the packets it forwards is in no file';
  if (!sourceDestCheck) reading.doubt({ id: eni, kind: 'Appliance', why, source, vpc });
  return { kind: 'eni', eni };
}

/** VPN gateway of the network for each tunnel; all tunnels of a network lead to one site. */
function readTunnels(reading: GoogleReading): Map<string, string> {
  const { draft } = reading;
  const gatewayOf = new Map<string, string>();
  const known = new Map<string, { readonly prefixes: Prefix[]; readonly by: DeclaredResource }>();
  for (const tunnel of reading.ofType('google_compute_vpn_tunnel')) {
    const vpc = networkOfTunnel(reading, tunnel);
    if (vpc === undefined) {
      reading.doubtOf(tunnel, 'in which network it ends is not known');
      continue;
    }
    const id = `${vpc}/vpn`;
    const entry = known.get(vpc) ?? { prefixes: [], by: tunnel };
    known.set(vpc, entry);
    entry.prefixes.push(...reading.prefixes(tunnel.properties, 'remote_traffic_selector'));
    for (const route of reading.ofType('google_compute_route')) {
      const named = reading.named('google_compute_vpn_tunnel', route.properties.text('next_hop_vpn_tunnel'));
      const prefix = named === tunnel ? reading.prefix(route.properties, 'dest_range') : undefined;
      if (prefix) entry.prefixes.push(prefix);
    }
    if (tunnel.properties.has('router'))
      reading.late.aboutLearned(`${tunnel.id}: ${BY_BGP}`, tunnel.source, vpc);
    gatewayOf.set(tunnel.id, id);
  }
  for (const [vpc, { prefixes, by }] of known) {
    const { source } = by;
    const id = `${vpc}/vpn`;
    const site = `${id}/on-premises`;
    const own = prefixes.filter(
      (prefix, i) => prefixes.findIndex((other) => samePrefix(prefix, other)) === i,
    );
    // A tunnel for everything says nothing of what lies behind it.
    const behind = own.filter(({ length }) => length > 0);
    draft.links.set(id, { kind: 'vpn', id, vpc, site, prefixes: behind, state: 'attached', source });
    draft.sites.set(site, { id: site, prefixes: behind, source });
    const hosts = `${site}/hosts`;
    draft.siteHosts.set(hosts, { id: hosts, site, addresses: behind.map(rangeOf), source });
    const subnets = [...draft.subnets.values()].filter((subnet) => subnet.vpc === vpc);
    const routes = subnets
      .flatMap((subnet) => subnet.prefixes)
      .map((prefix) => ({
        destination: { kind: 'prefix', prefix } as const,
        target: { kind: 'link', link: id } as const,
        origin: 'static' as const,
        source,
      }));
    draft.routeTables.set(site, {
      id: site,
      owner: { kind: 'site', site },
      routes,
      propagatingGateways: [],
      source,
    });
    reading.doubt({ id, kind: 'VpnTunnel', why: BY_BGP, source, vpc });
    reading.doubt({
      id: site,
      kind: 'OnPremises',
      why: 'its hosts and its own routing are in no file; it counts as answering',
      source,
    });
  }
  return gatewayOf;
}

function networkOfTunnel(reading: GoogleReading, tunnel: DeclaredResource): string | undefined {
  const { properties } = tunnel;
  const ends = [
    reading.named('google_compute_router', properties.text('router')),
    reading.named('google_compute_ha_vpn_gateway', properties.text('vpn_gateway')),
    reading.named('google_compute_vpn_gateway', properties.text('target_vpn_gateway')),
  ];
  const network = ends.map((end) => end?.properties.text('network')).find((text) => text !== undefined);
  return network === undefined ? undefined : reading.network(network, tunnel);
}

/** Cloud NAT serves subnetworks of its region; an address of one of them stands in for its own. */
function readNats(reading: GoogleReading): void {
  const { draft } = reading;
  for (const nat of reading.ofType('google_compute_router_nat')) {
    const router = reading.named('google_compute_router', nat.properties.text('router'));
    const network = router?.properties.text('network');
    if (!router || network === undefined) {
      const why = 'to which router it belongs is not known';
      reading.doubtOf(nat, why);
      reading.late.aboutLearned(`${nat.id} could serve it: ${why}`, nat.source);
      continue;
    }
    const vpc = reading.network(network, nat);
    const region = nat.properties.text('region') ?? router.properties.text('region');
    const chosen = new Set(
      nat.properties
        .items('subnetwork')
        .flatMap((part) => reading.named('google_compute_subnetwork', part.text('name'))?.id ?? []),
    );
    const isList = nat.properties.text('source_subnetwork_ip_ranges_to_nat') === 'LIST_OF_SUBNETWORKS';
    const served = [...draft.subnets.values()].filter(
      (subnet) =>
        subnet.vpc === vpc && (isList ? chosen.has(subnet.id) : region === undefined || subnet.az === region),
    );
    const [first] = served;
    if (!first) {
      const why = 'none of the subnetworks it serves is declared here';
      reading.doubtOf(nat, why, vpc);
      reading.late.aboutLearned(`${nat.id} could serve it: ${why}`, nat.source, vpc);
      continue;
    }
    reading.addNat(nat, first, reading.publicStandIn(nat));
    for (const subnet of served) serve(reading, nat, subnet.id);
  }
}

/** Where the network would send packets to the internet, those of this subnetwork go by the NAT. */
function serve(reading: GoogleReading, nat: DeclaredResource, subnetId: string): void {
  const { draft } = reading;
  const subnet = draft.subnets.get(subnetId)!;
  const main = draft.routeTables.get(draft.vpcs.get(subnet.vpc)!.mainTable)!;
  const id = `${subnetId}/routes`;
  const routes = main.routes.map((route): Route => {
    const isOut = route.target.kind === 'link' && route.target.link === internetOf(subnet.vpc);
    return isOut ? { ...route, target: { kind: 'link', link: nat.id } } : route;
  });
  draft.routeTables.set(id, { ...main, id, routes });
  draft.subnets.set(subnetId, { ...subnet, routeTable: id });
  const hasExternal = [...draft.enis.values()].some(
    (eni) => eni.subnet === subnetId && eni.owner.kind === 'host' && eni.publicMappings.length > 0,
  );
  if (!hasExternal) return;
  const why = 'instances it serves have addresses of their own, by which they leave and answer';
  reading.doubtOf(nat, why, subnet.vpc);
}
