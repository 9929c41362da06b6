/**
 * Every packet of a small space, traced one by one: all addresses of both ends, and of protocols and ports
 * one of each class that any rule of the network could tell apart.
 */
import type { CompiledNetwork } from '../../src/compile/compiled-network.ts';
import { boxHolds, formatCorner } from '../../src/forward/box.ts';
import type { Address } from '../../src/ip/address.ts';
import { rangeSize, type Range } from '../../src/ip/range.ts';
import type { Service } from '../../src/model/protocol.ts';
import type { End } from '../../src/reach/end.ts';
import { reachPair } from '../../src/reach/reach.ts';
import { compiledNetwork, endsOf } from './tiling-trial.ts';
import { summaryOf, summaryOfTrace, traceMember, type Member } from './member.ts';

/** More pairs of addresses than this are no small space. */
const MOST_ADDRESS_PAIRS = 512n;

export interface BruteCount {
  pairs: number;
  packets: number;
}

/** Throws at the first packet that fares differently from the set it is in. */
export function tryBruteForce(seed: number, mostPackets: number): BruteCount {
  const net = compiledNetwork(seed);
  const ends = endsOf(net);
  const { protocols, ports } = classesOf(net);
  const count = { pairs: 0, packets: 0 };
  for (const from of ends) {
    for (const to of ends) {
      if (count.packets > mostPackets) return count;
      const size = addressPairs(from, to);
      if (size === 0n || size > MOST_ADDRESS_PAIRS) continue;
      const sets = reachPair(net, from, to).sets;
      count.pairs++;
      for (const member of packetsOf(from, to, protocols, ports)) {
        count.packets++;
        const holding = sets.filter(({ boxes }) =>
          boxes.some((box) => typeof box.first[0] === typeof member[0] && boxHolds(box, member)),
        );
        const alone = summaryOfTrace(traceMember(net, from, to.name, member));
        const claimed = holding.map(({ verdict }) => summaryOf(verdict)).join(' and ');
        if (alone !== claimed) {
          const name = `${from.name.id} → ${to.name.id}`;
          throw new Error(`seed ${seed}: ${name}: ${formatCorner(member)} is "${alone}", not "${claimed}"`);
        }
      }
    }
  }
  return count;
}

function addressPairs(from: End, to: End): bigint {
  const sizeOf = (ranges: readonly Range[]): bigint =>
    ranges.reduce((sum, range) => sum + rangeSize(range), 0n);
  return ([4, 6] as const).reduce((sum, family) => {
    const sources = from.senders.flatMap((sender) => sender.sources.filter((range) => isOf(range, family)));
    return sum + sizeOf(sources) * sizeOf(to.addresses[family].ranges);
  }, 0n);
}

function isOf({ first }: Range, family: 4 | 6): boolean {
  return (typeof first === 'number' ? 4 : 6) === family;
}

function* packetsOf(
  from: End,
  to: End,
  protocols: readonly number[],
  ports: readonly number[],
): Generator<Member> {
  for (const family of [4, 6] as const) {
    const sources = from.senders.flatMap((sender) => sender.sources.filter((range) => isOf(range, family)));
    for (const source of membersOf(sources)) {
      for (const destination of membersOf(to.addresses[family].ranges)) {
        for (const protocol of protocols) {
          for (const port of ports) {
            // Replies are judged by the source port: each class of it once is enough.
            yield [source, destination, protocol, 40000, port];
            yield [source, destination, protocol, port, 443];
          }
        }
      }
    }
  }
}

function* membersOf(ranges: readonly Range[]): Generator<Address> {
  for (const { first, last } of ranges) {
    for (let address = first; address <= last; address++) yield address;
  }
}

/** The first of each class: every number at which some rule starts or has just ended. */
function classesOf(net: CompiledNetwork): { protocols: number[]; ports: number[] } {
  const protocols = new Set([0, 1, 2, 6, 7, 17, 18, 58, 59]);
  const ports = new Set([0, 53, 54, 443, 1024, 2048, 2049, 32768, 65535]);
  const add = ({ protocols: kinds, ports: numbers }: Service): void => {
    protocols.add(kinds.first).add(Math.min(kinds.last + 1, 255));
    ports.add(numbers.first).add(Math.min(numbers.last + 1, 65535));
  };
  const { network } = net;
  for (const group of network.securityGroups.values()) {
    for (const { service } of [...group.ingress, ...group.egress]) add(service);
  }
  for (const acl of network.networkAcls.values()) {
    for (const { service } of [...acl.ingress, ...acl.egress]) add(service);
  }
  for (const { owner } of network.enis.values()) {
    if (owner.kind === 'host') owner.host.listens?.forEach(add);
  }
  for (const link of network.links.values()) {
    if (link.kind === 'endpoint') {
      for (const { front } of link.ports) ports.add(front.first).add(Math.min(front.last + 1, 65535));
    }
    if (link.kind === 'nlb') for (const { port } of link.listeners) ports.add(port).add(port + 1);
    if (link.kind === 'nat') for (const { port } of link.dnat) ports.add(port).add(port + 1);
  }
  return { protocols: [...protocols], ports: [...ports] };
}
