/**
 * VPCs with their subnets and interfaces, sites, and prefix lists.
 */
import { formatAddress } from '../../../ip/address.ts';
import { formatPrefix } from '../../../ip/prefix.ts';
import type { Range } from '../../../ip/range.ts';
import type { Eni, EniOwner, PublicMapping } from '../../../model/eni.ts';
import type { PrefixList, Site, Subnet, Vpc } from '../../../model/network.ts';
import { OWNER_KINDS } from '../read-owner.ts';
import { readPublicMapping } from '../read-hosts.ts';
import { writeListener } from './write-service.ts';
import { entry, oneOrList, section, unless, type Plain, type Writing } from './writing.ts';

/** `10.0.0.4`, or `10.0.0.4-10.0.0.9`. */
function rangeText({ first, last }: Range): string {
  return first === last ? formatAddress(first) : `${formatAddress(first)}-${formatAddress(last)}`;
}

function groupBy<V>(records: Iterable<V>, keyOf: (record: V) => string): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const record of records) {
    const group = groups.get(keyOf(record));
    if (group) group.push(record);
    else groups.set(keyOf(record), [record]);
  }
  return groups;
}

export function writeVpcs(writing: Writing): Plain {
  const { vpcs, subnets, enis } = writing.network;
  const subnetsOf = groupBy(subnets.values(), (subnet) => subnet.vpc);
  const enisOf = groupBy(enis.values(), (eni) => eni.vpc);
  return section(vpcs, (vpc, id) => {
    writing.place(['vpcs', id], vpc.source);
    return entry({
      ...aboutVpc(writing, vpc),
      subnets: section(
        (subnetsOf.get(id) ?? []).map((subnet) => [subnet.name, subnet]),
        (subnet) => writeSubnet(writing, subnet),
      ),
      hosts: section(
        (enisOf.get(id) ?? []).map((eni) => [eni.id, eni]),
        (eni) => writeHost(writing, eni),
      ),
    });
  });
}

function aboutVpc(writing: Writing, vpc: Vpc): { readonly [key: string]: Plain | undefined } {
  return {
    name: vpc.name,
    profile: unless(vpc.profile, writing.profile),
    account: vpc.account,
    region: vpc.region,
    cidrs: vpc.cidrs.map(formatPrefix),
    mainTable: vpc.mainTable,
    dnsSupport: unless(vpc.dnsSupport, true),
  };
}

function writeSubnet(writing: Writing, subnet: Subnet): Plain {
  const { id, name, label, vpc, az, prefixes, routeTable, networkAcl, source } = subnet;
  writing.place(['vpcs', vpc, 'subnets', name], source);
  return {
    ...entry({ id: unless(id, name), label, az }),
    cidrs: prefixes.map(formatPrefix),
    ...entry({ table: routeTable, acl: networkAcl }),
  };
}

function writeHost(writing: Writing, eni: Eni): Plain {
  const { id, name, vpc, subnet, addresses, securityGroups, sourceDestCheck, state, owner, source } = eni;
  writing.place(['vpcs', vpc, 'hosts', id], source);
  const host = owner.kind === 'host' ? owner.host : undefined;
  return {
    ...entry({ name, instance: owner.kind === 'host' ? owner.instance : undefined, owner: ownerOf(owner) }),
    subnet,
    ip: oneOrList(addresses.map(rangeText)),
    ...entry({
      eip: publicAddresses(writing, addresses, eni.publicMappings),
      sg: oneOrList(securityGroups),
      forwards: unless(host?.forwards ?? false, false),
      srcDstCheck: unless(sourceDestCheck, host?.forwards !== true),
      stateful: unless(host?.stateful ?? false, false),
      policy: unless(host?.policy ?? 'allow', 'allow'),
      state: unless(state === 'up' ? 'running' : 'stopped', 'running'),
      proxyTo: host?.proxyTo,
    }),
    // That nothing is listened to is something to say.
    ...(host?.listens && { listens: host.listens.map((service) => writeListener(writing, service)) }),
  };
}

function ownerOf(owner: EniOwner): Plain | undefined {
  if (owner.kind === 'host') return undefined;
  const [key] = Object.entries(OWNER_KINDS).find(([, kind]) => kind === owner.kind)!;
  return { [key]: owner.kind === 'unmodelled' ? owner.id : owner.link };
}

function publicAddresses(
  writing: Writing,
  addresses: readonly Range[],
  mappings: readonly PublicMapping[],
): Plain | undefined {
  const [only] = mappings;
  if (!only) return undefined;
  const text = formatAddress(only.public);
  const isPlain = writing.says(mappings, (reading) => readPublicMapping(reading, addresses, text, []));
  if (isPlain) return text;
  return Object.fromEntries(
    mappings.map((mapping) => [formatAddress(mapping.public), formatAddress(mapping.private)]),
  );
}

export function writeSites(writing: Writing): Plain {
  const hostsOf = groupBy(writing.network.siteHosts.values(), (host) => host.site);
  return section(writing.network.sites, ({ name, prefixes, source }: Site, id) => {
    writing.place(['sites', id], source);
    const hosts = section(
      (hostsOf.get(id) ?? []).map((host) => [host.id, host]),
      (host) => {
        writing.place(['sites', id, 'hosts', host.id], host.source);
        return oneOrList(host.addresses.map(rangeText));
      },
    );
    return { ...entry({ name }), prefixes: prefixes.map(formatPrefix), ...entry({ hosts }) };
  });
}

export function writePrefixLists(writing: Writing): Plain {
  return section(writing.network.prefixLists, ({ name, prefixes, maxEntries, source }: PrefixList, id) => {
    writing.place(['prefixLists', id], source);
    const cidrs = prefixes.map(formatPrefix);
    if (name === undefined && maxEntries === undefined) return cidrs;
    return { ...entry({ name }), cidrs, ...entry({ maxEntries }) };
  });
}
