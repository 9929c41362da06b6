/**
 * What a change does to a network, and how two networks differ: the questions as a program asks them.
 */
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { checkNetwork } from '../finding/check.ts';
import type { Violation } from '../finding/finding.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Refusal } from '../model/refusal.ts';
import { withoutRefused } from '../model/refusals.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { ChangeSet } from './blame.ts';
import { Ends } from './compare.ts';
import { diffEntries, type DiffEntry } from './diff.ts';
import type { Effect } from './effect.ts';
import { SENDING_KINDS, TileStore } from './tile-store.ts';
import type { EndKind } from './end.ts';
import type { Traffic } from './tiles.ts';
import { networkChanges } from './network-changes.ts';
import { versionOf } from '../compile/version.ts';

export interface DiffOptions {
  /** Kinds of ends flows are told apart by as receivers; subnets, sites and the internet by default. */
  readonly to?: readonly EndKind[];
  /** Protocols and ports to look at; all by default. */
  readonly traffic?: Traffic;
}

/** A change that an entry can blame. */
export interface NamedChange {
  readonly text: string;
  readonly source: SourceRef | undefined;
}

export interface NetworkDiff {
  readonly lost: readonly DiffEntry[];
  readonly gained: readonly DiffEntry[];
  readonly rerouted: readonly DiffEntry[];
  readonly reasonChanged: readonly DiffEntry[];
  readonly newlyAsymmetric: readonly DiffEntry[];
  readonly newViolations: readonly Violation[];
  readonly removedViolations: readonly Violation[];
  /** What differs; entries name their causes by position here. */
  readonly changes: readonly NamedChange[];
  /** Changes the provider would not take; they are left out. */
  readonly refusals: readonly Refusal[];
}

/** Everything that is different for any flow between two networks. */
export function diff(before: Network, after: Network, options: DiffOptions = {}): NetworkDiff {
  const [from, to] = [withoutRefused(before), withoutRefused(after)];
  const changes = networkChanges(from, to);
  const store = new TileStore(compile(from), options.traffic);
  const without = (left: readonly number[]): Network =>
    left.reduceRight((network, i) => changes[i]!.undo(network), to);
  return compared(store, to, { changes, without, refusals: [], options });
}

/** What a set of changes does to a network. */
export function whatIf(network: Network, changes: readonly Change[], options: DiffOptions = {}): NetworkDiff {
  const from = withoutRefused(network);
  const store = new TileStore(compile(from), options.traffic);
  return whatIfOn(store, changes, options);
}

/** The same for the network of a store, which may serve many such questions. */
export function whatIfOn(store: TileStore, changes: readonly Change[], options: DiffOptions): NetworkDiff {
  const { network: from } = store.net;
  const applied = applyChanges(from, changes);
  const without = (left: readonly number[]): Network =>
    applyChanges(
      from,
      changes.filter((_, i) => !left.includes(i)),
    ).network;
  return compared(store, applied.network, { changes, without, refusals: applied.refusals, options });
}

interface Question {
  readonly changes: readonly NamedChange[];
  readonly without: (left: readonly number[]) => Network;
  readonly refusals: readonly Refusal[];
  readonly options: DiffOptions;
}

function compared(store: TileStore, network: Network, question: Question): NetworkDiff {
  const { changes, without, refusals, options } = question;
  const after = versionOf(store.net, network);
  const set: ChangeSet = {
    count: changes.length,
    without: (left) => versionOf(store.net, without(left)),
  };
  const entries = diffEntries({ store, after, ends: new Ends(options.to ?? SENDING_KINDS) }, set);
  const having = (effect: Effect): DiffEntry[] => entries.filter((entry) => entry.effect === effect);
  const [old, young] = [violationsOf(store.net), violationsOf(whole(after))];
  return {
    lost: having('lost'),
    gained: having('gained'),
    rerouted: having('rerouted'),
    reasonChanged: having('reason-changed'),
    newlyAsymmetric: having('newly-asymmetric'),
    newViolations: missingFrom(old, young),
    removedViolations: missingFrom(young, old),
    changes: changes.map(({ text, source }) => ({ text, source })),
    refusals,
  };
}

/** Rules read tables as a whole, which a patched version does not offer. */
function whole(net: CompiledNetwork): CompiledNetwork {
  return compile(net.network);
}

function violationsOf(net: CompiledNetwork): Map<string, Violation> {
  const found = checkNetwork(net, []).flatMap(({ violation }) => violation ?? []);
  return new Map(
    found.map((violation) => {
      const { kind, from, via, to, severity } = violation;
      return [[kind, from, via, to, severity].join(' '), violation];
    }),
  );
}

function missingFrom(
  known: ReadonlyMap<string, Violation>,
  found: ReadonlyMap<string, Violation>,
): Violation[] {
  return [...found].flatMap(([key, violation]) => (known.has(key) ? [] : [violation]));
}
