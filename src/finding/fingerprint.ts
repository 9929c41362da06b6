/**
 * What makes two findings of different runs the same one: the rule and the route or object it is about,
 * never a line or a wording, so that an alert keeps its identity while a file is edited around it.
 */
import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/** Version of the recipe below; a new recipe gets a new name, so that old alerts are not mistaken. */
export const FINGERPRINT = 'vpcsimFinding/v1';

/**
 * Names findings in the order in which they are given: 32 hexadecimal digits each. Findings that are alike
 * in everything that makes an identity are told apart by their order.
 */
export function fingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ rule, subject, objects, violation }) => {
    const ends = violation ? [violation.kind, violation.from, violation.via, violation.to] : [];
    const identity = JSON.stringify([rule, subject, objects, ends]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    return createHash('sha256').update(`${identity} ${nth}`).digest('hex').slice(0, 32);
  };
}
