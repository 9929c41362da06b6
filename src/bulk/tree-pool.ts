/**
 * Trees as they are made: equal ones are one, whichever flows they answer for. Cost: linear in segments.
 */
import {
  BRANCH_CHILDREN,
  END,
  firstBehind,
  FULL_LINES,
  LEAF_SEGMENTS,
  LEAF_VALUES,
  levelOf,
  LINE_BYTES,
  LINE_WORDS,
  lineOf,
  separatorOf,
  treeValue,
  type TreeField,
} from './tree-layout.ts';

/** Segments of one field in order: where each begins, the first at 0, and its value. */
export interface Segments {
  readonly starts: readonly number[];
  readonly values: readonly number[];
}

export class TreePool {
  private words = new Int32Array(1 << 12);
  private end = 0;
  /** Trees by a hash of their words. */
  private readonly byHash = new Map<number, { readonly start: number; readonly words: number }[]>();
  treeCount = 0;
  /** Fields that some tree cuts. */
  readonly fields = new Set<TreeField>();

  /** The value that stands for the tree over some segments. */
  add(field: TreeField, segments: Segments): number {
    const leaves = Math.ceil(segments.starts.length / LEAF_SEGMENTS);
    let level = 0;
    while (BRANCH_CHILDREN ** level < leaves) level++;
    const start = this.end;
    this.fields.add(field);
    this.write(level, segments, 0, leaves);
    return treeValue(field, level, this.known(start) / LINE_WORDS);
  }

  /** Writes a tree over leaves `first` … `last` − 1 behind what is there. */
  private write(level: number, segments: Segments, first: number, last: number): void {
    const at = this.newLine();
    if (level === 0) {
      this.fillLeaf(at, segments, first * LEAF_SEGMENTS);
      return;
    }
    const below = BRANCH_CHILDREN ** (level - 1);
    for (let child = 0; first + child * below < last; child++) {
      const leaf = first + child * below;
      if (child > 0) this.words[at + child - 1] = separatorOf(segments.starts[leaf * LEAF_SEGMENTS]!);
      this.write(level - 1, segments, leaf, Math.min(last, leaf + below));
    }
  }

  private fillLeaf(at: number, { starts, values }: Segments, first: number): void {
    const count = Math.min(LEAF_SEGMENTS, starts.length - first);
    for (let i = 1; i < count; i++) this.words[at + i - 1] = separatorOf(starts[first + i]!);
    for (let i = 0; i < LEAF_SEGMENTS; i++) {
      this.words[at + LEAF_VALUES + i] = i < count ? values[first + i]! : 0;
    }
  }

  /** A line of nothing but END. */
  private newLine(): number {
    const at = this.end;
    this.end += LINE_WORDS;
    if (this.end > this.words.length) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words.fill(END, at, this.end);
    return at;
  }

  /** Where the tree that was just written at `start` stands already, or `start`. */
  private known(start: number): number {
    const { words, end } = this;
    let hash = 0;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193) ^ (hash >>> 15);
    const alike = this.byHash.get(hash) ?? [];
    const same = alike.find((tree) => tree.words === end - start && this.isSame(tree.start, start));
    if (same) {
      this.end = start;
      return same.start;
    }
    alike.push({ start, words: end - start });
    this.byHash.set(hash, alike);
    this.treeCount++;
    return start;
  }

  private isSame(a: number, b: number): boolean {
    const { words, end } = this;
    for (let i = 0; b + i < end; i++) if (words[a + i] !== words[b + i]) return false;
    return true;
  }

  get sizeBytes(): number {
    return (this.end / LINE_WORDS) * LINE_BYTES;
  }

  copyTo(words: Int32Array): void {
    words.set(this.words.subarray(0, this.end));
  }
}

/** The segments that a tree was made of, from the lines it stands in. */
export function segmentsOf(lines: Int32Array, tree: number): Segments {
  const segments = { starts: [], values: [] };
  readTree(lines, lineOf(tree), levelOf(tree), 0, segments);
  return segments;
}

function readTree(
  lines: Int32Array,
  line: number,
  level: number,
  first: number,
  segments: { readonly starts: number[]; readonly values: number[] },
): void {
  const at = line * LINE_WORDS;
  const behind = (i: number): number => (i === 0 ? first : firstBehind(lines[at + i - 1]!));
  const count = level === 0 ? LEAF_SEGMENTS : BRANCH_CHILDREN;
  for (let i = 0; i < count && (i === 0 || lines[at + i - 1] !== END); i++) {
    if (level > 0) {
      readTree(lines, line + 1 + i * FULL_LINES[level - 1]!, level - 1, behind(i), segments);
      continue;
    }
    segments.starts.push(behind(i));
    segments.values.push(lines[at + LEAF_VALUES + i]! >>> 0);
  }
}
