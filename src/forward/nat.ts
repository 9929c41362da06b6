/**
 * NAT gateways: the way out, replies on the way back, and inbound rules where a provider has them.
 */
import type { CompiledNat } from '../compile/compiled-network.ts';
import { ICMP, TCP, UDP } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE, SOURCE_PORT } from './box.ts';
import { passAcl } from './network-acl.ts';
import type { Next, Place } from './place.ts';
import { checkSize } from './size.ts';
import { drop } from './outcome.ts';
import type { Walk } from './walk.ts';

/** "NAT gateways" (Amazon VPC User Guide): ports 1024 to 65535. */
const FIRST_PORT = 1024;
const LAST_PORT = 65535;

/** A packet that a route sends to a NAT gateway. */
export function enterNat(walk: Walk, { nat, from }: Extract<Place, { at: 'nat' }>): Next {
  const { packet } = walk;
  const hop = `nat:${nat.record.id}`;
  const tooBig = checkSize(walk, hop, nat.eni.vpc.profile.mtu.nat);
  if (tooBig) return tooBig;
  if (packet.family === 6) return drop('address-family-unsupported', hop);
  const reply = walk.leg === 'return' ? walk.lastTranslation('dnat', nat.record.id) : undefined;
  if (reply) {
    walk.cross(nat.record.id);
    walk.undo(reply);
    return leaveNat(walk, nat);
  }
  if (!packet.is(PROTOCOL, TCP) && !packet.is(PROTOCOL, UDP) && !packet.is(PROTOCOL, ICMP)) {
    return drop('nat-protocol-unsupported', hop);
  }
  if (from !== nat.eni.subnet) {
    const refusal = passAcl(walk, nat.eni.subnet, 'ingress');
    if (refusal) return refusal;
  }
  walk.cross(nat.record.id);
  // The gateway never saw the request, so it has nothing to match this reply with.
  if (walk.leg === 'return') return drop('return-state-missing', hop);
  const address = nat.eni.record.addresses[0]?.first;
  if (address === undefined) return drop('route-target-unavailable', hop);
  walk.translate({ kind: 'nat', device: nat.record.id, before: packet.fields });
  if (walk.recording) walk.record(hop, 'translates the source');
  packet.rewrite(SOURCE, address);
  // A free port may be any; the sender's own is kept where the gateway could have chosen it.
  const keepsPort = packet.is(PROTOCOL, ICMP) || packet.within(SOURCE_PORT, FIRST_PORT, LAST_PORT);
  if (!keepsPort) packet.rewrite(SOURCE_PORT, FIRST_PORT);
  walk.originate();
  walk.loseIdentity();
  return leaveNat(walk, nat);
}

/** Public NAT gateways of some providers have a public edge of their own and ask no second table. */
function leaveNat(walk: Walk, nat: CompiledNat): Next {
  const { vpc, subnet } = nat.eni;
  if (nat.record.connectivity === 'public' && vpc.profile.nat.exit === 'own-edge') {
    const refusal = passAcl(walk, subnet, 'egress');
    if (refusal) return refusal;
    if (!vpc.igw?.live) return drop('igw-not-attached', nat.eni.hop);
    return { at: 'igw', igw: vpc.igw };
  }
  return { at: 'subnet', subnet };
}

/** A packet addressed to the gateway itself: a reply it waits for, or nothing it knows. */
export function arriveAtNat(walk: Walk, nat: CompiledNat): Next {
  const { packet } = walk;
  const hop = nat.eni.hop;
  if (!nat.live) return drop('dst-eni-unavailable', hop);
  if (walk.leg === 'return') {
    const request = walk.lastTranslation('nat', nat.record.id);
    if (!request) return drop('return-state-missing', hop);
    // "NAT gateways" (Amazon VPC User Guide): a connection that idles too long is forgotten.
    if (walk.idleMs > nat.eni.vpc.profile.nat.idleMs) return drop('conntrack-expired', hop);
    walk.cross(nat.record.id);
    walk.undo(request);
    walk.originate();
    if (walk.recording) walk.record(hop, 'translates the reply back');
    return { at: 'subnet', subnet: nat.eni.subnet };
  }
  for (const rule of nat.dnat) {
    if (packet.is(PROTOCOL, rule.protocol) && packet.is(DESTINATION_PORT, rule.port)) {
      const address = rule.target.record.addresses[0]!.first;
      walk.cross(nat.record.id);
      walk.translate({ kind: 'dnat', device: nat.record.id, before: packet.fields });
      packet.rewrite(DESTINATION, address);
      packet.rewrite(DESTINATION_PORT, rule.targetPort);
      walk.originate();
      walk.loseIdentity();
      if (walk.recording) walk.record(hop, 'an inbound rule translates the destination');
      return { at: 'subnet', subnet: nat.eni.subnet };
    }
  }
  return drop('nat-unsolicited-inbound', hop);
}
