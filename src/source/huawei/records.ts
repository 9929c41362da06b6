/**
 * Responses of the Open Telekom Cloud and Huawei Cloud APIs, taken apart into objects.
 *
 * Lists come under the name of the resource (`{"vpcs": [...]}`), single objects under its singular, or
 * bare. The VPC, Neutron and VPC Endpoint services have names in common; what an object is also shows in
 * its keys. "Virtual Private Cloud API Reference", "VPC Endpoint API Reference".
 */
import type { SourceRef } from '../../model/source-ref.ts';
import { isJsonObject, withOrigin, type JsonObject } from '../aws/json-object.ts';
import { Item, type Sighting } from '../aws/item.ts';

export const KINDS = {
  vpcs: { single: 'vpc', marks: ['cidr', 'enable_shared_snat'] },
  subnets: { single: 'subnet', marks: ['cidr', 'gateway_ip', 'name'] },
  routetables: { single: 'routetable', marks: ['vpc_id', 'routes', 'subnets'] },
  routes: { single: 'route', marks: ['nexthop', 'destination', 'vpc_id'] },
  peerings: { single: 'peering', marks: ['request_vpc_info', 'accept_vpc_info'] },
  security_groups: { single: 'security_group', marks: ['security_group_rules', 'name'] },
  security_group_rules: { single: 'security_group_rule', marks: ['security_group_id', 'direction'] },
  ports: { single: 'port', marks: ['network_id', 'fixed_ips'] },
  routers: { single: 'router', marks: ['external_gateway_info', 'routes'] },
  endpoints: { single: 'endpoint', marks: ['endpoint_service_name', 'marker_id'] },
  publicips: { single: 'publicip', marks: ['public_ip_address'] },
  endpoint_services: { single: 'endpoint_service', marks: ['service_name', 'service_type'] },
} as const;

export type HuaweiKind = keyof typeof KINDS;

const NAMES = Object.keys(KINDS) as HuaweiKind[];

export class HuaweiRecords {
  private readonly sightings = new Map<HuaweiKind, Map<string, [Sighting, ...Sighting[]]>>();
  private readonly listed = new Set<HuaweiKind>();
  /** Objects of lists nobody here has heard of, by the names of the lists. */
  readonly strangers: { readonly kind: string; readonly id: string; readonly source: SourceRef }[] = [];

  get isEmpty(): boolean {
    return this.listed.size === 0 && this.strangers.length === 0;
  }

  /** Takes a response in; false when there is nothing of these clouds in it. */
  take(file: string, value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    let isTaken = false;
    for (const kind of NAMES) {
      const list = value[kind];
      const single = value[KINDS[kind].single];
      if (Array.isArray(list) && list.every((entry: unknown) => isJsonObject(entry) && isOf(kind, entry))) {
        // An empty list says nothing of whose it is.
        if (list.length > 0 || kind === 'vpcs') isTaken = true;
        if (isTaken) this.listed.add(kind);
        for (const [i, entry] of (list as JsonObject[]).entries()) {
          this.add(kind, entry, { file, path: [kind, i] });
        }
      } else if (isJsonObject(single) && isOf(kind, single)) {
        this.add(kind, single, { file, path: [KINDS[kind].single] });
        isTaken = true;
      }
    }
    for (const [key, list] of Object.entries(value)) {
      if (Array.isArray(list) && !Object.hasOwn(KINDS, key))
        isTaken = this.takeStrangers(file, key, list) || isTaken;
    }
    if (isTaken) return true;
    const bare = NAMES.find((kind) => isOf(kind, value));
    if (bare === undefined || typeof value['id'] !== 'string') return false;
    this.add(bare, value, { file, path: [] });
    return true;
  }

  /** They are kept when they have an id, and say in lower case with what of a network they have to do. */
  private takeStrangers(file: string, kind: string, list: readonly unknown[]): boolean {
    let isTaken = false;
    for (const [i, entry] of list.entries()) {
      if (!isJsonObject(entry) || typeof entry['id'] !== 'string') continue;
      if (!NETWORK_KEYS.some((key) => typeof entry[key] === 'string')) continue;
      this.strangers.push({ kind, id: entry['id'], source: { file, path: [kind, i] } });
      isTaken = true;
    }
    return isTaken;
  }

  /** Adds an object; equal ids are one object, seen several times. */
  add(kind: HuaweiKind, record: JsonObject, source: SourceRef, region?: string): void {
    const { id } = record;
    if (typeof id !== 'string' || id === '') return;
    const { file, path } = source;
    const place = region === undefined ? {} : { region };
    const sighting = { record: withOrigin(record, source), file, path, place, origin: source };
    const ofKind = this.sightings.get(kind) ?? new Map<string, [Sighting, ...Sighting[]]>();
    this.sightings.set(kind, ofKind);
    // Whoever declares interfaces does not say that there are no others.
    if (kind !== 'ports' || source.address === undefined) this.listed.add(kind);
    const known = ofKind.get(id);
    if (known) known.push(sighting);
    else ofKind.set(id, [sighting]);
  }

  /** Takes over everything another collection holds. */
  addAll(other: HuaweiRecords): void {
    for (const [kind, ofKind] of other.sightings) {
      for (const sightings of ofKind.values()) {
        for (const { record, origin, file, path, place } of sightings) {
          this.add(kind, record, origin ?? { file, path }, place.region);
        }
      }
    }
    for (const kind of other.listed) this.listed.add(kind);
    this.strangers.push(...other.strangers);
  }

  all(kind: HuaweiKind): [string, Item][] {
    return [...(this.sightings.get(kind) ?? [])].map(([id, sightings]) => [
      id,
      new Item(sightings, PLAIN_IDS),
    ]);
  }

  get(kind: HuaweiKind, id: string | undefined): Item | undefined {
    const sightings = id === undefined ? undefined : this.sightings.get(kind)?.get(id);
    return sightings && new Item(sightings, PLAIN_IDS);
  }

  isListed(kind: HuaweiKind): boolean {
    return this.listed.has(kind);
  }

  /** Objects per kind, without declared ones, which go by other names. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>(
      NAMES.flatMap((kind) => {
        const count = this.all(kind).filter(([, item]) => item.source.address === undefined).length;
        return count === 0 ? [] : [[kind, count] as const];
      }),
    );
    for (const { kind } of this.strangers) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }
}

/** "nat_gateways", "snat_rules", enterprise routers and the like name one of these. */
const NETWORK_KEYS = [
  'vpc_id',
  'router_id',
  'virsubnet_id',
  'vip_subnet_id',
  'internal_network_id',
  'nat_gateway_id',
];

const PLAIN_IDS = { inRegion: (id: string): string => id };

function isOf(kind: HuaweiKind, record: JsonObject): boolean {
  // Every object has an id; the names of the lists are common words.
  return 'id' in record && KINDS[kind].marks.every((mark) => mark in record || isOptional(kind, mark));
}

/** Keys that only some of the services write. */
function isOptional(kind: HuaweiKind, mark: string): boolean {
  return (kind === 'vpcs' && mark === 'enable_shared_snat') || (kind === 'routers' && mark === 'routes');
}
