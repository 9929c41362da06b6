/**
 * What would stop a flow: at every place on its way where somebody said yes, the narrowest no.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { hasAddress } from '../compile/address-set.ts';
import type { TraceStep, Verdict } from '../forward/outcome.ts';
import type { Network } from '../model/network.ts';
import { formatService } from '../model/protocol.ts';
import { farRange, numberBefore, serviceOf } from './filter-mends.ts';
import type { Direction } from '../model/amendment.ts';
import type { Mend } from './mend.ts';

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** Every single change that takes away something the flow used. */
export function cutsFor(network: Network, net: CompiledNetwork, verdict: Verdict): Mend[] {
  return verdict.steps.flatMap((step) => {
    const colon = step.hop.indexOf(':');
    const [kind, id] = [step.hop.slice(0, colon), step.hop.slice(colon + 1)];
    switch (kind) {
      case 'sg':
        return withoutRule(network, id, step);
      case 'acl':
        return withDenial(network, id, step);
      case 'table':
        return withoutRoute(net, step);
      case 'eni':
        return withOwnAcl(net, id, step);
      default:
        return network.links.has(id) ? [{ kind: 'delete' as const, link: id }] : [];
    }
  });
}

/** In a subnet without a list of its own, where the sender or the receiver sits. */
function withOwnAcl(net: CompiledNetwork, id: string, { packet, leg }: TraceStep): Mend[] {
  const eni = net.enis.get(id);
  if (!eni || eni.subnet.acl || leg === 'return') return [];
  const isSender = hasAddress(eni.addresses, packet.source);
  const direction: Direction = isSender ? 'egress' : 'ingress';
  const far = isSender ? packet.destination : packet.source;
  if (hasAddress(eni.subnet.range, far)) return [];
  const { id: subnet } = eni.subnet.record;
  const prefix = farRange(packet, direction);
  return [{ kind: 'new-acl', subnet, direction, service: serviceOf(packet), prefix }];
}

function withoutRule(network: Network, id: string, step: TraceStep): Mend[] {
  const group = network.securityGroups.get(id);
  if (!group) return [];
  return DIRECTIONS.flatMap((direction) =>
    group[direction].flatMap((rule, i): Mend[] => {
      if (rule.source !== step.cause?.source) return [];
      const words = `${direction} rule ${formatService(rule.service)} number ${i + 1}`;
      return [{ kind: 'remove-group-rule', group: id, direction, rule, words }];
    }),
  );
}

/** A rule for this flow alone, before the one that admits it. */
function withDenial(network: Network, id: string, step: TraceStep): Mend[] {
  const acl = network.networkAcls.get(id);
  if (!acl || step.leg === 'return') return [];
  return DIRECTIONS.flatMap((direction): Mend[] => {
    const isIt = acl[direction].some((rule) => rule.source === step.cause?.source);
    const { packet } = step;
    const number = isIt ? numberBefore(network, acl, direction, packet) : undefined;
    if (number === undefined) return [];
    const prefix = farRange(packet, direction);
    return [
      { kind: 'acl-rule', acl: id, direction, number, allow: false, service: serviceOf(packet), prefix },
    ];
  });
}

function withoutRoute(net: CompiledNetwork, step: TraceStep): Mend[] {
  const table = net.tables.get(step.hop);
  const route = table?.routes.find(
    (candidate) => candidate.route !== undefined && candidate.route.source === step.cause?.source,
  );
  if (route?.route?.destination.kind !== 'prefix') return [];
  return [{ kind: 'remove-route', table: step.hop.slice('table:'.length), prefix: route.prefix }];
}
