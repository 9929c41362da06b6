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
export function effectsOf(before: Fate, after: Fate): Effect[] {
  if (before.key === after.key) return [];
  const effects: Effect[] = [];
  if (before.delivered && !after.delivered) effects.push('lost');
  if (!before.delivered && after.delivered) effects.push('gained');
  if (before.delivered && after.delivered && routeOf(before) !== routeOf(after)) effects.push('rerouted');
  if (!before.delivered && !after.delivered && endOfLine(before) !== endOfLine(after)) {
    effects.push('reason-changed');
  }
  if (isAsymmetric(after) && !isAsymmetric(before)) effects.push('newly-asymmetric');
  return effects;
}

/** Links and appliances on both legs, and who answers. */
function routeOf({ path, met, devices }: Fate): string {
  const who = met?.kind === 'eni' ? met.eni.record.id : met?.kind;
  return `${path.forward.join(' ')} | ${path.return.join(' ')} | ${devices.join(' ')} | ${who}`;
}

function endOfLine({ leg, reason, hop }: Fate): string {
  return `${leg} ${reason} ${hop}`;
}

function isAsymmetric({ delivered, notes }: Fate): boolean {
  return delivered && notes.includes('asymmetric-path');
}
