/**
 * VPCs with their subnets and hosts, sites, and prefix lists.
 */
import { familyOf } from '../../ip/address.ts';
import { contains, covers, formatPrefix, overlaps, prefixFamily, type Prefix } from '../../ip/prefix.ts';
import { formatRange, type Range } from '../../ip/range.ts';
import { PLAIN_HOST, type Eni, type HostBehaviour, type PublicMapping } from '../../model/eni.ts';
import type { Subnet, Vpc } from '../../model/network.ts';
import type { Path } from '../document.ts';
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
          profile: reading.profile.id,
          account: String(value.account ?? 'acc1'),
          region: value.region ?? 'r1',
          cidrs,
          mainTable: id,
          dnsSupport: value.dnsSupport ?? true,
          source: reading.source(at),
        };
    reading.draft.vpcs.set(id, vpc);
    if (!existing) {
      reportOverlaps(reading, vpc.cidrs, `ranges of VPC ${id}`, [...at, 'cidrs']);
      reading.draft.routeTables.set(id, {
        id,
        owner: { kind: 'vpc', vpc: id },
        routes: [],
        propagatingGateways: [],
        source: reading.source(at),
      });
    }
    for (const [name, texts] of Object.entries(value.subnets ?? {})) {
      const az = value.azs?.[name] ?? 'az1';
      const prefixes = readSubnetRanges(reading, name, texts, [...at, 'subnets', name]);
      if (!existing) reportMisplaced(reading, vpc, name, prefixes);
      const key = `${id}/${name}`;
      const source = reading.source([...at, 'subnets', name]);
      const known = reading.draft.subnets.get(key);
      const ranges = prefixes.map((entry) => entry.prefix);
      reading.draft.subnets.set(key, { ...known, id: key, name, vpc: id, az, prefixes: ranges, source });
    }
    for (const name of Object.keys(value.azs ?? {})) {
      if (!reading.draft.subnets.has(`${id}/${name}`)) {
        const known = subnetsOf(reading, id).map((subnet) => subnet.name);
        reading.reportUnknown(`subnet of ${id}`, name, [...at, 'azs', name], known);
      }
    }
    for (const [name, host] of Object.entries(value.hosts ?? {})) {
      readHost(reading, vpc, name, host, [...at, 'hosts', name]);
    }
  }
}

export function subnetsOf(reading: Reading, vpc: string): Subnet[] {
  return [...reading.draft.subnets.values()].filter((subnet) => subnet.vpc === vpc);
}

function reportOverlaps(reading: Reading, prefixes: readonly Prefix[], what: string, path: Path): void {
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
  if (new Set(ranges.map(({ prefix }) => prefixFamily(prefix))).size < ranges.length) {
    reading.report('wrong-shape', `a subnet has one range per family, ${name} has more`, path);
  }
  return ranges;
}

/** Ranges of a subnet that cannot be where they are: outside the VPC, or over another subnet. */
function reportMisplaced(reading: Reading, vpc: Vpc, name: string, ranges: readonly SubnetRange[]): void {
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
  raw: string | readonly string[] | SchemaHost,
  path: Path,
): void {
  const host = typeof raw === 'string' || isList(raw) ? { ip: raw } : raw;
  const ipPath = typeof raw === 'string' || isList(raw) ? path : [...path, 'ip'];
  const addresses = listOf(host.ip).flatMap(
    (text, i) => readRange(reading, text, pathOfItem(host.ip, ipPath, i)) ?? [],
  );
  const subnet = subnetHolding(reading, vpc.id, addresses, ipPath);
  if (!subnet) return;
  if (reading.draft.enis.has(name) || reading.draft.siteHosts.has(name)) {
    reading.report('duplicate-name', `there is another host called "${name}"`, path);
    return;
  }
  const forwards = host.forwards ?? false;
  const behaviour: HostBehaviour = {
    ...PLAIN_HOST,
    forwards,
    stateful: host.stateful ?? false,
    policy: host.policy ?? 'allow',
    ...(host.listens && {
      listens: host.listens.flatMap((text, i) => readListener(reading, text, [...path, 'listens', i]) ?? []),
    }),
    ...(host.proxyTo !== undefined && { proxyTo: host.proxyTo }),
  };
  const eni: Eni = {
    id: name,
    vpc: vpc.id,
    subnet: subnet.id,
    addresses,
    securityGroups: listOf(host.sg),
    sourceDestCheck: host.srcDstCheck ?? !forwards,
    state: host.state === 'stopped' ? 'down' : 'up',
    publicMappings: readPublicMapping(reading, addresses, host.eip, [...path, 'eip']),
    owner: { kind: 'host', host: behaviour },
    source: reading.source(path),
  };
  reading.draft.enis.set(name, eni);
}

interface SchemaHost {
  readonly ip: string | readonly string[];
  readonly eip?: string | undefined;
  readonly sg?: string | readonly string[] | undefined;
  readonly forwards?: boolean | undefined;
  readonly srcDstCheck?: boolean | undefined;
  readonly stateful?: boolean | undefined;
  readonly policy?: 'allow' | 'drop' | undefined;
  readonly state?: 'running' | 'stopped' | undefined;
  readonly listens?: readonly (string | number)[] | undefined;
  readonly proxyTo?: string | undefined;
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

/** The public addresses of an interface, mapped to its private ones of the same family in order. */
export function readPublicMapping(
  reading: Reading,
  addresses: readonly Range[],
  texts: string | readonly string[] | undefined,
  path: Path,
): PublicMapping[] {
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
    reading.draft.sites.set(id, { id, prefixes, source });
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
    const prefixes = readCidrs(reading, value, at);
    reading.draft.prefixLists.set(id, { id, prefixes, source: reading.source(at) });
  }
}
