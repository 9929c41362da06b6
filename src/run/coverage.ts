/**
 * What share of a network's answers rests on what is not modelled, and what that is.
 */
import { compile } from '../compile/compile.ts';
import type { Network, Unmodelled } from '../model/network.ts';
import { withoutRefused } from '../model/refusals.ts';
import { pairCoverage, type PairCoverage } from '../reach/coverage.ts';
import { endNamesOf } from '../reach/end.ts';

/** An unmodelled object, and how many pairs depend on it. */
export interface ObjectShare {
  readonly object: Unmodelled;
  readonly pairs: number;
}

/** Objects of one kind, by the names of the source. */
export interface KindCount {
  readonly kind: string;
  /** Objects that were read; fewer than are not modelled where some are only mentioned. */
  readonly read: number;
  /** Those about which everything that matters is known. */
  readonly modelled: number;
  readonly unmodelled: number;
}

export interface Coverage extends PairCoverage {
  /** The most important first; those no pair depends on last. */
  readonly objects: readonly ObjectShare[];
  /** In order of name. */
  readonly kinds: readonly KindCount[];
}

/** Pairs are those of subnets and sites. `counts`: objects read, per kind. */
export function coverageOf(network: Network, counts: ReadonlyMap<string, number>): Coverage {
  const names = (['subnet', 'site'] as const).flatMap((kind) => endNamesOf(network, kind));
  const { pairs, uncertain } = pairCoverage(compile(withoutRefused(network)), names);
  const pairsOf = new Map<string, number>();
  for (const { objects } of uncertain) {
    for (const id of objects) pairsOf.set(id, (pairsOf.get(id) ?? 0) + 1);
  }
  const objects = [...network.unmodelled.values()]
    .map((object) => ({ object, pairs: pairsOf.get(object.id) ?? 0 }))
    .sort((a, b) => b.pairs - a.pairs);
  return { pairs, uncertain, objects, kinds: kindsOf(network, counts) };
}

function kindsOf(network: Network, counts: ReadonlyMap<string, number>): KindCount[] {
  const unmodelled = new Map<string, number>();
  for (const { kind } of network.unmodelled.values()) {
    const name = listOf(kind, counts);
    unmodelled.set(name, (unmodelled.get(name) ?? 0) + 1);
  }
  return [...new Set([...counts.keys(), ...unmodelled.keys()])].sort().map((kind) => {
    const read = counts.get(kind) ?? 0;
    const unknown = unmodelled.get(kind) ?? 0;
    return { kind, read, modelled: Math.max(0, read - unknown), unmodelled: unknown };
  });
}

/** Objects are named by one of them, counts by all: a `NatGateway` is one of the `NatGateways`. */
function listOf(kind: string, counts: ReadonlyMap<string, number>): string {
  const candidates = [kind, `${kind}s`, `${kind.toLowerCase()}s`, kind.replace(/y$/, 'ies')];
  return candidates.find((name) => counts.has(name)) ?? kind;
}
