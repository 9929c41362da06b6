/**
 * Traces as the page steps through them: each step with the record that decided and its place on the map.
 */
import { formatAddress } from '../../ip/address.ts';
import type { Cause, Drop, PacketFields, Verdict } from '../../forward/outcome.ts';
import { NOTES } from '../../forward/outcome.ts';
import { explain } from '../../model/drop-reason.ts';
import type { Network } from '../../model/network.ts';
import type { Leg } from '../../model/scenario.ts';
import { describeMend } from '../../repair/mend.ts';
import type { SearchResult } from '../../repair/search.ts';
import { flowText } from '../flow-box-text.ts';
import type { BlockerData, CauseData, FixData, TraceData } from './page-data.ts';
import { placesOfHop, type At } from './place-of-hop.ts';

/** Proposals shown besides the first. */
const MOST_PROPOSALS = 3;

export function traceData(
  network: Network,
  verdict: Verdict,
  flow: string,
  at: At,
  searched?: SearchResult,
): TraceData {
  return {
    flow,
    isDelivered: verdict.delivered,
    steps: verdict.steps.map(({ leg, hop, action, packet, cause }) => ({
      leg,
      hop,
      action,
      packet: packetText(packet),
      cause: causeData(cause, at),
      places: placesOfHop(network, hop, packet),
    })),
    blockers: verdict.blockers.map(({ leg, drop }) => blockerData(network, leg, drop, verdict.packet, at)),
    notes: verdict.notes.map((id) => ({ id, meaning: NOTES[id] })),
    conditional: [...verdict.conditional],
    seenSource: verdict.seenSource === undefined ? null : formatAddress(verdict.seenSource),
    fix: searched ? fixData(searched) : null,
  };
}

export function causeData(cause: Cause | undefined, at: At): CauseData | null {
  return cause ? { text: cause.text, at: cause.source ? at(cause.source) : null } : null;
}

function packetText({ source, destination, protocol, sourcePort, destinationPort }: PacketFields): string {
  return flowText([source, destination, protocol, sourcePort, destinationPort]);
}

function blockerData(network: Network, leg: Leg, drop: Drop, packet: PacketFields, at: At): BlockerData {
  const { meaning, fix } = explain(drop.reason);
  return {
    leg,
    hop: drop.hop,
    reason: drop.reason,
    meaning,
    detail: drop.detail ?? null,
    advice: fix,
    cause: causeData(drop.cause, at),
    transit: drop.transit ? { ...drop.transit } : null,
    places: placesOfHop(network, drop.hop, packet),
  };
}

function fixData({ proposals, isComplete }: SearchResult): FixData {
  const [best] = proposals;
  return {
    isComplete,
    sets: proposals.slice(0, MOST_PROPOSALS).map(({ mends }) => mends.map(describeMend)),
    obstacles: (best?.obstacles ?? []).flatMap(({ drop, leg }, i) => {
      if (!drop) return [];
      const mend = best!.mends[i];
      const text = `${leg === 'return' ? 'reply' : 'request'} at ${drop.hop}: ${drop.reason}, ${explain(drop.reason).meaning}`;
      return [{ text, mend: mend ? describeMend(mend) : null }];
    }),
  };
}
