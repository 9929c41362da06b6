/**
 * Values → YAML as people write it: what is small stands on one line, a list of rows has a line per row.
 */
import { COLLECTION_STYLE, dump, visit, VISIT_SKIP, type Node } from 'js-yaml';
import type { Plain } from './writing.ts';

/** Room for what stands on one line, in characters. */
const WIDTH = 100;

/** Levels whose mappings hold no mappings on their line: a section, its records, and what is in those. */
const OUTER_LEVELS = 3;

/** A section of the file. */
export function layOut(section: string, value: Plain): string {
  return dump(
    { [section]: value },
    {
      noRefs: true,
      lineWidth: -1,
      transform: (documents) => {
        visit(documents, (node, { depth }) => {
          if (node.kind !== 'mapping' && node.kind !== 'sequence') return undefined;
          if (depth < 2 || !fitsOnLine(node, depth)) return undefined;
          node.style = COLLECTION_STYLE.FLOW;
          return VISIT_SKIP;
        });
      },
    },
  );
}

function fitsOnLine(node: Node, depth: number): boolean {
  if (node.kind === 'sequence' && !node.items.every(isWord)) return false;
  if (node.kind === 'mapping' && depth <= OUTER_LEVELS && node.items.some(({ value }) => !isPlain(value)))
    return false;
  return widthOf(node) <= WIDTH;
}

/** A text without spaces: rows of words deserve a line each. */
function isWord(node: Node): boolean {
  return node.kind === 'scalar' && !/\s/.test(node.value);
}

function isPlain(node: Node): boolean {
  return node.kind === 'scalar' || (node.kind === 'sequence' && node.items.every(isWord));
}

/** Roughly what a node takes on one line; more than there is room for is never counted out. */
function widthOf(node: Node): number {
  if (node.kind === 'scalar') return node.value.length;
  if (node.kind === 'alias') return WIDTH;
  let width = 2;
  const parts = node.kind === 'sequence' ? node.items : node.items.flatMap(({ key, value }) => [key, value]);
  for (const part of parts) {
    width += 2 + widthOf(part);
    if (width > WIDTH) break;
  }
  return width;
}
