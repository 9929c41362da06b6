/**
 * What a walk met that is not modelled, and the hops where that has a say in what happens. Lists are
 * replaced, never written to, so that forks of a walk share them.
 */
export class Doubts {
  private objects: readonly string[] = [];
  private hops: readonly string[] = [];

  /** Ids of unmodelled objects. */
  get ids(): readonly string[] {
    return this.objects;
  }

  /** `hop`: where it decides, when that is not a hop of its own. */
  about(id: string, hop?: string): void {
    if (!this.objects.includes(id)) this.objects = [...this.objects, id];
    if (hop !== undefined && !this.hops.includes(hop)) this.hops = [...this.hops, hop];
  }

  /** Would a packet that is dropped at a hop have gone on, had what is not modelled let it through? */
  couldPass(hop: string): boolean {
    if (this.hops.length + this.objects.length === 0) return false;
    return this.hops.includes(hop) || this.objects.includes(hop.slice(hop.indexOf(':') + 1));
  }

  /** The same doubts, which go their own way from here. */
  fork(): Doubts {
    const fork = new Doubts();
    fork.objects = this.objects;
    fork.hops = this.hops;
    return fork;
  }
}
