/**
 * Responses of the JD Cloud API, taken apart into objects.
 *
 * A response is `{requestId, result: {vpcs: [...], totalCount}}`, or one object under its singular; the
 * command line prints the same. Keys are those of the public SDK ("jdcloud-sdk-go", services vpc and vm)
 * and of "Virtual-Private-Cloud API" (JD Cloud).
 */
import { Item, type Sighting } from '../aws/item.ts';
import { isJsonObject, type JsonObject } from '../aws/json-object.ts';
import { placeOfFile } from '../aws/place.ts';
import type { Path } from '../document.ts';

const KINDS = {
  vpcs: { single: 'vpc', id: 'vpcId', mark: 'vpcName' },
  subnets: { single: 'subnet', id: 'subnetId', mark: 'addressPrefix' },
  routeTables: { single: 'routeTable', id: 'routeTableId', mark: 'routeTableName' },
  vpcPeerings: { single: 'vpcPeering', id: 'vpcPeeringId', mark: 'vpcPeeringState' },
  networkSecurityGroups: {
    single: 'networkSecurityGroup',
    id: 'networkSecurityGroupId',
    mark: 'networkSecurityGroupName',
  },
  networkAcls: { single: 'networkAcl', id: 'networkAclId', mark: 'networkAclName' },
  networkInterfaces: { single: 'networkInterface', id: 'networkInterfaceId', mark: 'primaryIp' },
  instances: { single: 'instance', id: 'instanceId', mark: 'instanceName' },
} as const;

export type JdKind = keyof typeof KINDS;

const NAMES = Object.keys(KINDS) as JdKind[];

const PLAIN_IDS = { inRegion: (id: string): string => id };

export class JdRecords {
  private readonly sightings = new Map<JdKind, Map<string, [Sighting, ...Sighting[]]>>();
  private readonly listed = new Set<JdKind>();

  get isEmpty(): boolean {
    return this.listed.size === 0;
  }

  /** Takes a response in; false when there is nothing of this cloud in it. */
  take(file: string, value: unknown): boolean {
    if (!isJsonObject(value)) return false;
    const isEnveloped = isJsonObject(value['result']) && 'requestId' in value;
    const response = isEnveloped ? (value['result'] as JsonObject) : value;
    const path: Path = isEnveloped ? ['result'] : [];
    let isTaken = false;
    for (const kind of NAMES) {
      // The example of describeNetworkAcls has `NetworkAcls`, its table `networkAcls`.
      const key = kind in response ? kind : `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
      const list = response[key];
      const single = response[KINDS[kind].single];
      if (
        Array.isArray(list) &&
        (list.length > 0 || isEnveloped) &&
        list.every((entry) => isOf(kind, entry))
      ) {
        this.listed.add(kind);
        isTaken = true;
        for (const [i, entry] of (list as JsonObject[]).entries()) {
          this.add(kind, entry, file, [...path, key, i]);
        }
      } else if (isOf(kind, single)) {
        this.listed.add(kind);
        isTaken = true;
        this.add(kind, single as JsonObject, file, [...path, KINDS[kind].single]);
      }
    }
    return isTaken;
  }

  all(kind: JdKind): [string, Item][] {
    return [...(this.sightings.get(kind) ?? [])].map(([id, sightings]) => [
      id,
      new Item(sightings, PLAIN_IDS),
    ]);
  }

  get(kind: JdKind, id: string | undefined): Item | undefined {
    const sightings = id === undefined ? undefined : this.sightings.get(kind)?.get(id);
    return sightings && new Item(sightings, PLAIN_IDS);
  }

  isListed(kind: JdKind): boolean {
    return this.listed.has(kind);
  }

  counts(): Map<string, number> {
    return new Map(
      NAMES.flatMap((kind) => {
        const count = this.sightings.get(kind)?.size ?? 0;
        return count === 0 ? [] : [[kind, count] as const];
      }),
    );
  }

  private add(kind: JdKind, record: JsonObject, file: string, path: Path): void {
    const id = String(record[KINDS[kind].id]);
    const ofKind = this.sightings.get(kind) ?? new Map<string, [Sighting, ...Sighting[]]>();
    this.sightings.set(kind, ofKind);
    const sighting: Sighting = { record, file, path, place: placeOfFile(file) };
    const known = ofKind.get(id);
    if (known) known.push(sighting);
    else ofKind.set(id, [sighting]);
  }
}

function isOf(kind: JdKind, record: unknown): boolean {
  if (!isJsonObject(record)) return false;
  const { id, mark } = KINDS[kind];
  return typeof record[id] === 'string' && record[id] !== '' && mark in record;
}
