/**
 * One-way endpoints and load balancers: whatever ends one conversation and opens another.
 */
import { familyOf, predecessor, type Address } from '../ip/address.ts';
import { lastOf } from '../ip/prefix.ts';
import type {
  CompiledBalancer,
  CompiledEndpoint,
  CompiledEni,
  CompiledGatewayEndpoint,
  CompiledSubnet,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import { endpointStanding } from '../model/link-state.ts';
import type { PortMapping } from '../model/link.ts';
import { ECHO_REQUEST, ICMP, TCP } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE } from './box.ts';
import { passAcl } from './network-acl.ts';
import { passGroups } from './security-group.ts';
import { isMeant } from './intent.ts';
import { arrived, drop, type Drop } from './outcome.ts';
import type { Next } from './place.ts';
import { addressOf, crossProxy, useBalancer } from './proxy.ts';
import { missedDevice } from './stateful-device.ts';
import type { Walk } from './walk.ts';

/** "Gateway endpoints" (AWS PrivateLink): IPv4, TCP and ping; the source stays the private address. */
export function useGatewayEndpoint(walk: Walk, endpoint: CompiledGatewayEndpoint): Next {
  const { packet } = walk;
  const hop = `gateway-endpoint:${endpoint.record.id}`;
  const cause = { text: `endpoint ${endpoint.record.id}`, source: endpoint.record.source };
  if (packet.family === 6) return drop('address-family-unsupported', hop, { cause });
  const isPing = packet.is(PROTOCOL, ICMP) && packet.is(DESTINATION_PORT, ECHO_REQUEST);
  if (!isPing && !packet.is(PROTOCOL, TCP)) return drop('gateway-endpoint-protocol', hop, { cause });
  if (endpoint.record.policy === 'deny') return drop('endpoint-policy-denied', hop, { cause });
  walk.cross(endpoint.record.id);
  if (walk.leg === 'return') return drop('return-state-missing', hop);
  if (walk.recording) walk.record(hop, 'reaches the service', cause);
  return arrived({ kind: 'gateway-service', endpoint });
}

/** A packet at an interface of an endpoint; state, source list, protocol, port, health, in this order. */
export function useEndpoint(walk: Walk, endpoint: CompiledEndpoint, eni: CompiledEni): Next {
  const { packet } = walk;
  const { record } = endpoint;
  const hop = `endpoint:${record.id}`;
  const cause = { text: `endpoint ${record.id}`, source: record.source };
  walk.dependOn(record.id);
  const { account, region } = endpoint.vpc.record;
  const provider = providerOf(endpoint);
  if (record.allowedPrincipals && provider && provider.record.account !== account) {
    const isAllowed = record.allowedPrincipals.some((name) => name === '*' || name === account);
    if (!isAllowed) return drop('endpoint-principal-not-allowed', hop, { cause });
  }
  if (provider && provider.record.region !== region) return drop('endpoint-cross-region', hop, { cause });
  switch (endpointStanding(record.state)) {
    case 'pending':
      return drop('endpoint-pending-acceptance', hop, { detail: record.state, cause });
    case 'rejected':
      return drop('endpoint-rejected', hop, { detail: record.state, cause });
    case 'gone':
      return drop('endpoint-not-available', hop, { detail: record.state, cause });
    case 'live':
      break;
  }
  if (endpoint.whitelist && !packet.inSet(SOURCE, endpoint.whitelist)) {
    return drop('endpoint-access-control-denied', hop, { cause });
  }
  if (!packet.is(PROTOCOL, TCP)) return drop('endpoint-protocol-unsupported', hop, { cause });
  const port = endpoint.ports.find((row) => packet.within(DESTINATION_PORT, row.front.first, row.front.last));
  if (!port || !hasListener(walk, endpoint, port)) return drop('endpoint-port-not-mapped', hop, { cause });
  walk.cross(record.id);
  const zone = eni.subnet.record.az;
  const { service } = endpoint;
  const isDown = service.kind === 'eni' && service.eni.record.state !== 'up';
  if (isDown || record.healthyZones?.length === 0) return drop('endpoint-no-healthy-target', hop, { cause });
  if (record.healthyZones && !record.crossZone && !record.healthyZones.includes(zone)) {
    return drop('endpoint-az-mismatch', hop, { detail: `no healthy target in ${zone}`, cause });
  }
  if (!isMeant(walk, eni)) return drop('misdelivered', hop, { cause });
  walk.translate({ kind: 'endpoint', device: record.id, before: packet.fields, eni: eni.record.id });
  walk.loseIdentity();
  walk.openConversation();
  if (walk.recording) walk.record(hop, 'crosses to the provider', cause);
  if (service.kind === 'provider') return arrived({ kind: 'endpoint-service', endpoint });
  if (service.kind === 'unmodelled') {
    walk.doubts.about(service.id, hop);
    return arrived({ kind: 'endpoint-service', endpoint });
  }
  if (port.front.first !== port.back && port.front.first === port.front.last) {
    packet.rewrite(DESTINATION_PORT, port.back);
  }
  return service.kind === 'eni'
    ? deliverToProvider(walk, endpoint, service.eni)
    : throughBalancer(walk, endpoint, service.balancer, zone);
}

/** Behind a load balancer, a port needs a listener there. */
function hasListener(walk: Walk, { service }: CompiledEndpoint, port: PortMapping): boolean {
  if (service.kind !== 'load-balancer' || port.front.first === port.front.last) return true;
  return service.balancer.listeners.some((listener) => walk.packet.is(DESTINATION_PORT, listener.port));
}

/** VPC of the service, where it is one of the network's own. */
function providerOf(endpoint: CompiledEndpoint): CompiledVpc | undefined {
  const { service } = endpoint;
  if (service.kind === 'eni') return service.eni.vpc;
  return service.kind === 'load-balancer' ? service.balancer.vpc : undefined;
}

/**
 * Into the provider's VPC without a route of either side: addresses are translated, so overlapping
 * ranges do no harm. Filters there see the translated source ("Creating a VPC Endpoint Service").
 */
function deliverToProvider(walk: Walk, endpoint: CompiledEndpoint, target: CompiledEni): Next {
  const { packet } = walk;
  const source = translatedSource(endpoint, target);
  const destination = addressOf(walk, target);
  if (source === undefined || destination === undefined)
    return drop('address-family-unsupported', target.hop);
  packet.rewrite(SOURCE, source);
  packet.rewrite(DESTINATION, destination);
  walk.intent = { kind: 'anyone' };
  return passBetween(walk, endpoint, target.subnet, 'in') ?? receiveAt(walk, target);
}

/** A node of the service's load balancer, an address of the provider's range, or one that stands in. */
function translatedSource(endpoint: CompiledEndpoint, target: CompiledEni): Address | undefined {
  const known = endpoint.node?.record.addresses[0]?.first ?? endpoint.translatedSource;
  if (known !== undefined) return known;
  const subnet = target.subnet.record.prefixes.find((prefix) => familyOf(prefix.address) === 4);
  return subnet && predecessor(lastOf(subnet));
}

/**
 * ACLs between an endpoint's far side and its target. A known node sits in a subnet of the provider's; a
 * range of the platform lies outside of all of them; otherwise the stand-in is beside the target.
 */
function passBetween(
  walk: Walk,
  endpoint: CompiledEndpoint,
  target: CompiledSubnet,
  direction: 'in' | 'out',
): Drop | undefined {
  const { node } = endpoint;
  if (!node) {
    if (endpoint.translatedSource === undefined) return undefined;
    return passAcl(walk, target, direction === 'in' ? 'ingress' : 'egress');
  }
  return direction === 'in' ? passSubnets(walk, node.subnet, target) : passSubnets(walk, target, node.subnet);
}

function passSubnets(walk: Walk, from: CompiledSubnet, to: CompiledSubnet): Drop | undefined {
  if (from === to) return undefined;
  return passAcl(walk, from, 'egress') ?? passAcl(walk, to, 'ingress');
}

/** On towards the client: out of the proxy's interface, or back through the endpoint in front of it. */
export function sendReplyOn(walk: Walk, proxy: CompiledEni): Next {
  const request = walk.translations.at(-1);
  const endpoint = request?.kind === 'endpoint' ? walk.net.endpoints.get(request.device) : undefined;
  if (!endpoint || !isServedBy(endpoint, proxy)) return { at: 'eni', eni: proxy };
  const refusal =
    endpoint.service.kind === 'eni' ? passBetween(walk, endpoint, proxy.subnet, 'out') : undefined;
  return refusal ?? { at: 'endpoint-reply', endpoint };
}

function isServedBy({ service }: CompiledEndpoint, eni: CompiledEni): boolean {
  if (service.kind === 'eni') return service.eni === eni;
  return service.kind === 'load-balancer' && service.balancer.enis.includes(eni);
}

/**
 * A reply that its device takes back by the state it keeps, before any route is asked: from the target
 * of an endpoint's service, or of a load balancer that shows the client's own address.
 */
export function takeBackReply(walk: Walk, sender: CompiledEni): Next | undefined {
  const request = walk.translations.at(-1);
  if (walk.leg !== 'return' || !request) return undefined;
  if (request.kind === 'endpoint') {
    const endpoint = walk.net.endpoints.get(request.device);
    if (endpoint?.service.kind !== 'eni' || endpoint.service.eni !== sender) return undefined;
    const refusal = passBetween(walk, endpoint, sender.subnet, 'out');
    return refusal ?? { at: 'endpoint-reply', endpoint };
  }
  if (request.kind !== 'proxy' || request.transparentTo !== sender.record.id) return undefined;
  const proxy = walk.net.enis.get(request.device);
  if (!proxy) return undefined;
  const refusal = passSubnets(walk, sender.subnet, proxy.subnet);
  if (refusal) return refusal;
  const missed = missedDevice(walk);
  if (missed) return missed;
  walk.undo(request);
  crossProxy(walk, proxy);
  walk.originate();
  return sendReplyOn(walk, proxy);
}

/** The end of a conversation that a device opened itself. */
function receiveAt(walk: Walk, target: CompiledEni): Next {
  if (target.record.state !== 'up') return drop('dst-eni-unavailable', target.hop);
  return passGroups(walk, target, 'ingress') ?? { at: 'received', eni: target };
}

/** The service answers: back through the endpoint by the recorded pair, then routed like any packet. */
export function answerThroughEndpoint(walk: Walk, endpoint: CompiledEndpoint): Next {
  const hop = `endpoint:${endpoint.record.id}`;
  const request = walk.lastTranslation('endpoint', endpoint.record.id);
  const eni = endpoint.enis.find((candidate) => candidate.record.id === request?.eni);
  if (!request || !eni) return drop('return-state-missing', hop);
  const missed = missedDevice(walk);
  if (missed) return missed;
  walk.undo(request);
  walk.cross(endpoint.record.id);
  walk.originate();
  if (walk.recording) walk.record(hop, 'the reply crosses back');
  return { at: 'eni', eni };
}

function throughBalancer(
  walk: Walk,
  endpoint: CompiledEndpoint,
  balancer: CompiledBalancer,
  zone: string,
): Next {
  const near = balancer.enis.find((eni) => eni.subnet.record.az === zone);
  const node = near ?? (endpoint.record.crossZone ? balancer.enis[0] : undefined);
  if (!node) {
    return drop('endpoint-az-mismatch', `endpoint:${endpoint.record.id}`, {
      detail: `the service has no load balancer node in ${zone}`,
    });
  }
  walk.intent = { kind: 'anyone' };
  if (endpoint.translatedSource === undefined) return useBalancer(walk, balancer, node, 'hidden');
  walk.packet.rewrite(SOURCE, endpoint.translatedSource);
  return useBalancer(walk, balancer, node, 'visible');
}
