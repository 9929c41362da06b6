/**
 * Route tables of an AWS VPC: which routes are in force, in the order in which a lookup tries them, and
 * what their targets do with a packet.
 *
 * "Configure route tables" and "How route priority works" (Amazon VPC User Guide): the longest prefix; of
 * equal ones the static, then the local, then that of a prefix list, then the learned. Inside the VPC's
 * ranges only a route to a whole subnet, or to the range itself, towards an interface, NAT gateway or
 * Gateway Load Balancer endpoint counts. "Route tables and AWS Site-to-Site VPN route priority": learned
 * routes never beat local ones.
 */
import { prefixSpan, type Span } from './address.ts';
import { CannotCertify, type Facts, type LinkFact, type RouteFact, type VpcFact } from './fact.ts';

/** What a route makes of a packet: it drops it, or hands it over. */
export type Action =
  | { readonly drop: string }
  | { readonly hand: 'local' | 'peering' | 'igw' | 'nat'; readonly id: string }
  | { readonly beyond: string };

export interface RouteInForce {
  readonly to: Span & { readonly length: number };
  readonly target: Pick<RouteFact, 'target' | 'id'>;
}

const RANKS = ['static', 'local', 'prefix-list', 'dx', 'vpn'] as const;

interface Candidate extends RouteInForce {
  readonly rank: (typeof RANKS)[number];
  readonly tieBreak: string;
}

/** Longest prefix first, one route per prefix. */
export function routesInForce(facts: Facts, vpc: VpcFact, tableId: string): RouteInForce[] {
  const table = facts.get('table', tableId);
  const locals = vpc.cidrs.map(prefixSpan);
  const wholes = [
    ...vpc.subnets.flatMap((id) => facts.get('subnet', id).prefixes.map(prefixSpan)),
    ...locals,
  ];
  const listed = new Set(table.routes.flatMap(({ to, origin }) => (origin === 'propagated' ? [to] : [])));
  const learned = table.propagating.flatMap((id): RouteFact[] => {
    const gateway = facts.get('link', id);
    return gateway.prefixes.flatMap((to) =>
      listed.has(to) ? [] : [{ to, origin: 'propagated', target: 'link', id }],
    );
  });
  const candidates = [...table.routes, ...learned].flatMap((route) => candidatesOf(facts, route));
  const kept = candidates.filter(({ to, rank, target }) => {
    if (target.target === 'local' || !locals.some((local) => covers(local, to))) return true;
    if (rank === 'dx' || rank === 'vpn') return false;
    return wholes.some((whole) => covers(whole, to) && covers(to, whole)) && mayReplaceLocal(facts, target);
  });
  const own = locals.map((to): Candidate => ({
    to,
    target: { target: 'local', id: null },
    rank: 'local',
    tieBreak: '',
  }));
  const sorted = [...kept, ...own].sort(
    (a, b) =>
      b.to.length - a.to.length ||
      RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
      (a.tieBreak < b.tieBreak ? -1 : Number(a.tieBreak > b.tieBreak)),
  );
  const taken = new Set<string>();
  return sorted.filter(({ to: { first, length } }) => {
    const key = `${first}/${length}`;
    return !taken.has(key) && taken.add(key);
  });
}

/** One per entry of a prefix list; none where the route is not there at the moment. */
function candidatesOf(facts: Facts, route: RouteFact): Candidate[] {
  const link = route.target === 'link' && route.id !== null ? facts.get('link', route.id) : undefined;
  if (link?.kind === 'gateway-endpoint' && is(link, 'deleted')) return [];
  const isLearned = route.origin === 'propagated';
  if (isLearned && link && isSiteGateway(link) && !is(link, 'attached')) return [];
  const isPrefix = route.to.includes('/');
  const rank = isLearned ? (link?.kind === 'dx' ? 'dx' : 'vpn') : isPrefix ? 'static' : 'prefix-list';
  const tieBreak = isPrefix ? (route.id ?? route.target) : route.to;
  const prefixes = isPrefix ? [route.to] : facts.get('prefix-list', route.to).prefixes;
  return prefixes.map((to) => ({ to: prefixSpan(to), target: route, rank, tieBreak }));
}

function covers(a: Span, b: Span): boolean {
  return a.first <= b.first && b.last <= a.last;
}

function mayReplaceLocal(facts: Facts, { target, id }: Pick<RouteFact, 'target' | 'id'>): boolean {
  if (target === 'eni') return true;
  return target === 'link' && id !== null && ['nat', 'gwlbe'].includes(facts.get('link', id).kind);
}

const isSiteGateway = ({ kind }: LinkFact): boolean => ['vgw', 'vpn', 'dx'].includes(kind);

function is({ states }: LinkFact, ...words: readonly string[]): boolean {
  return states.every((state) => words.includes(state.toLowerCase().replaceAll(/[-_ ]/g, '')));
}

/** "VPC peering connection lifecycle": only an active one carries anything. */
export function isLivePeering(link: LinkFact): boolean {
  return link.kind === 'peering' && !link.refused && link.states.every((state) => state === 'active');
}

export function isLiveNat(link: LinkFact): boolean {
  return is(link, 'available');
}

/** What becomes of packets whose best route this is, in a table of a VPC. */
export function actionOf(facts: Facts, vpc: VpcFact, { target, id }: RouteInForce['target']): Action {
  if (target === 'local') return { hand: 'local', id: vpc.id };
  if (id === null || target === 'gone') return { drop: 'route-blackhole' };
  if (target === 'blackhole') return { drop: 'route-blackhole' };
  if (target === 'eni-gone') return { drop: 'route-target-unavailable' };
  if (target === 'eni') {
    const eni = facts.get('interface', id);
    if (eni.vpc !== vpc.id) return { drop: 'route-target-invalid' };
    return eni.up ? { beyond: `interface ${id}` } : { drop: 'route-target-unavailable' };
  }
  if (target !== 'link') return { beyond: id };
  const link = facts.get('link', id);
  if (link.kind === 'endpoint' || link.kind === 'nlb') return { drop: 'route-target-invalid' };
  if (link.kind === 'tgw') return { beyond: `transit gateway ${id}` };
  if (!link.vpcs.includes(vpc.id)) return { drop: 'route-target-invalid' };
  switch (link.kind) {
    case 'peering':
      return isLivePeering(link) ? { hand: 'peering', id } : { drop: 'peering-not-active' };
    case 'igw':
      return is(link, 'attached', 'available') ? { hand: 'igw', id } : { drop: 'igw-not-attached' };
    case 'eigw':
      return is(link, 'attached', 'available') ? { beyond: id } : { drop: 'igw-not-attached' };
    case 'nat':
      return isLiveNat(link) ? { hand: 'nat', id } : { drop: 'route-target-unavailable' };
    case 'vgw':
    case 'vpn':
    case 'dx':
      return is(link, 'attached', 'pathdown') ? { beyond: id } : { drop: 'route-target-unavailable' };
    case 'gateway-endpoint':
      return is(link, 'available', 'accepted') ? { beyond: id } : { drop: 'endpoint-not-available' };
    case 'gwlbe':
      return is(link, 'available') ? { beyond: id } : { drop: 'endpoint-not-available' };
    default:
      throw new CannotCertify(`${id} is a ${link.kind}`);
  }
}

/** Kind of edge of a VPC that a route leads to, where it leads to one. */
export function edgeOf(
  facts: Facts,
  vpc: VpcFact,
  { target, id }: RouteInForce['target'],
): string | undefined {
  if (target !== 'link' || id === null) return undefined;
  const { kind, vpcs } = facts.get('link', id);
  if (kind !== 'tgw' && !vpcs.includes(vpc.id)) return undefined;
  return kind === 'vgw' ? 'vpn' : kind === 'eigw' ? 'igw' : kind;
}
