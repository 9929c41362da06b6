/**
 * Account and region of a record, which AWS rarely writes into the record itself.
 *
 * Both are told by what names them first: an ARN or an availability zone of the record, else the
 * folders and the name of the file. Knows nothing of what the records mean.
 */
import { resolve, sep } from 'node:path';
import type { JsonObject } from './json-object.ts';

export interface Place {
  /** Account that owns the record, as far as that is known. */
  readonly account?: string;
  readonly region?: string;
  /** Account in whose export the record stands: names of zones are its own. */
  readonly viewer?: string;
}

/** `us-east-1`, `us-gov-west-1`, `ap-southeast-5`: every region so far ends in a direction and a number. */
const REGION_TEXT = '[a-z]{2,4}(?:-[a-z]{2,5})?-(?:central|(?:north|south)(?:east|west)?|east|west)-\\d{1,2}';
const REGION = new RegExp(`(?<![a-z])${REGION_TEXT}(?!\\d)`);
const ZONE = new RegExp(`^${REGION_TEXT}`);
const ACCOUNT = /(?<!\d)\d{12}(?!\d)/;

/** Keys under which records carry their own ARN. */
const ARN_KEYS = [
  'VpcArn',
  'SubnetArn',
  'RouteTableArn',
  'SecurityGroupArn',
  'TransitGatewayArn',
  'PrefixListArn',
  'LoadBalancerArn',
  'TargetGroupArn',
  'FirewallArn',
];

/** Region of an availability zone or local zone: `us-west-2` of `us-west-2-lax-1a`. */
export function regionOfZone(zone: string): string | undefined {
  return ZONE.exec(zone)?.[0];
}

export function isRegion(text: string): boolean {
  return REGION.exec(text)?.[0] === text;
}

export function isAccount(text: string): boolean {
  return ACCOUNT.exec(text)?.[0] === text;
}

/** Place that the folders and the name of a file tell; the innermost one counts. */
export function placeOfFile(file: string): Place {
  let place: Place = {};
  for (const segment of resolve(file).split(sep)) place = withinSegment(place, segment);
  return place;
}

/** Place behind one more folder, file or key on the way to a record. */
export function withinSegment(place: Place, segment: string): Place {
  const region = REGION.exec(segment)?.[0] ?? place.region;
  const account = ACCOUNT.exec(segment)?.[0] ?? place.account;
  return {
    ...(account !== undefined && { account, viewer: account }),
    ...(region !== undefined && { region }),
  };
}

/** Place of a record, from what it says itself and, failing that, from where it lies. */
export function placeOfRecord(record: JsonObject, file: Place): Place {
  let region = regionOfRecordedZone(record);
  let account = typeof record['OwnerId'] === 'string' ? record['OwnerId'] : undefined;
  for (const key of ARN_KEYS) {
    const arn = record[key];
    if (typeof arn !== 'string') continue;
    const parts = arn.split(':');
    region ??= parts[3] === '' ? undefined : parts[3];
    account ??= parts[4] === '' ? undefined : parts[4];
  }
  region ??= file.region;
  account ??= file.account;
  if (region === file.region && account === file.account) return file;
  const { viewer } = file;
  return {
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(viewer !== undefined && { viewer }),
  };
}

function regionOfRecordedZone(record: JsonObject): string | undefined {
  const placement = record['Placement'];
  const zone =
    record['AvailabilityZone'] ??
    (typeof placement === 'object' && placement !== null && 'AvailabilityZone' in placement
      ? placement.AvailabilityZone
      : undefined);
  return typeof zone === 'string' ? regionOfZone(zone) : undefined;
}
