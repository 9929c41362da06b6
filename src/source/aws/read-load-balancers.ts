/**
 * Network and application load balancers with their listeners and targets; Gateway Load Balancers and
 * those that answer themselves are noted as unmodelled.
 *
 * Both kinds end a conversation and open another one towards a target. An application load balancer does
 * so over TCP whatever it speaks, never shows the client's address, and may choose among its target groups
 * by what a request says, which packets do not show. "Elastic Load Balancing API Reference".
 */
import type { LoadBalancer } from '../../model/link.ts';
import { TCP, UDP } from '../../model/protocol.ts';
import type { ExportReading } from './export-reading.ts';
import { Grouping } from './grouping.ts';
import type { Item } from './item.ts';
import { TargetGroups } from './target-groups.ts';

/** HTTP/3 is offered beside HTTPS and never the only way; it is left out. */
const PROTOCOLS: ReadonlyMap<string, readonly number[]> = new Map([
  ['TCP', [TCP]],
  ['TLS', [TCP]],
  ['UDP', [UDP]],
  ['TCP_UDP', [TCP, UDP]],
  ['HTTP', [TCP]],
  ['HTTPS', [TCP]],
]);

export function readLoadBalancers(reading: ExportReading): void {
  const listeners = listenersByBalancer(reading);
  const groups = new TargetGroups(reading);
  for (const [id, item] of reading.inventory.all('LoadBalancers')) {
    const own = listeners.of(id);
    const why = whyUnmodelled(reading, id, item, own);
    const vpc = item.ref('VpcId');
    if (why !== undefined || vpc === undefined) {
      const reason = why ?? 'the record does not say in which VPC it is';
      reading.doubt({ id, kind: 'LoadBalancer', why: reason, source: item.source, vpc });
      continue;
    }
    reading.draft.links.set(id, balancerOf(reading, id, item, own, groups, reading.vpc(vpc, item)));
    if (isApplication(item)) noteRules(reading, id, item, own);
  }
}

function isApplication(item: Item): boolean {
  return (item.text('Type') ?? 'application') === 'application';
}

/** What stands in the way of reading a balancer as one that hands every connection to a target. */
function whyUnmodelled(
  reading: ExportReading,
  id: string,
  item: Item,
  listeners: readonly Item[],
): string | undefined {
  const type = item.text('Type') ?? 'application';
  if (type === 'gateway') return 'what the appliances behind it do with packets is in no file';
  if (type !== 'network' && type !== 'application') return `load balancers of type ${type} are not modelled`;
  if (listeners.length === 0 && !reading.inventory.isListed('Listeners'))
    return 'no file lists its listeners';
  if (reading.enisByBalancer.of(id).length === 0) return 'no file describes its interfaces';
  const answers = listeners.some((listener) =>
    listener.items('DefaultActions').some((action) => !FORWARDING.has(action.text('Type') ?? 'forward')),
  );
  return answers ? 'it answers some requests itself instead of handing them to a target' : undefined;
}

/** Whoever has to log in first ends up at the target all the same. */
const FORWARDING = new Set(['forward', 'authenticate-oidc', 'authenticate-cognito', 'jwt-validation']);

function balancerOf(
  reading: ExportReading,
  id: string,
  item: Item,
  listeners: readonly Item[],
  groups: TargetGroups,
  vpc: string,
): LoadBalancer {
  const unhealthy = new Set<string>();
  const rows = listeners.flatMap((listener) => {
    const protocols = PROTOCOLS.get(listener.text('Protocol') ?? 'TCP') ?? [];
    return groups.rowsOf(listener, protocols, { id, unhealthy });
  });
  const name = item.text('LoadBalancerName');
  const isProxy = isApplication(item);
  // "Cross-zone load balancing": a group may choose; else on for application load balancers, off for others.
  const chosen = groups.crossZone(listeners);
  const own = isProxy || attribute(reading, id, 'load_balancing.cross_zone.enabled') === 'true';
  return {
    kind: 'nlb',
    id,
    ...(name !== undefined && { name }),
    vpc,
    enis: [...reading.enisByBalancer.of(id)],
    listeners: rows,
    unhealthy: [...unhealthy],
    crossZone: chosen ?? own,
    preserveClientIp: !isProxy && groups.preserveClientIp(listeners),
    source: item.source,
  };
}

/** Rules send some requests elsewhere than the default action does. */
function noteRules(reading: ExportReading, id: string, item: Item, listeners: readonly Item[]): void {
  for (const listener of listeners) {
    const rules = reading.inventory.get('ListenerRules', listener.ref('ListenerArn'));
    const isPlain = rules?.itemsOfAll('Rules').every((rule) => rule.flag('IsDefault') === true);
    if (isPlain === true) continue;
    const why =
      rules === undefined
        ? 'no file lists the rules of its listeners; the targets of their default actions count'
        : 'rules choose a target by the request; the targets of the default actions count';
    reading.doubt({ id, kind: 'LoadBalancer', why, source: item.source, vpc: item.ref('VpcId') });
  }
}

function attribute(reading: ExportReading, balancer: string, key: string): string | undefined {
  const attributes = reading.inventory.get('LoadBalancerAttributes', balancer)?.items('Attributes') ?? [];
  return attributes.find((candidate) => candidate.text('Key') === key)?.text('Value');
}

/** Listeners as `describe-listeners` gives them, or grouped by their load balancer. */
function listenersByBalancer(reading: ExportReading): Grouping<Item> {
  const { inventory } = reading;
  const byBalancer = new Grouping<Item>();
  for (const [id, group] of inventory.all('LoadBalancerListeners')) {
    for (const listener of group.itemsOfAll('Listeners')) byBalancer.add(id, listener);
  }
  for (const listener of inventory.all('Listeners').values()) {
    const id = listener.ref('LoadBalancerArn');
    if (id !== undefined && !inventory.get('LoadBalancerListeners', id)) byBalancer.add(id, listener);
  }
  return byBalancer;
}
