/**
 * The timeline of a scenario as epochs: intervals under one version of the network.
 *
 * All changes of one instant make one new version. A flow that starts in the half-open interval before
 * an instant sees the old one.
 */
import { compile } from '../compile/compile.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { versionOf } from '../compile/version.ts';
import { applyChanges } from '../model/apply-change.ts';
import type { Change } from '../model/change.ts';
import type { Network } from '../model/network.ts';
import type { Refusal } from '../model/refusal.ts';
import type { FlowExpectation, RefusalExpectation, Step } from '../model/scenario.ts';
import { withoutRefused } from '../model/refusals.ts';
import { OpenRequests } from './open-requests.ts';
import { Schedule } from './schedule.ts';

export interface Epoch {
  /** First millisecond of the epoch; it ends where the next one starts. */
  readonly fromMs: number;
  readonly network: Network;
  /** For walks: where an event changes nothing but routes, only its tables are compiled again. */
  readonly net: CompiledNetwork;
  /** What made this version out of the one before; nothing for the first. */
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly expectations: readonly FlowExpectation[];
  /** What must be among the refusals. */
  readonly refused: readonly RefusalExpectation[];
}

/** Epochs in order; the first starts at 0 with the network as it is described. */
export function epochsOf(
  network: Network,
  expectations: readonly FlowExpectation[],
  steps: readonly Step[],
): Epoch[] {
  const schedule = new Schedule<Step>();
  for (const step of steps) schedule.add(step.atMs, step);
  let current = withoutRefused(network);
  const requests = new OpenRequests();
  requests.note(current, 0);
  const epochs: Epoch[] = [
    {
      fromMs: 0,
      network: current,
      net: compile(current),
      changes: [],
      refusals: [],
      expectations,
      refused: [],
    },
  ];
  for (let instant = schedule.nextInstant(); instant; instant = schedule.nextInstant()) {
    const expired = requests.expired(current, instant.atMs);
    const changes = [...expired, ...instant.items.flatMap((step) => step.changes)];
    const applied = applyChanges(current, changes);
    current = applied.network;
    requests.note(current, instant.atMs);
    epochs.push({
      fromMs: instant.atMs,
      network: current,
      net: versionOf(epochs.at(-1)!.net, current),
      changes,
      refusals: applied.refusals,
      expectations: instant.items.flatMap((step) => step.expectations),
      refused: instant.items.flatMap((step) => step.refused),
    });
  }
  return epochs;
}

/** `delete pcx-1`, or several changes of one instant joined. */
export function describeChanges(changes: readonly Change[]): string {
  return changes.map((change) => change.text).join('; ');
}
