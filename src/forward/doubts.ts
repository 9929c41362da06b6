/**
 * What a walk met that is not modelled, and the hops where that has a say in what happens.
 */
import { copySet } from './copy-into.ts';

export class Doubts {
  /** Ids of unmodelled objects. */
  readonly ids = new Set<string>();
  private readonly hops = new Set<string>();

  /** `hop`: where it decides, when that is not a hop of its own. */
  about(id: string, hop?: string): void {
    this.ids.add(id);
    if (hop !== undefined) this.hops.add(hop);
  }

  /** Would a packet that is dropped at a hop have gone on, had what is not modelled let it through? */
  couldPass(hop: string): boolean {
    return this.hops.has(hop) || this.ids.has(hop.slice(hop.indexOf(':') + 1));
  }

  copyInto(other: Doubts): void {
    copySet(this.ids, other.ids);
    copySet(this.hops, other.hops);
  }
}
