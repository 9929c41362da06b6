/**
 * A queue of things that happen at an instant of simulated time. What happens at one instant comes out
 * in the order in which it was put in. No clock is read anywhere.
 */
import { Heap } from 'heap-js';

interface Entry<T> {
  readonly atMs: number;
  /** Heaps are not stable: the running number keeps equal instants in order. */
  readonly sequence: number;
  readonly item: T;
}

export class Schedule<T> {
  private readonly heap = new Heap<Entry<T>>((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  private count = 0;

  /** Time in whole milliseconds from the start, not before it. */
  add(atMs: number, item: T): void {
    if (!Number.isSafeInteger(atMs) || atMs < 0)
      throw new RangeError(`${atMs} is not a time of the simulation`);
    this.heap.push({ atMs, sequence: this.count++, item });
  }

  /** Takes out everything of the next instant; `undefined` when nothing is left. */
  nextInstant(): { readonly atMs: number; readonly items: readonly T[] } | undefined {
    const first = this.heap.pop();
    if (!first) return undefined;
    const items = [first.item];
    while (this.heap.peek()?.atMs === first.atMs) {
      const next = this.heap.pop();
      if (next) items.push(next.item);
    }
    return { atMs: first.atMs, items };
  }
}
