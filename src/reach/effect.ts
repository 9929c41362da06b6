/**
 * What a change does to flows of one pair of ends.
 */
import type { Fate } from './fate.ts';

export const EFFECTS = ['lost', 'gained', 'rerouted', 'reason-changed', 'newly-asymmetric'] as const;

export type Effect = (typeof EFFECTS)[number];

/** Flows whose sender, or whose end, one of two versions does not have. */
export const ABSENT: Fate = {
  delivered: false,
  leg: undefined,
  reason: undefined,
  hop: undefined,
  detail: 'not in this version of the network',
  cause: undefined,
  transit: undefined,
  met: undefined,
  notes: [],
  conditional: [],
  ifOpen: false,
  path: { forward: [], return: [] },
  devices: [],
  key: 'absent',
};

/** Everything that a change from one fate to another amounts to; nothing when they are the same. */
export function effectsOf(before: Fate, after: Fate): readonly Effect[] {
  if (before.key === after.key) return NONE;
  const effects: Effect[] = [];
  if (before.delivered && !after.delivered) effects.push('lost');
  if (!before.delivered && after.delivered) effects.push('gained');
  if (before.delivered && after.delivered && !isSameWay(before, after)) effects.push('rerouted');
  if (!before.delivered && !after.delivered && !isSameDrop(before, after)) effects.push('reason-changed');
  if (isAsymmetric(after) && !isAsymmetric(before)) effects.push('newly-asymmetric');
  return effects;
}

const NONE: readonly never[] = [];

/** Links and appliances on both legs, and who answers. */
function isSameWay(a: Fate, b: Fate): boolean {
  return (
    isSameList(a.path.forward, b.path.forward) &&
    isSameList(a.path.return, b.path.return) &&
    isSameList(a.devices, b.devices) &&
    answererOf(a) === answererOf(b)
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function answererOf({ met }: Fate): string | undefined {
  return met?.kind === 'eni' ? met.eni.record.id : met?.kind;
}

function isSameDrop(a: Fate, b: Fate): boolean {
  return a.leg === b.leg && a.reason === b.reason && a.hop === b.hop;
}

function isAsymmetric({ delivered, notes }: Fate): boolean {
  return delivered && notes.includes('asymmetric-path');
}
