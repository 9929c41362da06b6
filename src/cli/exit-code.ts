/**
 * What the process says when it ends. An incomplete answer is never 0.
 */
export const OK = 0;
/** Findings, a failed expectation, a flow that is dropped. */
export const FINDINGS = 1;
/** Bad input or wrong usage. */
export const BAD_INPUT = 2;
/** Our fault. */
export const OUR_FAULT = 3;
export const INTERRUPTED = 130;
