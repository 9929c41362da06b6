/**
 * Whom a flow is meant for: identity is the interface, not the address.
 */
import type { CompiledEni } from '../compile/compiled-network.ts';
import type { Walk } from './walk.ts';

/** Is this the interface the flow names, or does it name none? */
export function isMeant(walk: Walk, eni: CompiledEni): boolean {
  const { intent } = walk;
  if (walk.leg === 'forward') walk.met ??= { kind: 'eni', eni };
  switch (intent.kind) {
    case 'anyone':
      return true;
    case 'eni':
      return intent.eni === eni;
    case 'enis':
      return intent.enis.has(eni);
    case 'site-host':
    case 'internet':
      return false;
  }
}
