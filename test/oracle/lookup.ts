// Route selection: which route of a table a destination takes, per provider.
// Longest prefix decides everywhere, with three exceptions: on Open Telekom Cloud, JD Cloud and Google Cloud
// a local route beats every other one, and on Azure the routes of the VNet and of its peerings beat learned
// ones even when those are longer ("Adding a Secondary IPv4 CIDR Block to a VPC", "Route Table
// Configuration", "VPC Network Peering", "Virtual network traffic routing").
import { type Address, type Prefix, parsePrefix, within } from './address.ts';
import type { Profile, Route, Table, Vpc } from './model.ts';
import { kindOf } from './tables.ts';

interface Selection {
  readonly route: Route;
  /** An equal route with another target: the provider keeps an arbitrary choice ("How route priority works"). */
  readonly arbitrary: boolean;
}

const ABSOLUTE_LOCAL: ReadonlySet<Profile> = new Set(['otc', 'jd', 'gcp']);

const RESERVED: readonly Prefix[] = ['169.254.168.0/22', 'fd00:ec2::/32'].map((text) => parsePrefix(text));

/** Amazon's own ranges are never forwarded, whatever a table says ("Configure route tables"). */
export function isReservedDestination(profile: Profile, dst: Address): boolean {
  return profile === 'aws' && RESERVED.some((prefix) => within(prefix, dst));
}

export function nameOf(route: Route): string {
  if (route.list !== undefined) return route.list;
  if (route.target.kind === 'link') return route.target.link.id;
  return route.target.kind === 'eni' ? route.target.name.slice('eni:'.length) : '';
}

function sameTarget(a: Route, b: Route): boolean {
  return nameOf({ ...a, list: undefined }) === nameOf({ ...b, list: undefined });
}

function isVnetRoute(route: Route): boolean {
  const kind = kindOf(route.target);
  return (
    route.origin === 'local' ||
    (route.origin === 'system' && kind === 'peering') ||
    kind === 'gateway-endpoint'
  );
}

function best(matching: Iterable<Route>): Selection | undefined {
  let chosen: Route | undefined;
  let arbitrary = false;
  for (const route of matching) {
    if (chosen === undefined) {
      chosen = route;
      continue;
    }
    const order = chosen.prefix.length - route.prefix.length || route.rank - chosen.rank;
    if (order < 0) {
      chosen = route;
      arbitrary = false;
    } else if (order === 0) {
      // Nothing documents an order: the smallest name stands in for the provider's arbitrary choice.
      arbitrary ||= !sameTarget(route, chosen);
      if (nameOf(route) < nameOf(chosen)) chosen = route;
    }
  }
  return chosen === undefined ? undefined : { route: chosen, arbitrary };
}

export function select(profile: Profile, table: Table, dst: Address): Selection | undefined {
  const matching: Route[] = [];
  for (const route of table.routes) {
    if (!within(route.prefix, dst)) continue;
    if (route.origin === 'local' && ABSOLUTE_LOCAL.has(profile)) return { route, arbitrary: false };
    matching.push(route);
  }
  if (profile === 'azure' && matching.some((route) => isVnetRoute(route))) {
    return best(matching.filter((route) => route.origin !== 'propagated'));
  }
  // Propagated routes inside a local route were discarded when the table was built.
  return best(matching);
}

/** The tables that steer traffic of a VPC: one per subnet, the main one where several share it. */
export function tablesInUse(vpc: Vpc): Table[] {
  return [...new Set(vpc.subnets.map((subnet) => subnet.table))];
}
