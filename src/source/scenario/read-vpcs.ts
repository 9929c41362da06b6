/**
 * VPCs with their subnets and hosts, sites, and prefix lists.
 */
import type { z } from 'zod';
import { familyOf } from '../../ip/address.ts';
import { contains, covers, formatPrefix, overlaps, prefixFamily, type Prefix } from '../../ip/prefix.ts';
import { formatRange, type Range } from '../../ip/range.ts';
import {
  PLAIN_HOST,
  type Eni,
  type EniOwner,
  type HostBehaviour,
  type PublicMapping,
} from '../../model/eni.ts';
import type { Subnet, Vpc } from '../../model/network.ts';
import type { Path } from '../document.ts';
import { readOwner } from './read-owner.ts';
import type { Reading } from './reading.ts';
import * as schema from './schema.ts';
import { listOf, pathOfItem, readAddress, readCidr, readCidrs, readListener, readRange } from './values.ts';

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
      const az = value.azs?.[name];
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

export function subnetsOf(reading: Reading, vpc: string): Subnet[] {
  return [...reading.draft.subnets.values()].filter((subnet) => subnet.vpc === vpc);
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

/** The subnet of a VPC that holds every one of the ranges, or `undefined` after reporting. */
export function subnetHolding(
  reading: Reading,
  vpc: string,
  ranges: readonly Range[],
  path: Path,
): Subnet | undefined {
  const candidates = subnetsOf(reading, vpc);
  const holds = (subnet: Subnet, range: Range): boolean =>
    subnet.prefixes.some((prefix) => contains(prefix, range.first) && contains(prefix, range.last));
  const home = candidates.find((subnet) => ranges.every((range) => holds(subnet, range)));
  if (!home && ranges.length > 0) {
    const stray = ranges.find((range) => !candidates.some((subnet) => holds(subnet, range)));
    const message = stray
      ? `no subnet of ${vpc} holds ${formatRange(stray)}`
      : `the addresses ${ranges.map(formatRange).join(', ')} lie in different subnets of ${vpc}`;
    reading.report('outside-range', message, path);
  }
  return home;
}

function readHost(
  reading: Reading,
  vpc: Vpc,
  name: string,
  raw: string | string[] | HostEntry,
  path: Path,
): void {
  const host: HostEntry = typeof raw === 'string' || isList(raw) ? { ip: raw } : raw;
  const ipPath = typeof raw === 'string' || isList(raw) ? path : [...path, 'ip'];
  const addresses = listOf(host.ip).flatMap(
    (text, i) => readRange(reading, text, pathOfItem(host.ip, ipPath, i)) ?? [],
  );
  const subnet =
    host.subnet === undefined
      ? subnetHolding(reading, vpc.id, addresses, ipPath)
      : subnetNamed(reading, vpc.id, host.subnet, [...path, 'subnet']);
  if (!subnet) return;
  if (reading.draft.enis.has(name) || reading.draft.siteHosts.has(name)) {
    reading.report('duplicate-name', `there is another host called "${name}"`, path);
    return;
  }
  const eni: Eni = {
    id: name,
    ...(host.name !== undefined && { name: host.name }),
    vpc: vpc.id,
    subnet: subnet.id,
    addresses,
    securityGroups: listOf(host.sg),
    sourceDestCheck: host.srcDstCheck ?? host.forwards !== true,
    state: host.state === 'stopped' ? 'down' : 'up',
    publicMappings: readPublicMapping(reading, addresses, host.eip, [...path, 'eip']),
    owner: readOwner(reading, host.owner, [...path, 'owner']) ?? readMachine(reading, host, path),
    source: reading.source(path),
  };
  reading.draft.enis.set(name, eni);
}

type HostEntry = z.output<typeof schema.hostObject>;

function readMachine(reading: Reading, host: HostEntry, path: Path): EniOwner {
  const behaviour: HostBehaviour = {
    ...PLAIN_HOST,
    forwards: host.forwards ?? false,
    stateful: host.stateful ?? false,
    policy: host.policy ?? 'allow',
    ...(host.listens && {
      listens: host.listens.flatMap((text, i) => readListener(reading, text, [...path, 'listens', i]) ?? []),
    }),
    ...(host.proxyTo !== undefined && { proxyTo: host.proxyTo }),
  };
  const { instance } = host;
  return { kind: 'host', ...(instance !== undefined && { instance }), host: behaviour };
}

/** A subnet by its name in a VPC, or by its id. */
export function subnetNamed(reading: Reading, vpc: string, name: string, path: Path): Subnet | undefined {
  const { subnets } = reading.draft;
  const subnet = subnets.get(`${vpc}/${name}`) ?? subnets.get(name);
  if (!subnet) {
    const known = subnetsOf(reading, vpc).map((candidate) => candidate.name);
    reading.reportUnknown(`subnet of ${vpc}`, name, path, known);
  }
  return subnet;
}

function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

/** The public addresses of an interface, mapped to its private ones of the same family in order. */
export function readPublicMapping(
  reading: Reading,
  addresses: readonly Range[],
  texts: string | readonly string[] | Readonly<Record<string, string>> | undefined,
  path: Path,
): PublicMapping[] {
  if (typeof texts === 'object' && !isList(texts)) return readMappings(reading, texts, path);
  const privates = addresses.map((range) => range.first);
  return listOf(texts).flatMap((text, i) => {
    const at = texts === undefined ? path : pathOfItem(texts, path, i);
    const address = readAddress(reading, text, at);
    if (address === undefined) return [];
    const candidates = privates.filter((candidate) => familyOf(candidate) === familyOf(address));
    const partner = candidates[Math.min(i, candidates.length - 1)];
    if (partner === undefined) {
      reading.report('bad-address', `${text} has no private address of its family to map to`, at);
      return [];
    }
    return [{ private: partner, public: address }];
  });
}

/** Public addresses with the private one of each. */
function readMappings(
  reading: Reading,
  texts: Readonly<Record<string, string>>,
  path: Path,
): PublicMapping[] {
  return Object.entries(texts).flatMap(([outside, inside]) => {
    const at = [...path, outside];
    const pair = { private: readAddress(reading, inside, at), public: readAddress(reading, outside, at) };
    return pair.private === undefined || pair.public === undefined
      ? []
      : [{ private: pair.private, public: pair.public }];
  });
}

/** Hosts that hand conversations to other hosts: known only when all hosts are read. */
export function checkProxies(reading: Reading, vpcsPath: Path): void {
  for (const eni of reading.draft.enis.values()) {
    if (eni.owner.kind !== 'host' || eni.owner.host.proxyTo === undefined) continue;
    const target = eni.owner.host.proxyTo;
    if (!reading.draft.enis.has(target)) {
      const path = [...vpcsPath, eni.vpc, 'hosts', eni.id, 'proxyTo'];
      reading.reportUnknown('host', target, path, reading.draft.enis.keys());
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
