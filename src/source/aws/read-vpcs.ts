/**
 * VPCs with all their ranges, subnets with their tables and ACLs, and prefix lists.
 */
import { samePrefix, type Prefix } from '../../ip/prefix.ts';
import { UNKNOWN, type ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

export function readVpcs(reading: ExportReading): void {
  for (const [id, item] of reading.inventory.all('Vpcs')) {
    const { name } = item;
    reading.draft.vpcs.set(id, {
      id,
      ...(name !== undefined && { name }),
      profile: 'aws',
      account: item.account ?? reading.hints.of(id)?.account ?? UNKNOWN,
      region: item.region ?? reading.hints.of(id)?.region ?? UNKNOWN,
      cidrs: item.has('CidrBlock') ? rangesOf(reading, item) : (reading.hints.of(id)?.cidrs ?? []),
      mainTable: reading.mainTableOf(id),
      dnsSupport: item.inner('EnableDnsSupport')?.flag('Value') ?? true,
      source: item.source,
    });
  }
}

/** Primary range first, then the associated ones of both families. */
function rangesOf(reading: ExportReading, item: Item): Prefix[] {
  const ranges: Prefix[] = [];
  const add = (part: Item, key: string): void => {
    const prefix = reading.prefix(part, key);
    if (prefix && !ranges.some((known) => samePrefix(known, prefix))) ranges.push(prefix);
  };
  const associations = item
    .items('CidrBlockAssociationSet')
    .filter((part) => isAssociated(part, 'CidrBlockState'));
  if (
    associations.length === 0 ||
    associations.some((part) => part.text('CidrBlock') === item.text('CidrBlock'))
  ) {
    add(item, 'CidrBlock');
  }
  for (const part of associations) add(part, 'CidrBlock');
  for (const part of item.items('Ipv6CidrBlockAssociationSet')) {
    if (isAssociated(part, 'Ipv6CidrBlockState')) add(part, 'Ipv6CidrBlock');
  }
  return ranges;
}

/** Disassociated ranges stay listed for a while; older exports name no state. */
function isAssociated(part: Item, key: string): boolean {
  return (part.inner(key)?.text('State') ?? 'associated') === 'associated';
}

export function readSubnets(reading: ExportReading): void {
  const { hints } = reading;
  for (const [id, item] of reading.inventory.all('Subnets')) {
    const vpc = item.ref('VpcId');
    if (vpc === undefined) {
      const why = 'the record does not say in which VPC it is';
      reading.doubt({ id, kind: 'Subnet', why, source: item.source });
      continue;
    }
    const table = hints.tableOfSubnet.get(id);
    const acl = hints.aclOfSubnet.get(id);
    const { name } = item;
    reading.draft.subnets.set(id, {
      id,
      name: id,
      ...(name !== undefined && { label: name }),
      vpc: reading.vpc(vpc, item),
      az: reading.zone(item) ?? UNKNOWN,
      prefixes: subnetRanges(reading, item),
      ...(table !== undefined && { routeTable: table }),
      ...(acl !== undefined && { networkAcl: acl }),
      source: item.source,
    });
  }
}

function subnetRanges(reading: ExportReading, item: Item): Prefix[] {
  const ipv4 = reading.prefix(item, 'CidrBlock');
  const ipv6 = item
    .items('Ipv6CidrBlockAssociationSet')
    .filter((part) => isAssociated(part, 'Ipv6CidrBlockState'))
    .map((part) => reading.prefix(part, 'Ipv6CidrBlock'))
    .find((prefix) => prefix !== undefined);
  return [ipv4, ipv6].filter((prefix) => prefix !== undefined);
}

/**
 * Prefix lists of both shapes. `describe-managed-prefix-lists` leaves the ranges to another call; a list
 * whose ranges are in no file makes routes that nobody can evaluate.
 */
export function readPrefixLists(reading: ExportReading): void {
  const { inventory, draft } = reading;
  const ids = new Set([...inventory.all('PrefixLists').keys(), ...inventory.all('PrefixListEntries').keys()]);
  for (const id of ids) {
    const list = inventory.get('PrefixLists', id);
    const entries = inventory.get('PrefixListEntries', id);
    const item = list ?? entries;
    if (!item) continue;
    const name = list?.text('PrefixListName');
    const maxEntries = list?.integer('MaxEntries');
    const { source } = item;
    draft.prefixLists.set(id, {
      id,
      ...(name !== undefined && { name }),
      prefixes: listedRanges(reading, list, entries),
      ...(maxEntries !== undefined && { maxEntries }),
      source,
    });
    if (!list?.has('Cidrs') && !entries) {
      const why = 'its ranges are in no file, so routes and rules that name it match nothing';
      reading.doubt({ id, kind: 'PrefixList', why, source });
    }
  }
}

function listedRanges(reading: ExportReading, list: Item | undefined, entries: Item | undefined): Prefix[] {
  const texts = list?.texts('Cidrs') ?? [];
  const fromTexts = texts.map((text) => reading.prefixOf(list!, 'Cidrs', text));
  const fromEntries = (entries?.itemsOfAll('Entries') ?? []).map((entry) => reading.prefix(entry, 'Cidr'));
  return [...fromTexts, ...fromEntries].filter((prefix) => prefix !== undefined);
}
