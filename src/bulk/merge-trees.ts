/**
 * Drafts of several threads → one pool of trees, with outcomes in the order in which senders come to them.
 */
import type { Draft } from './draft.ts';
import type { Sinks } from './sender-walks.ts';
import { segmentsOf } from './tree-pool.ts';
import { fieldOf, isTree } from './tree-layout.ts';

/** Trees of one draft, as the pool that all drafts are merged into knows them. */
export class MergedDraft {
  private readonly draft: Draft;
  private readonly sinks: Sinks;
  private readonly known = new Map<number, number>();
  /** Outcomes that the trees asked for so far lead to. */
  readonly codes = new Set<number>();

  constructor(draft: Draft, sinks: Sinks) {
    this.draft = draft;
    this.sinks = sinks;
  }

  /** A value of the draft, which is an outcome or a tree. */
  valueOf(value: number): number {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const merged = isTree(value) ? this.treeOf(value) : this.codeOf(value);
    this.known.set(value, merged);
    return merged;
  }

  private codeOf(code: number): number {
    const merged = this.sinks.outcomes.intern(this.draft.outcomes[code]!);
    this.codes.add(merged);
    return merged;
  }

  private treeOf(value: number): number {
    const { starts, values } = segmentsOf(this.draft.lines, value);
    return this.sinks.trees.add(fieldOf(value), {
      starts,
      values: values.map((below) => this.valueOf(below)),
    });
  }
}
