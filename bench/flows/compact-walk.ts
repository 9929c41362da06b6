/**
 * Flows walked hop by hop over compact tables, as a careful interpreter would: the sender's table, the interface
 * that has the address, its table, and whether that leads back. Knows local routes, peerings and dead ends; whatever
 * leads elsewhere counts as not delivered.
 */
import type { NextHop } from '../../src/compile/compiled-network.ts';
import { ROOT_IPV4, ROOT_WORDS, BLOCK_NEXT_HOPS, NO_ROUTE } from '../../src/fib/layout.ts';
import { findIpv4 } from '../../src/fib/search.ts';
import { entryOf } from './entry-of.ts';
import type { FlowLab } from './lab.ts';

const NOWHERE = 0xffffffff;
const LOCAL = 0xfffffffe;

/** Returns how many of the first flows arrive and are answered. */
export function compactWalk({ planned, epochs, senders, places }: FlowLab): (count: number) => number {
  const { net } = epochs[0]!;
  const { ends, plan } = planned;
  const { offsets } = plan.workloads[0]!.generator.senders;
  const firstDestination = Number(ends[0]!.destinations[0]!.range.first);
  const vpcs = new Map([...net.vpcs.keys()].map((id, i) => [id, i]));
  const { words, roots } = net.fib;
  // Per next hop and VPC it is asked in: only one of a peering's ends differs, so both are kept.
  const near = Uint32Array.from(net.nextHops, (hop) => endOf(hop, 0));
  const far = Uint32Array.from(net.nextHops, (hop) => endOf(hop, 1));
  function endOf(hop: NextHop, end: 0 | 1): number {
    if (hop.dead) return NOWHERE;
    if (hop.kind === 'local') return LOCAL;
    return hop.kind === 'peering' ? vpcs.get(hop.peering.ends[end].record.id)! : NOWHERE;
  }
  // Interfaces by address: in the estate no address is twice.
  const hosts = [...net.enis.values()]
    .flatMap((eni) => eni.record.addresses.map(({ first, last }) => ({ first, last, eni })))
    .sort((a, b) => Number(a.first) - Number(b.first));
  const hostFirst = Float64Array.from([...hosts.map(({ first }) => Number(first)), 2 ** 32]);
  const hostLast = Float64Array.from(hosts, ({ last }) => Number(last));
  const hostVpc = Uint32Array.from(hosts, ({ eni }) => vpcs.get(eni.vpc.record.id)!);
  const hostTable = Uint32Array.from(hosts, ({ eni }) => eni.subnet.table.index);
  const senderFirst = Float64Array.from(ends[0]!.senders, ({ range }) => Number(range.first));
  const senderHost = Uint32Array.from(senderFirst, (first) => entryOf(hostFirst, first));
  const next = (table: number, from: number, address: number): number => {
    const block = roots[table * ROOT_WORDS + ROOT_IPV4]! | 0;
    const hop = words[block + words[block + BLOCK_NEXT_HOPS]! + findIpv4(words, block, address)]!;
    if (hop === NO_ROUTE) return NOWHERE;
    const end = near[hop]!;
    return end === LOCAL ? from : end === from ? far[hop]! : end;
  };
  return (count) => {
    let delivered = 0;
    for (let i = 0; i < count; i++) {
      const entry = entryOf(offsets, senders[i]!);
      const source = senderFirst[entry]! + senders[i]! - offsets[entry]!;
      const from = senderHost[entry]!;
      const address = firstDestination + places[i]!;
      const there = next(hostTable[from]!, hostVpc[from]!, address);
      if (there === NOWHERE) continue;
      const host = entryOf(hostFirst, address);
      if (hostVpc[host] !== there || address > hostLast[host]! || address < hostFirst[host]!) continue;
      if (next(hostTable[host]!, there, source) === hostVpc[from]) delivered++;
    }
    return delivered;
  };
}
