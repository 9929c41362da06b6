/**
 * The internet edge: internet gateways, egress-only gateways, and what comes in from outside.
 *
 * An internet gateway translates addresses one to one and keeps nothing about flows ("Enable internet
 * access for your VPC", Amazon VPC User Guide); what is recorded here is only whom a reply answers.
 */
import type { CompiledEigw, CompiledIgw, CompiledVpc } from '../compile/compiled-network.ts';
import { DESTINATION, SOURCE } from './box.ts';
import type { Next } from './place.ts';
import { checkSize } from './size.ts';
import { arrived, drop } from './outcome.ts';
import type { Walk } from './walk.ts';

export function leaveByInternetGateway(walk: Walk, igw: CompiledIgw): Next {
  const { packet } = walk;
  const { vpc } = igw;
  const hop = `igw:${igw.record.id}`;
  const tooBig = checkSize(walk, hop, vpc.profile.mtu.internet);
  if (tooBig) return tooBig;
  walk.cross(igw.record.id);
  if (packet.family === 6) return leaveAsIs(walk, igw, hop);
  const reply = walk.leg === 'return' ? walk.lastTranslation('igw-in', igw.record.id) : undefined;
  if (reply) {
    walk.undo(reply);
    if (walk.recording) walk.record(hop, 'the reply gets the public address back');
    return toInternet(walk);
  }
  const publicAddress = packet.find(SOURCE, vpc.publicOf);
  if (publicAddress === undefined) {
    const nat = walk.translations.at(-1);
    const isPrivateNat =
      nat?.kind === 'nat' && walk.net.nats.get(nat.device)?.record.connectivity === 'private';
    return drop(isPrivateNat ? 'nat-private-to-igw' : 'igw-no-public-ip', hop);
  }
  if (packet.inSet(DESTINATION, walk.net.privateRanges)) return drop('igw-private-destination', hop);
  // The asker knows another address: nothing turns this reply into the answer it waits for.
  if (walk.leg === 'return') return drop('return-state-missing', hop);
  walk.translate({ kind: 'igw-out', device: igw.record.id, before: packet.fields });
  packet.rewrite(SOURCE, publicAddress);
  if (walk.recording) walk.record(hop, 'leaves for the internet');
  return toInternet(walk);
}

/** IPv6 addresses are public by themselves: nothing is rewritten, nothing remembered. */
function leaveAsIs(walk: Walk, igw: CompiledIgw, hop: string): Next {
  const { packet } = walk;
  if (!packet.inSet(SOURCE, igw.vpc.range)) return drop('igw-no-public-ip', hop);
  if (packet.inSet(DESTINATION, walk.net.privateRanges)) return drop('igw-private-destination', hop);
  if (walk.recording) walk.record(hop, 'leaves for the internet');
  return toInternet(walk);
}

export function leaveByEgressOnlyGateway(walk: Walk, eigw: CompiledEigw): Next {
  const { packet } = walk;
  const hop = `eigw:${eigw.record.id}`;
  const tooBig = checkSize(walk, hop, eigw.vpc.profile.mtu.internet);
  if (tooBig) return tooBig;
  if (packet.family === 4) return drop('address-family-unsupported', hop);
  walk.cross(eigw.record.id);
  if (walk.leg === 'return') return drop('return-state-missing', hop);
  if (!packet.inSet(SOURCE, eigw.vpc.range)) return drop('igw-no-public-ip', hop);
  if (packet.inSet(DESTINATION, walk.net.privateRanges)) return drop('igw-private-destination', hop);
  walk.translate({ kind: 'eigw', device: eigw.record.id, before: packet.fields });
  if (walk.recording) walk.record(hop, 'leaves for the internet, replies only');
  return toInternet(walk);
}

/** Outside: either the address belongs to somebody of this network, or the internet answers. */
function toInternet(walk: Walk): Next {
  const { packet, net } = walk;
  walk.originate();
  walk.loseIdentity();
  const isOurs =
    packet.family === 4
      ? packet.find(DESTINATION, net.publicOwners) !== undefined
      : packet.find(DESTINATION, net.publicVpcs) !== undefined;
  return isOurs ? { at: 'from-internet' } : arrived({ kind: 'internet' });
}

export function enterFromInternet(walk: Walk): Next {
  return walk.packet.family === 4 ? enterIpv4(walk) : enterIpv6(walk);
}

function enterIpv4(walk: Walk): Next {
  const { packet, net } = walk;
  const owner = packet.find(DESTINATION, net.publicOwners);
  if (!owner) return drop('igw-unsolicited-no-mapping', anyGateway(walk));
  const { igw } = owner.eni.vpc;
  const hop = igw ? `igw:${igw.record.id}` : `vpc:${owner.eni.vpc.record.id}`;
  if (!igw?.live) return drop('igw-not-attached', hop);
  walk.cross(igw.record.id);
  const request = walk.leg === 'return' ? walk.lastTranslation('igw-out', igw.record.id) : undefined;
  if (request) {
    walk.undo(request);
    // The gateway keeps nothing: the address may be mapped to somebody else by now.
    if (!packet.is(DESTINATION, owner.private)) packet.rewrite(DESTINATION, owner.private);
    if (walk.recording) walk.record(hop, 'the reply comes back in');
    return intoVpc(walk, igw, owner.eni.vpc);
  }
  if (packet.inSet(SOURCE, net.privateRanges)) return drop('igw-unsolicited-no-mapping', hop);
  if (walk.leg === 'forward')
    walk.translate({ kind: 'igw-in', device: igw.record.id, before: packet.fields });
  packet.rewrite(DESTINATION, owner.private);
  if (walk.recording) walk.record(hop, 'comes in from the internet');
  return intoVpc(walk, igw, owner.eni.vpc);
}

function enterIpv6(walk: Walk): Next {
  const { packet, net } = walk;
  const vpc = packet.find(DESTINATION, net.publicVpcs);
  if (!vpc) return drop('igw-unsolicited-no-mapping', anyGateway(walk));
  const { igw, eigw } = vpc;
  const state = walk.leg === 'return' && eigw ? walk.lastTranslation('eigw', eigw.record.id) : undefined;
  if (eigw && state) {
    walk.undo(state);
    walk.cross(eigw.record.id);
    if (walk.recording) walk.record(`eigw:${eigw.record.id}`, 'the reply comes back in');
    return { at: 'vpc', vpc, from: undefined };
  }
  if (igw?.live) {
    walk.cross(igw.record.id);
    if (walk.recording) walk.record(`igw:${igw.record.id}`, 'comes in from the internet');
    return intoVpc(walk, igw, vpc);
  }
  if (eigw?.live) {
    const reason = walk.leg === 'return' ? 'return-state-missing' : 'eigw-inbound-denied';
    return drop(reason, `eigw:${eigw.record.id}`);
  }
  return igw
    ? drop('igw-not-attached', `igw:${igw.record.id}`)
    : drop('igw-unsolicited-no-mapping', `vpc:${vpc.record.id}`);
}

function intoVpc(walk: Walk, igw: CompiledIgw, vpc: CompiledVpc): Next {
  walk.enter({ edge: 'igw', igw });
  if (igw.edgeTable) return { at: 'table', table: igw.edgeTable, vpc, subnet: undefined };
  return { at: 'vpc', vpc, from: undefined };
}

/** Who reports an address nobody has: the gateway of whoever was meant, else the first by name. */
function anyGateway(walk: Walk): string {
  const meant = walk.intent.kind === 'eni' ? walk.intent.eni.vpc.igw : undefined;
  const gateway = meant ?? walk.net.igws[0];
  return gateway ? `igw:${gateway.record.id}` : 'site:internet';
}
