/**
 * What the carriers of a flow let through at most: connections open at the same time, and bit/s.
 *
 * A flow loads what carries its request, once each, whichever side opened it. Values are the profile's,
 * or those the link states itself.
 */
import { familyOf } from '../ip/address.ts';
import { rangeSize } from '../ip/range.ts';
import type { DropReason } from '../model/drop-reason.ts';
import type { Link, TgwAttachment, TransitGateway } from '../model/link.ts';
import type { Network } from '../model/network.ts';
import type { CapacityRules, Profile } from '../model/profile/profile.ts';
import { PROFILES } from '../model/profile/profiles.ts';

/** Connections that a carrier keeps open at the same time. */
export interface ConnectionPool {
  readonly hop: string;
  /** What a connection is refused with when the pool is used up. */
  readonly reason: DropReason;
  readonly limit: number;
  /** One pool per destination address and port, or one for all. */
  readonly perDestination: boolean;
}

/** A bandwidth that flows share. Two of one key are the same under two versions of the network. */
export interface Bottleneck {
  readonly key: string;
  readonly hop: string;
  readonly bps: number;
}

export interface Limits {
  readonly pools: readonly ConnectionPool[];
  readonly bottlenecks: readonly Bottleneck[];
}

/** Limits on the way of a request, in the order of the way. */
export function limitsOf(network: Network, carriers: readonly string[]): Limits {
  const pools: ConnectionPool[] = [];
  const bottlenecks: Bottleneck[] = [];
  let isOwnDestination = true;
  for (const id of new Set(carriers)) {
    const link = network.links.get(id);
    const pool = link && poolOf(network, link, isOwnDestination);
    const bps = link ? linkBps(network, link) : attachmentBps(network, id);
    if (pool) pools.push(pool);
    if (bps !== undefined) bottlenecks.push({ key: id, hop: hopOf(network, id), bps });
    // Whatever opens a conversation of its own sends all of its flows to one destination.
    if (link?.kind === 'endpoint' || link?.kind === 'nlb' || isProxy(network, id)) isOwnDestination = false;
  }
  return { pools, bottlenecks };
}

function isProxy(network: Network, id: string): boolean {
  const owner = network.enis.get(id)?.owner;
  return owner?.kind === 'host' && owner.host.proxyTo !== undefined;
}

function poolOf(network: Network, link: Link, isOwnDestination: boolean): ConnectionPool | undefined {
  if (link.kind === 'nat') {
    const addresses = network.enis.get(link.eni)?.addresses ?? [];
    const count = addresses.filter(({ first }) => familyOf(first) === 4).map(rangeSize);
    return {
      hop: `nat:${link.id}`,
      reason: 'nat-port-exhausted',
      limit:
        profileOf(network, link.vpc).nat.connectionLimit *
        Number(count.reduce((sum, size) => sum + size, 0n)),
      perDestination: isOwnDestination,
    };
  }
  if (link.kind !== 'endpoint') return undefined;
  const limit = profileOf(network, link.vpc).endpoint.connectionLimit;
  if (limit === undefined) return undefined;
  return {
    hop: `endpoint:${link.id}`,
    reason: 'endpoint-connection-limit',
    limit,
    perDestination: false,
  };
}

function linkBps(network: Network, link: Link): number | undefined {
  switch (link.kind) {
    case 'tgw':
      return undefined; // its attachments have limits
    case 'nat':
      return link.capacityBps ?? profileOf(network, link.vpc).capacity.natBps;
    case 'vgw':
    case 'vpn':
      return link.capacityBps ?? profileOf(network, link.vpc).capacity.vpnTunnelBps;
    default:
      return link.capacityBps;
  }
}

function attachmentBps(network: Network, carrier: string): number | undefined {
  const found = attachmentOf(network, carrier);
  if (!found) return undefined;
  const { tgw, attachment } = found;
  return attachment.capacityBps ?? documentedBps(attachment, capacityRulesOf(network, tgw));
}

function documentedBps({ attached }: TgwAttachment, rules: CapacityRules): number | undefined {
  switch (attached.kind) {
    case 'vpc':
    case 'peering':
      return rules.tgwAttachmentBps;
    case 'vpn':
      return rules.vpnTunnelBps;
    case 'dx':
    case 'unmodelled':
      return undefined;
  }
}

/** `gateway/attachment`, as a walk names it. */
function attachmentOf(
  network: Network,
  carrier: string,
): { readonly tgw: TransitGateway; readonly attachment: TgwAttachment } | undefined {
  const slash = carrier.indexOf('/');
  const tgw = network.links.get(carrier.slice(0, slash));
  const attachment = tgw?.kind === 'tgw' ? tgw.attachments.get(carrier.slice(slash + 1)) : undefined;
  return tgw?.kind === 'tgw' && attachment ? { tgw, attachment } : undefined;
}

function hopOf(network: Network, carrier: string): string {
  const link = network.links.get(carrier);
  return link ? `${link.kind}:${carrier}` : `tgw:${carrier.slice(0, carrier.indexOf('/'))}`;
}

function profileOf(network: Network, vpc: string): Profile {
  const record = network.vpcs.get(vpc);
  if (!record) throw new Error(`a link belongs to "${vpc}", which the network does not have`);
  return PROFILES[record.profile];
}

/** A transit gateway goes by the rules of the VPCs on it. */
function capacityRulesOf(network: Network, tgw: TransitGateway): CapacityRules {
  for (const { attached } of tgw.attachments.values()) {
    if (attached.kind === 'vpc') return profileOf(network, attached.vpc).capacity;
  }
  return {};
}
