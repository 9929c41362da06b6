/**
 * Peerings that are made of two halves, each a resource of its own in its own network.
 *
 * Where only one is declared, the other one is either missing or somebody else's. It counts as missing when
 * the far network is declared here, too, and as there when that is only looked up or not known at all; both
 * are said.
 */
import { plainHalf, type PeeringHalf } from '../../model/link.ts';
import type { CloudReading } from './cloud-reading.ts';
import { isLookedUp, type DeclaredResource } from './resource.ts';

export interface DeclaredHalf {
  readonly near: string;
  readonly far: string;
  readonly resource: DeclaredResource;
}

/** What a provider calls the states of a half. */
interface HalfStates {
  readonly live: string;
  /** Of a half without the other one. */
  readonly waiting: string;
  /** Of the half that is not there. */
  readonly absent: string;
}

export function addPeerings(
  reading: CloudReading,
  halves: readonly DeclaredHalf[],
  states: HalfStates,
  halfOf: (half: DeclaredHalf, state: string) => PeeringHalf,
): void {
  const paired = new Set<DeclaredHalf>();
  for (const half of halves) {
    if (paired.has(half)) continue;
    const mirror = halves.find(({ near, far }) => near === half.far && far === half.near);
    if (mirror) paired.add(mirror);
    const far = reading.find(half.far);
    const isMissing = !mirror && far !== undefined && !isLookedUp(far);
    const state = isMissing ? states.waiting : states.live;
    const { id, properties, source } = half.resource;
    const name = properties.text('name');
    reading.draft.links.set(id, {
      kind: 'peering',
      id,
      ...(name !== undefined && { name }),
      halves: [
        halfOf(half, state),
        mirror ? halfOf(mirror, state) : plainHalf(half.far, isMissing ? states.absent : state),
      ],
      source,
    });
    if (!far) reading.withUnknownPeers.add(half.near);
    if (mirror) continue;
    const counts = isMissing ? 'as not made' : 'as made, with the settings of a new one';
    reading.doubtOf(half.resource, `the half of ${half.far} is not declared here; it counts ${counts}`);
  }
}
