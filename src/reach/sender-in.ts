/**
 * Senders of an end, and the sender of one version of a network found again in another one. What counts is
 * the end and the source address: the interface behind it may be another by then.
 */
import { familyOf } from '../ip/address.ts';
import type { Range } from '../ip/range.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { SOURCE, type Box } from '../forward/box.ts';
import type { Sender } from '../forward/shared-tiles.ts';
import { endOf, type EndName } from './end.ts';

export interface SplitBox {
  readonly present: readonly { readonly sender: Sender; readonly box: Box }[];
  /** Parts with sources that nobody has. */
  readonly absent: readonly Box[];
}

/** By interfaces: versions that were patched from one another share them, and so their senders. */
const known = new WeakMap<CompiledNetwork['enis'], Map<string, readonly Sender[]>>();

export function sendersOf(net: CompiledNetwork, from: EndName): readonly Sender[] {
  const ends = known.get(net.enis) ?? new Map<string, readonly Sender[]>();
  known.set(net.enis, ends);
  const key = `${from.kind} ${from.id}`;
  const senders = ends.get(key) ?? endOf(net, from)?.senders ?? [];
  ends.set(key, senders);
  return senders;
}

/** A box of flows from an end, by who sends them in a version. `usual`: who does in another one. */
export function senderIn(net: CompiledNetwork, from: EndName, usual: Sender, box: Box): SplitBox {
  const senders = sendersOf(net, from);
  if (senders.includes(usual)) return { present: [{ sender: usual, box }], absent: [] };
  let left = RangeSet.of([{ first: box.first[SOURCE]!, last: box.last[SOURCE]! }]);
  const present: { sender: Sender; box: Box }[] = [];
  for (const sender of senders) {
    const own = RangeSet.of(sender.sources.filter(({ first }) => familyOf(first) === box.family));
    for (const range of left.intersect(own).ranges) present.push({ sender, box: withSources(box, range) });
    left = left.subtract(own);
  }
  return { present, absent: left.ranges.map((range) => withSources(box, range)) };
}

function withSources(box: Box, { first, last }: Range): Box {
  return { family: box.family, first: box.first.with(SOURCE, first), last: box.last.with(SOURCE, last) };
}
