/**
 * Largest packet of a link: asked wherever a packet is about to go into one.
 */
import { drop, type Drop } from './outcome.ts';
import type { Walk } from './walk.ts';

/** `limit` in bytes, absent where this model knows none; `hop` is the link that would say so. */
export function checkSize(walk: Walk, hop: string, limit: number | undefined): Drop | undefined {
  return walk.dontFragment ? checkAnySize(walk, hop, limit) : undefined;
}

/** "Quotas for your transit gateways": larger packets are dropped, whatever their flags. */
export function checkAnySize(walk: Walk, hop: string, limit: number | undefined): Drop | undefined {
  if (limit === undefined || walk.bytes <= limit) return undefined;
  return drop('mtu-exceeded', hop, { detail: `${walk.bytes} bytes do not fit ${limit}` });
}
