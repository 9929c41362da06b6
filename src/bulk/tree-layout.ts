/**
 * The form in which the bulk engine keeps what becomes of flows: trees whose nodes are cache lines.
 *
 * A tree cuts one field of a flow into segments, each with a value: an outcome, or another tree, which cuts
 * another field. A sender has one tree over the places it can send to, which answers for both legs; where
 * ports or the sender's own place matter besides, trees over those hang from its leaves. So a flow costs one
 * line per level, and one more where a filter has a say.
 *
 *     line     16 words of 32 bits, at a multiple of 64 bytes
 *     branch   16 separators: the first values of its 2nd … 17th child
 *     leaf      7 separators: the first values of its 2nd … 8th segment; END; then the values of its 8 segments
 *
 *     tree of level 0     leaf
 *     tree of level n     branch, then up to 17 trees of level n−1, one behind the other; all but the last are full
 *
 * Nobody stores where a child stands: child r of a branch begins 1 + r × (lines of a full tree below it) lines behind
 * it. Separators are stored as `separatorOf` says, ready for a signed comparison: a value belongs behind as
 * many of them as are less than `keyOf(value)`. Separators that are not used are END, which nothing is beyond.
 *
 * A value is an outcome below 2³¹, or a tree:
 *
 *     bit  31     1
 *     bits 29–30  its field: PLACE, OFFSET, DESTINATION_PORT, SOURCE_PORT
 *     bits 26–28  its level
 *     bits 0–25   its first line
 *
 * Worked example (test/bulk/tree.test.ts): places 0–9 → outcome 3, 10–19 → by destination port, 20 and up → 3;
 * port 443 → outcome 4, others → 5. Lines 0 and 1, separators shown as the values they stand for:
 *
 *     line 0   443  444  END END END END END  END   5  4  5  0  0  0  0  0
 *     line 1    10   20  END END END END END  END   3  tree(DESTINATION_PORT, 0, line 0)  3  0  0  0  0  0
 */

/** Words of a line; a line is 64 bytes. */
export const LINE_WORDS = 16;
export const LINE_BYTES = 64;

/** Children of a full branch, and segments of a full leaf. */
export const BRANCH_CHILDREN = 17;
export const LEAF_SEGMENTS = 8;
/** Words of a leaf before its values. */
export const LEAF_VALUES = 8;

/** Separator that is greater than or equal to every key. */
export const END = 0x7fffffff;

/** Fields, as trees name them: the running number of an address sent to, … */
export const PLACE = 0;
/** … the sender's own address, counted in its entry, … */
export const OFFSET = 1;
/** … and the ports. */
export const DESTINATION_PORT = 2;
export const SOURCE_PORT = 3;

export type TreeField = 0 | 1 | 2 | 3;

const FIELD_SHIFT = 29;
const LEVEL_SHIFT = 26;
const LEVEL_MAX = 7;
/** Lines that a value can name: 4 GiB of them. */
const LINES_MAX = 2 ** LEVEL_SHIFT;

/** Lines of a full tree of each level. */
export const FULL_LINES: readonly number[] = Array.from({ length: LEVEL_MAX + 1 }).reduce<number[]>(
  (lines, _, level) => [...lines, level === 0 ? 1 : 1 + BRANCH_CHILDREN * lines[level - 1]!],
  [],
);

/** A tree as a value; negative as a signed word. */
export function treeValue(field: TreeField, level: number, line: number): number {
  if (level > LEVEL_MAX || line >= LINES_MAX) {
    throw new RangeError(`a tree of level ${level} at line ${line} is more than a value can name`);
  }
  return (0x80000000 | (field << FIELD_SHIFT) | (level << LEVEL_SHIFT) | line) >>> 0;
}

/** Is a value a tree, and no outcome? */
export function isTree(value: number): boolean {
  return value >= 0x80000000;
}

export function fieldOf(value: number): TreeField {
  return ((value >>> FIELD_SHIFT) & 3) as TreeField;
}

export function levelOf(value: number): number {
  return (value >>> LEVEL_SHIFT) & LEVEL_MAX;
}

export function lineOf(value: number): number {
  return value & (LINES_MAX - 1);
}

/** What separators are compared with. */
export function keyOf(value: number): number {
  return (value ^ 0x80000000) | 0;
}

/** First value of the segment behind a separator. */
export function firstBehind(separator: number): number {
  return ((separator ^ 0x80000000) >>> 0) + 1;
}

/** Separator in front of a segment that begins at `first`, which is above 0. */
export function separatorOf(first: number): number {
  return keyOf(first - 1);
}
