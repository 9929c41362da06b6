/**
 * A sender of one version of a network, found again in another one.
 */
import { familyOf, type Address } from '../ip/address.ts';
import { RangeSet } from '../ip/range-set.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { SOURCE, type Box } from '../forward/box.ts';
import { endOf, type EndName, type Sender } from './end.ts';
import type { Row } from './tile-store.ts';

export interface SplitBox {
  readonly present: readonly { readonly sender: Sender; readonly box: Box }[];
  /** Parts whose sources the sender does not have. */
  readonly absent: readonly Box[];
}

/** The parts of a row's box whose sources its sender has in a version, and those it does not have. */
export function senderIn(net: CompiledNetwork, row: Row, box: Box): SplitBox {
  const sender = sendersOf(net, row)?.get(row.sender.key);
  if (!sender) return { present: [], absent: [box] };
  if (sender === row.sender) return { present: [{ sender, box }], absent: [] };
  const all = RangeSet.of([{ first: box.first[SOURCE]!, last: box.last[SOURCE]! }]);
  const own = RangeSet.of(sender.sources.filter(({ first }) => familyOf(first) === box.family));
  const withSources = ({ first, last }: { first: Address; last: Address }): Box => ({
    family: box.family,
    first: box.first.with(SOURCE, first),
    last: box.last.with(SOURCE, last),
  });
  return {
    present: all.intersect(own).ranges.map((range) => ({ sender, box: withSources(range) })),
    absent: all.subtract(own).ranges.map(withSources),
  };
}

/** Versions that were patched from one another share their interfaces and sites, and so their senders. */
const known = new WeakMap<CompiledNetwork['enis'], Map<string, ReadonlyMap<string, Sender>>>();

function sendersOf(net: CompiledNetwork, row: Row): ReadonlyMap<string, Sender> | undefined {
  const name = whereIn(net, row);
  if (!name) return undefined;
  const ends = known.get(net.enis) ?? new Map<string, ReadonlyMap<string, Sender>>();
  known.set(net.enis, ends);
  const key = `${name.kind} ${name.id}`;
  const senders =
    ends.get(key) ?? new Map((endOf(net, name)?.senders ?? []).map((sender) => [sender.key, sender]));
  ends.set(key, senders);
  return senders;
}

/** The end the sender belongs to in a version: an interface may have moved to another subnet. */
function whereIn(net: CompiledNetwork, { from, sender }: Row): EndName | undefined {
  if (sender.origin.kind !== 'eni') return from;
  const subnet = net.enis.get(sender.origin.eni.record.id)?.record.subnet;
  return subnet === undefined ? undefined : { kind: 'subnet', id: subnet };
}
