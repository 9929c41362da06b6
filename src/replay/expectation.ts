/**
 * What the network says a watched interface would log of a conversation.
 *
 * "action" of "Flow log records" (Amazon VPC User Guide): ACCEPT and REJECT are the word of the security
 * groups and ACLs around the interface, and nobody else's. So what counts is how far the conversation
 * gets: a packet that leaves its own filters behind is an ACCEPT there, even if a route table drops it
 * next; one that another box drops on the way never comes to the interface at all, and there is no record.
 */
import { familyOf } from '../ip/address.ts';
import type { CompiledEni } from '../compile/compiled-network.ts';
import type { Walked } from '../forward/legs.ts';
import type { DropReason } from '../model/drop-reason.ts';

/** The part of the conversation that the record is about, seen from the interface. */
export type Part = 'request out' | 'request in' | 'reply out' | 'reply in';

export type Expected = 'accept' | 'reject' | 'never';

/** What only a security group or an ACL says. */
const FILTERED: ReadonlySet<DropReason> = new Set([
  'sg-ingress-denied',
  'sg-egress-denied',
  'sg-reference-unresolvable',
  'nacl-ingress-denied',
  'nacl-egress-denied',
  'conntrack-expired',
] as const);

export function expectedAt(eni: CompiledEni, part: Part, walked: Walked): Expected {
  const { verdict, met } = walked;
  switch (part) {
    case 'request out':
      return verdict.leg === 'forward' ? leaving(eni, walked) : 'accept';
    case 'request in': {
      const hasCome = met?.kind === 'eni' && met.eni.record.id === eni.record.id;
      if (hasCome) return 'accept';
      return verdict.leg === 'forward' ? entering(eni, walked) : 'never';
    }
    case 'reply out':
      if (verdict.leg === 'forward') return 'never';
      return verdict.leg === 'return' ? leaving(eni, walked) : 'accept';
    case 'reply in':
      if (verdict.delivered) return 'accept';
      return verdict.leg === 'return' ? entering(eni, walked) : 'never';
  }
}

/** It was dropped on this leg: by the filters between the interface and the first table, or later? */
function leaving(eni: CompiledEni, { at, verdict }: Walked): Expected {
  const { drop } = verdict;
  if (at?.at === 'eni' && at.eni.record.id === eni.record.id) {
    return drop && FILTERED.has(drop.reason) ? 'reject' : 'never';
  }
  const isAtDoor = at?.at === 'subnet' && at.subnet.record.id === eni.subnet.record.id;
  if (!isAtDoor || !ownsSource(eni, verdict.packet.source)) return 'accept';
  return drop && FILTERED.has(drop.reason) ? 'reject' : 'accept';
}

/** It was dropped on this leg: by the filters in front of the interface, behind them, or before? */
function entering(eni: CompiledEni, { at, verdict }: Walked): Expected {
  const { drop, packet } = verdict;
  if (at?.at === 'received') return at.eni.record.id === eni.record.id ? 'accept' : 'never';
  if (at?.at !== 'delivery' || !drop) return 'never';
  const { destination } = packet;
  const owner = at.subnet.vpc.owners[familyOf(destination)].get(destination);
  if (owner?.record.id !== eni.record.id || drop.reason === 'dst-eni-unavailable') return 'never';
  return FILTERED.has(drop.reason) ? 'reject' : 'accept';
}

function ownsSource(eni: CompiledEni, source: number | bigint): boolean {
  return eni.addresses[familyOf(source)].get(source) === true;
}
