/**
 * What the rules for transit have in common: one reason, its claims, each pair of ends once.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { explain, isTransitViolation, type DropReason } from '../model/drop-reason.ts';
import type { Observation, Rule } from './finding.ts';
import { linkOf, type Overreach } from './overreach.ts';
import { describeRanges } from './routing.ts';
import { accountsOf, type Claim } from './transit.ts';
import { describeRoute, routeBehind } from './written-route.ts';

/** Reasons whose far end routes by itself, so that it can share the hope and confirm it. */
const HAS_TABLES: ReadonlySet<DropReason> = new Set([
  'transitive-peering',
  'edge-to-edge-vpn',
  'edge-to-edge-dx',
  'edge-to-edge-tgw',
  'gateway-local-subnet-missing',
]);

export type TransitDocs = Pick<Rule, 'title' | 'meaning' | 'documents' | 'example'>;

/** The rule of one reason for which nothing is carried on. */
export function transitRule(reason: DropReason, docs: TransitDocs): Rule {
  const level = HAS_TABLES.has(reason) ? 'error' : 'warning';
  return { id: reason, level, ...docs, check: (net) => observe(net, reason) };
}

function observe(net: CompiledNetwork, reason: DropReason): Observation[] {
  const found = new Map<string, Claim>();
  for (const { claims } of accountsOf(net)) {
    for (const claim of claims) {
      if (claim.reason !== reason) continue;
      const { from, via } = claim.overreach;
      const key = `${from} ${via.record.id} ${claim.to}`;
      const known = found.get(key);
      // One of several tables may lack the partner that another one has.
      if (!known || (claim.hasWayBack && !known.hasWayBack)) found.set(key, claim);
    }
  }
  return [...found.values()].map(observationOf);
}

/** Where a piece of an overreach is written, in words and in the input. */
export function placeOf(
  overreach: Overreach,
  first: number | bigint,
): Pick<Observation, 'subject' | 'source'> {
  const { table, hop, via } = overreach;
  const route = routeBehind(table, hop, first);
  return {
    subject: route ? describeRoute(table, route) : `${table.hop} towards ${linkOf(overreach)}`,
    source: route?.route?.source ?? via.record.source,
  };
}

function observationOf({ overreach, reason, to, ranges, hasWayBack }: Claim): Observation {
  const { from, via, table } = overreach;
  const { meaning, fix } = explain(reason);
  const middle = via.record.id;
  const half = hasWayBack || !HAS_TABLES.has(reason) ? '' : `; ${to} sends nothing back that way`;
  const [first] = ranges.ranges;
  return {
    level: hasWayBack ? 'error' : 'warning',
    message: `${from} counts on ${middle} to carry ${describeRanges(ranges)} on to ${to}: ${meaning}${half}`,
    fix,
    objects: [table.hop, linkOf(overreach), middle, to],
    ...placeOf(overreach, first!.first),
    ...(isTransitViolation(reason) && {
      violation: {
        kind: reason,
        from,
        via: middle,
        to,
        severity: hasWayBack ? ('confirmed' as const) : ('half-open' as const),
        prefix: describeRanges(ranges).split(' ')[0]!,
      },
    }),
  };
}
