/**
 * Everything an export holds, once: findings of all files, merged by id.
 *
 * An id stands for one object, however many accounts have listed it, unless it is seen in several
 * regions: AWS does not do that, but anonymised exports reuse ids, and the objects are different ones.
 * Then each gets its region behind the id, and every reference is read in the region it stands in.
 */
import type { SourceRef } from '../../model/source-ref.ts';
import { KIND_BY_NAME, type KindName } from './catalogue.ts';
import { Item, richnessOf, type Ids, type Sighting } from './item.ts';
import { originOf } from './json-object.ts';
import { placeOfRecord } from './place.ts';
import type { Unwrapped } from './unwrap.ts';

/** An object of a kind the catalogue does not know. */
export interface Stranger {
  readonly kind: string;
  readonly id: string;
  readonly item: Item;
}

/** A record of a known kind that does not say which object it is about. */
export interface Nameless {
  readonly kind: string;
  readonly source: SourceRef;
}

const NO_REGION = '';

export class Inventory implements Ids {
  readonly strangers: Stranger[] = [];
  readonly nameless: Nameless[] = [];
  private readonly sightings = new Map<string, Map<string, Sighting[]>>();
  private readonly items = new Map<string, Map<string, Item>>();
  private readonly listed = new Set<string>();
  /** Ids that several regions use, with those regions. */
  private readonly shared = new Map<string, Set<string>>();

  /** Takes in what one document holds. */
  add(file: string, { findings, listed }: Unwrapped): void {
    for (const kind of listed) this.listed.add(kind);
    for (const { kind, id, record, path, place } of findings) {
      const origin = originOf(record);
      const sighting = { record, file, path, place: placeOfRecord(record, place), origin };
      if (id === undefined) {
        this.nameless.push({ kind, source: { file, path } });
      } else if (KIND_BY_NAME.has(kind)) {
        const ofKind = getOrMake(this.sightings, kind, () => new Map<string, Sighting[]>());
        getOrMake(ofKind, id, (): Sighting[] => []).push(sighting);
      } else {
        this.strangers.push({ kind, id, item: new Item([sighting], this) });
      }
    }
  }

  /** Merges what was taken in; nothing is added after it. */
  settle(): void {
    for (const [kind, ofKind] of this.sightings) {
      if (KIND_BY_NAME.get(kind)?.global) continue;
      for (const [id, sightings] of ofKind) {
        const regions = new Set(sightings.flatMap(({ place }) => place.region ?? []));
        if (regions.size > 1) this.shared.set(id, regions);
      }
    }
    for (const [kind, ofKind] of this.sightings) {
      const items = new Map<string, Item>();
      this.items.set(kind, items);
      for (const [id, sightings] of ofKind) {
        const isGlobal = KIND_BY_NAME.get(kind)?.global === true;
        for (const [name, group] of isGlobal ? [[id, sightings] as const] : this.perRegion(id, sightings)) {
          const [first, ...rest] = richestFirst(group);
          if (first) items.set(name, new Item([first, ...rest], this));
        }
      }
    }
    this.sightings.clear();
  }

  /** Objects of a kind by id, in the order of the files. */
  all(kind: KindName): ReadonlyMap<string, Item> {
    return this.items.get(kind) ?? NOTHING;
  }

  get(kind: KindName, id: string | undefined): Item | undefined {
    return id === undefined ? undefined : this.items.get(kind)?.get(id);
  }

  /** Was the kind asked for at all, be it with an empty answer? */
  isListed(kind: KindName): boolean {
    return this.listed.has(kind);
  }

  /** Objects per kind, without those made of declarations: these go by other names. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [kind, items] of this.items) {
      const listed = [...items.values()].filter((item) => item.source.address === undefined).length;
      if (listed > 0 || items.size === 0) counts.set(kind, listed);
    }
    for (const { kind } of this.strangers) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }

  inRegion(id: string, region: string | undefined): string {
    const regions = this.shared.get(id);
    if (!regions) return id;
    const known = region !== undefined && regions.has(region) ? region : [...regions][0]!;
    return `${id}@${known}`;
  }

  private perRegion(id: string, sightings: readonly Sighting[]): Map<string, Sighting[]> {
    const groups = new Map<string, Sighting[]>();
    for (const sighting of sightings) {
      const name = this.inRegion(id, sighting.place.region ?? NO_REGION);
      getOrMake(groups, name, (): Sighting[] => []).push(sighting);
    }
    return groups;
  }
}

const NOTHING: ReadonlyMap<string, Item> = new Map();

/**
 * The order in which sightings are asked. Of a peering that was recorded several times on its way to
 * being active or deleted, the last state counts; otherwise whoever says more.
 */
function richestFirst(sightings: readonly Sighting[]): Sighting[] {
  if (sightings.length < 2) return [...sightings];
  const weighed = sightings.map((sighting) => ({
    sighting,
    stage: stageOf(sighting),
    richness: richnessOf(sighting.record),
  }));
  weighed.sort((a, b) => b.stage - a.stage || b.richness - a.richness);
  return weighed.map(({ sighting }) => sighting);
}

/** "VPC peering connection lifecycle", in its order. */
const STAGES = [
  'initiating-request',
  'pending-acceptance',
  'provisioning',
  'active',
  'rejected',
  'failed',
  'expired',
  'deleting',
  'deleted',
];

function stageOf({ record }: Sighting): number {
  const status = record['Status'];
  const code = typeof status === 'object' && status !== null && 'Code' in status ? status.Code : undefined;
  return typeof code === 'string' ? STAGES.indexOf(code) : -1;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
