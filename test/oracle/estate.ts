// The estate: VPCs with their subnets and hosts, and the sites on the premises, read from the document.
// Who owns an address is settled here once per network, so that twin addresses in two VPCs stay two
// different interfaces.
// Tables and filters are hung on later; a new network starts with an empty main table.
import { type Prefix, covers, inAny, isSix, parseSpan } from './address.ts';
import {
  type Fields,
  address,
  fields,
  flag,
  isFields,
  prefixes,
  text,
  textOr,
  texts,
  textsIfAny,
} from './field.ts';
import type { Host, Profile, Site, Subnet, Table, Vpc } from './model.ts';
import { listener } from './rules.ts';

function emptyTable(key: string): Table {
  return { key, hop: `table:${key}`, routes: [] };
}

/** The resolver answers at the base of the primary IPv4 CIDR plus two ("VPC CIDR blocks"). */
function resolverOf(profile: Profile, cidrs: readonly Prefix[], on: boolean): bigint | undefined {
  const primary = cidrs.find((cidr) => !isSix(cidr.low));
  return profile === 'aws' && on && primary !== undefined ? primary.low + 2n : undefined;
}

/**
 * JD Cloud allows a VPC without a preset CIDR and Google Cloud knows no other kind: there the subnets are
 * the network. A subnet outside every CIDR (an assigned IPv6 block) belongs to it in any profile.
 */
function rangesOf(profile: Profile, cidrs: readonly Prefix[], subnets: readonly Subnet[]): Prefix[] {
  const held = subnets.flatMap((subnet) => subnet.ranges);
  if (profile === 'gcp' || cidrs.length === 0) return [...held];
  return [...cidrs, ...held.filter((range) => !cidrs.some((cidr) => covers(cidr, range)))];
}

function readHost(name: string, value: unknown, vpc: Vpc | undefined, site: Site | undefined): Host {
  const entry: Fields = isFields(value) ? value : { ip: value };
  const state = textOr(entry['state'], 'running');
  const forwards = flag(entry['forwards'], false);
  return {
    name,
    vpc,
    site,
    spans: texts(entry['ip']).map((span) => parseSpan(span)),
    eip: address(entry['eip']),
    groups: texts(entry['sg']),
    forwards,
    check: flag(entry['srcDstCheck'], !forwards),
    stateful: flag(entry['stateful'], false),
    drops: entry['policy'] === 'drop',
    running: state === 'running',
    gone: state === 'deleted',
    listens: textsIfAny(entry['listens'])?.map((item) => listener(item)),
    proxyTo: textOr(entry['proxyTo'], undefined),
  };
}

function settle(vpc: Vpc, host: Host): void {
  if (host.gone) return;
  for (const span of host.spans) {
    if (span.low === span.high) vpc.owners.set(span.low, { kind: 'host', host });
    else vpc.fleets.push(host);
  }
  const inside = host.spans.find((span) => !isSix(span.low));
  if (host.eip !== undefined && inside !== undefined) vpc.publics.set(inside.low, host.eip);
}

function readVpc(profile: Profile, id: string, value: unknown, hosts: Map<string, Host>): Vpc {
  const entry = fields(value);
  const cidrs = prefixes(entry['cidrs']);
  const dnsSupport = flag(entry['dnsSupport'], true);
  const vpc: Vpc = {
    id,
    account: textOr(entry['account'], 'acc1'),
    region: textOr(entry['region'], 'r1'),
    cidrs,
    ranges: [],
    subnets: [],
    resolver: resolverOf(profile, cidrs, dnsSupport),
    dnsSupport,
    main: emptyTable(id),
    owners: new Map(),
    fleets: [],
    publics: new Map(),
    doors: [],
  };
  const azs = fields(entry['azs']);
  for (const [name, held] of Object.entries(fields(entry['subnets']))) {
    const ranges = prefixes(held);
    vpc.subnets.push({
      name,
      vpc,
      az: textOr(azs[name], 'az1'),
      ranges,
      table: vpc.main,
      acl: undefined,
    });
  }
  vpc.ranges = rangesOf(profile, cidrs, vpc.subnets);
  for (const [name, held] of Object.entries(fields(entry['hosts']))) {
    const host = readHost(name, held, vpc, undefined);
    hosts.set(name, host);
    settle(vpc, host);
  }
  return vpc;
}

export function readVpcs(profile: Profile, value: unknown, hosts: Map<string, Host>): Map<string, Vpc> {
  const vpcs = new Map<string, Vpc>();
  for (const [id, entry] of Object.entries(fields(value))) {
    vpcs.set(id, readVpc(profile, id, entry, hosts));
  }
  return vpcs;
}

export function readSites(value: unknown, hosts: Map<string, Host>): Map<string, Site> {
  const sites = new Map<string, Site>();
  for (const [id, held] of Object.entries(fields(value))) {
    const entry = fields(held);
    const site: Site = { id, prefixes: prefixes(entry['prefixes']), hosts: [], table: emptyTable(id) };
    for (const [name, value] of Object.entries(fields(entry['hosts']))) {
      const host = readHost(name, value, undefined, site);
      hosts.set(name, host);
      site.hosts.push(host);
    }
    sites.set(id, site);
  }
  return sites;
}

export function subnetNamed(vpc: Vpc | undefined, name: unknown): Subnet | undefined {
  return name === undefined ? undefined : vpc?.subnets.find((subnet) => subnet.name === text(name));
}

export function subnetOf(vpc: Vpc, address: bigint): Subnet | undefined {
  return vpc.subnets.find((subnet) => inAny(subnet.ranges, address));
}

export function zoneOf(host: Host): string | undefined {
  const [span] = host.spans;
  return span === undefined || host.vpc === undefined ? undefined : subnetOf(host.vpc, span.low)?.az;
}
