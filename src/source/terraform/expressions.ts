/**
 * Parts of expressions: what one refers to, which instances that means, and values inside values.
 */
import { isJsonObject } from '../aws/json-object.ts';
import type { Index, Token } from './address.ts';
import { own } from '../../model/own.ts';

/** Instances an expression without an index means: the only one, all of a list, or its counterpart. */
export function choose<T>(
  all: readonly T[],
  indexOf: (candidate: T) => Index | undefined,
  index: Index | undefined,
  isList: boolean,
  counts: boolean,
): readonly T[] {
  if (all.length <= 1 || !counts) return all;
  const same = all.filter((candidate) => indexOf(candidate) === index);
  if (same.length > 0) return same;
  // `element(list, count.index)` starts over at the end of the list.
  if (typeof index !== 'number') return isList ? all : [];
  return all.filter((candidate) => indexOf(candidate) === index % all.length);
}

/** References without those that a longer one repeats. */
export function mostExact(references: readonly string[]): string[] {
  return references.filter(
    (reference) =>
      !references.some((other) => other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`)),
  );
}

export function referencesIn(expression: unknown): string[] {
  const list = isJsonObject(expression) ? expression['references'] : undefined;
  return Array.isArray(list)
    ? list.filter((entry: unknown): entry is string => typeof entry === 'string')
    : [];
}

export function walk(value: unknown, rest: readonly Token[]): unknown {
  let found = value;
  for (const token of rest) {
    if ('index' in token && Array.isArray(found)) found = found[Number(token.index)];
    else if (isJsonObject(found)) {
      const key = String('index' in token ? token.index : token.name);
      found = own(found, key);
    } else if ('name' in token) return undefined;
  }
  return found;
}

export function knownMembers(known: unknown): unknown[] {
  return Array.isArray(known)
    ? known.filter((member: unknown) => member !== null && member !== undefined)
    : [];
}
