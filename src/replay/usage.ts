/**
 * Routes and rules as somebody wrote them, numbered, so that it can be counted who uses them.
 *
 * The same network gives the same numbers in every thread. What is written once counts once, however many
 * prefixes a list behind it has.
 */
import { formatPrefix } from '../ip/prefix.ts';
import type { Verdict } from '../forward/outcome.ts';
import type { AclRule, RulePeer, SecurityGroupRule } from '../model/filter.ts';
import { linksOf, type Network } from '../model/network.ts';
import { formatService } from '../model/protocol.ts';
import { targetName, type Destination } from '../model/route.ts';
import type { Leg } from '../model/scenario.ts';
import type { SourceRef } from '../model/source-ref.ts';

export interface Written {
  readonly kind: 'route' | 'rule';
  /** `table:A`, `sg:web in`, `acl:X out`. */
  readonly where: string;
  readonly text: string;
  readonly source: SourceRef;
}

export class Usage {
  private readonly numberOf = new Map<SourceRef, number>();

  constructor(network: Network) {
    for (const { source } of placesIn(network)) this.numberOf.set(source, this.numberOf.size);
  }

  /** Numbers of what decided on one leg, its drop included; each once, in order. */
  of({ steps, drop, leg }: Verdict, onLeg: Leg): number[] {
    const causes = steps.flatMap((step) => (step.leg === onLeg ? (step.cause?.source ?? []) : []));
    if (leg === onLeg && drop?.cause?.source) causes.push(drop.cause.source);
    const numbers = causes.flatMap((source) => this.numberOf.get(source) ?? []);
    return [...new Set(numbers)].sort((a, b) => a - b);
  }
}

/** Routes and rules by their numbers. */
export function writtenIn(network: Network): Written[] {
  return Array.from(placesIn(network), ({ describe }) => describe());
}

/** Where something is written; what it says is made into text only when somebody wants to read it. */
interface Place {
  readonly source: SourceRef;
  readonly describe: () => Written;
}

/** Each place once, in order of the numbers. */
function* placesIn(network: Network): Generator<Place> {
  const seen = new Set<SourceRef>();
  for (const place of entriesIn(network)) {
    if (seen.has(place.source)) continue;
    seen.add(place.source);
    yield place;
  }
}

function* entriesIn(network: Network): Generator<Place> {
  for (const { id, routes } of network.routeTables.values()) {
    for (const route of routes) yield placeOfRoute(`table:${id}`, route, targetName(route.target));
  }
  for (const tgw of linksOf(network, 'tgw')) {
    for (const { id, routes } of tgw.tables.values()) {
      const where = `tgw:${tgw.id}/${id}`;
      for (const route of routes) yield placeOfRoute(where, route, route.attachment ?? 'blackhole');
    }
  }
  for (const { id, ingress, egress } of network.securityGroups.values()) {
    yield* placesOfRules(`sg:${id} in`, ingress, describeGroupRule);
    yield* placesOfRules(`sg:${id} out`, egress, describeGroupRule);
  }
  for (const { id, ingress, egress } of network.networkAcls.values()) {
    yield* placesOfRules(`acl:${id} in`, ingress, describeAclRule);
    yield* placesOfRules(`acl:${id} out`, egress, describeAclRule);
  }
}

function* placesOfRules<Rule extends { readonly source: SourceRef }>(
  where: string,
  rules: readonly Rule[],
  textOf: (rule: Rule) => string,
): Generator<Place> {
  for (const rule of rules) {
    const { source } = rule;
    yield { source, describe: () => ({ kind: 'rule', where, text: textOf(rule), source }) };
  }
}

function placeOfRoute(
  where: string,
  { destination, source }: { readonly destination: Destination; readonly source: SourceRef },
  target: string,
): Place {
  const textOf = (): string => `${describeDestination(destination)} → ${target}`;
  return { source, describe: () => ({ kind: 'route', where, text: textOf(), source }) };
}

function describeDestination(destination: Destination): string {
  return destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
}

function describeGroupRule({ service, peer }: SecurityGroupRule): string {
  return `${formatService(service)} ${describePeer(peer)}`;
}

function describePeer(peer: RulePeer): string {
  switch (peer.kind) {
    case 'prefix':
      return formatPrefix(peer.prefix);
    case 'group':
      return peer.group;
    case 'prefix-list':
      return peer.list;
  }
}

function describeAclRule({ number, allow, service, prefix }: AclRule): string {
  return `${number} ${allow ? 'allow' : 'deny'} ${formatService(service)} ${formatPrefix(prefix)}`;
}
