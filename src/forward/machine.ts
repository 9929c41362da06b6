/**
 * The machine behind an interface: what is not known of it is not known of any of its interfaces.
 */
import type { CompiledEni } from '../compile/compiled-network.ts';
import type { Walk } from './walk.ts';

export function dependOnMachine(walk: Walk, { record }: CompiledEni): void {
  walk.dependOn(record.id);
  const { owner } = record;
  if (owner.kind === 'host' && owner.instance !== undefined) walk.dependOn(owner.instance);
}
