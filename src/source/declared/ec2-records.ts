/**
 * Declared resources as the records of an export: what `describe-*` would answer if all of it existed.
 *
 * One record is often pieced together from several declarations (a route table, its routes, its
 * associations), in any order; each piece keeps the place of its own declaration. A record that nothing
 * declares, only adds to, is not handed on: half a security group would look like a whole one.
 */
import { idOf, KIND_BY_NAME, type KindName } from '../aws/catalogue.ts';
import type { Doubt } from '../aws/record-reading.ts';
import { withOrigin, type JsonObject } from '../aws/json-object.ts';
import type { Unwrapped } from '../aws/unwrap.ts';
import type { DeclaredResource } from './resource.ts';

/** Records that one of could be meant. */
interface AnyOf {
  readonly kind: KindName;
  /** Clause that the id of each record ends: "it may belong to". */
  readonly may: string;
  /** Ids, where it can only be one of these. */
  readonly among?: readonly string[];
  readonly vpc?: string | undefined;
  /** What the doubt of a record goes by, after its id. */
  readonly part?: string;
}

interface OpenRecord {
  readonly fields: Record<string, unknown>;
  readonly lists: Map<string, JsonObject[]>;
  by: DeclaredResource;
  isDeclared: boolean;
}

export class Ec2Records {
  readonly doubts: Doubt[] = [];
  private readonly records = new Map<KindName, Map<string, OpenRecord>>();
  /** Declarations that leave the same thing open, by what that is. */
  private readonly open = new Map<string, { readonly any: AnyOf; readonly by: DeclaredResource[] }>();

  /** States what a record says; a later statement adds to an earlier one. */
  declare(kind: KindName, id: string, by: DeclaredResource, fields: JsonObject): void {
    const record = this.openRecord(kind, id, by);
    if (!record.isDeclared) record.by = by;
    record.isDeclared = true;
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined) record.fields[key] = value;
    }
  }

  /** Adds to a list in a record, which may be declared later. */
  append(kind: KindName, id: string, key: string, by: DeclaredResource, entry: JsonObject): void {
    const { lists } = this.openRecord(kind, id, by);
    const list = lists.get(key) ?? [];
    lists.set(key, list);
    list.push(withOrigin(entry, by.source));
  }

  /** Takes the others out of a list. */
  retain(kind: KindName, id: string, key: string, isKept: (entry: JsonObject) => boolean): void {
    const { lists } = this.records.get(kind)?.get(id) ?? {};
    const list = lists?.get(key);
    if (lists && list) lists.set(key, list.filter(isKept));
  }

  has(kind: KindName, id: string): boolean {
    return this.records.get(kind)?.get(id)?.isDeclared === true;
  }

  /** Value of a field, where a declaration says it. */
  text(kind: KindName, id: string | undefined, key: string): string | undefined {
    const value = id === undefined ? undefined : this.records.get(kind)?.get(id)?.fields[key];
    return typeof value === 'string' ? value : undefined;
  }

  flag(kind: KindName, id: string, key: string): boolean {
    return this.records.get(kind)?.get(id)?.fields[key] === true;
  }

  /** Instance that an interface is attached to. */
  attachedTo(eni: string): string | undefined {
    const attachment = this.records.get('NetworkInterfaces')?.get(eni)?.fields['Attachment'];
    const isObject = typeof attachment === 'object' && attachment !== null && 'InstanceId' in attachment;
    return isObject && typeof attachment.InstanceId === 'string' ? attachment.InstanceId : undefined;
  }

  list(kind: KindName, id: string, key: string): readonly JsonObject[] {
    return this.records.get(kind)?.get(id)?.lists.get(key) ?? [];
  }

  /** Declared records of a kind, with who declared them. */
  declared(kind: KindName): { readonly id: string; readonly by: DeclaredResource }[] {
    return [...(this.records.get(kind) ?? [])].flatMap(([id, { isDeclared, by }]) =>
      isDeclared ? [{ id, by }] : [],
    );
  }

  doubt(by: DeclaredResource, why: string, more: { readonly id?: string; readonly vpc?: string } = {}): void {
    this.doubts.push({ id: by.id, kind: by.type.replace(/^.*::/, ''), why, source: by.source, ...more });
  }

  /** Doubts every record that a declaration may be about, once all of them are declared. */
  doubtAny(by: DeclaredResource, any: AnyOf): void {
    const key = JSON.stringify(any);
    const same = this.open.get(key) ?? { any, by: [] };
    this.open.set(key, same);
    same.by.push(by);
  }

  /** Settles what was left open until everything is declared. */
  settle(): void {
    for (const { by, any } of this.open.values()) {
      const { kind, may, among = [], vpc, part = '' } = any;
      const [first, ...others] = by;
      const who = others.length === 0 ? first!.id : `${first!.id} (or one of ${others.length} others)`;
      const known = this.declared(kind).filter(
        ({ id }) => vpc === undefined || this.text(kind, id, 'VpcId') === vpc,
      );
      const named = known.filter(({ id }) => among.includes(id));
      const whom = named.length > 0 ? named : known;
      if (whom.length === 0) this.doubt(first!, `${may} something that is not declared here`);
      for (const { id } of whom) this.doubt(first!, `${who} ${may} it`, { id: `${id}${part}` });
    }
  }

  /** Everything, in the form in which documents of an export are taken in. */
  unwrapped(): Unwrapped {
    const found: Unwrapped = { findings: [], listed: new Set(), unfinished: new Map() };
    for (const [name, records] of this.records) {
      const kind = KIND_BY_NAME.get(name)!;
      if (LISTED_WHOLE.has(name)) found.listed.add(name);
      for (const [id, { fields, lists, by, isDeclared }] of records) {
        if (!isDeclared) {
          const why = `${by.source.address ?? by.id} adds to it, but it is not declared here`;
          this.doubts.push({ id, kind: name.replace(/s$/, ''), why, source: by.source });
          continue;
        }
        const record = withOrigin({ ...fields, ...Object.fromEntries(lists) }, by.source);
        const { path } = by.source;
        found.findings.push({ kind: name, id: idOf(kind, record), record, path, place: by.place });
      }
    }
    return found;
  }

  private openRecord(kind: KindName, id: string, by: DeclaredResource): OpenRecord {
    const records = this.records.get(kind) ?? new Map<string, OpenRecord>();
    this.records.set(kind, records);
    const known = records.get(id);
    if (known) return known;
    const idKey = KIND_BY_NAME.get(kind)!.id[0]!;
    const made = { fields: { [idKey]: id }, lists: new Map(), by, isDeclared: false };
    records.set(id, made);
    return made;
  }
}

/**
 * Kinds that declarations name completely. Subnets and hosts are not among them: others may declare more
 * subnets of a VPC, and start machines in those declared here.
 */
const LISTED_WHOLE: ReadonlySet<KindName> = new Set<KindName>([
  'TransitGatewayPropagations',
  'TransitGatewayRouteTableAssociations',
]);
