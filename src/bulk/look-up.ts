/**
 * What becomes of flows, looked up in trees: the readable form of src/kernel/assembly/flows.ts, and what does
 * its work where there is no WebAssembly. Allocates nothing.
 */
import {
  DESTINATION_PORT,
  fieldOf,
  FULL_LINES,
  keyOf,
  LEAF_VALUES,
  levelOf,
  LINE_WORDS,
  lineOf,
  OFFSET,
  PLACE,
  type TreeField,
} from './tree-layout.ts';

/** What trees ask about a flow, a column per field. */
export interface AskedColumns {
  readonly destinationPlace: Uint32Array;
  readonly senderOffset: Uint32Array;
  readonly destinationPort: Uint16Array;
  readonly sourcePort: Uint16Array;
}

/** Replaces the tree of each flow by the outcome it holds for the flow. */
export function lookUpAll(words: Int32Array, asked: AskedColumns, values: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    let value = values[i]! | 0;
    // Trees are negative as signed words.
    while (value < 0) value = lookUp(words, value, fieldAt(asked, fieldOf(value), i));
    values[i] = value;
  }
}

function fieldAt(asked: AskedColumns, field: TreeField, i: number): number {
  if (field === PLACE) return asked.destinationPlace[i]!;
  if (field === DESTINATION_PORT) return asked.destinationPort[i]!;
  return field === OFFSET ? asked.senderOffset[i]! : asked.sourcePort[i]!;
}

/** Value of one tree for a value of its field, as a signed word. */
export function lookUp(words: Int32Array, tree: number, asked: number): number {
  const key = keyOf(asked);
  let at = lineOf(tree) * LINE_WORDS;
  for (let level = levelOf(tree); level > 0; level--) {
    at += (1 + rank(words, at, LINE_WORDS, key) * FULL_LINES[level - 1]!) * LINE_WORDS;
  }
  return words[at + LEAF_VALUES + rank(words, at, LEAF_VALUES, key)]!;
}

/** How many of the sorted separators at `at` are less than a key; their number is a power of two. */
function rank(words: Int32Array, at: number, count: number, key: number): number {
  let below = 0;
  for (let half = count >>> 1; half > 0; half >>>= 1) {
    if (words[at + below + half - 1]! < key) below += half;
  }
  return below + (words[at + below]! < key ? 1 : 0);
}
