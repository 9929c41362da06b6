/**
 * Inside the VPC that holds the destination: its subnet, then the interface that owns the address.
 */
import type { CompiledEni, CompiledVpc, CompiledSubnet } from '../compile/compiled-network.ts';
import { ICMP, ICMPV6 } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL } from './box.ts';
import { sendReplyOn } from './endpoint.ts';
import { isListenedTo } from './filter.ts';
import { passAcl } from './network-acl.ts';
import { passGroups } from './security-group.ts';
import { isMeant } from './intent.ts';
import { dependOnMachine } from './machine.ts';
import { arriveAtNat } from './nat.ts';
import type { Next, Place } from './place.ts';
import { crossProxy, openSecondConversation, useBalancer } from './proxy.ts';
import { missedDevice } from './stateful-device.ts';
import { arrived, drop } from './outcome.ts';
import type { Walk } from './walk.ts';

export function findSubnet(walk: Walk, { vpc, from }: Extract<Place, { at: 'vpc' }>): Next {
  const resolver = atResolver(walk, vpc);
  if (resolver) return resolver;
  const subnet = walk.packet.find(DESTINATION, vpc.subnets);
  if (!subnet) return drop('dst-not-in-any-subnet', `vpc:${vpc.record.id}`);
  return { at: 'delivery', subnet, crossing: subnet !== from };
}

/** The resolver answers inside its VPC only ("VPC peering basics", Amazon VPC Peering Guide). */
function atResolver(walk: Walk, vpc: CompiledVpc): Next | undefined {
  const { packet } = walk;
  if (vpc.resolver === undefined || packet.family === 6 || !packet.is(DESTINATION, vpc.resolver))
    return undefined;
  if (walk.isForeign) return drop('edge-to-edge-dns', `resolver:${vpc.record.id}`);
  return packet.is(DESTINATION_PORT, 53) ? arrived({ kind: 'platform', vpc }) : undefined;
}

export function deliver(walk: Walk, { subnet, crossing }: Extract<Place, { at: 'delivery' }>): Next {
  const { packet } = walk;
  const { vpc } = subnet;
  walk.dependOn(subnet.record.id);
  if (crossing) {
    const refusal = passAcl(walk, subnet, 'ingress');
    if (refusal) return refusal;
  }
  const reserved = packet.find(DESTINATION, subnet.unusable);
  if (reserved) return atReservedAddress(walk, subnet, reserved);
  const eni = packet.find(DESTINATION, vpc.owners);
  if (!eni) {
    return drop('dst-host-unknown', subnet.hop, {
      cause: { text: `subnet ${subnet.record.id}`, source: subnet.record.source },
    });
  }
  const hop = eni.hop;
  if (eni.record.state !== 'up') {
    return drop('dst-eni-unavailable', hop, {
      cause: { text: `interface ${eni.record.id}`, source: eni.record.source },
    });
  }
  // Both ends of a flow keep state; whoever else owns the address is reported as such.
  if (walk.leg === 'forward' || walk.isTracked('eni', eni.record.id)) {
    const refusal = passGroups(walk, eni, 'ingress');
    if (refusal) return refusal;
  }
  return receive(walk, eni);
}

/** One of the platform's own addresses in the subnet. */
function atReservedAddress(walk: Walk, subnet: CompiledSubnet, kind: 'gateway' | 'reserved'): Next {
  const { packet } = walk;
  const { vpc } = subnet;
  // The router answers pings from inside ("VPC Peering Connection Creation Procedure", last paragraph).
  const answers = kind === 'gateway' && vpc.profile.subnet.gatewayAnswers && !walk.isForeign;
  if (answers && packet.is(PROTOCOL, packet.family === 4 ? ICMP : ICMPV6)) {
    return arrived({ kind: 'platform', vpc });
  }
  return drop('dst-reserved-address', subnet.hop, {
    cause: { text: `subnet ${subnet.record.id}`, source: subnet.record.source },
  });
}

/** What the owner of an interface does with a packet it was handed. */
export function receive(walk: Walk, eni: CompiledEni): Next {
  const { owner } = eni;
  dependOnMachine(walk, eni);
  switch (owner.kind) {
    case 'nat':
      return arriveAtNat(walk, owner.nat);
    case 'endpoint':
      // Nobody of the provider's asked anything, so there is no pair this reply could belong to.
      if (walk.leg === 'return') return drop('return-state-missing', eni.hop);
      return { at: 'endpoint', endpoint: owner.endpoint, eni };
    case 'endpoint-node':
      if (walk.leg === 'return' && walk.lastTranslation('endpoint', owner.endpoint.record.id)) {
        return { at: 'endpoint-reply', endpoint: owner.endpoint };
      }
      return drop('endpoint-reverse-initiation', `endpoint:${owner.endpoint.record.id}`);
    case 'load-balancer':
      if (walk.leg === 'return') return answerThroughProxy(walk, eni);
      return useBalancer(walk, owner.balancer, eni);
    case 'tgw':
    case 'gwlbe':
      return drop('dst-reserved-address', eni.subnet.hop);
    case 'unmodelled':
      walk.doubts.about(owner.id, eni.hop);
      return endHere(walk, eni);
    case 'host':
      if (walk.leg === 'return') return answerThroughProxy(walk, eni);
      if (owner.proxyTo && isMeant(walk, eni)) return throughProxy(walk, eni, owner.proxyTo);
      return endHere(walk, eni);
  }
}

function throughProxy(walk: Walk, eni: CompiledEni, target: CompiledEni): Next {
  if (!listens(walk, eni)) return drop('no-listener', eni.hop);
  return openSecondConversation(walk, eni, target, { keepsClient: false, port: undefined });
}

/** A reply at a proxy goes on to the client; at anybody else it has arrived. */
function answerThroughProxy(walk: Walk, eni: CompiledEni): Next {
  const request = walk.lastTranslation('proxy', eni.record.id);
  if (!request) {
    if (eni.owner.kind === 'load-balancer')
      return drop('return-state-missing', `nlb:${eni.owner.balancer.record.id}`);
    return endHere(walk, eni);
  }
  const missed = missedDevice(walk);
  if (missed) return missed;
  walk.undo(request);
  crossProxy(walk, eni);
  walk.originate();
  if (walk.recording) walk.record(eni.hop, 'hands the reply to the client');
  return sendReplyOn(walk, eni);
}

function listens(walk: Walk, eni: CompiledEni): boolean {
  const { owner } = eni.record;
  if (owner.kind !== 'host' || !owner.host.listens) return true;
  return isListenedTo(walk.packet, owner.host.listens);
}

function endHere(walk: Walk, eni: CompiledEni): Next {
  const hop = eni.hop;
  if (walk.leg === 'forward') {
    if (!listens(walk, eni)) return drop('no-listener', hop);
    if (!isMeant(walk, eni)) return drop('misdelivered', hop);
  }
  if (walk.recording) walk.record(hop, 'delivered');
  return arrived({ kind: 'eni', eni });
}
