/**
 * Networks of several providers as one.
 */
import { draftOf } from '../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../model/network.ts';

/** Ids of different providers do not meet. */
export function together(first: Network, others: readonly Network[]): Network {
  if (others.length === 0) return first;
  const draft = draftOf(first);
  for (const other of others) {
    for (const section of SECTIONS) {
      const all: Map<string, unknown> = draft[section];
      for (const [id, record] of other[section]) all.set(id, record);
    }
    for (const [id, object] of other.unmodelled) {
      const known = first.unmodelled.get(id);
      if (known) draft.unmodelled.set(id, { ...object, why: `${known.why}; ${object.why}` });
    }
  }
  return draft;
}

const SECTIONS = Object.keys(EMPTY_NETWORK).filter(
  (section): section is Exclude<keyof Network, 'flags'> => section !== 'flags',
);
