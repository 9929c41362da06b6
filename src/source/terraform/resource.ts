/**
 * One resource of a plan or state, whichever format it came in.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import type { Index } from './address.ts';

export interface TerraformResource {
  /** With module, index and all: `module.net.aws_subnet.web[0]`. */
  readonly address: string;
  /** Instance of the module it is in; empty for the root module. */
  readonly module: string;
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  readonly index?: Index | undefined;
  /** Provider as a state names it, with its alias. */
  readonly provider?: string | undefined;
  readonly values: JsonObject;
  /** Same shape as the values, `true` where a value is known only after it is made. */
  readonly unknown?: unknown;
  /** It will be made; nothing of it exists yet. */
  readonly isNew: boolean;
  readonly source: SourceRef;
}

/** Is the value of an attribute, or a part of it, known only after the resource is made? */
export function isUnknown(resource: TerraformResource, attribute: string): boolean {
  const { unknown, values } = resource;
  if (unknown === undefined) return values[attribute] === undefined;
  return unknown === true || (isJsonObject(unknown) && holdsTrue(unknown[attribute], 0));
}

const DEPTH_LIMIT = 16;

export function holdsTrue(value: unknown, depth: number): boolean {
  if (value === true) return true;
  if (typeof value !== 'object' || value === null || depth > DEPTH_LIMIT) return false;
  return Object.values(value).some((part) => holdsTrue(part, depth + 1));
}
