/**
 * What makes two findings of different runs the same one: the rule and the route or object it is about,
 * never a line or a wording, so that an alert keeps its identity while a file is edited around it.
 */
import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/** Version of the recipe below; a new recipe gets a new name, so that old alerts are not mistaken. */
export const FINGERPRINT = 'vpcsimFinding/v1';

export interface NamedFinding extends Finding {
  /** 32 hexadecimal digits. */
  readonly fingerprint: string;
}

/** Findings that are alike in everything that makes an identity are told apart by their order. */
export function named(findings: readonly Finding[]): NamedFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { rule, subject, objects, violation } = finding;
    const ends = violation ? [violation.kind, violation.from, violation.via, violation.to] : [];
    const identity = JSON.stringify([rule, subject, objects, ends]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    const fingerprint = createHash('sha256').update(`${identity} ${nth}`).digest('hex').slice(0, 32);
    return { ...finding, fingerprint };
  });
}
