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
import { nextHopName } from '../compile/next-hop.ts';
import { targetName, type Route, type Target } from '../model/route.ts';
import type { SourceRef } from '../model/source-ref.ts';

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
      ? nextHopName(nextHop)
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
