/**
 * A resource as somebody declared it, before or beside what the provider made of it.
 *
 * Templates and plans say what is wanted, in words of their own. Here both speak CloudFormation's: its
 * types and property names are documented, and close to those of the responses that the rest of the
 * reader knows ("AWS resource and property types reference", AWS CloudFormation).
 */
import type { SourceRef } from '../../model/source-ref.ts';
import { Item } from '../aws/item.ts';
import { withOrigin, type JsonObject } from '../aws/json-object.ts';
import type { Place } from '../aws/place.ts';

export interface DeclaredResource {
  /** `AWS::EC2::Subnet` without what all of them begin with: `EC2::Subnet`. */
  readonly type: string;
  /** The provider's id where it is known, else the name of the declaration. */
  readonly id: string;
  readonly properties: Item;
  readonly source: SourceRef;
  readonly place: Place;
  /** It does not exist yet, so everything the provider makes along with it is as the provider makes it. */
  readonly isNew: boolean;
}

export interface Declaration extends Omit<DeclaredResource, 'properties' | 'place'> {
  readonly properties: JsonObject;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

/** Ids of declarations are what they are. */
const PLAIN_IDS = { inRegion: (id: string): string => id };

export function declare({ properties, region, account, ...rest }: Declaration): DeclaredResource {
  const place = { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
  const { file, path } = rest.source;
  const record = withOrigin(properties, rest.source);
  const item = new Item([{ record, file, path, place, origin: rest.source }], PLAIN_IDS);
  return { ...rest, properties: item, place };
}

/** Of a part that does not name its owner: who it may be, as far as the declaration narrows it down. */
export function ownerOf({ properties }: DeclaredResource): {
  readonly may: string;
  readonly among: readonly string[];
} {
  return { may: 'may belong to', among: properties.texts('OwnerCandidates') };
}

/** Key under which a declaration lists, as clauses, what of it is known only after it is made. */
export const UNDETERMINED = 'undetermined';

/** What is not known of a declaration, as one clause. */
export function undetermined(item: Item): string | undefined {
  const clauses = item.texts(UNDETERMINED);
  return clauses.length === 0 ? undefined : clauses.join('; ');
}

/** Is a resource only looked up, so that what belongs to it is declared elsewhere? */
export function isLookedUp({ source }: Pick<DeclaredResource, 'source'>): boolean {
  return /(?:^|\.)data\./.test(source.address ?? '');
}

/** Tags as responses list them. */
export function tagged(resource: DeclaredResource): { Tags?: JsonObject[] } {
  const { name } = resource.properties;
  return name === undefined ? {} : { Tags: [{ Key: 'Name', Value: name }] };
}
