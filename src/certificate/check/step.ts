/**
 * What becomes of packets at a place, from the facts alone: the rules of AWS, written for whole sets.
 *
 * Knows interfaces, security groups, network ACLs, route tables, peerings, NAT gateways on the way out and
 * the private side of internet gateways. Whatever else packets come to is a {@link CannotCertify}.
 */
import { CannotCertify } from './fact.ts';
import { answered, deliver, findSubnet, received, resolverOf } from './delivery.ts';
import { crossPeering, leaveForInternet, translate } from './edges.ts';
import { admit, ownedBy, passAcl } from './filters.ts';
import { DESTINATION, difference, intersection, isEmpty, where, type FlowSet } from './flow-set.ts';
import type { Place } from './place.ts';
import { actionOf, routesInForce } from './routing.ts';
import { dropped, handed, inPrefixes, type Part, type World } from './world.ts';

/** Parts that make up the packets, each with what becomes of it. */
export function step(world: World, place: Place, packets: FlowSet): Part[] {
  return partsAt(world, place, packets).filter((part) => !isEmpty(part.packets));
}

function partsAt(world: World, place: Place, packets: FlowSet): Part[] {
  switch (place.at) {
    case 'interface':
      return leaveInterface(world, place, packets);
    case 'subnet':
      return leaveSubnet(world, place, packets);
    case 'table':
      return lookUp(world, place, packets);
    case 'peering':
      return crossPeering(world, place, packets);
    case 'vpc':
      return findSubnet(world, place, packets);
    case 'delivery':
      return deliver(world, place, packets);
    case 'igw':
      return leaveForInternet(world, place, packets);
    case 'nat':
      return translate(world, place, packets);
  }
}

function leaveInterface(world: World, { leg, id }: Place, packets: FlowSet): Part[] {
  const eni = world.facts.get('interface', id);
  if (!eni.up) return [dropped(packets, 'source-eni-unavailable', eni.hop)];
  if (eni.siblings.length > 0) throw new CannotCertify(`${id} belongs to a machine with several interfaces`);
  const own = intersection(packets, ownedBy([eni], DESTINATION));
  if (!isEmpty(own) && eni.addresses.some((text) => text.includes('-'))) {
    throw new CannotCertify(`packets between the machines of ${id}`);
  }
  const outward = difference(packets, own);
  const asked = intersection(outward, resolverOf(world, eni.vpc));
  const rest = difference(outward, asked);
  const parts = [...received(world, leg, eni, own), ...answered(world, leg, eni.vpc, asked)];
  const onward = (admitted: FlowSet): Part =>
    handed(admitted, { leg, at: 'subnet', id: eni.subnet, from: '' });
  // State of the request lets the reply pass.
  if (leg === 'return') return [...parts, onward(rest)];
  const { admitted, refused } = admit(world, eni, 'egress', rest);
  return [...parts, ...refused, onward(admitted)];
}

/** Traffic inside a subnet meets neither ACL nor table. */
function leaveSubnet(world: World, { leg, id }: Place, packets: FlowSet): Part[] {
  const subnet = world.facts.get('subnet', id);
  const inside = intersection(packets, inPrefixes(DESTINATION, subnet.prefixes));
  const outward = difference(packets, inside);
  const allowed = passAcl(world, subnet, 'egress', outward);
  return [
    handed(inside, { leg, at: 'vpc', id: subnet.vpc, from: id }),
    dropped(difference(outward, allowed), 'nacl-egress-denied', `acl:${subnet.acl ?? ''}`),
    handed(allowed, { leg, at: 'table', id: subnet.table, from: id }),
  ];
}

function lookUp(world: World, { leg, id, from }: Place, packets: FlowSet): Part[] {
  const vpc = world.facts.get('vpc', world.facts.get('subnet', from).vpc);
  const hop = `table:${id}`;
  const parts: Part[] = [];
  let rest = packets;
  for (const { to, target } of routesInForce(world.facts, vpc, id)) {
    const matched = intersection(rest, where({ [DESTINATION]: to }));
    if (isEmpty(matched)) continue;
    rest = difference(rest, matched);
    const action = actionOf(world.facts, vpc, target);
    if ('beyond' in action) throw new CannotCertify(`packets are routed to ${action.beyond}`);
    if ('drop' in action) parts.push(dropped(matched, action.drop, hop));
    else if (action.hand === 'local') parts.push(handed(matched, { leg, at: 'vpc', id: vpc.id, from }));
    else if (action.hand === 'igw') parts.push(handed(matched, { leg, at: 'igw', id: action.id, from: '' }));
    else
      parts.push(
        handed(matched, {
          leg,
          at: action.hand,
          id: action.id,
          from: action.hand === 'nat' ? from : vpc.id,
        }),
      );
  }
  return [...parts, dropped(rest, 'no-route', hop)];
}
