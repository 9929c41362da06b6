/**
 * Attributes as old states keep them, flattened to text, put together again.
 *
 * `subnets.#` counts a list or set, `tags.%` a map; the members follow under `subnets.0` or, in a set,
 * under a hash. Everything is text. "State version 3" (Terraform up to 0.11, and `attributes_flat`).
 */
import type { JsonObject } from '../aws/json-object.ts';

type Tree = Map<string, Tree | string>;

export function unflatten(flat: JsonObject): JsonObject {
  const root: Tree = new Map();
  for (const [key, value] of Object.entries(flat)) {
    if (typeof value === 'string') plant(root, key.split('.'), value);
  }
  return asObject(root);
}

/** Names in states nest a few levels; more is not a state. */
const DEPTH_LIMIT = 16;

function plant(root: Tree, path: readonly string[], value: string): void {
  if (path.length > DEPTH_LIMIT) return;
  let node = root;
  for (const name of path.slice(0, -1)) {
    const next = node.get(name);
    if (next instanceof Map) {
      node = next;
    } else {
      const made: Tree = new Map();
      node.set(name, made);
      node = made;
    }
  }
  const last = path.at(-1)!;
  if (!(node.get(last) instanceof Map)) node.set(last, value);
}

function asValue(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  if (!node.has('#')) return asObject(node);
  const members = [...node].filter(([name]) => name !== '#');
  members.sort(([a], [b]) => Number(a) - Number(b));
  return members.map(([, member]) => asValue(member));
}

function asObject(node: Tree): JsonObject {
  return Object.fromEntries(
    [...node].flatMap(([name, member]) => (name === '%' ? [] : [[name, asValue(member)] as const])),
  );
}
