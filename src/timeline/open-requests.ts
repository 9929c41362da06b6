/**
 * Peering requests that wait for an answer, and since when.
 *
 * A request that is over and one that still waits carry the same traffic, none; so it is enough to let
 * requests expire when something else happens after their time. Those of the start are taken as new.
 */
import type { Change } from '../model/change.ts';
import { linksOf, type Network } from '../model/network.ts';
import { expiredState, isPending } from '../model/peering-life.ts';
import { PROFILES } from '../model/profile/profiles.ts';

export class OpenRequests {
  private readonly sinceMs = new Map<string, number>();

  /** Takes note of the requests there are, and forgets those that were answered. */
  note(network: Network, atMs: number): void {
    const open = new Set<string>();
    for (const peering of linksOf(network, 'peering')) {
      const vpc = network.vpcs.get(peering.halves[0].vpc);
      if (vpc && isPending(PROFILES[vpc.profile], peering)) open.add(peering.id);
    }
    for (const id of this.sinceMs.keys()) if (!open.has(id)) this.sinceMs.delete(id);
    for (const id of open) if (!this.sinceMs.has(id)) this.sinceMs.set(id, atMs);
  }

  /** What the passing of time does to the requests of a network until this instant. */
  expired(network: Network, atMs: number): Change[] {
    return linksOf(network, 'peering').flatMap((peering): Change[] => {
      const { id, source } = peering;
      const sinceMs = this.sinceMs.get(id);
      const vpc = network.vpcs.get(peering.halves[0].vpc);
      if (sinceMs === undefined || !vpc) return [];
      const profile = PROFILES[vpc.profile];
      const state = expiredState(profile, peering);
      const limitMs = profile.peering.answerWithinMs ?? Infinity;
      if (state === undefined || atMs - sinceMs < limitMs) return [];
      return [{ action: { kind: 'set-state', object: id, state }, text: `${id} expires`, source }];
    });
  }
}
