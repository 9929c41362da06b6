// Fields of a scenario document, read without trusting it: the document is whatever the YAML parser made,
// so every value is narrowed here before the oracle uses it.
// Deliberately small. A malformed document is the business of the real reader's own tests; the oracle only
// promises to fail loudly rather than to guess.
import { type Address, type Prefix, parseAddress, parsePrefix } from './address.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fields(value: unknown): Fields {
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw new Error(`expected a map: ${JSON.stringify(value)}`);
  return value;
}

export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  throw new Error(`expected text: ${JSON.stringify(value)}`);
}

export function textOr<T>(value: unknown, otherwise: T): string | T {
  return value === undefined || value === null ? otherwise : text(value);
}

export function texts(value: unknown): string[] {
  return list(value).map((item) => text(item));
}

/** A list that may be absent, which is something else than empty. */
export function textsIfAny(value: unknown): string[] | undefined {
  return value === undefined || value === null ? undefined : texts(value);
}

export function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

export function count(value: unknown, otherwise: number): number {
  return value === undefined || value === null ? otherwise : Number(value);
}

export function address(value: unknown): Address | undefined {
  return value === undefined || value === null ? undefined : parseAddress(text(value));
}

export function prefixes(value: unknown): Prefix[] {
  return texts(value).map((item) => parsePrefix(item));
}

/** An option of a peering: one value for both halves, or a map that names the half. */
export function half(value: unknown, vpc: string, otherwise: boolean): boolean {
  return isFields(value) ? flag(value[vpc], otherwise) : flag(value, otherwise);
}
