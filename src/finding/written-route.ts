/**
 * Routes as their owner wrote them, for messages: a route through a prefix list is one route, however
 * many entries the list has.
 */
import type { Address } from '../ip/address.ts';
import { contains, formatPrefix } from '../ip/prefix.ts';
import type {
  CompiledNetwork,
  CompiledTable,
  EffectiveRoute,
  NextHop,
  ShadowedRoute,
} from '../compile/compiled-network.ts';
import type { Route, Target } from '../model/route.ts';
import type { SourceRef } from '../model/source-ref.ts';

/** Ids of the objects a next hop stands for. */
export function hopName(hop: NextHop): string {
  switch (hop.kind) {
    case 'peering':
      return hop.peering.record.id;
    case 'igw':
      return hop.igw.record.id;
    case 'eigw':
      return hop.eigw.record.id;
    case 'nat':
      return hop.nat.record.id;
    case 'site':
      return hop.gateway.record.id;
    case 'tgw':
      return hop.tgw.record.id;
    case 'gateway-endpoint':
    case 'gwlbe':
      return hop.endpoint.record.id;
    case 'eni':
      return hop.eni.record.id;
    case 'attachment':
      return hop.attachment.record.id;
    case 'unmodelled':
      return hop.id;
    case 'local':
    case 'platform':
    case 'blackhole':
    case 'invalid':
      return hop.kind;
  }
}

function targetName(target: Target): string {
  switch (target.kind) {
    case 'link':
      return target.link;
    case 'eni':
      return target.eni;
    case 'unmodelled':
      return target.id;
    case 'blackhole':
      return target.gone ?? 'blackhole';
    case 'local':
      return 'local';
  }
}

export function sameTarget(a: Target, b: Target): boolean {
  return a.kind === b.kind && targetName(a) === targetName(b);
}

function destinationText(route: Route, prefix: string): string {
  return route.destination.kind === 'prefix-list' ? `${route.destination.list} (${prefix})` : prefix;
}

/** `route 10.0.0.0/8 → pcx-1 in table:A`. */
export function describeRoute(table: CompiledTable, { prefix, route, nextHop }: EffectiveRoute): string {
  const text = formatPrefix(prefix);
  // What a transit gateway table names is an attachment, which no target of a route table stands for.
  const target =
    !route || nextHop.kind === 'attachment' || table.hop.startsWith('tgw:')
      ? hopName(nextHop)
      : targetName(route.target);
  return `route ${route ? destinationText(route, text) : text} → ${target} in ${table.hop}`;
}

export function describeShadowed(table: CompiledTable, { prefix, route }: ShadowedRoute): string {
  const destination = destinationText(route, formatPrefix(prefix));
  if (table.hop.startsWith('tgw:')) return `route ${destination} in ${table.hop}`;
  return `route ${destination} → ${targetName(route.target)} in ${table.hop}`;
}

/** The first of the entries each written route stands for. */
export function oncePerRoute<T extends { readonly route: Route | undefined }>(entries: readonly T[]): T[] {
  const seen = new Set<Route>();
  return entries.filter(({ route }) => {
    if (!route || seen.has(route)) return false;
    seen.add(route);
    return true;
  });
}

/** The route by which a table sends an address to a next hop: the longest one. */
export function routeBehind(
  table: CompiledTable,
  hop: NextHop,
  address: Address,
): EffectiveRoute | undefined {
  let best: EffectiveRoute | undefined;
  for (const route of table.routes) {
    if (route.nextHop !== hop || !contains(route.prefix, address)) continue;
    if (!best || route.prefix.length > best.prefix.length) best = route;
  }
  return best;
}

/** Where a table is written, or the transit gateway it belongs to. */
export function sourceOfTable(net: CompiledNetwork, table: CompiledTable): SourceRef {
  const [kind, id] = [
    table.hop.slice(0, table.hop.indexOf(':')),
    table.hop.slice(table.hop.indexOf(':') + 1),
  ];
  const record =
    kind === 'tgw' ? net.tgws.get(id.slice(0, id.indexOf('/')))?.record : net.network.routeTables.get(id);
  if (!record) throw new Error(`finding: there is no table ${table.hop}`);
  return record.source;
}
