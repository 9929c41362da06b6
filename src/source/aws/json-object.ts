/**
 * An object of a JSON text, about whose keys nothing is known yet.
 */
import type { SourceRef } from '../../model/source-ref.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a record comes from that was put together from elsewhere instead of read as it is. */
const ORIGIN = Symbol('origin');

export function withOrigin(record: JsonObject, origin: SourceRef): JsonObject {
  return Object.assign({ ...record }, { [ORIGIN]: origin });
}

export function originOf(record: JsonObject): SourceRef | undefined {
  return (record as { readonly [ORIGIN]?: SourceRef })[ORIGIN];
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
