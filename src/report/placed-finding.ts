/**
 * Findings with their lines, in the order in which every report lists them: by place, then by rule.
 */
import type { Finding } from '../finding/finding.ts';
import type { SourceRef } from '../model/source-ref.ts';

/** Where a record is written; a file that is no text has no lines. Both counted from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

export type PlaceOf = (source: SourceRef) => FilePlace;

export interface PlacedFinding<F extends Finding = Finding> {
  readonly finding: F;
  readonly place: FilePlace;
}

/** Findings at one place keep the order of their rules. */
export function placed<F extends Finding>(findings: readonly F[], placeOf: PlaceOf): PlacedFinding<F>[] {
  return findings
    .map((finding) => ({ finding, place: placeOf(finding.source) }))
    .sort((a, b) => comparePlaces(a.place, b.place));
}

function comparePlaces(a: FilePlace, b: FilePlace): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** `file:line:column`, as editors and terminals turn it into a link. */
export function formatPlace({ file, line, column }: FilePlace): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}
