/** Flows of a batch: enough to make the work outweigh its administration, few enough to stay in cache. */
export const BATCH_FLOWS = 16_384;
