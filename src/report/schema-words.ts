/**
 * Words that the schemas of several reports use.
 */
import { z } from 'zod';
import { DROP_REASONS } from '../model/drop-reason.ts';
import { SCHEMA_VERSION } from './json.ts';

export const reason = z.enum(DROP_REASONS).describe('why packets are dropped');
export const leg = z.enum(['forward', 'return']);
export const verdict = z.enum(['delivered', 'dropped']);
export const count = z.number().int().nonnegative();
export const digits = z.string().regex(/^\d+$/).describe('a count that may exceed 2^53');

/** Documents of one kind begin alike; those about one side of a Terraform plan say which. */
export function report<K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    kind: z.literal(kind),
    ...shape,
    plan: z.enum(['prior', 'planned']).optional(),
  });
}
