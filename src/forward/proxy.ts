/**
 * Proxies: load balancers and hosts that end one conversation and open another in their own name.
 */
import { familyOf, type Address } from '../ip/address.ts';
import type { CompiledBalancer, CompiledEni } from '../compile/compiled-network.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE } from './box.ts';
import { isMeant } from './intent.ts';
import type { Next } from './place.ts';
import { drop } from './outcome.ts';
import type { Walk } from './walk.ts';

/**
 * A load balancer ends the conversation and opens another towards a target, with its own address.
 * `client`: whether the packet that reaches it bears an address it could keep; behind some providers'
 * endpoints it does not.
 */
export function useBalancer(
  walk: Walk,
  balancer: CompiledBalancer,
  node: CompiledEni,
  client: 'visible' | 'hidden' = 'visible',
): Next {
  const { packet } = walk;
  const hop = `nlb:${balancer.record.id}`;
  walk.dependOn(balancer.record.id);
  const listener = balancer.listeners.find(
    (candidate) => packet.is(PROTOCOL, candidate.protocol) && packet.is(DESTINATION_PORT, candidate.port),
  );
  if (!listener) return drop('no-listener', hop);
  const healthy = listener.targets.filter(
    (target) => target.record.state === 'up' && !balancer.record.unhealthy.includes(target.record.id),
  );
  if (healthy.length === 0) return drop('endpoint-no-healthy-target', hop);
  const near = balancer.record.crossZone
    ? healthy
    : healthy.filter((target) => target.subnet.record.az === node.subnet.record.az);
  const target = near[0];
  if (!target) return drop('endpoint-az-mismatch', hop);
  if (!isMeant(walk, node)) return drop('misdelivered', node.hop);
  const keepsClient = client === 'visible' && balancer.record.preserveClientIp && target.vpc === node.vpc;
  return openSecondConversation(walk, node, target, { keepsClient, port: listener.targetPort });
}

/** Second half of a proxied conversation, which starts at the proxy's own interface. */
export function openSecondConversation(
  walk: Walk,
  proxy: CompiledEni,
  target: CompiledEni,
  options: { readonly keepsClient: boolean; readonly port: number | undefined },
): Next {
  const { packet } = walk;
  const destination = addressOf(walk, target);
  const source = addressOf(walk, proxy);
  if (destination === undefined || source === undefined)
    return drop('address-family-unsupported', target.hop);
  if (walk.isForeign && target.vpc !== proxy.vpc) walk.note('transit-by-proxy');
  walk.translate({
    kind: 'proxy',
    device: proxy.record.id,
    before: packet.fields,
    ...(options.keepsClient && { transparentTo: target.record.id }),
  });
  crossProxy(walk, proxy);
  walk.openConversation();
  packet.rewrite(DESTINATION, destination);
  if (options.port !== undefined) packet.rewrite(DESTINATION_PORT, options.port);
  walk.intent = { kind: 'eni', eni: target };
  if (walk.recording) walk.record(proxy.hop, `opens a conversation with ${target.record.id}`);
  if (options.keepsClient) {
    walk.loseIdentity();
    return { at: 'subnet', subnet: proxy.subnet };
  }
  packet.rewrite(SOURCE, source);
  walk.identity = { eni: proxy, lost: false, keptByTgw: false };
  return { at: 'eni', eni: proxy };
}

/** A load balancer by its own name, a host by that of its interface. */
export function crossProxy(walk: Walk, { record }: CompiledEni): void {
  walk.cross('link' in record.owner ? record.owner.link : record.id);
}

/** The target's first address of the packet's family. */
export function addressOf(walk: Walk, eni: CompiledEni): Address | undefined {
  const { family } = walk.packet;
  return eni.record.addresses.find((range) => familyOf(range.first) === family)?.first;
}
