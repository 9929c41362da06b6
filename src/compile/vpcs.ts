/**
 * VPCs, subnets, interfaces and sites, as ranges and owners of addresses.
 */
import { familyOf, plus, type Address } from '../ip/address.ts';
import type { Prefix } from '../ip/prefix.ts';
import { rangeOf } from '../ip/range.ts';
import { RangeMap } from '../ip/range-map.ts';
import type { Eni } from '../model/eni.ts';
import type { Subnet, Vpc } from '../model/network.ts';
import { isLiveState } from '../model/link-state.ts';
import type { Profile, SubnetRules } from '../model/profile/profile.ts';
import { PROFILES } from '../model/profile/profiles.ts';
import { reservedAddresses } from '../model/reserved-addresses.ts';
import { addressSet, byFamily, prefixSet, rangeMaps } from './address-set.ts';
import { groupBy, type Assembly } from './assembly.ts';
import type { ByFamily, CompiledEni, CompiledTable } from './compiled-network.ts';
import { compileAcl } from './filters.ts';

/** Stands in until the tables are compiled; nobody looks at it before. */
const NO_TABLE = undefined as unknown as CompiledTable;

export function compileVpcs(assembly: Assembly): void {
  const { network } = assembly;
  for (const record of network.vpcs.values()) {
    const profile = PROFILES[record.profile];
    const subnets = assembly.subnetsOf(record.id);
    assembly.vpcs.set(record.id, {
      record,
      profile,
      range: prefixSet(rangeOfVpc(profile, record, subnets)),
      subnets: byFamily((family) => RangeMap.nested(family, [])),
      owners: byFamily((family) => RangeMap.nested(family, [])),
      publicOf: byFamily((family) => RangeMap.nested(family, [])),
      tables: [],
      main: NO_TABLE,
      peerings: [],
      igw: undefined,
      eigw: undefined,
      siteGateways: [],
      attachments: [],
      servedEndpoints: [],
      resolver: resolverOf(profile, record),
      platformPorts: rangeMaps(
        (profile.resolver?.linkLocal ?? []).map(({ prefix, port }) => ({
          range: rangeOf(prefix),
          value: port,
        })),
      ),
      reserved: prefixSet(profile.reservedDestinations),
      aclExempt: prefixSet(profile.aclExempt),
    });
    compileSubnets(assembly, record, subnets);
  }
  compileEnis(assembly);
  compileSites(assembly);
}

/** What counts as a VPC's own addresses: its ranges, or where the profile says so its subnets. */
export function rangeOfVpc(profile: Profile, vpc: Vpc, subnets: readonly Subnet[]): readonly Prefix[] {
  const usesSubnets =
    profile.vpcRange === 'subnets' || (profile.vpcRange === 'cidrs-or-subnets' && vpc.cidrs.length === 0);
  return usesSubnets ? subnets.flatMap((subnet) => subnet.prefixes) : vpc.cidrs;
}

function resolverOf(profile: Profile, vpc: Vpc): Address | undefined {
  if (!profile.resolver || !vpc.dnsSupport) return undefined;
  const primary = vpc.cidrs.find((cidr) => familyOf(cidr.address) === 4);
  return primary && plus(primary.address, profile.resolver.offset);
}

function compileSubnets(assembly: Assembly, vpc: Vpc, subnets: readonly Subnet[]): void {
  const compiledVpc = assembly.vpc(vpc.id);
  const entries = subnets.flatMap((record) => {
    const acl =
      record.networkAcl === undefined ? undefined : assembly.network.networkAcls.get(record.networkAcl);
    const subnet = {
      record,
      hop: `subnet:${record.name}`,
      vpc: compiledVpc,
      range: prefixSet(record.prefixes),
      table: NO_TABLE,
      acl: acl && compileAcl(acl),
      unusable: unusableOf(compiledVpc.profile.subnet, record),
    };
    assembly.subnets.set(record.id, subnet);
    return record.prefixes.map((prefix) => ({ range: rangeOf(prefix), value: subnet }));
  });
  compiledVpc.subnets = rangeMaps(entries);
}

function unusableOf(rules: SubnetRules, subnet: Subnet): ByFamily<RangeMap<'gateway' | 'reserved'>> {
  return rangeMaps(
    subnet.prefixes.flatMap((prefix) =>
      [...reservedAddresses(rules, prefix)].map(([address, value]) => ({
        range: { first: address, last: address },
        // A router that answers nobody is an address like the others that are kept.
        value: rules.gatewayAnswers ? value : 'reserved',
      })),
    ),
  );
}

function compileEnis(assembly: Assembly): void {
  for (const record of assembly.network.enis.values()) {
    assembly.enis.set(record.id, {
      record,
      vpc: assembly.vpc(record.vpc),
      subnet: assembly.subnet(record.subnet),
      hop: hopOf(record),
      addresses: addressSet(record.addresses),
      singles: addressSet(record.addresses.filter(({ first, last }) => first === last)),
      isFleet: record.addresses.some(({ first, last }) => first !== last),
      groups: [],
      machine: undefined,
      owner: { kind: 'host', proxyTo: undefined },
    });
  }
  const hosts = [...assembly.enis.values()].filter((eni) => machineOf(eni.record) !== undefined);
  for (const enis of groupBy(hosts, (eni) => machineOf(eni.record)!).values()) {
    if (enis.length < 2) continue;
    const machine = rangeMaps(
      enis.flatMap((eni) => eni.record.addresses.map((range) => ({ range, value: eni as CompiledEni }))),
    );
    for (const eni of enis) eni.machine = machine;
  }
  const byVpc = groupBy([...assembly.enis.values()], (eni) => eni.record.vpc);
  for (const [id, enis] of byVpc) {
    const vpc = assembly.vpc(id);
    vpc.owners = rangeMaps(
      enis
        .filter((eni) => !isGone(assembly, eni.record))
        .flatMap((eni) => eni.record.addresses.map((range) => ({ range, value: eni }))),
    );
    vpc.publicOf = rangeMaps(
      enis
        .filter((eni) => !hasLostPublicAddress(assembly, eni.record))
        .flatMap((eni) =>
          eni.record.publicMappings.map((mapping) => ({
            range: { first: mapping.private, last: mapping.private },
            value: mapping.public,
          })),
        ),
    );
  }
}

function machineOf({ owner }: Eni): string | undefined {
  return owner.kind === 'host' ? owner.instance : undefined;
}

/** The interface of a deleted NAT gateway is deleted with it. */
function isGone(assembly: Assembly, eni: Eni): boolean {
  if (eni.owner.kind !== 'nat') return false;
  const link = assembly.network.links.get(eni.owner.link);
  return link?.kind === 'nat' && link.state.toLowerCase() === 'deleted';
}

/** A NAT gateway that is not alive has given its public address back. */
function hasLostPublicAddress(assembly: Assembly, eni: Eni): boolean {
  if (eni.owner.kind !== 'nat') return false;
  const link = assembly.network.links.get(eni.owner.link);
  return link?.kind === 'nat' && !isLiveState('nat', link.state);
}

function hopOf(eni: Eni): string {
  switch (eni.owner.kind) {
    case 'nat':
      return `nat:${eni.owner.link}`;
    case 'endpoint':
    case 'endpoint-node':
      return `endpoint:${eni.owner.link}`;
    case 'load-balancer':
      return `nlb:${eni.owner.link}`;
    case 'tgw':
      return `tgw:${eni.owner.link}`;
    case 'gwlbe':
      return `gwlbe:${eni.owner.link}`;
    case 'host':
    case 'unmodelled':
      return `eni:${eni.id}`;
  }
}

function compileSites(assembly: Assembly): void {
  const hostsBySite = groupBy([...assembly.network.siteHosts.values()], (host) => host.site);
  for (const record of assembly.network.sites.values()) {
    const hosts = hostsBySite.get(record.id) ?? [];
    assembly.sites.set(record.id, {
      record,
      prefixes: prefixSet(record.prefixes),
      hosts: rangeMaps(hosts.flatMap((host) => host.addresses.map((range) => ({ range, value: host })))),
      table: NO_TABLE,
    });
  }
}
