/**
 * How many flows are generated and evaluated at a time.
 */

/** Enough to make the work outweigh its administration, few enough to stay in cache. */
export const BATCH_FLOWS = 16_384;
