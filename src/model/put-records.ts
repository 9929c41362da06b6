/**
 * Records added to a network or replaced in it, if the providers take them. Only what is put is judged:
 * what stands already was let in once.
 */
import type { NewRecords } from './change.ts';
import { refuseExcess } from './control-plane/excess.ts';
import { refuseAcl } from './control-plane/refuse-acl.ts';
import { refuseAddress } from './control-plane/refuse-address.ts';
import { refuseEndpoint } from './control-plane/refuse-endpoint.ts';
import { refusePeering, standingPeerings } from './control-plane/refuse-peering.ts';
import {
  refuseBesideSiblings,
  refuseGrowth,
  refuseSubnet,
  requestsThatFail,
} from './control-plane/refuse-range.ts';
import type { Link } from './link.ts';
import { mapLink } from './map-link.ts';
import type { Network } from './network.ts';
import { withHalf } from './peering-life.ts';
import { PROFILES } from './profile/profiles.ts';
import type { Objection } from './refusal.ts';

export function putRecords(network: Network, records: NewRecords): Network | Objection {
  const merged: Network = withoutFormerEnis(
    network,
    {
      ...network,
      ...Object.fromEntries(
        Object.entries(records).map(([section, added]) => [
          section,
          new Map([...(network[section as keyof NewRecords] as ReadonlyMap<string, unknown>), ...added]),
        ]),
      ),
    },
    records,
  );
  return (
    refuseDangling(merged, records) ??
    refuseRanges(network, merged, records) ??
    refuseLinks(network, merged, records) ??
    refuseInside(merged, records) ??
    refuseExcess(network, merged) ??
    withFailedRequests(merged, records)
  );
}

/** A link that is replaced takes the interfaces with it that the new record does not name. */
function withoutFormerEnis(before: Network, merged: Network, records: NewRecords): Network {
  const former = valuesOf(records.links).flatMap((link) => {
    const old = before.links.get(link.id);
    const kept = new Set(enisOf(link));
    return old ? enisOf(old).filter((eni) => !kept.has(eni)) : [];
  });
  if (former.length === 0) return merged;
  const enis = new Map(merged.enis);
  for (const id of former) enis.delete(id);
  return { ...merged, enis };
}

/** Interfaces of its own, in its VPC and in the provider's. */
function enisOf(link: Link): readonly string[] {
  if (link.kind === 'nat') return [link.eni];
  if (link.kind === 'nlb') return link.enis;
  if (link.kind !== 'endpoint') return [];
  return link.node === undefined ? link.enis : [...link.enis, link.node];
}

function valuesOf<V>(section: ReadonlyMap<string, V> | undefined): V[] {
  return [...(section?.values() ?? [])];
}

function vpcsNamed(link: Link): readonly string[] {
  if (link.kind === 'peering') return link.halves.map((half) => half.vpc);
  if (link.kind !== 'tgw') return [link.vpc];
  return [...link.attachments.values()].flatMap(({ attached }) =>
    attached.kind === 'vpc' ? [attached.vpc] : [],
  );
}

/** Something that refers to what was refused or deleted before. */
function refuseDangling(merged: Network, records: NewRecords): Objection | undefined {
  const enis = valuesOf(records.enis);
  const links = valuesOf(records.links);
  const named: Readonly<Record<'vpcs' | 'subnets' | 'enis' | 'links' | 'securityGroups', readonly string[]>> =
    {
      vpcs: [
        ...valuesOf(records.subnets).map((subnet) => subnet.vpc),
        ...enis.map((eni) => eni.vpc),
        ...valuesOf(records.networkAcls).map((acl) => acl.vpc),
        ...links.flatMap(vpcsNamed),
        ...valuesOf(records.routeTables).flatMap(({ owner }) => (owner.kind === 'site' ? [] : [owner.vpc])),
      ],
      subnets: [...enis.map((eni) => eni.subnet), ...links.flatMap(subnetsNamed)],
      enis: links.flatMap(enisNamed),
      links: links.flatMap((link) =>
        link.kind === 'endpoint' && link.service.kind === 'load-balancer' ? [link.service.link] : [],
      ),
      securityGroups: enis.flatMap((eni) => eni.securityGroups),
    };
  for (const section of ['vpcs', 'subnets', 'enis', 'links', 'securityGroups'] as const) {
    const missing = named[section].find((id) => !merged[section].has(id));
    if (missing !== undefined) return { reason: 'not-found', detail: `there is no ${missing}` };
  }
  return undefined;
}

function subnetsNamed(link: Link): readonly string[] {
  if (link.kind === 'gwlbe' || link.kind === 'nat') return [link.subnet];
  if (link.kind !== 'tgw') return [];
  return [...link.attachments.values()].flatMap(({ attached }) =>
    attached.kind === 'vpc' ? attached.subnets : [],
  );
}

function enisNamed(link: Link): readonly string[] {
  switch (link.kind) {
    case 'nat':
      return [...enisOf(link), ...link.dnat.map((rule) => rule.eni)];
    case 'nlb':
      return [...enisOf(link), ...link.listeners.flatMap((listener) => listener.targets)];
    case 'endpoint':
      return link.service.kind === 'eni' ? [...enisOf(link), link.service.eni] : enisOf(link);
    default:
      return [];
  }
}

function refuseRanges(before: Network, merged: Network, records: NewRecords): Objection | undefined {
  const grown = new Set([
    ...valuesOf(records.vpcs).map((vpc) => vpc.id),
    ...valuesOf(records.subnets).map((subnet) => subnet.vpc),
  ]);
  for (const id of grown) {
    const vpc = merged.vpcs.get(id);
    const found = vpc && refuseGrowth(before, merged, vpc);
    if (found) return found;
  }
  for (const subnet of valuesOf(records.subnets)) {
    if (before.subnets.get(subnet.id)?.prefixes === subnet.prefixes) continue;
    const found = refuseSubnet(merged, subnet) ?? refuseBesideSiblings(merged, subnet);
    if (found) return found;
  }
  return undefined;
}

function refuseLinks(before: Network, merged: Network, records: NewRecords): Objection | undefined {
  const standing = standingPeerings(before).filter((peering) => !records.links?.has(peering.id));
  for (const link of valuesOf(records.links)) {
    if (link.kind === 'endpoint') {
      const found = refuseEndpoint(merged, link);
      if (found) return found;
    }
    if (link.kind === 'peering') {
      const found = refusePeering(merged, link, standing);
      if (found) return found;
      standing.push(link);
    }
  }
  return undefined;
}

function refuseInside(merged: Network, records: NewRecords): Objection | undefined {
  for (const eni of valuesOf(records.enis)) {
    const found = refuseAddress(merged, eni);
    if (found) return found;
  }
  for (const acl of valuesOf(records.networkAcls)) {
    const found = refuseAcl(merged, acl);
    if (found) return found;
  }
  return undefined;
}

/** "VPC peering connection lifecycle": a request fails when the VPC it asks takes an overlapping range. */
function withFailedRequests(merged: Network, records: NewRecords): Network {
  let current = merged;
  for (const vpc of valuesOf(records.vpcs)) {
    for (const id of requestsThatFail(merged, vpc)) {
      current = mapLink(current, id, (link) =>
        link.kind === 'peering' ? withHalf(link, undefined, PROFILES[vpc.profile].peering.refused) : link,
      );
    }
  }
  return current;
}
