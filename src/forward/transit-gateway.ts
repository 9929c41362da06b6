/**
 * Transit gateways: in through an attachment, a lookup in its associated table, out through another.
 *
 * "How transit gateways work", "Transit gateway attachments to a VPC", "How Network ACLs work with
 * transit gateways", "Appliance in a shared services VPC" (Amazon VPC Transit Gateways).
 */
import { NO_ROUTE } from '../fib/layout.ts';
import type { CompiledAttachment, CompiledSubnet } from '../compile/compiled-network.ts';
import { passAcl } from './network-acl.ts';
import { drop, type Drop } from './outcome.ts';
import type { Next, Place } from './place.ts';
import { doubtLearned } from './route.ts';
import { checkAnySize, checkSize } from './size.ts';
import type { Walk } from './walk.ts';

/** From a subnet of an attached VPC to the gateway. */
export function enterTgw(walk: Walk, { tgw, vpc, subnet }: Extract<Place, { at: 'tgw-door' }>): Next {
  const hop = `tgw:${tgw.record.id}`;
  const tooBig = checkAnySize(walk, hop, vpc.profile.mtu.tgw);
  if (tooBig) return tooBig;
  const ingress = vpc.attachments.find((attachment) => attachment.tgw === tgw);
  if (!ingress) return drop('tgw-attachment-unavailable', hop);
  const zone = subnet?.record.az ?? ingress.subnets[0]?.record.az ?? '';
  const door = ingress.subnets.find((candidate) => candidate.record.az === zone);
  if (!door) {
    return drop('tgw-no-attachment-in-az', hop, {
      detail: `the attachment of ${vpc.record.id} has no subnet in ${zone}`,
      cause: { text: `attachment ${ingress.record.id}`, source: ingress.record.source },
    });
  }
  // Into the attachment's interface, also from a host beside it.
  const refusal = passAcl(walk, door, 'ingress');
  if (refusal) return refusal;
  walk.cross(tgw.record.id);
  return { at: 'tgw', tgw, ingress, zone };
}

export function passTgw(walk: Walk, { tgw, ingress, zone }: Extract<Place, { at: 'tgw' }>): Next {
  const { packet, net } = walk;
  const hop = `tgw:${tgw.record.id}`;
  const { table } = ingress;
  const tooBig = checkAnySize(walk, hop, tgw.profile.mtu.tgw);
  if (tooBig) return tooBig;
  walk.dependOn(ingress.record.id);
  walk.loads(`${tgw.record.id}/${ingress.record.id}`);
  if (!table) {
    walk.dependOn(ingress.record.id, hop);
    return drop('tgw-attachment-not-associated', hop, {
      detail: `attachment ${ingress.record.id} has no route table`,
      cause: { text: `attachment ${ingress.record.id}`, source: ingress.record.source },
    });
  }
  if (walk.isLoop(table)) return drop('routing-loop', table.hop);
  walk.dependOn(ingress.record.table!, table.hop);
  const index = packet.lookup(net.fib, table.index);
  doubtLearned(walk, table, ingress.record.table!);
  if (index === NO_ROUTE) return drop('tgw-no-route', table.hop);
  const next = net.nextHops[index]!;
  if (next.kind !== 'attachment') return drop('tgw-blackhole', table.hop);
  if (next.dead) {
    walk.dependOn(next.attachment.record.id, hop);
    return drop(next.dead.reason, hop, { detail: next.dead.detail });
  }
  if (next.nondeterministic) walk.note('nondeterministic-route');
  const { attachment: egress } = next;
  walk.dependOn(egress.record.id);
  walk.loads(`${tgw.record.id}/${egress.record.id}`);
  if (walk.recording) walk.record(table.hop, `from ${ingress.record.id} to ${egress.record.id}`);
  if (tgw.record.sgReferencing) {
    if (walk.identity) walk.identity = { ...walk.identity, keptByTgw: true };
  } else {
    walk.loseIdentity();
  }
  return leaveTgw(walk, egress, zone, hop);
}

function leaveTgw(walk: Walk, egress: CompiledAttachment, zone: string, hop: string): Next {
  if (egress.site) {
    const tooBig = checkTunnel(walk, egress, hop);
    if (tooBig) return tooBig;
    walk.originate();
    return { at: 'site', site: egress.site, sent: false };
  }
  if (egress.peer) {
    const far = [...egress.peer.attachments.values()].find((attachment) => attachment.peer === egress.tgw);
    if (!far?.live) {
      return drop('tgw-attachment-unavailable', `tgw:${egress.peer.record.id}`, {
        detail: 'the far end of the peering attachment is not available',
      });
    }
    walk.cross(egress.peer.record.id);
    // Zones are names of one region; the far gateway starts afresh.
    return { at: 'tgw', tgw: egress.peer, ingress: far, zone: '' };
  }
  if (egress.vpc) {
    const subnet = doorOf(walk, egress, zone);
    if (!subnet) return drop('tgw-no-attachment-in-az', hop);
    walk.enter({ edge: 'tgw', attachment: egress });
    return { at: 'subnet', subnet };
  }
  walk.doubts.about(egress.record.id, hop);
  return drop('tgw-attachment-unavailable', hop, {
    detail: `attachment ${egress.record.id} is not modelled`,
  });
}

/** "Quotas for your transit gateways": VPN attachments carry smaller packets than the others. */
export function checkTunnel(walk: Walk, { record, tgw }: CompiledAttachment, hop: string): Drop | undefined {
  return record.attached.kind === 'vpn' ? checkSize(walk, hop, tgw.profile.mtu.site) : undefined;
}

/**
 * Subnet of the attachment in which the packet appears: that of its own zone by default. In appliance
 * mode one zone serves a flow in both directions; which one is a hash of the flow that nobody documents,
 * so it is the first one here. The same goes for zones the attachment has no subnet in.
 */
function doorOf(walk: Walk, egress: CompiledAttachment, zone: string): CompiledSubnet | undefined {
  const [first] = egress.subnets;
  if (egress.record.applianceMode) return first;
  const same = egress.subnets.find((subnet) => subnet.record.az === zone);
  if (!same && egress.subnets.length > 1) walk.note('nondeterministic-route');
  return same ?? first;
}
