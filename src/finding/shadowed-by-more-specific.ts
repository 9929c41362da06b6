/**
 * Routes that no packet ever follows, because longer routes cover every address of theirs.
 *
 * Routes of a table either nest or are disjoint. Sorted by address and length, a route's direct
 * descendants follow it, and what they cover adds up: a route is dead when that is all of it.
 */
import { familyOf, bitsOf } from '../ip/address.ts';
import { comparePrefixes, covers, formatPrefix } from '../ip/prefix.ts';
import type { CompiledTable, EffectiveRoute } from '../compile/compiled-network.ts';
import type { Observation, Rule } from './finding.ts';
import { describeRoute, oncePerRoute } from './written-route.ts';

export const shadowedByMoreSpecific: Rule = {
  id: 'shadowed-by-more-specific',
  title: 'Longer routes leave nothing of a route',
  level: 'warning',
  meaning:
    'The longest match decides. Longer routes cover the whole of this one, so it carries nothing, and a change to it would change nothing. Only noted where the longer routes lead to the same target.',
  documents: 'How route priority works (Amazon VPC User Guide)',
  example: 'A has "10.8.0.0/15 tgw-1", "10.8.0.0/16 pcx-ab" and "10.9.0.0/16 pcx-ac".',
  check: (net) => [...net.tables.values()].flatMap(observe),
};

interface Open {
  readonly route: EffectiveRoute;
  readonly covering: EffectiveRoute[];
}

function observe(table: CompiledTable): Observation[] {
  const sorted = table.routes.toSorted((a, b) => comparePrefixes(a.prefix, b.prefix));
  const dead: Open[] = [];
  const open: Open[] = [];
  const close = (): void => {
    const { route, covering } = open.pop()!;
    const bits = bitsOf(familyOf(route.prefix.address));
    const sizeOf = (length: number): bigint => 1n << BigInt(bits - length);
    const covered = covering.reduce((sum, { prefix }) => sum + sizeOf(prefix.length), 0n);
    if (covered === sizeOf(route.prefix.length)) dead.push({ route, covering });
  };
  for (const route of sorted) {
    while (open.length > 0 && !covers(open.at(-1)!.route.prefix, route.prefix)) close();
    open.at(-1)?.covering.push(route);
    open.push({ route, covering: [] });
  }
  while (open.length > 0) close();
  const coveringOf = new Map(dead.map(({ route, covering }) => [route, covering]));
  // A prefix list is of use as long as one of its entries is.
  const alive = new Set(table.routes.filter((route) => !coveringOf.has(route)).map(({ route }) => route));
  return oncePerRoute(table.routes.filter((route) => coveringOf.has(route) && !alive.has(route.route))).map(
    (route) => observationOf(table, route, coveringOf.get(route)!),
  );
}

function observationOf(
  table: CompiledTable,
  route: EffectiveRoute,
  covering: readonly EffectiveRoute[],
): Observation {
  const isSame = covering.every(({ nextHop }) => nextHop === route.nextHop);
  const names = covering.map(({ prefix }) => formatPrefix(prefix));
  const by = names.length > 3 ? `${names.length} longer routes` : names.join(' and ');
  return {
    level: isSame || route.route?.origin === 'propagated' ? 'info' : 'warning',
    message: `no packet follows the route to ${formatPrefix(route.prefix)} in ${table.hop}: ${by} cover${names.length === 1 ? 's' : ''} all of it`,
    fix: isSame ? 'remove it, or the longer ones' : 'remove it, or narrow the longer routes',
    subject: describeRoute(table, route),
    objects: [table.hop],
    source: route.route!.source,
  };
}
