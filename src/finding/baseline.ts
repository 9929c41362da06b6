/**
 * Findings that somebody has looked at and accepted, each for a reason and for a time. What is accepted no
 * longer fails a check; what is accepted no more does again, and says since when.
 */
import type { Acceptance, Baseline } from '../model/acceptance.ts';
import type { Finding } from './finding.ts';
import { named, type NamedFinding } from './fingerprint.ts';

export interface AcceptedFinding {
  readonly finding: NamedFinding;
  readonly acceptance: Acceptance;
}

export interface Judged {
  /** Not accepted, or no longer. */
  readonly findings: readonly NamedFinding[];
  readonly accepted: readonly AcceptedFinding[];
  /** Among {@link findings}: their acceptance has run out. */
  readonly expired: readonly AcceptedFinding[];
  /** Acceptances of findings that are gone; the file can do without. */
  readonly unused: readonly Acceptance[];
}

export function judge(all: readonly Finding[], { acceptances, today }: Baseline): Judged {
  const known = new Map(acceptances.map((acceptance) => [acceptance.fingerprint, acceptance]));
  const findings: NamedFinding[] = [];
  const accepted: AcceptedFinding[] = [];
  const expired: AcceptedFinding[] = [];
  for (const finding of named(all)) {
    const acceptance = known.get(finding.fingerprint);
    known.delete(finding.fingerprint);
    const isOver = acceptance?.expires !== undefined && acceptance.expires < today;
    if (!acceptance || isOver) findings.push(finding);
    if (acceptance) (isOver ? expired : accepted).push({ finding, acceptance });
  }
  return { findings, accepted, expired, unused: [...known.values()] };
}

/**
 * What a baseline of a check holds: what was accepted stays as it is, what was found is new or accepted
 * again, what is gone goes.
 */
export function acceptAll(
  { findings, accepted }: Judged,
  fresh: Pick<Acceptance, 'why' | 'expires'>,
): Acceptance[] {
  const news = findings.map(({ fingerprint, rule, subject }) => ({ fingerprint, rule, subject, ...fresh }));
  return [...accepted.map(({ acceptance }) => acceptance), ...news];
}
