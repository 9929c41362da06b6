/**
 * A report as one JSON value a line, for programs that read as they go: the first line is the document
 * without its lists of objects, each further line one object of one list, and `list` says of which.
 */
import type { Json, JsonObject } from './json.ts';

export function toNdjson(document: JsonObject): string {
  const head: JsonObject = {};
  const rows: Json[] = [];
  for (const [key, value] of Object.entries(document)) {
    const entries = listOf(value);
    if (!entries) head[key] = value;
    else rows.push(...entries.map((entry) => ({ list: key, ...entry })));
  }
  return `${[head, ...rows].map((row) => JSON.stringify(row)).join('\n')}\n`;
}

/** A list of objects; one of lists is taken as rows of cells, by position. */
function listOf(value: Json): JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const entries = value.map((entry, index) => (Array.isArray(entry) ? { index, cells: entry } : entry));
  return entries.every(isObject) ? entries : undefined;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
