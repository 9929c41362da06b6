/**
 * Fewer boxes for the same flows: disjoint boxes that differ in one field and touch there become one.
 *
 * Field by field, ports before addresses, until a whole round changes nothing. The result depends on the
 * set of flows' boxes alone, not on the order they come in.
 */
import { successor } from '../ip/address.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  PROTOCOL,
  SOURCE,
  SOURCE_PORT,
  type Box,
  type Field,
} from '../forward/box.ts';

const ORDER: readonly Field[] = [SOURCE_PORT, DESTINATION_PORT, PROTOCOL, SOURCE, DESTINATION];

export function mergeBoxes(boxes: readonly Box[]): Box[] {
  let current = [...boxes];
  for (;;) {
    const before = current.length;
    for (const field of ORDER) current = mergeAlong(current, field);
    if (current.length === before) return current.sort(compareBoxes);
  }
}

function mergeAlong(boxes: readonly Box[], field: Field): Box[] {
  const groups = new Map<string, Box[]>();
  for (const box of boxes) {
    const key = keyWithout(box, field);
    const group = groups.get(key);
    if (group) group.push(box);
    else groups.set(key, [box]);
  }
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : joined(group, field)));
}

function keyWithout(box: Box, field: Field): string {
  let key = String(box.family);
  for (const other of ORDER) if (other !== field) key += ` ${box.first[other]}-${box.last[other]}`;
  return key;
}

function joined(group: Box[], field: Field): Box[] {
  group.sort((a, b) => (a.first[field]! < b.first[field]! ? -1 : 1));
  const merged: Box[] = [];
  for (const box of group) {
    const previous = merged.at(-1);
    if (previous && box.first[field] === successor(previous.last[field]!)) {
      merged[merged.length - 1] = { ...previous, last: previous.last.with(field, box.last[field]!) };
    } else {
      merged.push(box);
    }
  }
  return merged;
}

/** By family, then destination, source, protocol and ports. */
export function compareBoxes(a: Box, b: Box): number {
  if (a.family !== b.family) return a.family - b.family;
  for (const field of [DESTINATION, SOURCE, PROTOCOL, DESTINATION_PORT, SOURCE_PORT]) {
    if (a.first[field]! !== b.first[field]!) return a.first[field]! < b.first[field]! ? -1 : 1;
  }
  return 0;
}
