/**
 * A finding that somebody has looked at and accepted, for a reason and perhaps for a time.
 */

/** `YYYY-MM-DD`, which sorts as it reads. */
export type Day = string;

export interface Acceptance {
  /** What makes a finding the same one in every run. */
  readonly fingerprint: string;
  /** For those who read the file, as the subject is; the fingerprint decides. */
  readonly rule: string;
  readonly subject: string;
  readonly why: string;
  /** Last day on which it holds; for ever without. */
  readonly expires?: Day;
}

/** What is accepted, and the day on which that is asked. */
export interface Baseline {
  readonly acceptances: readonly Acceptance[];
  readonly today: Day;
}
