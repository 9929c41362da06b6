/**
 * One JSON document → the objects of the export in it, whatever it is wrapped in.
 *
 * Accepted are responses as the command line prints them, responses about a single object, lists
 * without a name, recorded responses (`{"status_code": 200, "data": {...}}`), and documents that group
 * responses by account, region or call. Everything else belongs to another service and is left alone.
 */
import type { Path } from '../document.ts';
import { idOf, KIND_BY_NAME, KIND_BY_SINGLE, kindOfUnnamed, type Kind, type KindName } from './catalogue.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { wholeResponseIn, type WholeResponse } from './whole-response.ts';
import { isAccount, isRegion, withinSegment, type Place } from './place.ts';

/** An object found in a document. */
interface Finding {
  /** A kind of the catalogue, or the name under which the document lists something else. */
  readonly kind: string;
  readonly id: string | undefined;
  readonly record: JsonObject;
  readonly path: Path;
  readonly place: Place;
}

export interface Unwrapped {
  readonly findings: Finding[];
  /** Kinds the document lists, be it without a single entry. */
  readonly listed: Set<string>;
  /** Kinds of which the list goes on behind the page, with where it says so. */
  readonly unfinished: Map<string, Path>;
}

/** What stands beside a list that was cut off: by the service, or by `--max-items`. */
const TOKENS = ['NextToken', 'nextToken', 'NextMarker'];

type NamedKind = Kind & { readonly name: KindName };

/** Responses nest a few levels at most; what goes deeper is no response. */
const DEPTH_LIMIT = 16;

/** Keys that group responses: an account, a region, or the call, as in `ec2-describe-vpcs`. */
function isGrouping(key: string): boolean {
  return isAccount(key) || isRegion(key) || /^(?:[a-z0-9]+[-.])?(?:describe|get|search|list)/i.test(key);
}

export function unwrap(value: unknown, fileName: string, place: Place): Unwrapped {
  const found: Unwrapped = { findings: [], listed: new Set(), unfinished: new Map() };
  new Unwrapping(found, fileName).document(value, [], place);
  return found;
}

class Unwrapping {
  private readonly found: Unwrapped;
  private readonly fileName: string;

  constructor(found: Unwrapped, fileName: string) {
    this.found = found;
    this.fileName = fileName;
  }

  document(value: unknown, path: Path, place: Place): void {
    if (path.length > DEPTH_LIMIT) return;
    if (Array.isArray(value)) this.list(value, path, place);
    else if (isJsonObject(value)) this.response(value, path, place);
  }

  private response(response: JsonObject, path: Path, place: Place): void {
    if (isJsonObject(response['data']) && response['status_code'] !== undefined) {
      this.response(response['data'], [...path, 'data'], place);
      return;
    }
    if (path.length > DEPTH_LIMIT) return;
    const whole = wholeResponseIn(response);
    if (whole) {
      this.wholeResponse(whole, response, path, place);
      return;
    }
    const bare = isVpcAttribute(response) ? KIND_BY_NAME.get('Vpcs') : kindOfUnnamed(response);
    if (bare) {
      this.found.listed.add(bare.name);
      this.record(bare, response, path, place);
      return;
    }
    for (const [key, value] of Object.entries(response)) {
      const at = [...path, key];
      const kind = KIND_BY_NAME.get(key);
      const single = KIND_BY_SINGLE.get(key);
      if (kind && Array.isArray(value)) {
        this.found.listed.add(key);
        const token = TOKENS.find((name) => typeof response[name] === 'string' && response[name] !== '');
        if (token !== undefined) this.found.unfinished.set(key, [...path, token]);
        this.records(kind, value, at, place);
      } else if (key === 'Reservations' && Array.isArray(value)) {
        this.found.listed.add('Instances');
        for (const [i, entry] of value.entries()) this.reservation(entry, [...at, i], place);
      } else if (single && isJsonObject(value)) {
        // `describe-firewall` tells the state of the firewall beside it.
        this.found.listed.add(single.name);
        this.add(single, { ...response, ...value }, at, place);
      } else if (isJsonObject(value) && isGrouping(key)) {
        this.response(value, at, withinSegment(place, key));
      } else if (Array.isArray(value)) {
        this.strangers(key, value, at, place);
      }
    }
  }

  /** A list without a name: of objects, or of pages. */
  private list(list: readonly unknown[], path: Path, place: Place): void {
    for (const [i, entry] of list.entries()) {
      const at = [...path, i];
      if (!isJsonObject(entry)) {
        this.document(entry, at, place);
        continue;
      }
      const kind = kindOfUnnamed(entry);
      if (kind) {
        this.found.listed.add(kind.name);
        this.record(kind, entry, at, place);
      } else if (Array.isArray(entry['Instances'])) {
        this.found.listed.add('Instances');
        this.reservation(entry, at, place);
      } else {
        this.response(entry, at, place);
      }
    }
  }

  private records(kind: NamedKind, list: readonly unknown[], path: Path, place: Place): void {
    for (const [i, record] of list.entries()) this.record(kind, record, [...path, i], place);
  }

  private record(kind: NamedKind, record: unknown, path: Path, place: Place): void {
    if (!isJsonObject(record)) return;
    this.add(kind, record, path, place);
    if (kind.name === 'Instances') this.interfacesOf(record, path, place);
  }

  private reservation(reservation: unknown, path: Path, place: Place): void {
    if (!isJsonObject(reservation) || !Array.isArray(reservation['Instances'])) return;
    const owner = reservation['OwnerId'];
    const within = typeof owner === 'string' ? { ...place, account: owner } : place;
    const kind = KIND_BY_NAME.get('Instances')!;
    this.records(kind, reservation['Instances'], [...path, 'Instances'], within);
  }

  /** An instance lists its interfaces itself, with less than `describe-network-interfaces` says. */
  private interfacesOf(instance: JsonObject, path: Path, place: Place): void {
    const list = instance['NetworkInterfaces'];
    const kind = KIND_BY_NAME.get('NetworkInterfaces')!;
    if (!Array.isArray(list) || list.length === 0) {
      if (instance['SubnetId'] === undefined || instance['PrivateIpAddress'] === undefined) return;
      this.add(kind, onlyInterfaceOf(instance), path, place);
      return;
    }
    for (const [i, record] of list.entries()) {
      if (!isJsonObject(record)) continue;
      const attachment = isJsonObject(record['Attachment']) ? record['Attachment'] : {};
      const full = { ...record, Attachment: { ...attachment, InstanceId: instance['InstanceId'] } };
      this.add(kind, full, [...path, 'NetworkInterfaces', i], place);
    }
  }

  private wholeResponse(whole: WholeResponse, response: JsonObject, path: Path, place: Place): void {
    const kind = KIND_BY_NAME.get(whole.kind)!;
    const idKey = kind.id[0]!;
    const named = typeof response[idKey] === 'string' ? undefined : whole.idText.exec(this.fileName)?.[0];
    this.found.listed.add(whole.kind);
    this.add(kind, named === undefined ? response : { ...response, [idKey]: named }, path, place);
  }

  /**
   * A list of something the catalogue does not know. It is kept when it looks like a resource of the
   * network: with an id after its own name, and placed in a VPC, subnet or transit gateway.
   */
  private strangers(key: string, list: readonly unknown[], path: Path, place: Place): void {
    if (WITHOUT_EFFECT.has(key)) return;
    for (const [i, record] of list.entries()) {
      if (!isJsonObject(record)) continue;
      const id = strangerId(key, record);
      if (id === undefined || !namesNetwork(record, 0)) continue;
      this.found.listed.add(key);
      this.found.findings.push({ kind: key, id, record, path: [...path, i], place });
    }
  }

  private add(kind: NamedKind, record: JsonObject, path: Path, place: Place): void {
    this.found.findings.push({ kind: kind.name, id: idOf(kind, record), record, path, place });
  }
}

/** Id of the interface of an instance whose record lists none. */
export function impliedInterfaceId(instance: string): string {
  return `${instance}/eth0`;
}

/** What the record of an instance says of its one interface. */
function onlyInterfaceOf(instance: JsonObject): JsonObject {
  const publicIp = instance['PublicIpAddress'];
  return {
    NetworkInterfaceId: impliedInterfaceId(String(instance['InstanceId'])),
    VpcId: instance['VpcId'],
    SubnetId: instance['SubnetId'],
    PrivateIpAddress: instance['PrivateIpAddress'],
    SourceDestCheck: instance['SourceDestCheck'],
    Groups: instance['SecurityGroups'],
    AvailabilityZone: isJsonObject(instance['Placement'])
      ? instance['Placement']['AvailabilityZone']
      : undefined,
    Attachment: { InstanceId: instance['InstanceId'], DeviceIndex: 0 },
    ...(publicIp !== undefined && { Association: { PublicIp: publicIp } }),
  };
}

/** "describe-vpc-attribute" answers about one attribute of one VPC. */
function isVpcAttribute(response: JsonObject): boolean {
  return typeof response['VpcId'] === 'string' && isJsonObject(response['EnableDnsSupport']);
}

/** Lists that look like resources of a network, and say nothing that changes where packets go. */
const WITHOUT_EFFECT = new Set([
  'VpcEndpointConnections',
  'VpcEndpointAssociations',
  'SubnetCidrReservations',
  'MountTargets',
  'DBSubnetGroups',
  'CacheSubnetGroups',
]);

/** `QuantumGatewayId`, an ARN, or what older services call an id. */
function strangerId(list: string, record: JsonObject): string | undefined {
  const one = list.replace(/s$/, '');
  const keys = [`${one}Id`, `${one}Arn`, 'Arn', 'ARN', `${one}Identifier`, `${one}Name`];
  return keys.map((key) => record[key]).find((id) => typeof id === 'string');
}

const NETWORK_KEY = /^(?:vpc|subnet|transitGateway|vpcEndpoint)(?:Ids?|Identifiers?)$/i;

/** Groups of subnets and settings nest once or twice. */
const NETWORK_DEPTH = 3;

function namesNetwork(record: JsonObject, depth: number): boolean {
  return Object.entries(record).some(([key, value]) => {
    if (NETWORK_KEY.test(key)) return value !== '' && value !== null && !isEmptyList(value);
    if (depth === NETWORK_DEPTH) return false;
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return parts.some((part) => isJsonObject(part) && namesNetwork(part, depth + 1));
  });
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
