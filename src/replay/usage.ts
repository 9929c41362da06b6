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
  readonly list: readonly Written[];
  private readonly numberOf = new Map<SourceRef, number>();

  constructor(network: Network) {
    const list: Written[] = [];
    for (const entry of writtenIn(network)) {
      if (this.numberOf.has(entry.source)) continue;
      this.numberOf.set(entry.source, list.length);
      list.push(entry);
    }
    this.list = list;
  }

  /** Numbers of what decided on one leg, its drop included; each once, in order. */
  of({ steps, drop, leg }: Verdict, onLeg: Leg): number[] {
    const causes = steps.flatMap((step) => (step.leg === onLeg ? (step.cause?.source ?? []) : []));
    if (leg === onLeg && drop?.cause?.source) causes.push(drop.cause.source);
    const numbers = causes.flatMap((source) => this.numberOf.get(source) ?? []);
    return [...new Set(numbers)].sort((a, b) => a - b);
  }
}

function* writtenIn(network: Network): Generator<Written> {
  for (const { id, routes } of network.routeTables.values()) {
    for (const { destination, target, source } of routes) {
      yield writtenRoute(`table:${id}`, destination, targetName(target), source);
    }
  }
  for (const tgw of linksOf(network, 'tgw')) {
    for (const { id, routes } of tgw.tables.values()) {
      for (const { destination, attachment, source } of routes) {
        yield writtenRoute(`tgw:${tgw.id}/${id}`, destination, attachment ?? 'blackhole', source);
      }
    }
  }
  for (const group of network.securityGroups.values()) {
    for (const [word, rules] of [
      ['in', group.ingress],
      ['out', group.egress],
    ] as const) {
      for (const rule of rules) yield written(`sg:${group.id} ${word}`, describeGroupRule(rule), rule.source);
    }
  }
  for (const acl of network.networkAcls.values()) {
    for (const [word, rules] of [
      ['in', acl.ingress],
      ['out', acl.egress],
    ] as const) {
      for (const rule of rules) yield written(`acl:${acl.id} ${word}`, describeAclRule(rule), rule.source);
    }
  }
}

function written(where: string, text: string, source: SourceRef): Written {
  return { kind: 'rule', where, text, source };
}

function writtenRoute(where: string, destination: Destination, target: string, source: SourceRef): Written {
  return { kind: 'route', where, text: `${describeDestination(destination)} → ${target}`, source };
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
