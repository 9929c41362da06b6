/**
 * Route tables → one radix tree each: candidates collected, shadowed ones sorted out, the best of each
 * prefix kept.
 */
import { formatPrefix } from '../ip/prefix.ts';
import { Rib } from '../fib/rib.ts';
import type { Profile, RouteClass } from '../model/profile/profile.ts';
import { targetName, type Destination, type Route, type RouteTable } from '../model/route.ts';
import type { Prefix } from '../ip/prefix.ts';
import type { Assembly, Open } from './assembly.ts';
import {
  chooseRoutes,
  withoutShadowedByLocal,
  type Candidate,
  type Choice,
  type ChoiceRules,
} from './best-route.ts';
import type { CompiledTable, EffectiveRoute, NextHop, ShadowedRoute } from './compiled-network.ts';
import { automaticCandidates, localCandidates, localPrefixes } from './implied-routes.ts';
import { resolveTarget, type NextHops } from './next-hop.ts';
import { isWithdrawn } from './withdrawn.ts';

/** A site's router: the longest match, then whatever was listed. */
const SITE_RULES: ChoiceRules = { preference: ['local', 'static', 'static-list'] };

export function compileTables(assembly: Assembly, hops: NextHops): void {
  for (const table of assembly.network.routeTables.values()) {
    const { routes, shadowed } = routesOf(assembly, hops, table);
    addTable(assembly, hops, `table:${table.id}`, routes, shadowed);
  }
}

/** The routes of a table that are in force, and those that never are. */
export function routesOf(assembly: Assembly, hops: NextHops, table: RouteTable): Choice {
  const profile = assembly.profileOfTable(table);
  const withdrawn: ShadowedRoute[] = [];
  const written = table.routes.flatMap((route) => {
    if (isWithdrawn(assembly, profile, route)) {
      for (const prefix of prefixesOf(assembly, route.destination))
        withdrawn.push({ route, prefix, by: 'withdrawn' });
      return [];
    }
    return candidatesOf(assembly, hops, table, profile, route);
  });
  if (!profile || table.owner.kind === 'site') {
    const own = table.owner.kind === 'site' ? siteCandidates(assembly, hops, table.owner.site) : [];
    const { routes, shadowed } = chooseRoutes(SITE_RULES, [...own, ...written], hops);
    return { routes, shadowed: [...withdrawn, ...shadowed] };
  }
  const vpc = assembly.vpc(table.owner.vpc);
  const locals = localPrefixes(assembly, profile, vpc.record.id);
  const automatic = table.owner.kind === 'edge' ? [] : automaticCandidates(assembly, vpc, hops);
  const propagated = table.propagatingGateways.flatMap((id) => propagatedFrom(assembly, hops, table, id));
  const rules = {
    profile,
    locals,
    subnets: assembly.subnetsOf(vpc.record.id).flatMap((subnet) => subnet.prefixes),
    isEdge: table.owner.kind === 'edge',
    peers: automatic.flatMap((candidate) => (candidate.class === 'system' ? [candidate.prefix] : [])),
  };
  const open = withoutShadowedByLocal(rules, [...written, ...propagated, ...automatic]);
  const { routes, shadowed } = chooseRoutes(
    profile,
    [...open.kept, ...localCandidates(profile, locals, hops)],
    hops,
  );
  return { routes, shadowed: [...withdrawn, ...open.shadowed, ...shadowed] };
}

/** A site's router knows the site's own prefixes. */
function siteCandidates(assembly: Assembly, hops: NextHops, site: string): Candidate[] {
  return (assembly.network.sites.get(site)?.prefixes ?? []).map((prefix) => ({
    prefix,
    nextHop: hops.simple('local'),
    class: 'local',
    route: undefined,
    implied: 'local',
    tieBreak: 'local',
  }));
}

/** Registers a table under its hop name; each has two forwarding tables, with and without defaults. */
export function addTable(
  assembly: Assembly,
  hops: NextHops,
  hop: string,
  routes: readonly EffectiveRoute[],
  shadowed: readonly ShadowedRoute[],
): CompiledTable {
  const index = assembly.tables.size * 2;
  const table = { hop, index, specificIndex: index + 1, rib: ribOf(routes, hops), routes, shadowed };
  assembly.tables.set(hop, table);
  return table;
}

/**
 * What to freeze for a table, in the order of its indices. Ranges that the platform leads nowhere of its
 * own accord count as defaults: a route that is written or learned takes their place.
 */
export function forwardingTables(table: CompiledTable, hops: NextHops): Rib[] {
  const isDefault = ({ prefix, route, nextHop }: EffectiveRoute): boolean =>
    prefix.length === 0 || (route === undefined && nextHop.kind === 'blackhole');
  const specific = table.routes.filter((route) => !isDefault(route));
  return [table.rib, specific.length === table.routes.length ? table.rib : ribOf(specific, hops)];
}

export function ribOf(routes: readonly EffectiveRoute[], hops: NextHops): Rib {
  return Rib.of(routes.map((route) => ({ prefix: route.prefix, nextHop: hops.indexOf(route.nextHop) })));
}

export function prefixesOf(assembly: Assembly, destination: Destination): readonly Prefix[] {
  if (destination.kind === 'prefix') return [destination.prefix];
  return assembly.network.prefixLists.get(destination.list)?.prefixes ?? [];
}

/** A prefix list stands for one route per entry ("Configure route tables", prefix lists). */
function candidatesOf(
  assembly: Assembly,
  hops: NextHops,
  table: RouteTable,
  profile: Profile | undefined,
  route: Route,
): Candidate[] {
  const nextHop = resolveTarget(assembly, hops, table, route.target);
  const routeClass = classOf(profile, route, nextHop);
  const tieBreak = tieBreakOf(route);
  return prefixesOf(assembly, route.destination).map((prefix) => ({
    prefix,
    nextHop,
    class: routeClass,
    route,
    implied: undefined,
    tieBreak,
  }));
}

/** Breaks ties by name; what is gone has none any more. */
function tieBreakOf({ destination, target }: Route): string {
  if (destination.kind === 'prefix-list') return destination.list;
  return target.kind === 'blackhole' ? target.kind : targetName(target);
}

function classOf(profile: Profile | undefined, route: Route, hop: NextHop): RouteClass {
  const isSystem = profile?.systemTargets.some((kind) => kind === hop.kind) ?? false;
  if (isSystem) return 'system';
  if (route.origin === 'propagated') {
    const kind = hop.kind === 'site' ? hop.gateway.record.kind : hop.kind === 'invalid' ? hop.target : '';
    return kind === 'dx' ? 'propagated-dx' : 'propagated-vpn';
  }
  return route.destination.kind === 'prefix-list' ? 'static-list' : 'static';
}

/** Routes a propagating gateway writes into the table, unless the input lists them itself. */
function propagatedFrom(assembly: Assembly, hops: NextHops, table: RouteTable, id: string): Candidate[] {
  const gateway = assembly.siteGateways.get(id);
  if (!gateway || !gateway.attached || gateway.pathDown) return [];
  const listed = new Set(
    table.routes
      .filter((route) => route.origin === 'propagated' && route.destination.kind === 'prefix')
      .map((route) => (route.destination.kind === 'prefix' ? formatPrefix(route.destination.prefix) : '')),
  );
  const nextHop = resolveTarget(assembly, hops, table, { kind: 'link', link: id });
  return gateway.record.prefixes
    .filter((prefix) => !listed.has(formatPrefix(prefix)))
    .map((prefix) => ({
      prefix,
      nextHop,
      class: gateway.record.kind === 'dx' ? 'propagated-dx' : 'propagated-vpn',
      route: undefined,
      implied: id,
      tieBreak: id,
    }));
}

/** Hands each VPC, subnet, site, gateway and attachment its table. */
export function assignTables(assembly: Assembly): void {
  const table = (id: string): CompiledTable => {
    const compiled = assembly.tables.get(`table:${id}`);
    if (!compiled) throw new Error(`compile: there is no route table "${id}"`);
    return compiled;
  };
  for (const vpc of assembly.vpcs.values()) vpc.main = table(vpc.record.mainTable);
  for (const subnet of assembly.subnets.values()) {
    const vpc = assembly.vpc(subnet.record.vpc);
    subnet.table = subnet.record.routeTable === undefined ? vpc.main : table(subnet.record.routeTable);
    if (!vpc.tables.includes(subnet.table)) {
      vpc.tables = [...vpc.tables, subnet.table].sort((a, b) => (a.hop < b.hop ? -1 : 1));
    }
  }
  for (const site of assembly.sites.values()) site.table = table(site.record.id);
  for (const tgw of assembly.tgws.values()) {
    for (const attachment of tgw.attachments.values()) {
      const id = attachment.record.table;
      if (id !== undefined) attachment.table = assembly.tables.get(`tgw:${tgw.record.id}/${id}`);
    }
  }
  for (const record of assembly.network.routeTables.values()) {
    if (record.owner.kind !== 'edge') continue;
    const gateway: Open<{ edgeTable: CompiledTable | undefined }> | undefined =
      assembly.igws.get(record.owner.link) ?? assembly.siteGateways.get(record.owner.link);
    if (gateway) gateway.edgeTable = table(record.id);
  }
}
