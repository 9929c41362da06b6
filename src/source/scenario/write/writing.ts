/**
 * What every part of the writer works with: the network, the names in it that nothing describes, a reader
 * to try words on, and the places the parts were read from.
 */
import { isDeepStrictEqual } from 'node:util';
import { draftOf } from '../../../model/network-draft.ts';
import type { Network } from '../../../model/network.ts';
import { PROFILES } from '../../../model/profile/profiles.ts';
import type { ProfileId } from '../../../model/profile/profile.ts';
import type { SourceRef } from '../../../model/source-ref.ts';
import type { Path } from '../../document.ts';
import type { Problem } from '../../problem.ts';
import { Reading } from '../reading.ts';
import { namesMissing } from './names-missing.ts';

/** Values as YAML has them. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

export class Writing {
  readonly network: Network;
  readonly profile: ProfileId;
  readonly missing: ReadonlySet<string>;
  readonly groupNames: ReadonlySet<string>;
  readonly parts: { readonly path: Path; readonly source: SourceRef }[] = [];
  private readonly problems: Problem[] = [];
  private readonly reading: Reading;

  constructor(network: Network, profile: ProfileId) {
    this.network = network;
    this.profile = profile;
    this.missing = namesMissing(network);
    this.groupNames = new Set(network.securityGroups.keys());
    const provenance = { isObserved: true, missing: this.missing };
    this.reading = new Reading('', PROFILES[profile], this.problems, draftOf(network), provenance);
  }

  /** Notes where a part was read. */
  place(path: Path, source: SourceRef): void {
    this.parts.push({ path, source });
  }

  /** Are these words for the record, as the reader takes them? */
  says(record: object, read: (reading: Reading) => object | undefined): boolean {
    this.problems.length = 0;
    const found = read(this.reading);
    if (found === undefined || this.problems.length > 0) return false;
    return isDeepStrictEqual({ ...found, source: undefined }, { ...record, source: undefined });
  }
}

/** A mapping of the records of a section, each by its id. */
export function section<V>(
  records: Iterable<readonly [string, V]>,
  write: (record: V, id: string) => Plain,
): { readonly [key: string]: Plain } {
  return Object.fromEntries([...records].map(([id, record]) => [id, write(record, id)]));
}

type Sparse = { readonly [key: string]: Plain | undefined };

/** A mapping without the keys that have nothing to say: unset ones and empty lists and mappings. */
export function entry(values: Sparse): { readonly [key: string]: Plain } {
  const isSaid = (value: Plain | undefined): value is Plain =>
    value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0);
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (isSaid(value) ? [[key, value]] : [])),
  );
}

/** One text alone, several as a list. */
export function oneOrList(texts: readonly string[]): Plain {
  return texts.length === 1 ? texts[0]! : texts;
}

/** Said only when it is not what goes without saying. */
export function unless<T extends Plain>(value: T, usual: T): T | undefined {
  return value === usual ? undefined : value;
}
