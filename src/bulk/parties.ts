/**
 * Both ends of a workload as planning sees them: with places, and in groups within which an address means
 * one destination only.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { InternetAddresses } from '../forward/start.ts';
import type { Workload } from '../model/scenario.ts';
import { poolOf, type AddressPool } from '../workload/generator.ts';
import { endsOf, withoutTwins, type Destination, type Ends } from '../workload/places.ts';
import type { PlacedRange } from './sender-tree.ts';

export interface Parties {
  readonly ends: Ends;
  readonly senders: AddressPool;
  readonly destinations: AddressPool;
  readonly groups: readonly Group[];
}

/** Destinations of different addresses, with the places they have. */
export interface Group {
  readonly destinations: readonly Destination[];
  readonly placed: ReadonlyMap<Destination, PlacedRange>;
}

/** Nothing where the ends have no address family in common. */
export function partiesOf(
  net: CompiledNetwork,
  workload: Workload,
  internet: InternetAddresses,
): Parties | undefined {
  const ends = endsOf(net, workload, internet);
  if (!ends) return undefined;
  const poolFor = (entries: readonly Pick<Destination, 'range'>[]): AddressPool =>
    poolOf(
      ends.family,
      entries.map(({ range }) => range),
    );
  const destinations = poolFor(ends.destinations);
  return {
    ends,
    senders: poolFor(ends.senders),
    destinations,
    groups: groupsOf(ends.destinations, destinations),
  };
}

function groupsOf(destinations: readonly Destination[], { offsets, spreadBits }: AddressPool): Group[] {
  const placed = new Map(
    destinations.map((destination, i) => [
      destination,
      { range: destination.range, firstPlace: offsets[i]!, spreadBits },
    ]),
  );
  return withoutTwins(destinations).map((group) => ({ destinations: group, placed }));
}
