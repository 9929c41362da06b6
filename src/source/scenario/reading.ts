/**
 * What every part of the scenario reader works with: the document, the draft of the network, and one
 * place to report problems to. A part that finds a problem reports it and goes on, so that one run
 * shows everything.
 */
import type { z } from 'zod';
import type { NetworkDraft } from '../../model/network-draft.ts';
import type { Profile } from '../../model/profile/profile.ts';
import type { SourceRef } from '../../model/source-ref.ts';
import type { Path } from '../document.ts';
import { didYouMean, type Problem, type ProblemCode } from '../problem.ts';
import type { Origins } from './origins.ts';
import { describe, shapeProblems } from './shape.ts';

/** What a scenario says of how it came about. */
export interface Provenance {
  /** Clouds described it: their words and ranges are facts, however odd. */
  readonly isObserved: boolean;
  /** Names that are used and described nowhere. */
  readonly missing: ReadonlySet<string>;
  readonly origins?: Origins;
}

const WRITTEN_BY_HAND: Provenance = { isObserved: false, missing: new Set() };

export class Reading {
  readonly file: string;
  readonly profile: Profile;
  readonly problems: Problem[];
  readonly draft: NetworkDraft;
  readonly provenance: Provenance;

  constructor(
    file: string,
    profile: Profile,
    problems: Problem[],
    draft: NetworkDraft,
    provenance = WRITTEN_BY_HAND,
  ) {
    this.file = file;
    this.profile = profile;
    this.problems = problems;
    this.draft = draft;
    this.provenance = provenance;
  }

  /** The same reading into another draft, for the events of a timeline. */
  into(draft: NetworkDraft): Reading {
    return new Reading(this.file, this.profile, this.problems, draft, this.provenance);
  }

  source(path: Path): SourceRef {
    return this.provenance.origins?.of(path) ?? { file: this.file, path };
  }

  report(code: ProblemCode, message: string, path: Path, hint?: string): void {
    this.problems.push({ code, message, file: this.file, path, ...(hint !== undefined && { hint }) });
  }

  /** A name that nothing bears, with the nearest that something does. */
  reportUnknown(what: string, name: string, path: Path, known: Iterable<string>): void {
    this.report('unknown-name', `there is no ${what} called "${name}"`, path, didYouMean(name, known));
  }

  /** Is it a name of the section, or one that is said to be described nowhere? */
  isKnown(section: ReadonlyMap<string, unknown>, name: string): boolean {
    return section.has(name) || this.provenance.missing.has(name);
  }

  /** A value of a given shape, or `undefined` after reporting why it is not. */
  shaped<S extends z.ZodType>(schema: S, value: unknown, path: Path): z.output<S> | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    this.problems.push(...shapeProblems(result.error, schema, value, this.file, path));
    return undefined;
  }

  /** The entries of a mapping that have the expected shape; the others are reported. */
  entries<S extends z.ZodType>(
    schema: S,
    section: unknown,
    path: Path,
  ): { key: string; value: z.output<S>; path: Path }[] {
    if (section === undefined || section === null) return [];
    if (typeof section !== 'object' || Array.isArray(section)) {
      this.report('wrong-shape', `expected a mapping of names, found ${describe(section)}`, path);
      return [];
    }
    return Object.entries(section).flatMap(([key, raw]) => {
      const value = this.shaped(schema, raw, [...path, key]);
      return value === undefined ? [] : [{ key, value, path: [...path, key] }];
    });
  }

  /** The items of a list that have the expected shape; the others are reported. */
  items<S extends z.ZodType>(schema: S, section: unknown, path: Path): { value: z.output<S>; path: Path }[] {
    if (section === undefined || section === null) return [];
    if (!Array.isArray(section)) {
      this.report('wrong-shape', `expected a list, found ${describe(section)}`, path);
      return [];
    }
    return section.flatMap((raw: unknown, i) => {
      const value = this.shaped(schema, raw, [...path, i]);
      return value === undefined ? [] : [{ value, path: [...path, i] }];
    });
  }
}
