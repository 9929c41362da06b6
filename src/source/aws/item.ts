/**
 * One object of an export, as one or several files show it.
 *
 * The same VPC or peering may have been listed by several accounts, some of which see less of it. An
 * item keeps every sighting, the richest first, and answers each question from the first that knows;
 * so nothing is copied, and every part still knows the file and the path it was read from. Values are
 * asked for by key and come back in the wanted form or not at all: exports vary, and an odd value is
 * treated like a missing one.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import type { Path } from '../document.ts';
import { isJsonObject, originOf, type JsonObject } from './json-object.ts';
import type { Place } from './place.ts';

/** An object at one place of one file. */
export interface Sighting {
  readonly record: JsonObject;
  readonly file: string;
  readonly path: Path;
  readonly place: Place;
  /** The resource it was made from, which then counts as its place. */
  readonly origin?: SourceRef | undefined;
}

/** Tells apart objects of several regions that bear one id, as anonymised exports have them. */
export interface Ids {
  /** The id by which the network knows what `id` means in a region. */
  inRegion(id: string, region: string | undefined): string;
}

export class Item {
  private readonly sightings: readonly [Sighting, ...Sighting[]];
  private readonly ids: Ids;

  constructor(sightings: readonly [Sighting, ...Sighting[]], ids: Ids) {
    this.sightings = sightings;
    this.ids = ids;
  }

  get source(): SourceRef {
    const { file, path, origin } = this.sightings[0];
    return origin ?? { file, path };
  }

  get region(): string | undefined {
    return this.sightings.find(({ place }) => place.region !== undefined)?.place.region;
  }

  get account(): string | undefined {
    return this.sightings.find(({ place }) => place.account !== undefined)?.place.account;
  }

  /** Accounts whose exports show it, the richest sighting first. */
  get viewers(): readonly (string | undefined)[] {
    return this.sightings.map(({ place }) => place.viewer);
  }

  /** The tag called Name. */
  get name(): string | undefined {
    for (const key of ['Tags', 'TagSet']) {
      const tag = this.items(key).find((candidate) => candidate.text('Key') === 'Name');
      const name = tag?.text('Value');
      if (name !== undefined) return name;
    }
    return undefined;
  }

  /** Keys of all sightings. */
  keys(): Set<string> {
    return new Set(this.sightings.flatMap(({ record }) => Object.keys(record)));
  }

  has(key: string): boolean {
    return this.sightings.some(({ record }) => record[key] !== undefined && record[key] !== null);
  }

  /** A text that is not empty; numbers are taken as their digits. */
  text(key: string): string | undefined {
    for (const { record } of this.sightings) {
      const value = record[key];
      if (typeof value === 'string' && value !== '') return value;
      if (typeof value === 'number') return String(value);
    }
    return undefined;
  }

  /** An id, told apart from equal ids of other regions. */
  ref(key: string): string | undefined {
    const id = this.text(key);
    return id === undefined ? undefined : this.idOf(id);
  }

  /** What an id written in this item means; of an object in another region, when that is said. */
  idOf(id: string, region: string | undefined = this.region): string {
    return this.ids.inRegion(id, region);
  }

  flag(key: string): boolean | undefined {
    for (const { record } of this.sightings) {
      const value = record[key];
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
    }
    return undefined;
  }

  integer(key: string): number | undefined {
    for (const { record } of this.sightings) {
      const value = record[key];
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      if (typeof number === 'number' && Number.isInteger(number)) return number;
    }
    return undefined;
  }

  /** An object inside this one. */
  inner(key: string): Item | undefined {
    for (const sighting of this.sightings) {
      const value = sighting.record[key];
      if (isJsonObject(value) && Object.keys(value).length > 0) return this.part(sighting, value, [key]);
    }
    return undefined;
  }

  /** The objects of a list inside this one; the first sighting with any counts. */
  items(key: string): Item[] {
    for (const sighting of this.sightings) {
      const value = sighting.record[key];
      if (!Array.isArray(value) || value.length === 0) continue;
      return value.flatMap((entry: unknown, i) =>
        isJsonObject(entry) ? [this.part(sighting, entry, [key, i])] : [],
      );
    }
    return [];
  }

  /** The objects of a list in every sighting together, for lists that come in pages. */
  itemsOfAll(key: string): Item[] {
    return this.sightings.flatMap((sighting) => new Item([sighting], this.ids).items(key));
  }

  /** The texts of a list. */
  texts(key: string): string[] {
    for (const { record } of this.sightings) {
      const value = record[key];
      if (!Array.isArray(value) || value.length === 0) continue;
      return value.filter((entry: unknown): entry is string => typeof entry === 'string');
    }
    return [];
  }

  /** The ids of a list. */
  refs(key: string): string[] {
    return this.texts(key).map((id) => this.idOf(id));
  }

  private part(whole: Sighting, record: JsonObject, way: Path): Item {
    const { file, path, place } = whole;
    const origin = originOf(record) ?? whole.origin;
    return new Item([{ record, file, path: [...path, ...way], place, origin }], this.ids);
  }
}

/** Records of the provider nest less; deeper ones are somebody's joke. */
const DEPTH_LIMIT = 16;

/** How much a record says: the number of values in it that are not empty. */
export function richnessOf(value: unknown, depth = 0): number {
  if (value === null || value === undefined || value === '') return 0;
  if (typeof value !== 'object' || depth === DEPTH_LIMIT) return 1;
  let count = 0;
  for (const part of Object.values(value)) count += richnessOf(part, depth + 1);
  return count;
}
