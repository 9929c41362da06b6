/**
 * Which of several routes to one prefix is in force, and which routes never come into force at all.
 *
 * All of it is decided here, before any packet: a lookup in the compiled table is then nothing but the
 * longest match. The order of preference is data of the profile.
 */
import { covers, formatPrefix, samePrefix, type Prefix } from '../ip/prefix.ts';
import type { Profile, RouteClass } from '../model/profile/profile.ts';
import type { Route } from '../model/route.ts';
import type { EffectiveRoute, NextHop, ShadowedRoute } from './compiled-network.ts';
import type { NextHops } from './next-hop.ts';

/** One route to one prefix, before the choice; a prefix list gives one per entry. */
export interface Candidate {
  readonly prefix: Prefix;
  readonly nextHop: NextHop;
  readonly class: RouteClass;
  readonly route: Route | undefined;
  readonly implied: string | undefined;
  /** Lower is better, where the profile counts; absent: what the profile gives its kind. */
  readonly priority?: number | undefined;
  /** Breaks ties the provider leaves open: id of the prefix list or target. */
  readonly tieBreak: string;
}

export interface Choice {
  readonly routes: EffectiveRoute[];
  readonly shadowed: ShadowedRoute[];
}

export interface ChoiceRules {
  readonly preference: Profile['preference'];
  readonly numericPriority?: Profile['numericPriority'];
}

/** Picks one candidate per prefix. */
export function chooseRoutes(rules: ChoiceRules, candidates: readonly Candidate[], hops: NextHops): Choice {
  const byPrefix = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = formatPrefix(candidate.prefix);
    const rivals = byPrefix.get(key);
    if (rivals) rivals.push(candidate);
    else byPrefix.set(key, [candidate]);
  }
  const routes: EffectiveRoute[] = [];
  const shadowed: ShadowedRoute[] = [];
  for (const rivals of byPrefix.values()) {
    const order = rivals.toSorted((a, b) => compareCandidates(rules, a, b));
    const best = order[0]!;
    const tied = order.filter((rival) => isTie(rules, best, rival) && rival.nextHop !== best.nextHop);
    routes.push({
      prefix: best.prefix,
      nextHop: tied.length > 0 ? hops.nondeterministic(best.nextHop) : best.nextHop,
      route: best.route,
      implied: best.implied,
    });
    for (const loser of order.slice(1)) {
      if (loser.route) shadowed.push({ route: loser.route, prefix: loser.prefix, by: 'higher-priority' });
    }
  }
  return { routes, shadowed };
}

function priorityOf(rules: ChoiceRules, candidate: Candidate): number {
  const { numericPriority } = rules;
  if (!numericPriority) return 0;
  const isLearned = candidate.class === 'propagated-dx' || candidate.class === 'propagated-vpn';
  const usual = isLearned ? numericPriority.propagated : numericPriority.static;
  return candidate.priority ?? candidate.route?.priority ?? usual;
}

function rankOf(rules: ChoiceRules, candidate: Candidate): number {
  const rank = rules.preference.findIndex(
    (entry) => entry === candidate.class || (typeof entry !== 'string' && entry.includes(candidate.class)),
  );
  return rank < 0 ? rules.preference.length : rank;
}

function compareCandidates(rules: ChoiceRules, a: Candidate, b: Candidate): number {
  return (
    Number(a.class === 'imported') - Number(b.class === 'imported') ||
    priorityOf(rules, a) - priorityOf(rules, b) ||
    rankOf(rules, a) - rankOf(rules, b) ||
    (a.tieBreak < b.tieBreak ? -1 : a.tieBreak > b.tieBreak ? 1 : 0)
  );
}

/** Equal in everything the provider documents; static routes to one prefix are refused instead. */
function isTie(rules: ChoiceRules, a: Candidate, b: Candidate): boolean {
  return (
    (a.class !== 'static' || b.class !== 'static') &&
    priorityOf(rules, a) === priorityOf(rules, b) &&
    rankOf(rules, a) === rankOf(rules, b)
  );
}

export interface LocalRules {
  readonly profile: Profile;
  /** Prefixes of local routes, implied for this table. */
  readonly locals: readonly Prefix[];
  /** Ranges of whole subnets. */
  readonly subnets: readonly Prefix[];
  /** The table of a gateway, which its VPC's hosts do not use. */
  readonly isEdge: boolean;
  /** Ranges reached over live peerings. */
  readonly peers: readonly Prefix[];
}

/**
 * Sorts out the candidates that local routes leave no room for. What remains obeys longest match.
 *
 * AWS, "Configure route tables": inside the VPC only a route equal to a whole subnet, or to the local
 * route itself, towards an interface, NAT gateway or Gateway Load Balancer endpoint. "Route tables and
 * AWS Site-to-Site VPN route priority": propagated routes never beat local ones. Open Telekom Cloud,
 * "Adding a Secondary IPv4 CIDR Block to a VPC", and JD Cloud, "Route Table": local beats all.
 */
export function withoutShadowedByLocal(
  rules: LocalRules,
  candidates: readonly Candidate[],
): { kept: Candidate[]; shadowed: ShadowedRoute[] } {
  const kept: Candidate[] = [];
  const shadowed: ShadowedRoute[] = [];
  for (const candidate of candidates) {
    const by = candidate.nextHop.kind === 'local' ? undefined : shadowOf(rules, candidate);
    if (!by) kept.push(candidate);
    else if (candidate.route) shadowed.push({ route: candidate.route, prefix: candidate.prefix, by });
  }
  return { kept, shadowed };
}

function shadowOf(rules: LocalRules, candidate: Candidate): ShadowedRoute['by'] | undefined {
  const { profile, locals } = rules;
  const isInside = (ranges: readonly Prefix[]): boolean =>
    ranges.some((range) => covers(range, candidate.prefix));
  if (candidate.class === 'propagated-dx' || candidate.class === 'propagated-vpn') {
    const yields = profile.local.propagatedYieldsTo;
    if (yields.includes('local') && isInside(locals)) return 'local';
    return yields.includes('peering') && isInside(rules.peers) ? 'higher-priority' : undefined;
  }
  if (!isInside(locals)) return undefined;
  switch (profile.local.override) {
    case 'never':
      return 'local';
    case 'longest':
      return undefined;
    case 'whole-subnet': {
      const isWhole = [...rules.subnets, ...locals].some((whole) => samePrefix(whole, candidate.prefix));
      return isWhole && mayReplaceLocal(rules, candidate.nextHop) ? undefined : 'refused';
    }
  }
}

/** Targets that may take traffic off a local route; one an edge table forbids is kept, to drop at use. */
function mayReplaceLocal({ isEdge }: LocalRules, hop: NextHop): boolean {
  return mayReplace(hop.kind) || (hop.kind === 'invalid' && (isEdge || mayReplace(hop.target)));
}

function mayReplace(kind: string): boolean {
  return kind === 'eni' || kind === 'nat' || kind === 'gwlbe';
}
