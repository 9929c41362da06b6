/**
 * Pieces the shapes of a scenario are made of.
 */
import { z } from 'zod';

export const text = z.string();
export const scalar = z.union([z.string(), z.number()]);
export const textOrList = z.union([z.string(), z.array(z.string())]);
export const flagPerHalf = z.union([z.boolean(), z.record(z.string(), z.boolean())]);

export const meta = (description: string, ...examples: unknown[]) => ({
  description,
  ...(examples.length > 0 && { examples }),
});

export const capacity = scalar
  .optional()
  .meta(meta('What it carries at most; otherwise as its provider documents it', '1.25 Gbit/s'));

/** What its owner calls it. */
export const label = text.optional();
