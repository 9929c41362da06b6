/**
 * Middleboxes: interfaces that routes lead to, and Gateway Load Balancer endpoints.
 */
import type { CompiledEni, CompiledVpc } from '../compile/compiled-network.ts';
import { DESTINATION } from './box.ts';
import { passAcl } from './network-acl.ts';
import { passGroups } from './security-group.ts';
import { checkPeering } from './peering.ts';
import type { Next, Place } from './place.ts';
import { meetStatefulDevice } from './stateful-device.ts';
import { drop } from './outcome.ts';
import type { Walk } from './walk.ts';

export function passAppliance(walk: Walk, { eni, vpc, from }: Extract<Place, { at: 'appliance' }>): Next {
  const { packet } = walk;
  const hop = eni.hop;
  const cause = { text: `interface ${eni.record.id}`, source: eni.record.source };
  if (eni.vpc !== vpc) {
    const refusal = crossToAppliance(walk, vpc, eni);
    if (refusal) return refusal;
  }
  if (isOwnAddress(walk, eni)) return { at: 'delivery', subnet: eni.subnet, crossing: eni.subnet !== from };
  // "Appliance considerations" (Amazon VPC User Guide): traffic between subnets of the VPC must not be
  // redirected to an appliance in the subnet of the sender or of the receiver.
  const redirects = vpc.profile.local.override === 'whole-subnet' && packet.inSet(DESTINATION, vpc.range);
  if (redirects && (eni.subnet === from || packet.inSet(DESTINATION, eni.subnet.range))) {
    return drop('appliance-same-subnet', hop, { cause });
  }
  if (eni.record.sourceDestCheck) return drop('dest-check-failed', hop, { cause });
  const { owner } = eni.record;
  if (owner.kind !== 'host' || !owner.host.forwards) return drop('appliance-not-forwarding', hop, { cause });
  if (owner.host.policy === 'drop') return drop('appliance-dropped', hop, { cause });
  if (owner.host.stateful) {
    const refusal = meetStatefulDevice(walk, hop, eni.subnet);
    if (refusal) return refusal;
  }
  if (eni.subnet !== from) {
    const refusal = passAcl(walk, eni.subnet, 'ingress');
    if (refusal) return refusal;
  }
  const inbound = passGroups(walk, eni, 'ingress');
  if (inbound) return inbound;
  walk.cross(eni.record.id);
  walk.reemit();
  walk.loseIdentity();
  if (walk.recording) walk.record(hop, 'forwards the packet', cause);
  const outbound = passGroups(walk, eni, 'egress');
  if (outbound) return outbound;
  return { at: 'subnet', subnet: eni.subnet };
}

function isOwnAddress(walk: Walk, eni: CompiledEni): boolean {
  return walk.packet.inSet(DESTINATION, eni.addresses);
}

/** Azure: a user-defined route may name an appliance in a directly peered network. */
function crossToAppliance(walk: Walk, vpc: CompiledVpc, eni: CompiledEni): Next | undefined {
  const peering = vpc.peerings.find((candidate) => candidate.ends.includes(eni.vpc) && candidate.live);
  if (!peering) return drop('route-target-invalid', vpc.main.hop);
  const refusal = checkPeering(walk, peering, vpc);
  if (refusal) return refusal;
  walk.cross(peering.record.id);
  return undefined;
}

/** Bump in the wire: the same packet goes in and comes out, in the endpoint's subnet. */
export function passGwlbe(walk: Walk, { endpoint, from }: Extract<Place, { at: 'gwlbe' }>): Next {
  const hop = `gwlbe:${endpoint.record.id}`;
  const { subnet } = endpoint;
  if (subnet !== from) {
    const refusal = passAcl(walk, subnet, 'ingress');
    if (refusal) return refusal;
  }
  if (endpoint.record.policy === 'drop') {
    return drop('appliance-dropped', hop, {
      cause: { text: `endpoint ${endpoint.record.id}`, source: endpoint.record.source },
    });
  }
  if (endpoint.record.stateful) {
    const refusal = meetStatefulDevice(walk, hop, subnet);
    if (refusal) return refusal;
  }
  walk.cross(endpoint.record.id);
  walk.reemit();
  walk.loseIdentity();
  if (walk.recording) walk.record(hop, 'passes through the inspection fleet');
  return { at: 'subnet', subnet };
}
