/**
 * One trial of differences: a random network, a random change, and every corner of every tile of either
 * version traced in both. The entries must hold exactly the flows whose traces differ, by effect.
 */
import { compile } from '../../src/compile/compile.ts';
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { boxHolds, formatBox, formatCorner, type Box } from '../../src/forward/box.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { Change } from '../../src/model/change.ts';
import type { Network } from '../../src/model/network.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { Ends } from '../../src/reach/compare.ts';
import { diffEntries, type DiffEntry } from '../../src/reach/diff.ts';
import { EFFECTS, type Effect } from '../../src/reach/effect.ts';
import { endNamesOf, endOf, type End, type EndName } from '../../src/reach/end.ts';
import { pairTiles } from '../../src/reach/reach.ts';
import { SENDING_KINDS, TileStore } from '../../src/reach/tile-store.ts';
import { touchedBetween } from '../../src/forward/touched.ts';
import { versionOf } from '../../src/compile/version.ts';
import { whatIf } from '../../src/reach/what-if.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';
import { cornersOf, randomMember, summaryOfTrace, traceMember, type Member } from './member.ts';

export interface DiffCount {
  networks: number;
  entries: number;
  members: number;
  /** Trials in which only a part of the tiles had to be walked again. */
  partial: number;
}

/** A network and something that happens to it; nothing when the dice made no event. */
export function networkAndChanges(
  seed: number,
): { network: Network; changes: readonly Change[] } | undefined {
  for (let i = 0; i < 20; i++) {
    const scenario = readScenarioValue(arbitraryScenario(seed + i * 1_000_003, { flows: 0 }));
    const changes = scenario.steps.flatMap((step) => step.changes);
    if (changes.length > 0) return { network: withoutRefused(scenario.network), changes };
  }
  return undefined;
}

/** Throws with everything one needs to see it again. */
export function tryDiff(seed: number, pairCount: number): DiffCount {
  const count = { networks: 0, entries: 0, members: 0, partial: 0 };
  const made = networkAndChanges(seed);
  if (!made) return count;
  count.networks = 1;
  const random = new Random(seed);
  const before = compile(made.network);
  const { network } = applyChanges(made.network, made.changes);
  const after = compile(network);
  const store = new TileStore(before);
  const ends = new Ends(SENDING_KINDS);
  const without = { count: 1, without: () => before };
  const entries = diffEntries({ store, after: versionOf(before, network), ends }, without);
  count.entries = entries.length;
  if (!touchedBetween(before, after).everything) count.partial = 1;

  for (const entry of entries) {
    const { from, to } = entry;
    for (const box of entry.boxes) {
      for (const member of [...cornersOf(box).slice(0, 8), randomMember(box, random)]) {
        judge(seed, before, after, from, to, member, entries);
        count.members++;
      }
    }
  }
  const names = SENDING_KINDS.flatMap((kind) => [
    ...endNamesOf(before.network, kind),
    ...endNamesOf(after.network, kind).filter((name) => !endOf(before, name)),
  ]);
  for (let i = 0; i < pairCount; i++) {
    const [from, to] = [names[random.below(names.length)]!, names[random.below(names.length)]!];
    for (const net of [before, after]) {
      const [a, b] = [endOf(net, from), endOf(net, to)];
      if (!a || !b) continue;
      for (const { box } of pairTiles(net, a, b)) {
        judge(seed, before, after, from, to, box.first, entries);
        judge(seed, before, after, from, to, box.last, entries);
        count.members += 2;
      }
    }
  }
  return count;
}

function judge(
  seed: number,
  before: CompiledNetwork,
  after: CompiledNetwork,
  from: EndName,
  to: EndName,
  member: Member,
  entries: readonly DiffEntry[],
): void {
  const [was, is] = [before, after].map((net) => traceIn(net, from, to, member));
  const wanted = EFFECTS.filter((effect) => hasEffect(effect, was, is)).join(' ');
  const claimed = EFFECTS.filter((effect) =>
    entries.some(
      (entry) =>
        entry.effect === effect &&
        isSameName(entry.from, from) &&
        isSameName(entry.to, to) &&
        entry.boxes.some((box) => isIn(box, member)),
    ),
  ).join(' ');
  if (wanted !== claimed) {
    throw new Error(
      `seed ${seed}: ${from.id} → ${to.id} ${formatCorner(member)} was "${text(was)}", is "${text(is)}": ` +
        `the traces say [${wanted}], the difference [${claimed}]`,
    );
  }
}

function isSameName(a: EndName, b: EndName): boolean {
  return a.kind === b.kind && a.id === b.id;
}

function isIn(box: Box, member: Member): boolean {
  return typeof box.first[1] === typeof member[1] && boxHolds(box, member);
}

/** Nothing where the version has no such sender. */
function traceIn(net: CompiledNetwork, from: EndName, to: EndName, member: Member): Verdict | undefined {
  const end: End | undefined = endOf(net, from);
  const [source] = member;
  const isSender = end?.senders.some(({ sources }) =>
    sources.some(({ first, last }) => typeof first === typeof source && first <= source! && source! <= last),
  );
  return end && isSender ? traceMember(net, end, to, member) : undefined;
}

function text(verdict: Verdict | undefined): string {
  return verdict ? `${summaryOfTrace(verdict)} by ${wayOf(verdict)}` : 'absent';
}

function wayOf({ path, devices }: Verdict): string {
  return `${path.forward.join(' ')} | ${path.return.join(' ')} | ${devices.join(' ')}`;
}

function hasEffect(effect: Effect, was: Verdict | undefined, is: Verdict | undefined): boolean {
  const [old, young] = [was?.delivered === true, is?.delivered === true];
  const isAsymmetric = (verdict: Verdict | undefined): boolean =>
    verdict?.delivered === true && verdict.notes.includes('asymmetric-path');
  switch (effect) {
    case 'lost':
      return old && !young;
    case 'gained':
      return !old && young;
    case 'rerouted':
      return old && young && wayOf(was!) !== wayOf(is!);
    case 'reason-changed':
      return !old && !young && (was && summaryOfTrace(was)) !== (is && summaryOfTrace(is));
    case 'newly-asymmetric':
      return isAsymmetric(is) && !isAsymmetric(was);
  }
}

function describeEntry({ effect, from, to, boxes }: DiffEntry): string {
  return `${effect} ${from.id} → ${to.id} ${boxes.map(formatBox).join(', ')}`;
}

/**
 * Plants what really happens among changes that change nothing: whoever is blamed must be what was
 * planted, and undoing it must take the effect away from the witness.
 */
export function tryBlame(seed: number): { entries: number } {
  const made = networkAndChanges(seed);
  const [real] = made?.changes ?? [];
  if (!made || !real) return { entries: 0 };
  const { network } = made;
  const idle = [...network.routeTables.values()].slice(0, 3).map((table): Change => ({
    action: { kind: 'set-routes', table: table.id, routes: table.routes },
    text: `leave ${table.id} as it is`,
    source: real.source,
  }));
  const planted = idle.length;
  const result = whatIf(network, [...idle, real]);
  const entries = [...result.lost, ...result.gained, ...result.rerouted];
  for (const entry of entries) {
    if (JSON.stringify(entry.causes) !== JSON.stringify([[planted]])) {
      throw new Error(`seed ${seed}: ${describeEntry(entry)} blames ${JSON.stringify(entry.causes)}`);
    }
  }
  return { entries: entries.length + checkBlame(seed, network, made.changes) };
}

/** Who is blamed for a witness is exactly who, left out, takes the effect away from its trace. */
function checkBlame(seed: number, network: Network, changes: readonly Change[]): number {
  if (changes.length < 2) return 0;
  const before = compile(network);
  const versions = changes.map((left) =>
    compile(
      applyChanges(
        network,
        changes.filter((change) => change !== left),
      ).network,
    ),
  );
  const result = whatIf(network, changes);
  const entries = [...result.lost, ...result.gained, ...result.rerouted];
  for (const entry of entries) {
    const { effect, from, to, causes } = entry;
    const member = entry.boxes[0]!.first;
    const was = traceIn(before, from, to, member);
    const guilty = versions.flatMap((net, i) =>
      hasEffect(effect, was, traceIn(net, from, to, member)) ? [] : [i],
    );
    const blamed = causes.flatMap((cause) => (cause.length === 1 ? cause : []));
    if (JSON.stringify(guilty) !== JSON.stringify(blamed)) {
      throw new Error(
        `seed ${seed}: ${describeEntry(entry)} blames ${String(blamed)}, guilty are ${String(guilty)}`,
      );
    }
  }
  return entries.length;
}
