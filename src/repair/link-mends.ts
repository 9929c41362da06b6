/**
 * What could be done about links: answers to requests, settings, and the tables of transit gateways.
 */
import type { CompiledAttachment, CompiledTgw, CompiledVpc } from '../compile/compiled-network.ts';
import { hasAddress } from '../compile/address-set.ts';
import type { Address } from '../ip/address.ts';
import { hostPrefix } from '../ip/prefix.ts';
import { isLiveState } from '../model/link-state.ts';
import type { Case } from './case.ts';
import type { PeeringSetting } from '../model/amendment.ts';
import type { Mend } from './mend.ts';
import { naturalPrefix } from './route-mends.ts';

export function mendLink(here: Case): Mend[] {
  return [...pendingPeerings(here), ...mendByReason(here)];
}

function mendByReason(here: Case): Mend[] {
  const { network, net, verdict, hop } = here;
  switch (here.reason) {
    case 'peering-not-active':
      return [...net.peerings.values()]
        .filter((peering) => !peering.live)
        .map((peering) => ({ kind: 'accept', link: peering.record.id }));
    case 'endpoint-pending-acceptance':
    case 'endpoint-rejected':
      return [{ kind: 'accept', link: hop.id }];
    case 'endpoint-principal-not-allowed': {
      const account = net.endpoints.get(hop.id)?.vpc.record.account;
      return account === undefined ? [] : [{ kind: 'principal', endpoint: hop.id, account }];
    }
    case 'endpoint-access-control-denied':
      return [{ kind: 'whitelist', endpoint: hop.id, prefix: hostPrefix(verdict.packet.source) }];
    case 'igw-not-attached':
      return [...network.links.values()].flatMap((link): Mend[] =>
        (link.kind === 'igw' || link.kind === 'eigw') && !isLiveState(link.kind, link.state)
          ? [{ kind: 'state', object: link.id, state: 'attached' }]
          : [],
      );
    case 'peering-access-disabled':
      return peeringFlags(here, hop.id, ['access']);
    case 'peering-forwarded-traffic-denied':
      return peeringFlags(here, hop.id, ['allowForwardedTraffic']);
    case 'no-route':
    case 'route-blackhole':
    case 'edge-to-edge-vpn':
    case 'edge-to-edge-dx':
      return sharedGateways(here);
    case 'gateway-local-subnet-missing':
      return [verdict.packet.source, verdict.packet.destination].map((address) => ({
        kind: 'local-subnet',
        gateway: hop.id,
        prefix: naturalPrefix(net, address),
      }));
    case 'tgw-attachment-unavailable':
      return attachmentsOf(here).flatMap(({ record, tgw, live }): Mend[] =>
        live
          ? []
          : [{ kind: 'attachment-state', tgw: tgw.record.id, attachment: record.id, state: 'available' }],
      );
    case 'tgw-attachment-not-associated':
      return attachmentsOf(here).flatMap(({ record, tgw, table }): Mend[] =>
        table
          ? []
          : [...tgw.record.tables.keys()].map((name) => ({
              kind: 'tgw-association',
              tgw: tgw.record.id,
              attachment: record.id,
              table: name,
            })),
      );
    case 'tgw-no-route':
    case 'tgw-blackhole':
      return tgwRoutes(here);
    case 'tgw-no-attachment-in-az':
      return attachmentsOf(here).flatMap(subnetsInOtherZones);
    case 'tgw-appliance-az-asymmetry':
    case 'return-asymmetric':
      return attachmentsOf(here).flatMap(({ record }): Mend[] =>
        record.attached.kind !== 'vpc' || record.applianceMode
          ? []
          : [{ kind: 'appliance-mode', attachment: record.id }],
      );
    default:
      return [];
  }
}

/** Settings that are off, on either side of a peering. */
function peeringFlags({ net }: Case, id: string, flags: readonly PeeringSetting[]): Mend[] {
  const peering = net.peerings.get(id);
  if (!peering) return [];
  return peering.record.halves.flatMap((half) =>
    flags.flatMap((flag): Mend[] =>
      half[flag] ? [] : [{ kind: 'peering-flag', peering: id, vpc: half.vpc, flag }],
    ),
  );
}

/** Where the platform writes routes by itself, a peering that is not live is a missing route. */
function pendingPeerings({ net }: Case): Mend[] {
  return [...net.peerings.values()].flatMap((peering): Mend[] =>
    peering.live || peering.ends[0].profile.peering.routes === 'manual'
      ? []
      : [{ kind: 'accept', link: peering.record.id }],
  );
}

/** Where the platform writes routes by itself, use of a peer's gateway is a matter of settings. */
function sharedGateways(here: Case): Mend[] {
  return [...here.net.peerings.values()].flatMap((peering) => {
    const { profile } = peering.ends[0];
    if (profile.peering.routes === 'manual') return [];
    if (!peering.ends.some((end) => end.siteGateways.length > 0)) return [];
    const flags: readonly PeeringSetting[] =
      profile.peering.routes === 'system'
        ? ['allowGatewayTransit', 'useRemoteGateways']
        : ['exportCustomRoutes', 'importCustomRoutes'];
    return peeringFlags(here, peering.record.id, flags);
  });
}

/** Attachments of the gateway that reports, or of all where a table does. */
function attachmentsOf({ net, hop }: Case): readonly CompiledAttachment[] {
  const tgw = hop.kind === 'tgw' ? net.tgws.get(hop.id) : undefined;
  const tgws: readonly CompiledTgw[] = tgw ? [tgw] : [...net.tgws.values()];
  return tgws.flatMap(({ attachments }) => [...attachments.values()]);
}

function tgwRoutes({ net, verdict, hop }: Case): Mend[] {
  const slash = hop.id.indexOf('/');
  const tgw = net.tgws.get(hop.id.slice(0, slash));
  if (!tgw) return [];
  const { destination } = verdict.packet;
  const prefix = naturalPrefix(net, destination);
  return [...tgw.attachments.values()]
    .filter((attachment) => mayLeadTo(attachment, destination))
    .map(({ record }) => ({
      kind: 'tgw-route',
      tgw: tgw.record.id,
      table: hop.id.slice(slash + 1),
      prefix,
      attachment: record.id,
    }));
}

/** Its own ranges, or somebody behind it: a site, another gateway, an appliance or way out of a VPC. */
function mayLeadTo({ vpc }: CompiledAttachment, address: Address): boolean {
  if (!vpc || hasAddress(vpc.range, address)) return true;
  return vpc.igw !== undefined || hasForwarder(vpc);
}

function hasForwarder(vpc: CompiledVpc): boolean {
  return [...vpc.owners[4].entries()].some(
    ({ value }) => value.record.owner.kind === 'host' && value.record.owner.host.forwards,
  );
}

function subnetsInOtherZones({ record, tgw, vpc, subnets }: CompiledAttachment): Mend[] {
  if (!vpc) return [];
  const zones = new Set(subnets.map((subnet) => subnet.record.az));
  const found = new Map<string, string>();
  for (const { value } of [...vpc.subnets[4].entries(), ...vpc.subnets[6].entries()]) {
    const { az, id } = value.record;
    if (!zones.has(az) && !found.has(az)) found.set(az, id);
  }
  return [...found.values()].map((subnet) => ({
    kind: 'tgw-subnet',
    tgw: tgw.record.id,
    attachment: record.id,
    subnet,
  }));
}
