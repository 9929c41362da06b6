/**
 * Inside the VPC of the destination: its resolver, its subnets, and who owns the address.
 */
import { addressSpan, isV6, prefixSpan } from './address.ts';
import { CannotCertify, type Facts, type InterfaceFact, type SubnetFact, type VpcFact } from './fact.ts';
import { admit, ownedBy, packetsOf, passAcl } from './filters.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  difference,
  intersection,
  isEmpty,
  SOURCE,
  unionOf,
  where,
  type FlowBox,
  type FlowSet,
} from './flow-set.ts';
import type { Leg, Place } from './place.ts';
import { isLiveNat } from './routing.ts';
import { dropped, handed, inPrefixes, only, Reaches, type Part, type World } from './world.ts';

/** The resolver at the second address of the primary range answers from inside. */
export function resolverOf(world: World, vpcId: string): FlowSet {
  const address = resolverAddress(world.facts.get('vpc', vpcId));
  const port = { first: 53n, last: 53n };
  return address === undefined ? [] : where({ [DESTINATION]: only(address), [DESTINATION_PORT]: port });
}

function resolverAddress({ cidrs, dns }: VpcFact): bigint | undefined {
  const primary = cidrs.map(prefixSpan).find(({ first }) => !isV6(first));
  return dns && primary ? primary.first + 2n : undefined;
}

export function answered(world: World, leg: Leg, vpc: string, packets: FlowSet): Part[] {
  if (!isEmpty(packets) && leg === 'forward' && world.pair.holdsPlatformOf(vpc)) {
    throw new Reaches(`the resolver of ${vpc}`, packets);
  }
  return [dropped(packets, 'misdelivered', `vpc:${vpc}`)];
}

export function findSubnet(world: World, { leg, id, from }: Place, packets: FlowSet): Part[] {
  const vpc = world.facts.get('vpc', id);
  const parts: Part[] = [];
  let rest = packets;
  const resolver = resolverAddress(vpc);
  if (resolver !== undefined) {
    const isForeign = from.startsWith('peering:');
    const asked = isForeign ? where({ [DESTINATION]: only(resolver) }) : resolverOf(world, id);
    const here = intersection(rest, asked);
    if (isForeign) parts.push(dropped(here, 'edge-to-edge-dns', `resolver:${id}`));
    else parts.push(...answered(world, leg, id, here));
    rest = difference(rest, here);
  }
  for (const subnet of vpc.subnets) {
    const inside = inPrefixes(DESTINATION, world.facts.get('subnet', subnet).prefixes);
    const side = subnet === from ? 'inside' : 'outside';
    parts.push(handed(intersection(rest, inside), { leg, at: 'delivery', id: subnet, from: side }));
    rest = difference(rest, inside);
  }
  return [...parts, dropped(rest, 'dst-not-in-any-subnet', `vpc:${id}`)];
}

export function deliver(world: World, { leg, id, from }: Place, packets: FlowSet): Part[] {
  const subnet = world.facts.get('subnet', id);
  const hop = `subnet:${subnet.hop}`;
  const allowed = from === 'outside' ? passAcl(world, subnet, 'ingress', packets) : packets;
  const reserved = intersection(allowed, reservedIn(subnet));
  const parts = [
    dropped(difference(packets, allowed), 'nacl-ingress-denied', `acl:${subnet.acl ?? ''}`),
    dropped(reserved, 'dst-reserved-address', hop),
  ];
  let rest = difference(allowed, reserved);
  for (const eni of interfacesOf(world.facts, subnet)) {
    const own = intersection(rest, ownedBy([eni], DESTINATION));
    rest = difference(rest, own);
    if (isEmpty(own)) continue;
    if (!eni.up) {
      parts.push(dropped(own, 'dst-eni-unavailable', eni.hop));
      continue;
    }
    const { admitted, refused } =
      leg === 'forward' ? admit(world, eni, 'ingress', own) : { admitted: own, refused: [] };
    parts.push(...refused, ...received(world, leg, eni, admitted));
  }
  return [...parts, dropped(rest, 'dst-host-unknown', hop)];
}

/** Owners of a subnet's addresses; no two of one address. */
export function interfacesOf(facts: Facts, subnet: SubnetFact): InterfaceFact[] {
  const enis = subnet.interfaces
    .map((id) => facts.get('interface', id))
    .filter((eni) => eni.owner !== 'nat' || !isDeleted(facts, eni));
  const spans = enis
    .flatMap(({ addresses }) => addresses.map(addressSpan))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  if (spans.some(({ first }, i) => i > 0 && spans[i - 1]!.last >= first)) {
    throw new CannotCertify(`two interfaces claim one address of ${subnet.id}`);
  }
  return enis;
}

function isDeleted(facts: Facts, { link }: InterfaceFact): boolean {
  return link !== null && facts.get('link', link).states.includes('deleted');
}

/** What the owner of an interface does with packets it was handed. */
export function received(world: World, leg: Leg, eni: InterfaceFact, packets: FlowSet): Part[] {
  if (isEmpty(packets)) return [];
  switch (eni.owner) {
    case 'host':
      return leg === 'forward' ? arrived(world, eni, packets) : [returned(world, eni, packets)];
    case 'nat': {
      const link = world.facts.get('link', eni.link ?? '');
      if (!isLiveNat(link)) return [dropped(packets, 'dst-eni-unavailable', eni.hop)];
      if (leg === 'return' || link.nat?.inbound !== 0) throw new CannotCertify(`packets come to ${link.id}`);
      return [dropped(packets, 'nat-unsolicited-inbound', eni.hop)];
    }
    case 'tgw':
    case 'gwlbe': {
      const subnet = world.facts.get('subnet', eni.subnet);
      return [dropped(packets, 'dst-reserved-address', `subnet:${subnet.hop}`)];
    }
    default:
      throw new CannotCertify(`packets come to ${eni.id}, which is of a ${eni.owner}`);
  }
}

function arrived(world: World, eni: InterfaceFact, packets: FlowSet): Part[] {
  if (eni.proxy) throw new CannotCertify(`packets come to ${eni.id}, which opens conversations of its own`);
  const heard = eni.listens
    ? intersection(packets, unionOf(eni.listens.map((service) => packetsOf(service))))
    : packets;
  const deaf = dropped(difference(packets, heard), 'no-listener', eni.hop);
  if (!world.pair.holds(eni)) return [deaf, dropped(heard, 'misdelivered', eni.hop)];
  if (!isEmpty(difference(heard, ownedBy(world.pair.senders, SOURCE)))) {
    throw new CannotCertify(`${eni.id} answers a translated address`);
  }
  const reply = handed(heard, { leg: 'return', at: 'interface', id: eni.id, from: '' }, answerTo);
  return [deaf, reply];
}

function returned(world: World, eni: InterfaceFact, packets: FlowSet): Part {
  if (eni.proxy) throw new CannotCertify(`packets come to ${eni.id}, which opens conversations of its own`);
  if (world.pair.senders.some(({ id }) => id === eni.id)) throw new Reaches(`${eni.id}, both legs`, packets);
  return dropped(packets, 'misdelivered', eni.hop);
}

/** Both ends change sides, with their ports. */
function answerTo([source, destination, protocol, sourcePort, destinationPort]: FlowBox): FlowBox {
  return [destination!, source!, protocol!, destinationPort!, sourcePort!];
}

/** "Subnet sizing": the first four addresses of a subnet and the last, of both families. */
function reservedIn({ prefixes }: SubnetFact): FlowSet {
  return unionOf(
    prefixes.flatMap((prefix) => {
      const { first, last } = prefixSpan(prefix);
      const front = first + 3n < last ? first + 3n : last;
      return [where({ [DESTINATION]: { first, last: front } }), where({ [DESTINATION]: only(last) })];
    }),
  );
}
