/**
 * Ways out of a VPC: peerings, the private side of the internet edge, and NAT gateways.
 */
import { addressSpan, isV6, parseAddress, prefixSpan } from './address.ts';
import { CannotCertify, type VpcFact } from './fact.ts';
import { interfacesOf } from './delivery.ts';
import { ownedBy, passAcl } from './filters.ts';
import {
  DESTINATION,
  difference,
  intersection,
  isEmpty,
  PROTOCOL,
  SOURCE,
  SOURCE_PORT,
  unionOf,
  where,
  type FlowSet,
} from './flow-set.ts';
import type { Place } from './place.ts';
import { edgeOf, isLiveNat, isLivePeering, routesInForce } from './routing.ts';
import { dropped, handed, inPrefixes, only, type Part, type World } from './world.ts';

/** "IP addressing for your VPCs", RFC 1918, RFC 6598: what no internet gateway carries. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** "VPC peering basics": from the one VPC to the other, and for nobody behind either. */
export function crossPeering(world: World, { leg, id, from }: Place, packets: FlowSet): Part[] {
  const link = world.facts.get('link', id);
  const hop = `peering:${id}`;
  const [near, far] = [from, link.vpcs.find((vpc) => vpc !== from) ?? from].map((vpc) =>
    world.facts.get('vpc', vpc),
  ) as [VpcFact, VpcFact];
  if (!isLivePeering(link)) return [dropped(packets, 'peering-not-active', hop)];
  const families = [false, true].filter((v6) =>
    [near, far].every(({ cidrs }) => cidrs.some((cidr) => isV6(prefixSpan(cidr).first) === v6)),
  );
  const everywhere = { false: '0.0.0.0/0', true: '::/0' };
  const spoken = intersection(
    packets,
    inPrefixes(
      DESTINATION,
      families.map((v6) => everywhere[`${v6}`]),
    ),
  );
  const own = intersection(spoken, inPrefixes(SOURCE, near.cidrs));
  const inside = intersection(own, inPrefixes(DESTINATION, far.cidrs));
  return [
    dropped(difference(packets, spoken), 'address-family-unsupported', hop),
    dropped(difference(spoken, own), 'peering-src-not-local', hop),
    handed(inside, { leg, at: 'vpc', id: far.id, from: `peering:${id}` }),
    ...hopesBeyond(world, far, near, difference(own, inside)).map((part) => dropped(...part, hop)),
  ];
}

/** What the sender hoped for behind the peer, in the order in which it is named. */
function hopesBeyond(world: World, far: VpcFact, near: VpcFact, packets: FlowSet): [FlowSet, string][] {
  if (isEmpty(packets)) return [];
  const reasons: [FlowSet, string][] = [];
  let rest = packets;
  const take = (matched: FlowSet, reason: string): void => {
    reasons.push([intersection(rest, matched), reason]);
    rest = difference(rest, matched);
  };
  for (const id of far.peerings) {
    const link = world.facts.get('link', id);
    const other = link.vpcs.find((vpc) => vpc !== far.id) ?? far.id;
    if (!isLivePeering(link) || other === near.id) continue;
    take(inPrefixes(DESTINATION, world.facts.get('vpc', other).cidrs), 'transitive-peering');
  }
  const edges = edgesBehind(world, far, rest);
  for (const edge of ['gateway-endpoint', 'vpn', 'dx', 'tgw', 'nat', 'igw']) {
    take(
      unionOf(edges.flatMap(([matched, kind]) => (kind === edge ? [matched] : []))),
      `edge-to-edge-${edge}`,
    );
  }
  return [...reasons, [rest, 'peering-dst-outside-peer-cidr']];
}

/** The best match of every table that a subnet uses. */
function edgesBehind(world: World, vpc: VpcFact, packets: FlowSet): [FlowSet, string][] {
  const tables = new Set(vpc.subnets.map((id) => world.facts.get('subnet', id).table));
  return [...tables].flatMap((table) => {
    let rest = packets;
    return routesInForce(world.facts, vpc, table).flatMap(({ to, target }): [FlowSet, string][] => {
      const matched = intersection(rest, where({ [DESTINATION]: to }));
      if (isEmpty(matched)) return [];
      rest = difference(rest, matched);
      const edge = edgeOf(world.facts, vpc, target);
      return edge === undefined ? [] : [[matched, edge]];
    });
  });
}

/** "Enable internet access for your VPC": nothing private leaves, in neither field. */
export function leaveForInternet(world: World, { id }: Place, packets: FlowSet): Part[] {
  const link = world.facts.get('link', id);
  const hop = `igw:${id}`;
  const vpc = world.facts.get('vpc', link.vpcs[0] ?? '');
  if (!isEmpty(intersection(packets, where({ [DESTINATION]: prefixSpan('::/0') })))) {
    throw new CannotCertify(`IPv6 packets leave by ${id}`);
  }
  const enis = vpc.subnets.flatMap((subnet) => interfacesOf(world.facts, world.facts.get('subnet', subnet)));
  const publicOnes = unionOf(
    enis
      .filter((eni) => eni.owner !== 'nat' || isLiveNat(world.facts.get('link', eni.link ?? '')))
      .flatMap((eni) => eni.public.map(([own]) => where({ [SOURCE]: only(parseAddress(own)) }))),
  );
  const mapped = intersection(packets, publicOnes);
  const unmapped = difference(packets, mapped);
  const translated = intersection(
    unmapped,
    ownedBy(
      enis.filter(
        (eni) => eni.owner === 'nat' && world.facts.get('link', eni.link ?? '').nat?.private === true,
      ),
      SOURCE,
    ),
  );
  const inward = intersection(mapped, inPrefixes(DESTINATION, PRIVATE));
  if (!isEmpty(difference(mapped, inward))) throw new CannotCertify(`packets leave by ${id}`);
  return [
    dropped(translated, 'nat-private-to-igw', hop),
    dropped(difference(unmapped, translated), 'igw-no-public-ip', hop),
    dropped(inward, 'igw-private-destination', hop),
  ];
}

/** "NAT gateways": TCP, UDP and ICMP over IPv4, under its own address and a port from 1024 up. */
export function translate(world: World, { leg, id, from }: Place, packets: FlowSet): Part[] {
  const hop = `nat:${id}`;
  const { nat } = world.facts.get('link', id);
  const eni = world.facts.get('interface', nat?.eni ?? '');
  const subnet = world.facts.get('subnet', eni.subnet);
  const v6 = intersection(packets, where({ [DESTINATION]: prefixSpan('::/0') }));
  const v4 = difference(packets, v6);
  const spoken = unionOf([1n, 6n, 17n].map((number) => where({ [PROTOCOL]: only(number) })));
  const known = intersection(v4, spoken);
  const allowed = from === subnet.id ? known : passAcl(world, subnet, 'ingress', known);
  const address = addressSpan(eni.addresses[0] ?? '');
  const parts = [
    dropped(v6, 'address-family-unsupported', hop),
    dropped(difference(v4, known), 'nat-protocol-unsupported', hop),
    dropped(difference(known, allowed), 'nacl-ingress-denied', `acl:${subnet.acl ?? ''}`),
  ];
  if (leg === 'return') return [...parts, dropped(allowed, 'return-state-missing', hop)];
  const keepsPort = unionOf([
    where({ [PROTOCOL]: only(1n) }),
    where({ [SOURCE_PORT]: { first: 1024n, last: 65_535n } }),
  ]);
  const onward: Place = { leg, at: 'subnet', id: subnet.id, from: '' };
  const source = only(address.first);
  return [
    ...parts,
    handed(intersection(allowed, keepsPort), onward, (box) => box.with(SOURCE, source)),
    handed(difference(allowed, keepsPort), onward, (box) =>
      box.with(SOURCE, source).with(SOURCE_PORT, only(1024n)),
    ),
  ];
}
