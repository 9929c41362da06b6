/**
 * What all filters have in common: how a rule is matched, and what a refusal means.
 *
 * Both kinds answer for a whole box: a rule that does not match cuts the box where it would have, so what
 * is left is of one mind. A filter that refuses is a drop, unless the walk looks for everything that is in
 * the way: then it is noted, and the packet goes on.
 */
import type { Service } from '../model/protocol.ts';
import { DESTINATION, DESTINATION_PORT, PROTOCOL, SOURCE, type Field } from './box.ts';
import type { Drop } from './outcome.ts';
import type { Packet } from './packet.ts';
import type { Walk } from './walk.ts';

/** Notes a refusal when the walk goes on past filters; otherwise it ends the leg. */
export function refuse(walk: Walk, refusal: Drop): Drop | undefined {
  if (!walk.explaining) return refusal;
  walk.blockers = [...walk.blockers, { leg: walk.leg, drop: refusal }];
  return undefined;
}

const ADDRESS_AND_SERVICE = {
  [SOURCE]: [PROTOCOL, DESTINATION_PORT, SOURCE],
  [DESTINATION]: [PROTOCOL, DESTINATION_PORT, DESTINATION],
} as const satisfies Record<number, readonly Field[]>;

const SERVICE_ONLY = [PROTOCOL, DESTINATION_PORT] as const;

export function matchesRange(
  packet: Packet,
  service: Service,
  far: typeof SOURCE | typeof DESTINATION,
  rule: { readonly family: 4 | 6; readonly first: number | bigint; readonly last: number | bigint },
): boolean {
  if (rule.family !== packet.family) return false;
  const { protocols, ports } = service;
  return packet.withinAll(
    ADDRESS_AND_SERVICE[far],
    [protocols.first, ports.first, rule.first],
    [protocols.last, ports.last, rule.last],
  );
}

export function matchesService(packet: Packet, { protocols, ports }: Service): boolean {
  return packet.withinAll(SERVICE_ONLY, [protocols.first, ports.first], [protocols.last, ports.last]);
}

/** Does anything listen for the packet? */
export function isListenedTo(packet: Packet, services: readonly Service[]): boolean {
  return services.some((service) => matchesService(packet, service));
}

export function wordOf(direction: 'ingress' | 'egress'): string {
  return direction === 'ingress' ? 'in' : 'out';
}
