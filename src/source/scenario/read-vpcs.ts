/**
 * VPCs with their subnets, sites, and prefix lists.
 */
import type { z } from 'zod';
import { covers, formatPrefix, overlaps, prefixFamily, type Prefix } from '../../ip/prefix.ts';
import type { Vpc } from '../../model/network.ts';
import type { Path } from '../document.ts';
import { subnetsOf } from './find-subnet.ts';
import { readHost } from './read-hosts.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { isList, listOf, pathOfItem, readCidr, readCidrs, readRange } from './values.ts';
import { own } from '../../model/own.ts';

/**
 * Reads `vpcs`; a VPC that exists already gets the ranges, subnets and hosts added to it. Whether it may
 * have them is then a matter of its provider, not of the reader.
 */
export function readVpcs(reading: Reading, section: unknown, path: Path): void {
  for (const { key: id, value, path: at } of reading.entries(schema.vpc, section, path)) {
    const existing = reading.draft.vpcs.get(id);
    const cidrs = readCidrs(reading, value.cidrs, [...at, 'cidrs']);
    const vpc: Vpc = existing
      ? { ...existing, cidrs: [...existing.cidrs, ...cidrs] }
      : {
          id,
          ...(value.name !== undefined && { name: value.name }),
          profile: value.profile ?? reading.profile.id,
          account: String(value.account ?? 'acc1'),
          region: value.region ?? 'r1',
          cidrs,
          mainTable: value.mainTable ?? id,
          dnsSupport: value.dnsSupport ?? true,
          source: reading.source(at),
        };
    reading.draft.vpcs.set(id, vpc);
    if (!existing) {
      reportOverlaps(reading, vpc.cidrs, `ranges of VPC ${id}`, [...at, 'cidrs']);
      if (value.mainTable === undefined) addMainTable(reading, id, at);
    }
    for (const [name, entry] of Object.entries(value.subnets ?? {})) {
      const az = own(value.azs, name);
      readSubnet(reading, vpc, name, entry, az, [...at, 'subnets', name], existing === undefined);
    }
    for (const name of Object.keys(value.azs ?? {})) {
      const known = subnetsOf(reading, id).map((subnet) => subnet.name);
      if (!known.includes(name)) {
        reading.reportUnknown(`subnet of ${id}`, name, [...at, 'azs', name], known);
      }
    }
    for (const [name, host] of Object.entries(value.hosts ?? {})) {
      readHost(reading, vpc, name, host, [...at, 'hosts', name]);
    }
  }
}

type SubnetEntry = NonNullable<z.output<typeof schema.vpc>['subnets']>[string];
type PlainSubnet = Exclude<SubnetEntry, string | string[]>;

/** Ranges make a subnet that is named inside its VPC; a mapping makes one with an id of its own. */
function readSubnet(
  reading: Reading,
  vpc: Vpc,
  name: string,
  entry: SubnetEntry,
  az: string | undefined,
  path: Path,
  isNewVpc: boolean,
): void {
  const isNamed = typeof entry === 'string' || isList(entry);
  const id = isNamed ? `${vpc.id}/${name}` : (entry.id ?? name);
  const cidrs = isNamed ? entry : entry.cidrs;
  const { label, table, acl }: Partial<PlainSubnet> = isNamed ? {} : entry;
  const ranges = readSubnetRanges(reading, name, cidrs, isNamed ? path : [...path, 'cidrs']);
  if (isNewVpc) reportMisplaced(reading, vpc, name, ranges);
  reading.draft.subnets.set(id, {
    ...reading.draft.subnets.get(id),
    id,
    name,
    ...(label !== undefined && { label }),
    vpc: vpc.id,
    az: (isNamed ? undefined : entry.az) ?? az ?? 'az1',
    prefixes: ranges.map(({ prefix }) => prefix),
    ...(table !== undefined && { routeTable: table }),
    ...(acl !== undefined && { networkAcl: acl }),
    source: reading.source(path),
  });
}

function addMainTable(reading: Reading, vpc: string, path: Path): void {
  reading.draft.routeTables.set(vpc, {
    id: vpc,
    owner: { kind: 'vpc', vpc },
    routes: [],
    propagatingGateways: [],
    source: reading.source(path),
  });
}

function reportOverlaps(reading: Reading, prefixes: readonly Prefix[], what: string, path: Path): void {
  if (reading.provenance.isObserved) return;
  for (let i = 0; i < prefixes.length; i++) {
    const clash = prefixes.slice(0, i).find((earlier) => overlaps(earlier, prefixes[i]!));
    if (clash) {
      const message = `${what} overlap: ${formatPrefix(prefixes[i]!)} and ${formatPrefix(clash)}`;
      reading.report('overlapping-ranges', message, [...path, i]);
    }
  }
}

interface SubnetRange {
  readonly prefix: Prefix;
  readonly path: Path;
}

function readSubnetRanges(
  reading: Reading,
  name: string,
  texts: string | readonly string[],
  path: Path,
): SubnetRange[] {
  const ranges = listOf(texts).flatMap((text, i): SubnetRange[] => {
    const at = pathOfItem(texts, path, i);
    const prefix = readCidr(reading, text, at);
    return prefix ? [{ prefix, path: at }] : [];
  });
  const families = new Set(ranges.map(({ prefix }) => prefixFamily(prefix)));
  if (families.size < ranges.length && !reading.provenance.isObserved) {
    reading.report('wrong-shape', `a subnet has one range per family, ${name} has more`, path);
  }
  return ranges;
}

/** Ranges of a subnet that cannot be where they are: outside the VPC, or over another subnet. */
function reportMisplaced(reading: Reading, vpc: Vpc, name: string, ranges: readonly SubnetRange[]): void {
  if (reading.provenance.isObserved) return;
  for (const { prefix, path } of ranges) {
    const text = formatPrefix(prefix);
    if (reading.profile.vpcRange !== 'subnets' && vpc.cidrs.length > 0) {
      if (!vpc.cidrs.some((cidr) => covers(cidr, prefix))) {
        const held = vpc.cidrs.map(formatPrefix).join(', ');
        reading.report('outside-range', `subnet ${text} lies outside VPC ${vpc.id} (${held})`, path);
      }
    }
    for (const sibling of subnetsOf(reading, vpc.id)) {
      if (sibling.name !== name && sibling.prefixes.some((other) => overlaps(other, prefix))) {
        reading.report('overlapping-ranges', `subnet ${text} overlaps subnet ${sibling.name}`, path);
      }
    }
  }
}

/** Reads `sites`; their routers are tables of the same name. */
export function readSites(reading: Reading, section: unknown, path: Path): void {
  for (const { key: id, value, path: at } of reading.entries(schema.site, section, path)) {
    const source = reading.source(at);
    if (reading.draft.vpcs.has(id)) {
      reading.report('duplicate-name', `there is a VPC called "${id}" already`, at);
      continue;
    }
    const prefixes = readCidrs(reading, value.prefixes, [...at, 'prefixes']);
    const { name: label } = value;
    reading.draft.sites.set(id, { id, ...(label !== undefined && { name: label }), prefixes, source });
    reading.draft.routeTables.set(id, {
      id,
      owner: { kind: 'site', site: id },
      routes: [],
      propagatingGateways: [],
      source,
    });
    for (const [name, texts] of Object.entries(value.hosts ?? {})) {
      const hostPath = [...at, 'hosts', name];
      if (reading.draft.enis.has(name) || reading.draft.siteHosts.has(name)) {
        reading.report('duplicate-name', `there is another host called "${name}"`, hostPath);
        continue;
      }
      const addresses = listOf(texts).flatMap(
        (text, i) => readRange(reading, text, pathOfItem(texts, hostPath, i)) ?? [],
      );
      reading.draft.siteHosts.set(name, { id: name, site: id, addresses, source: reading.source(hostPath) });
    }
  }
}

export function readPrefixLists(reading: Reading, section: unknown, path: Path): void {
  for (const { key: id, value, path: at } of reading.entries(schema.prefixList, section, path)) {
    const source = reading.source(at);
    if (isList(value)) {
      reading.draft.prefixLists.set(id, { id, prefixes: readCidrs(reading, value, at), source });
      continue;
    }
    const { name, maxEntries } = value;
    reading.draft.prefixLists.set(id, {
      id,
      ...(name !== undefined && { name }),
      prefixes: readCidrs(reading, value.cidrs, [...at, 'cidrs']),
      ...(maxEntries !== undefined && { maxEntries }),
      source,
    });
  }
}
